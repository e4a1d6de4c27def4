import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Operations } from "effect-zero-touch"
import { clientOver, fakeHttp, json } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import { name } from "./oddOperations.ts"

/** Asks for an operation, to which the service replies with nothing in particular. */
const get = Effect.fnUntraced(function* (asked: string) {
  const http = fakeHttp(json({ done: false }))
  const exit = yield* Effect.flatMap(Operations, (operations) => operations.get(asked)).pipe(
    Effect.provide(Operations.layer.pipe(Layer.provide(clientOver(http)))),
    Effect.exit
  )
  return { exit, sent: http.sent }
})

describe("a name goes out", () => {
  it.effect.each([
    ["operations/1", "/v1/operations/1"],
    ["operations/x", "/v1/operations/x"],
    [
      "operations/apibatchoperation/2676181951105813942",
      "/v1/operations/apibatchoperation/2676181951105813942"
    ],
    ["operations/a/b/c/d", "/v1/operations/a/b/c/d"],
    ["operations/Az09-._~", "/v1/operations/Az09-._~"],
    ["operations/...", "/v1/operations/..."],
    ["operations/.a", "/v1/operations/.a"],
    ["operations/a b", "/v1/operations/a%20b"],
    ["operations/a:b@c", "/v1/operations/a%3Ab%40c"],
    ["operations/a+b&c=d;e,f$", "/v1/operations/a%2Bb%26c%3Dd%3Be%2Cf%24"],
    ["operations/!'()*", "/v1/operations/%21%27%28%29%2A"],
    ["operations/a%2Fb", "/v1/operations/a%252Fb"],
    ["operations/%2e%2e/customers", "/v1/operations/%252e%252e/customers"],
    ["operations/a\\b", "/v1/operations/a%5Cb"],
    ["operations/ü", "/v1/operations/%C3%BC"],
    ["operations/😀", "/v1/operations/%F0%9F%98%80"]
  ] as const)("%j as %s", ([asked, path]) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* get(asked)
      assert.strictEqual(successOf(exit).name, asked)
      assert.strictEqual(
        sent[0]?.url.href,
        `https://androiddeviceprovisioning.googleapis.com${path}`
      )
      assert.strictEqual(sent[0]?.method, "GET")
    })
  )

  for (const [transport, layer] of Object.entries(socketTransports)) {
    it.effect(`and over a socket it looks the same: ${transport}`, () =>
      Effect.gen(function* () {
        const { baseUrl, requests } = yield* serve((_request, response) =>
          response.end(`{"done":false}`)
        )
        const live = Operations.layer.pipe(
          Layer.provide(clientOver({ layer }, { baseUrl: `${baseUrl}/proxy/` }))
        )
        yield* Effect.gen(function* () {
          const operations = yield* Operations
          yield* operations.get("operations/a%2Fb/.../ü !'()*\\")
          yield* operations.get(name, { fields: "metadata", xgafv: "1" })
        }).pipe(Effect.provide(live))
        assert.deepStrictEqual(
          requests.map(({ url }) => url),
          [
            "/proxy/v1/operations/a%252Fb/.../%C3%BC%20%21%27%28%29%2A%5C",
            `/proxy/v1/${name}?%24.xgafv=1&fields=metadata%2Cname%2Cdone%2Cerror`
          ]
        )
      })
    )
  }
})

describe("a name is refused, and nothing leaves", () => {
  it.effect.each([
    ["", "is empty"],
    ["/", 'does not begin with "operations/"'],
    ["operations", 'does not begin with "operations/"'],
    ["/operations/1", 'does not begin with "operations/"'],
    [" operations/1", 'does not begin with "operations/"'],
    ["Operations/1", 'does not begin with "operations/"'],
    ["v1/operations/1", 'does not begin with "operations/"'],
    ["customers/1", 'does not begin with "operations/"'],
    ["customers/1/operations/2", 'does not begin with "operations/"'],
    ["..", 'does not begin with "operations/"'],
    ["../operations/1", 'does not begin with "operations/"'],
    ["https://example.com/operations/1", 'does not begin with "operations/"'],
    ["//example.com/operations/1", 'does not begin with "operations/"'],
    ["operations/", "has an empty segment"],
    ["operations//", "has an empty segment"],
    ["operations//1", "has an empty segment"],
    ["operations/1/", "has an empty segment"],
    ["operations/.", 'has a segment "."'],
    ["operations/..", 'has a segment ".."'],
    ["operations/../customers/1", 'has a segment ".."'],
    ["operations/a/../b", 'has a segment ".."'],
    ["operations/a/./b", 'has a segment "."'],
    ["operations/1?alt=media", 'has a "?" or a "#"'],
    ["operations/1#top", 'has a "?" or a "#"'],
    ["operations/1\n", "has a control character"],
    ["operations/1\r\nx-evil: 1", "has a control character"],
    ["operations/\t1", "has a control character"],
    ["operations/1\u0000", "has a control character"],
    ["operations/1\u007f", "has a control character"],
    ["operations/1\u0085", "has a control character"],
    ["operations/\ud83d", "has half a surrogate pair"],
    ["operations/\ude00", "has half a surrogate pair"],
    [undefined as unknown as string, "is not a string"],
    [null as unknown as string, "is not a string"],
    [5 as unknown as string, "is not a string"],
    [{ name: "operations/1" } as unknown as string, "is not a string"]
  ] as const)("%j: it %s", ([asked, problem]) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* get(asked)
      const error = failureOf(exit)
      const reason = error._tag === "TransportError" ? error.reason : undefined
      if (reason?._tag !== "InvalidRequest") return assert.fail(error.message)
      assert.strictEqual(reason.field, "name")
      assert.include(reason.description, problem)
      assert.include(reason.description, 'like "operations/apibatchoperation/1"')
      assert.strictEqual(error.method, "operations.get")
      assert.strictEqual(error.tries, 0)
      assert.isFalse(error.isTransient)
      assert.lengthOf(sent, 0)
    })
  )

  it.effect("a long one is not repeated whole", () =>
    Effect.gen(function* () {
      const long = "x".repeat(10_000)
      for (const asked of [
        long,
        `operations/${long}?`,
        `operations/${long}\n`,
        `operations//${long}`
      ]) {
        const { exit, sent } = yield* get(asked)
        const error = failureOf(exit)
        const reason = error._tag === "TransportError" ? error.reason : undefined
        assert.strictEqual(reason?._tag, "InvalidRequest")
        assert.isBelow(error.message.length, 450)
        assert.isBelow(JSON.stringify(error).length, 1000)
        assert.lengthOf(sent, 0)
      }
    })
  )
})
