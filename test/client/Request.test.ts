import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { readFileSync } from "node:fs"
import { type ClientOptions, Credentials } from "effect-zero-touch"
import { version } from "../../src/client/request.ts"
import { clientOver, execute, fakeHttp, json, onlyOf, probe } from "../support/fakeHttp.ts"

const token = Credentials.layerAccessToken(Redacted.make("ya29.token"))
const apiKey = Redacted.make("AIza-key")

/** The one request that a call becomes. */
const sentBy = Effect.fnUntraced(function* (
  options: ClientOptions = {},
  request = probe(),
  credentials: Layer.Layer<Credentials> = token
) {
  const http = fakeHttp(json({}))
  yield* Effect.provide(execute(request), clientOver(http, options, credentials))
  return onlyOf(http.sent)
})

describe("a request", () => {
  it.effect("goes to Google unless told otherwise", () =>
    Effect.gen(function* () {
      const { method, url } = yield* sentBy()
      assert.strictEqual(method, "GET")
      assert.strictEqual(url.href, "https://androiddeviceprovisioning.googleapis.com/v1/things/1")
    })
  )

  it.effect("goes to the mutual-TLS host with one option", () =>
    Effect.gen(function* () {
      const { url } = yield* sentBy({ mutualTls: true })
      assert.strictEqual(url.host, "androiddeviceprovisioning.mtls.googleapis.com")
    })
  )

  it.effect("introduces itself as Google's clients do, and may be answered compressed", () =>
    Effect.gen(function* () {
      const { headers } = yield* sentBy()
      assert.strictEqual(headers["user-agent"], `effect-zero-touch/${version} (gzip)`)
      assert.strictEqual(
        headers["x-goog-api-client"],
        `gl-node/${process.versions.node} effect-zero-touch/${version}`
      )
      assert.strictEqual(headers["accept"], "application/json")
      assert.strictEqual(headers["x-goog-api-format-version"], "2")
    })
  )

  it.effect("has the token, and nothing that was not asked for", () =>
    Effect.gen(function* () {
      const { body, headers, url } = yield* sentBy()
      assert.strictEqual(headers["authorization"], "Bearer ya29.token")
      assert.sameMembers(Object.keys(headers), [
        "accept",
        "accept-encoding",
        "authorization",
        "user-agent",
        "x-goog-api-client",
        "x-goog-api-format-version"
      ])
      assert.strictEqual(url.search, "")
      assert.strictEqual(body, "")
    })
  )

  it.effect("has no token when there is none", () =>
    Effect.gen(function* () {
      const { headers } = yield* sentBy({}, probe(), Credentials.layerAnonymous)
      assert.notProperty(headers, "authorization")
    })
  )

  it.effect("takes no part in the caller's trace", () =>
    Effect.gen(function* () {
      const { headers } = yield* Effect.withSpan(sentBy(), "caller")
      assert.notProperty(headers, "traceparent")
      assert.notProperty(headers, "b3")
    })
  )

  it.effect("has the API key and the project in headers, never in the URL", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentBy({ apiKey, userProject: "project-1" })
      assert.strictEqual(headers["x-goog-api-key"], "AIza-key")
      assert.strictEqual(headers["x-goog-user-project"], "project-1")
      assert.notInclude(url.href, "AIza-key")
    })
  )

  it.effect("has the parameters of the client, and over them those of the call", () =>
    Effect.gen(function* () {
      const options = { xgafv: "1", quotaUser: "of the client" } as const
      const client = yield* sentBy(options)
      assert.deepStrictEqual(
        [...client.url.searchParams],
        [
          ["$.xgafv", "1"],
          ["quotaUser", "of the client"]
        ]
      )
      const call = yield* sentBy(
        options,
        probe("GET", {
          query: { "$.xgafv": "2", quotaUser: "a&b=c", fields: undefined, pageToken: "ü/+" }
        })
      )
      assert.deepStrictEqual(
        [...call.url.searchParams],
        [
          ["$.xgafv", "2"],
          ["quotaUser", "a&b=c"],
          ["pageToken", "ü/+"]
        ]
      )
      const silent = yield* sentBy(
        options,
        probe("GET", { query: { "$.xgafv": undefined, quotaUser: undefined } })
      )
      assert.deepStrictEqual([...silent.url.searchParams], [...client.url.searchParams])
    })
  )

  it.effect("has its body as JSON", () =>
    Effect.gen(function* () {
      const { body, headers, method } = yield* sentBy(
        {},
        probe("POST", { body: JSON.stringify({ a: ["ü"] }) })
      )
      assert.strictEqual(method, "POST")
      assert.strictEqual(body, '{"a":["ü"]}')
      assert.strictEqual(headers["content-type"], "application/json")
    })
  )

  it("names the version that package.json has", () => {
    const manifest: { readonly version: string } = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8")
    )
    assert.strictEqual(version, manifest.version)
  })
})
