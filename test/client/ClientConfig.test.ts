import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type ClientBehavior, ClientConfig, Credentials } from "effect-zero-touch"
import { envelope, execute, fakeHttp, json, onlyOf, probe } from "../support/fakeHttp.ts"
import { drive } from "../support/outcome.ts"

const env = {
  ZERO_TOUCH_BASE_URL: "https://example.com/zt",
  ZERO_TOUCH_TIMEOUT: "30 seconds",
  ZERO_TOUCH_QUOTA_USER: "shop-1",
  ZERO_TOUCH_USER_PROJECT: "project-1",
  ZERO_TOUCH_API_KEY: "AIza-key"
}

const clientFor = (
  variables: Record<string, string>,
  http: ReturnType<typeof fakeHttp>,
  config?: Config.Wrap<ClientConfig.ClientConfig>,
  behavior?: ClientBehavior
) =>
  ClientConfig.layer(config, behavior).pipe(
    Layer.provide(http.layer),
    Layer.provide(Credentials.layerAccessToken(Redacted.make("ya29.token"))),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: variables })))
  )

/** The request that is sent with such variables and configuration. */
const sentWith = Effect.fnUntraced(function* (
  variables: Record<string, string>,
  config?: Config.Wrap<ClientConfig.ClientConfig>
) {
  const http = fakeHttp(json({}))
  yield* Effect.provide(execute(probe()), clientFor(variables, http, config))
  return onlyOf(http.sent)
})

describe("ClientConfig.layer", () => {
  it.effect("needs no variable", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentWith({ ZERO_TOUCH_QUOTA_USER: "" })
      assert.strictEqual(url.href, "https://androiddeviceprovisioning.googleapis.com/v1/things/1")
      assert.notProperty(headers, "x-goog-api-key")
    })
  )

  it.effect("reads the variables ZERO_TOUCH_*", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentWith(env)
      assert.strictEqual(url.href, "https://example.com/zt/v1/things/1?quotaUser=shop-1")
      assert.strictEqual(headers["x-goog-user-project"], "project-1")
      assert.strictEqual(headers["x-goog-api-key"], "AIza-key")
    })
  )

  it.effect("takes other Config values in place of single variables", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentWith(
        { ...env, OTHER_USER: "shop-2" },
        { quotaUser: Config.String("OTHER_USER"), xgafv: Config.succeed("2" as const) }
      )
      assert.strictEqual(
        url.href,
        "https://example.com/zt/v1/things/1?%24.xgafv=2&quotaUser=shop-2"
      )
      assert.strictEqual(headers["x-goog-api-key"], "AIza-key")
    })
  )

  it.effect("takes one Config of everything, and then reads no variable", () =>
    Effect.gen(function* () {
      const config = Config.succeed({ baseUrl: "https://other.example" })
      const { headers, url } = yield* sentWith(env, config)
      assert.strictEqual(url.href, "https://other.example/v1/things/1")
      assert.notProperty(headers, "x-goog-api-key")
    })
  )

  it.effect("sets the timeout, and the retries by its second argument", () =>
    Effect.gen(function* () {
      const slow = clientFor(env, fakeHttp(Effect.never), {}, { retry: false })
      assert.strictEqual((yield* drive(Effect.provide(execute(probe()), slow))).passed, 30_000)
      const http = fakeHttp(envelope(503, "UNAVAILABLE"))
      yield* drive(Effect.provide(execute(probe()), clientFor({}, http, {}, { retry: false })))
      assert.lengthOf(http.sent, 1)
    })
  )

  it.effect.each([
    ["30", '"30"; write "30 seconds"'],
    [" 2.5 ", '" 2.5 "; write "2.5 seconds"'],
    ["30s", '"30s"; write "30 seconds"'],
    ["30 sec", '"30 sec"; write "30 seconds"'],
    ["500ms", '"500ms"; write "500 millis"'],
    ["2m", '"2m"; write "2 minutes"'],
    ["1 hr", '"1 hr"; write "1 hours"'],
    ["1.25", '"1.25"; write "1.25 seconds"'],
    ["about 30s", '"about 30s"; write a number and a unit, such as "30 seconds"'],
    ["30s or so", '"30s or so"; write a number and a unit, such as "30 seconds"'],
    ["30 parsecs", '"30 parsecs"; write a number and a unit, such as "30 seconds"'],
    ["soon", '"soon"; write a number and a unit, such as "30 seconds"']
  ] as const)("the timeout %j is refused, and the failure says what to write", ([value, says]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(sentWith({ ZERO_TOUCH_TIMEOUT: value }))
      assert.strictEqual(error._tag, "ConfigError")
      assert.include(error.message, `ZERO_TOUCH_TIMEOUT is ${says}`)
    })
  )

  it.effect.each([
    ["ZERO_TOUCH_BASE_URL", "not a url"],
    ["ZERO_TOUCH_TIMEOUT", "soon"]
  ] as const)("fails for a %s that cannot be read, and names it", ([name, value]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(sentWith({ [name]: value }))
      assert.strictEqual(error._tag, "ConfigError")
      assert.include(String(error), name)
    })
  )
})
