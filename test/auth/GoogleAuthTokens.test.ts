import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { FetchHttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import {
  ApiError,
  Client,
  CredentialsError,
  OAuthScope,
  Operations,
  TransportError
} from "effect-zero-touch"
import { makeTokenCache } from "../../src/auth/tokenCache.ts"
import {
  credentials,
  endpoint,
  isolate,
  layer,
  present,
  serviceAccountKey,
  signIn,
  tokenOf,
  tokens
} from "./googleAuthSupport.ts"

isolate()

describe("a token", () => {
  it.effect("is asked for once, however many wait for it", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const auth = yield* credentials({ credentials: { key: serviceAccountKey(google.url) } })
      const all = yield* Effect.all(
        Array.from({ length: 1000 }, () => tokenOf(auth)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([...new Set(all)], ["token-1"])
      assert.strictEqual(google.asked.length, 1)
    })
  )

  it.effect("is kept, and renewed 5 minutes before it expires", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      yield* TestClock.adjust("54 minutes")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      yield* TestClock.adjust("70 seconds")
      assert.strictEqual(yield* tokenOf(auth), "token-2")
      assert.strictEqual(google.asked.length, 2)
    })
  )

  it.effect("is renewed as early as the options say", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = signIn(google.url)
      const auth = yield* credentials({ credentials: { key }, refreshBefore: "20 minutes" })
      yield* tokenOf(auth)
      yield* TestClock.adjust("39 minutes")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      yield* TestClock.adjust("70 seconds")
      assert.strictEqual(yield* tokenOf(auth), "token-2")
    })
  )

  it.effect("with a short life is used for half of it", () =>
    Effect.gen(function* () {
      const google = yield* endpoint((_, count) => ({
        body: { access_token: `token-${count}`, expires_in: 240 }
      }))
      const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
      yield* tokenOf(auth)
      yield* TestClock.adjust("115 seconds")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* tokenOf(auth), "token-2")
    })
  )

  for (const [what, expires_in, kept] of [
    ["without an end", undefined, 60],
    ["that has expired already", -30, 10]
  ] as const) {
    it.effect(`${what} is not asked for again with every call`, () =>
      Effect.gen(function* () {
        const google = yield* endpoint((_, count) => ({
          body: { access_token: `token-${count}`, expires_in }
        }))
        const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
        yield* tokenOf(auth)
        yield* TestClock.adjust((kept - 1) * 1000)
        assert.strictEqual(yield* tokenOf(auth), "token-1")
        yield* TestClock.adjust(2000)
        assert.strictEqual(yield* tokenOf(auth), "token-2")
      })
    )
  }

  it.effect("that cannot be renewed is used to its end", () =>
    Effect.gen(function* () {
      const google = yield* endpoint((asked, count) =>
        count === 1 || count === 5 ? tokens(asked, count) : { status: 503, body: {} }
      )
      const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
      yield* tokenOf(auth)
      yield* TestClock.adjust("56 minutes")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      assert.strictEqual(google.asked.length, 2, "no try for every call")
      yield* TestClock.adjust("11 seconds")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      assert.strictEqual(google.asked.length, 3)
      yield* TestClock.adjust("5 minutes")
      const error = yield* Effect.flip(tokenOf(auth))
      assert.isTrue(error.isTransient)
      assert.strictEqual(yield* tokenOf(auth), "token-5")
    })
  )

  it.effect("that has ended is used no more, from that moment on", () =>
    Effect.gen(function* () {
      const value = Redacted.make("token-1")
      const reason = new CredentialsError({ description: "no more" })
      const given = [Effect.succeed({ value, expiresAt: 20_000 })]
      const auth = yield* makeTokenCache(
        () => given.pop() ?? Effect.fail(new TransportError({ reason, tries: 0 })),
        Duration.seconds(15)
      )
      yield* tokenOf(auth)
      yield* TestClock.adjust(10_000)
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      yield* TestClock.adjust(10_000)
      assert.strictEqual((yield* Effect.flip(tokenOf(auth))).reason, reason)
    })
  )

  it.effect("is one for each scope", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const auth = yield* credentials({ credentials: { key: serviceAccountKey(google.url) } })
      const first = yield* tokenOf(auth, OAuthScope.partner)
      assert.notStrictEqual(yield* tokenOf(auth, OAuthScope.customer), first)
      assert.isTrue(yield* auth.invalidate(Redacted.make(first)))
      assert.strictEqual(yield* tokenOf(auth, OAuthScope.customer), "token-2")
      assert.strictEqual(yield* tokenOf(auth, OAuthScope.partner), "token-3")
    })
  )
})

describe("a refused token", () => {
  it.effect("is dropped; a newer one is not", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
      const first = Redacted.make(yield* tokenOf(auth))
      assert.isTrue(yield* auth.invalidate(first))
      assert.strictEqual(yield* tokenOf(auth), "token-2")
      assert.isTrue(yield* auth.invalidate(first))
      assert.strictEqual(yield* tokenOf(auth), "token-2")
    })
  )

  it.effect("is not what a failed renewal falls back on", () =>
    Effect.gen(function* () {
      const google = yield* endpoint((asked, count) =>
        count === 1 ? tokens(asked, count) : { status: 503, body: {} }
      )
      const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
      yield* auth.invalidate(Redacted.make(yield* tokenOf(auth)))
      yield* Effect.flip(tokenOf(auth))
    })
  )

  it.effect("is renewed once for all calls that were refused, and they are tried again", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const refused = {
        status: 401,
        headers: { "www-authenticate": 'Bearer error="invalid_token"' },
        body: { error: { code: 401, status: "UNAUTHENTICATED", message: "not this token" } }
      }
      const api = yield* endpoint(({ headers, path }) =>
        headers.authorization === "Bearer token-1" ? refused : { body: { name: path.slice(4) } }
      )
      const key = signIn(google.url)
      yield* present
      const operations = yield* over(api.url, layer({ credentials: { key } }))
      const names = Array.from({ length: 20 }, (_, index) => `operations/${index}`)
      const all = yield* Effect.forEach(names, (name) => operations.get(name), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        all.map(({ name }) => name),
        names
      )
      assert.strictEqual(google.asked.length, 2)
      assert.strictEqual(api.asked.length, 40)
      assert.strictEqual(api.asked[0]?.headers["x-goog-user-project"], "quota-project-1")
    })
  )

  it.effect("twice over is the service's error", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const api = yield* endpoint(() => ({ status: 401, body: { error: { code: 401 } } }))
      yield* present
      const key = signIn(google.url)
      const operations = yield* over(api.url, layer({ credentials: { key } }))
      const error = yield* Effect.flip(operations.get("operations/1"))
      assert.instanceOf(error, ApiError)
      assert.strictEqual(google.asked.length, 2)
      assert.strictEqual(api.asked.length, 2)
    })
  )
})

describe("waiting for a token", () => {
  const slow = () => {
    let answer: () => void = () => {}
    const go = new Promise<void>((resolve) => (answer = resolve))
    return { answer, google: endpoint((asked, count) => go.then(() => tokens(asked, count))) }
  }

  it.effect("goes on for the others when one leaves", () =>
    Effect.gen(function* () {
      const { answer, google } = slow()
      const { asked, untilAsked, url } = yield* google
      const auth = yield* credentials({ credentials: { key: signIn(url) } })
      const leaving = yield* Effect.forkChild(tokenOf(auth))
      const staying = yield* Effect.forkChild(tokenOf(auth))
      yield* untilAsked(1)
      yield* Fiber.interrupt(leaving)
      answer()
      assert.strictEqual(yield* Fiber.join(staying), "token-1")
      assert.strictEqual(asked.length, 1)
    })
  )

  it.effect("ends its request when the last one leaves, and begins anew", () =>
    Effect.gen(function* () {
      const google = yield* endpoint((asked, count) => (count === 1 ? "never" : tokens(asked, 2)))
      const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
      const waiting = yield* Effect.forkChild(tokenOf(auth))
      yield* google.untilAsked(1)
      yield* Fiber.interrupt(waiting)
      yield* google.untilClosed
      assert.strictEqual(yield* tokenOf(auth), "token-2")
    })
  )

  for (const [step, path] of [
    ["token endpoint", "/token"],
    ["impersonation", "/v1/projects/-/serviceAccounts/a%40example.com:generateAccessToken"]
  ] as const) {
    it.effect(`takes 30 seconds at most, when it hangs at the ${step}`, () =>
      Effect.gen(function* () {
        const google = yield* endpoint((asked, count) =>
          asked.path === path ? "never" : tokens(asked, count)
        )
        const auth = yield* credentials({
          credentials: { key: serviceAccountKey(google.url) },
          impersonate: { serviceAccount: "a@example.com", endpoint: google.url }
        })
        const waiting = yield* Effect.forkChild(Effect.flip(tokenOf(auth)))
        yield* google.untilAsked(path === "/token" ? 1 : 2)
        yield* TestClock.adjust("29 seconds")
        assert.isUndefined(waiting.pollUnsafe())
        yield* TestClock.adjust("1 second")
        const error = yield* Fiber.join(waiting)
        assert.include(error.message, "no token came within 30s")
        assert.isTrue(error.isTransient)
        yield* google.untilClosed
      })
    )
  }
})

it.effect("a metadata server that hangs is left after the timeout, and its request ended", () =>
  Effect.gen(function* () {
    const metadata = yield* endpoint(() => "never")
    const environment = { GCE_METADATA_HOST: `127.0.0.1:${metadata.port}` }
    const auth = yield* credentials({ timeout: "10 seconds" }, environment)
    const waiting = yield* Effect.forkChild(Effect.flip(tokenOf(auth)))
    yield* metadata.untilAsked(1)
    yield* TestClock.adjust("10 seconds")
    const error = yield* Fiber.join(waiting)
    assert.include(error.message, "no token came within 10s")
    assert.isTrue(error.isTransient)
    yield* metadata.untilClosed
  })
)

/** `Operations` of a real client over a socket. */
const over = Effect.fnUntraced(function* (baseUrl: string, auth: ReturnType<typeof layer>) {
  const live = Operations.layer.pipe(
    Layer.provide(Client.layer({ baseUrl, retry: false })),
    Layer.provide([auth, FetchHttpClient.layer])
  )
  return yield* Effect.provide(Operations, yield* Layer.build(live))
})
