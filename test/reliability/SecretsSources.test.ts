import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import {
  Credentials,
  CredentialsError,
  Operations,
  PollSchedule,
  TransportError,
  type WaitOptions
} from "effect-zero-touch"
import { type Answer, clientOver, envelope, fakeHttp, json } from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"

const name = "operations/apibatchoperation/1"
const running = json({ name })
const done = json({ name, done: true, response: {} })
const unauthenticated = envelope(401, "UNAUTHENTICATED")
const everySecond = PollSchedule.fixed("1 second")

const failing = (isTransient: boolean) =>
  new TransportError({
    reason: new CredentialsError({
      description: "the token endpoint said no",
      ...(isTransient ? { httpStatus: 503 } : { oauthError: "invalid_grant" }),
      isTransient
    })
  })

type Given = Effect.Effect<string, TransportError>

/** A source of tokens that does one thing after the other; the last one repeats. */
const source = (...course: ReadonlyArray<Given>) => {
  const count = { asked: 0, invalidated: 0 }
  const layer = Layer.succeed(Credentials, {
    token: () =>
      Effect.suspend(() => {
        const given = course[Math.min(count.asked++, course.length - 1)] ?? Effect.succeed("none")
        return Effect.map(given, (token) => Option.some(Redacted.make(token)))
      }),
    invalidate: () =>
      Effect.sync(() => {
        count.invalidated++
        return true
      })
  })
  return { count, layer }
}

const wait = Effect.fnUntraced(function* (
  answers: ReadonlyArray<Answer>,
  credentials: Layer.Layer<Credentials>,
  options: WaitOptions = {}
) {
  const http = fakeHttp(...answers)
  const { exit, passed } = yield* drive(
    Effect.flatMap(Operations, (operations) =>
      operations.await(name, { schedule: everySecond, ...options })
    ).pipe(Effect.provide(Operations.layer.pipe(Layer.provide(clientOver(http, {}, credentials)))))
  )
  return { exit, passed, sent: http.sent }
})

const good = Effect.succeed("ya29.good")

describe("a wait, when its source of tokens", () => {
  it.effect("flaps, goes on, and sends nothing without a token", () =>
    Effect.gen(function* () {
      const flapping = source(good, failing(true), good, failing(true), failing(true), good)
      const { exit, sent } = yield* wait([running, running, done], flapping.layer)
      successOf(exit)
      assert.lengthOf(sent, 3)
      assert.isTrue(sent.every(({ headers }) => headers["authorization"] === "Bearer ya29.good"))
      assert.strictEqual(flapping.count.asked, 6)
    })
  )

  it.effect("is down from the beginning, waits for it with growing pauses", () =>
    Effect.gen(function* () {
      const down = source(failing(true))
      const { exit, sent } = yield* wait([done], down.layer, { timeout: "2 minutes" })
      assert.strictEqual(failureOf(exit)._tag, "WaitEnded")
      assert.lengthOf(sent, 0)
      assert.isBelow(down.count.asked, 12)
    })
  )

  it.effect("is revoked, ends at once and says so", () =>
    Effect.gen(function* () {
      const revoked = source(good, failing(false))
      const { exit, passed, sent } = yield* wait([running], revoked.layer)
      const error = failureOf(exit)
      assert.include(error.message, "invalid_grant")
      assert.lengthOf(sent, 1)
      assert.strictEqual(passed, 1000)
    })
  )

  it.effect("is slow, waits for it", () =>
    Effect.gen(function* () {
      const slow = source(Effect.delay(good, "50 seconds"))
      const { exit, passed } = yield* wait([running, done], slow.layer)
      successOf(exit)
      assert.closeTo(passed, 101_000, 200)
    })
  )

  it.effect("hangs, keeps to its own timeout", () =>
    Effect.gen(function* () {
      const hanging = source(Effect.never)
      const { exit, passed, sent } = yield* wait([done], hanging.layer, { timeout: "3 minutes" })
      assert.strictEqual(failureOf(exit)._tag, "WaitEnded")
      assert.closeTo(passed, 180_000, 200)
      assert.lengthOf(sent, 0)
      // a minute for each try, and a pause
      assert.isAtMost(hanging.count.asked, 3)
    })
  )

  it.effect("gives a new token for one that expired, goes on as if nothing had been", () =>
    Effect.gen(function* () {
      const renewing = source(Effect.succeed("ya29.old"), Effect.succeed("ya29.new"))
      const { exit, passed, sent } = yield* wait([unauthenticated, running, done], renewing.layer)
      successOf(exit)
      assert.deepStrictEqual(
        sent.map(({ headers }) => headers["authorization"]),
        ["Bearer ya29.old", "Bearer ya29.new", "Bearer ya29.new"]
      )
      assert.strictEqual(passed, 1000)
    })
  )

  it.effect("gives one refused token after the other, ends instead of trying them all", () =>
    Effect.gen(function* () {
      const useless = source(good)
      const { exit, passed, sent } = yield* wait([running, unauthenticated], useless.layer)
      const error = failureOf(exit)
      assert.strictEqual(error._tag === "ApiError" && error.httpStatus, 401)
      assert.lengthOf(sent, 3)
      assert.strictEqual(useless.count.invalidated, 1)
      assert.strictEqual(passed, 1000)
    })
  )
})
