import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { get, memory } from "./support.ts"

describe("the pages about the emulator", () => {
  it.effect("/docs shows every method and loads nothing from elsewhere", () =>
    Effect.gen(function* () {
      const { headers, status, text } = yield* get("/docs")
      assert.strictEqual(status, 200)
      assert.strictEqual(headers["content-type"], "text/html; charset=UTF-8")
      assert.strictEqual(text.match(/<details /g)?.length, 27)
      assert.include(text, "/v1/operations/{operationId}")
      assert.notMatch(text, /(src|href)="(https?:)?\/\//)
      const targets = [...text.matchAll(/href="#(\w+)"/g)].map(([, name]) => `id="${name}"`)
      for (const target of targets) assert.include(text, target)
    }).pipe(Effect.provide(memory({ auth: { tokens: [] }, terms: "stale" })))
  )

  it.effect("/openapi.json leads from each method to its messages", () =>
    Effect.gen(function* () {
      const { json, text } = yield* get("/openapi.json")
      assert.strictEqual(json.openapi, "3.1.0")
      const operation =
        json.paths["/v1/customers/{customerId}/configurations/{configurationId}"].patch
      assert.strictEqual(operation.operationId, "customers.configurations.patch")
      assert.deepStrictEqual(
        operation.parameters.slice(0, 3).map((_: { name: string }) => _.name),
        ["customerId", "configurationId", "updateMask"]
      )
      for (const [, kind = "", name = ""] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
        assert.property(json.components[kind], name)
      }
    }).pipe(Effect.provide(memory()))
  )
})
