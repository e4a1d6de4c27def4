import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import {
  type ClientOptions,
  Credentials,
  CredentialsError,
  OAuthScope,
  TransportError
} from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  html,
  json,
  probe
} from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"

/** Credentials that give the tokens one after the other, the next one after each `invalidate`. */
const renewable = (...tokens: ReadonlyArray<string>) => {
  const asked: Array<string> = []
  const invalidated: Array<string> = []
  const layer = Layer.succeed(Credentials, {
    token: (scope) =>
      Effect.sync(() => {
        asked.push(scope)
        return Option.fromUndefinedOr(tokens[invalidated.length]).pipe(Option.map(Redacted.make))
      }),
    invalidate: (token) =>
      Effect.sync(() => {
        invalidated.push(Redacted.value(token))
        return invalidated.length < tokens.length
      })
  })
  return { asked, invalidated, layer }
}

const run = Effect.fnUntraced(function* (
  answers: ReadonlyArray<Answer>,
  credentials: Layer.Layer<Credentials>,
  options: ClientOptions & { readonly httpMethod?: "GET" | "POST" } = {}
) {
  const http = fakeHttp(...answers)
  const { exit, passed } = yield* drive(
    Effect.provide(
      execute(probe(options.httpMethod)),
      clientOver(http, { baseUrl: "https://example.com", ...options }, credentials)
    )
  )
  return { exit, passed, sent: http.sent.map(({ headers }) => headers["authorization"]) }
})

const unauthenticated = envelope(401, "UNAUTHENTICATED")

describe("a token that the service does not take any more", () => {
  for (const httpMethod of ["GET", "POST"] as const) {
    for (const [kind, refusal] of [
      ["in JSON", unauthenticated],
      ["in HTML", html("<title>401</title>", 401)]
    ] as const) {
      it.effect(`is refreshed once, and the ${httpMethod} sent once more: refused ${kind}`, () =>
        Effect.gen(function* () {
          const credentials = renewable("old", "new")
          const { exit, passed, sent } = yield* run([refusal, json({ a: 1 })], credentials.layer, {
            httpMethod
          })
          assert.deepStrictEqual(successOf(exit).value, { a: 1 })
          assert.deepStrictEqual(sent, ["Bearer old", "Bearer new"])
          assert.deepStrictEqual(credentials.invalidated, ["old"])
          assert.strictEqual(passed, 0)
        })
      )
    }

    it.effect(`is not refreshed twice for one ${httpMethod}`, () =>
      Effect.gen(function* () {
        const credentials = renewable("old", "new", "newer")
        const { exit, sent } = yield* run([unauthenticated], credentials.layer, { httpMethod })
        const error = failureOf(exit)
        assert.strictEqual(error._tag === "ApiError" && error.httpStatus, 401)
        assert.strictEqual(error.tries, 2)
        assert.deepStrictEqual(sent, ["Bearer old", "Bearer new"])
      })
    )
  }

  it.effect("ends the call when there is no other", () =>
    Effect.gen(function* () {
      const token = Credentials.layerAccessToken(Redacted.make("only"))
      const { exit, sent } = yield* run([unauthenticated], token)
      assert.strictEqual(failureOf(exit).tries, 1)
      assert.deepStrictEqual(sent, ["Bearer only"])
    })
  )

  it.effect("that is not a redacted text fails the call, is not sent and is not repeated", () =>
    Effect.gen(function* () {
      for (const odd of ["a-secret", undefined, Redacted.make(undefined), { token: "a-secret" }]) {
        for (const layer of [
          Credentials.layerAccessToken(odd as never),
          Layer.succeed(Credentials, {
            token: () => Effect.succeedSome(odd as never),
            invalidate: () => Effect.succeed(false)
          })
        ]) {
          const { exit, sent } = yield* run([unauthenticated], layer)
          const error = failureOf(exit)
          assert(error._tag === "TransportError")
          assert.strictEqual(error.reason._tag, "CredentialsError")
          assert.notInclude(error.message, "secret")
          assert.deepStrictEqual(sent, [])
        }
      }
    })
  )

  it.effect("is not what a 401 without any token is about", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run([unauthenticated], Credentials.layerAnonymous)
      assert.strictEqual(failureOf(exit).tries, 1)
      assert.deepStrictEqual(sent, [undefined])
    })
  )

  it.effect("is not what a 403 is about, whatever its scope", () =>
    Effect.gen(function* () {
      const credentials = renewable("old", "new")
      const forbidden = envelope(
        403,
        "PERMISSION_DENIED",
        {},
        { "www-authenticate": 'Bearer error="insufficient_scope"' }
      )
      const { exit } = yield* run([forbidden], credentials.layer)
      const error = failureOf(exit)
      assert.strictEqual(error._tag === "ApiError" && error.authenticate, "insufficient_scope")
      assert.deepStrictEqual(credentials.invalidated, [])
    })
  )

  it.effect("is refreshed in the middle of retries as well", () =>
    Effect.gen(function* () {
      const credentials = renewable("old", "new")
      const { exit, sent } = yield* run(
        [envelope(503, "UNAVAILABLE"), unauthenticated, envelope(503, "UNAVAILABLE"), json({})],
        credentials.layer
      )
      successOf(exit)
      assert.deepStrictEqual(sent, ["Bearer old", "Bearer old", "Bearer new", "Bearer new"])
    })
  )
})

describe("credentials", () => {
  it.effect("are asked for the scope of the call, before each try", () =>
    Effect.gen(function* () {
      const credentials = renewable("token")
      const http = fakeHttp(envelope(503, "UNAVAILABLE"), json({}))
      yield* drive(
        Effect.provide(
          execute(probe("GET", { scope: OAuthScope.customer })),
          clientOver(http, {}, credentials.layer)
        )
      )
      assert.deepStrictEqual(credentials.asked, [
        "https://www.googleapis.com/auth/androidworkzerotouchemm",
        "https://www.googleapis.com/auth/androidworkzerotouchemm"
      ])
    })
  )

  const failing = (isTransient: boolean) =>
    Layer.succeed(Credentials, {
      token: () =>
        Effect.fail(
          new TransportError({
            reason: new CredentialsError({
              description: "the key was deleted",
              oauthError: "invalid_grant",
              isTransient
            })
          })
        ),
      invalidate: () => Effect.succeed(false)
    })

  it.effect("that fail for good end the call before anything is sent", () =>
    Effect.gen(function* () {
      const { exit, passed, sent } = yield* run([json({})], failing(false))
      const error = failureOf(exit)
      assert.strictEqual(
        error.message,
        "things.probe: no usable credentials: the key was deleted (invalid_grant)"
      )
      assert.isFalse(error.isTransient)
      assert.strictEqual(error.tries, 0)
      assert.deepStrictEqual(sent, [])
      assert.strictEqual(passed, 0)
    })
  )

  for (const httpMethod of ["GET", "POST"] as const) {
    it.effect(`that fail in passing are asked again, for a ${httpMethod} as well`, () =>
      Effect.gen(function* () {
        const { exit, passed, sent } = yield* run([json({})], failing(true), {
          httpMethod,
          retry: Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 3 }))
        })
        assert.isTrue(failureOf(exit).isTransient)
        assert.deepStrictEqual(sent, [])
        assert.strictEqual(passed, 3000)
        assert.strictEqual(Duration.toMillis(failureOf(exit).elapsed), 3000)
      })
    )
  }

  it.effect("that hang are given the time of one try", () =>
    Effect.gen(function* () {
      const hanging = Layer.succeed(Credentials, {
        token: () => Effect.never,
        invalidate: () => Effect.succeed(false)
      })
      const { exit, passed, sent } = yield* run([json({})], hanging, {
        timeout: "5 seconds",
        retry: false
      })
      const error = failureOf(exit)
      assert.strictEqual(error._tag === "TransportError" && error.reason._tag, "CredentialsError")
      assert.isTrue(error.isTransient)
      assert.strictEqual(passed, 5000)
      assert.deepStrictEqual(sent, [])
    })
  )

  it.effect("name the project that pays, unless the client does", () =>
    Effect.gen(function* () {
      const withProject = Layer.succeed(Credentials, {
        token: () => Effect.succeedNone,
        invalidate: () => Effect.succeed(false),
        quotaProject: "theirs"
      })
      const http = fakeHttp(json({}))
      yield* Effect.provide(execute(probe()), clientOver(http, {}, withProject))
      yield* Effect.provide(
        execute(probe()),
        clientOver(http, { userProject: "ours" }, withProject)
      )
      assert.deepStrictEqual(
        http.sent.map(({ headers }) => headers["x-goog-user-project"]),
        ["theirs", "ours"]
      )
    })
  )

  for (const [what, token] of [
    ["a line break within", "ya29.SECRET\nSECRET"],
    ["a line break at its end, as files have", "ya29.SECRET\n"],
    ["a space", "ya29.SECRET SECRET"],
    ["a letter beyond ASCII", "ya29.SECRÉT"],
    ["nothing in it", ""]
  ] as const) {
    it.effect(`with a token that has ${what} fail by name, and nothing is sent`, () =>
      Effect.gen(function* () {
        const { exit, sent } = yield* run(
          [json({})],
          Credentials.layerAccessToken(Redacted.make(token))
        )
        const error = failureOf(exit)
        const reason = error._tag === "TransportError" ? error.reason : undefined
        assert.strictEqual(reason?._tag, "CredentialsError")
        assert.include(error.message, "the access token is empty, or has a space")
        assert.notInclude(JSON.stringify(error), "ya29")
        assert.isFalse(error.isTransient)
        assert.deepStrictEqual(sent, [])
      })
    )
  }

  it.effect("that do not say whether there is another token are not waited for", () =>
    Effect.gen(function* () {
      const layer = Layer.succeed(Credentials, {
        token: () => Effect.succeedSome(Redacted.make("first-token-of-mine")),
        invalidate: () => Effect.never
      })
      const { exit, passed, sent } = yield* run([unauthenticated], layer, { timeout: "5 seconds" })
      assert.strictEqual(failureOf(exit)._tag, "ApiError")
      assert.lengthOf(sent, 1)
      assert.strictEqual(passed, 5000)
    })
  )

  it.effect("are not called in question by any other answer than a 401", () =>
    Effect.gen(function* () {
      for (const answer of [html("<p>", 404), html("<p>", 403), envelope(403, ""), json([])]) {
        const credentials = renewable("first-token-of-mine", "second-token-of-mine")
        const { sent } = yield* run([answer], credentials.layer, { retry: false })
        assert.deepStrictEqual(sent, ["Bearer first-token-of-mine"])
        assert.deepStrictEqual(credentials.invalidated, [])
      }
    })
  )
})
