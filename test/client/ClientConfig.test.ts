import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Client, type ClientOptions, Credentials } from "effect-zero-touch"
import { execute, fakeHttp, json, onlyOf, probe } from "../support/fakeHttp.ts"
import { drive } from "../support/outcome.ts"

const token = Credentials.layerAccessToken(Redacted.make("ya29.token"))

describe("Client.layerConfig", () => {
  const sentWith = Effect.fnUntraced(function* (
    env: Record<string, string>,
    options: ClientOptions = {}
  ) {
    const http = fakeHttp(json({}))
    const client = Client.layerConfig(options).pipe(
      Layer.provide(http.layer),
      Layer.provide(token),
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
    )
    yield* Effect.provide(execute(probe()), client)
    return onlyOf(http.sent)
  })

  it.effect("needs nothing", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentWith({})
      assert.strictEqual(url.href, "https://androiddeviceprovisioning.googleapis.com/v1/things/1")
      assert.notProperty(headers, "x-goog-api-key")
    })
  )

  const env = {
    ZERO_TOUCH_BASE_URL: "https://example.com/zt",
    ZERO_TOUCH_TIMEOUT: "30 seconds",
    ZERO_TOUCH_QUOTA_USER: "shop-1",
    ZERO_TOUCH_USER_PROJECT: "project-1",
    ZERO_TOUCH_API_KEY: "AIza-key"
  }

  it.effect("reads the environment, which wins over the options", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentWith(env, {
        baseUrl: "https://other.example",
        quotaUser: "other",
        userProject: "other",
        apiKey: Redacted.make("other"),
        xgafv: "2"
      })
      assert.strictEqual(
        url.href,
        "https://example.com/zt/v1/things/1?%24.xgafv=2&quotaUser=shop-1"
      )
      assert.strictEqual(headers["x-goog-user-project"], "project-1")
      assert.strictEqual(headers["x-goog-api-key"], "AIza-key")
    })
  )

  it.effect("leaves to the options what the environment does not say", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* sentWith(
        { ZERO_TOUCH_QUOTA_USER: "" },
        {
          mutualTls: true,
          quotaUser: "mine",
          userProject: "mine",
          apiKey: Redacted.make("AIza-key")
        }
      )
      assert.strictEqual(url.host, "androiddeviceprovisioning.mtls.googleapis.com")
      assert.strictEqual(url.searchParams.get("quotaUser"), "mine")
      const other = yield* sentWith({}, { baseUrl: "https://other.example" })
      assert.strictEqual(other.url.host, "other.example")
      assert.strictEqual(headers["x-goog-user-project"], "mine")
      assert.strictEqual(headers["x-goog-api-key"], "AIza-key")
    })
  )

  it.effect("sets the time-out", () =>
    Effect.gen(function* () {
      for (const [variables, millis] of [
        [env, 30_000],
        [{}, 1000]
      ] as const) {
        const http = fakeHttp(Effect.never)
        const client = Client.layerConfig({ retry: false, timeout: "1 second" }).pipe(
          Layer.provide(http.layer),
          Layer.provide(token),
          Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: variables })))
        )
        const { passed } = yield* drive(Effect.provide(execute(probe()), client))
        assert.strictEqual(passed, millis)
      }
    })
  )

  it.effect.each([
    ["ZERO_TOUCH_BASE_URL", "not a url"],
    ["ZERO_TOUCH_TIMEOUT", "soon"]
  ] as const)("fails for a %s that cannot be read, and says which", ([name, value]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(sentWith({ [name]: value }))
      assert.strictEqual(error._tag, "ConfigError")
      assert.include(String(error), name)
    })
  )
})
