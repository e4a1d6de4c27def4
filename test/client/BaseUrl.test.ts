import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type ClientOptions, Credentials } from "effect-zero-touch"
import { clientOver, execute, fakeHttp, json, onlyOf, probe } from "../support/fakeHttp.ts"
import { drive, failureOf } from "../support/outcome.ts"

const token = Credentials.layerAccessToken(Redacted.make("ya29.token"))
const apiKey = Redacted.make("AIza-key")

/** The one request that a call becomes. */
const sentBy = Effect.fnUntraced(function* (
  options: ClientOptions,
  credentials: Layer.Layer<Credentials> = token
) {
  const http = fakeHttp(json({}))
  yield* Effect.provide(execute(probe()), clientOver(http, options, credentials))
  return onlyOf(http.sent)
})

describe("the base URL", () => {
  it.effect.each([
    ["https://example.com", "https://example.com/v1/things/1"],
    ["https://example.com/", "https://example.com/v1/things/1"],
    ["https://example.com:8443/proxy", "https://example.com:8443/proxy/v1/things/1"],
    ["https://example.com/proxy/", "https://example.com/proxy/v1/things/1"],
    ["http://localhost:8080", "http://localhost:8080/v1/things/1"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/things/1"],
    ["http://127.9.9.9", "http://127.9.9.9/v1/things/1"],
    ["http://[::1]:8080", "http://[::1]:8080/v1/things/1"]
  ] as const)("%s may carry a token: %s", ([baseUrl, href]) =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentBy({ baseUrl })
      assert.strictEqual(url.href, href)
      assert.strictEqual(headers["authorization"], "Bearer ya29.token")
    })
  )

  it.effect("may be a URL", () =>
    Effect.gen(function* () {
      const { url } = yield* sentBy({ baseUrl: new URL("https://example.com/a") })
      assert.strictEqual(url.href, "https://example.com/a/v1/things/1")
    })
  )

  const refused = Effect.fnUntraced(function* (
    options: ClientOptions,
    credentials: Layer.Layer<Credentials>
  ) {
    const http = fakeHttp(json({}))
    const { exit } = yield* drive(
      Effect.provide(execute(probe()), clientOver(http, options, credentials))
    )
    const error = failureOf(exit)
    assert.lengthOf(http.sent, 0)
    assert.isFalse(error.isTransient)
    assert.strictEqual(error.tries, 0)
    const reason = error._tag === "TransportError" ? error.reason : undefined
    return reason?._tag === "InvalidRequest" ? reason : assert.fail(error.message)
  })

  it.effect.each([
    "http://example.com",
    "http://192.0.2.1:8080",
    "http://localhost.example.com",
    // a name server may say where that is
    "http://zero-touch.localhost",
    "http://[::ffff:127.0.0.1]",
    "http://127.0.0.1.example.com",
    "http://notlocalhost"
  ])("%s is refused with a token, and with an API key, for both would go in the clear", (baseUrl) =>
    Effect.gen(function* () {
      const withToken = yield* refused({ baseUrl }, token)
      assert.strictEqual(withToken.field, "baseUrl")
      assert.include(withToken.description, "plain http")
      const withKey = yield* refused({ baseUrl, apiKey }, Credentials.layerAnonymous)
      assert.include(withKey.description, "plain http")
    })
  )

  it.effect("of plain http is good enough where there is no secret", () =>
    Effect.gen(function* () {
      const { url } = yield* sentBy(
        { baseUrl: "http://emulator.example:8080" },
        Credentials.layerAnonymous
      )
      assert.strictEqual(url.href, "http://emulator.example:8080/v1/things/1")
    })
  )

  it.effect.each([
    ["", "is not a URL with https or http"],
    ["androiddeviceprovisioning.googleapis.com", "is not a URL with https or http"],
    ["ftp://example.com", "not a URL with https or http"],
    ["file:///etc/hosts", "not a URL with https or http"],
    ["https://user:password@example.com", "user name or a password"],
    ["https://user@example.com", "user name or a password"],
    ["https://example.com/?key=1", "query or a fragment"],
    ["https://example.com/#x", "query or a fragment"]
  ] as const)("%j is refused: it %s", ([baseUrl, problem]) =>
    Effect.gen(function* () {
      const reason = yield* refused({ baseUrl }, Credentials.layerAnonymous)
      assert.strictEqual(reason.field, "baseUrl")
      assert.include(reason.description, problem)
      assert.notInclude(reason.message, "password@")
    })
  )

  it.effect.each([
    ["apiKey", { apiKey: Redacted.make("AIza\nkey") }],
    ["userProject", { userProject: "a project" }],
    ["userProject", { userProject: "a\r\nx-evil: 1" }]
  ] as const)("is not all that is checked: so is the header of %s", ([field, options]) =>
    Effect.gen(function* () {
      const reason = yield* refused(options, token)
      assert.strictEqual(reason.field, field)
      assert.notInclude(reason.message, "AIza")
    })
  )
})
