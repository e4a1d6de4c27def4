import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { ClientOptions } from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  html,
  json,
  probe,
  systemError
} from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"

/** Executes until it ends; gives the exit, the time passed and what was sent. */
const run = Effect.fnUntraced(function* (
  httpMethod: "GET" | "POST",
  answers: ReadonlyArray<Answer>,
  options: ClientOptions = {}
) {
  const http = fakeHttp(...answers)
  const { exit, passed } = yield* drive(
    Effect.provide(execute(probe(httpMethod)), clientOver(http, options))
  )
  return { exit, passed, sent: http.sent }
})

describe("a call that fails in passing", () => {
  it.effect("gives what comes at last", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run("GET", [
        envelope(503, "UNAVAILABLE"),
        systemError("read ECONNRESET", "ECONNRESET", "read"),
        html("<p>", 502),
        json({ a: 1 })
      ])
      assert.deepStrictEqual(successOf(exit).value, { a: 1 })
      assert.lengthOf(sent, 4)
    })
  )

  it.effect("ends at once when what comes next is for good", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run("GET", [
        envelope(503, "UNAVAILABLE"),
        envelope(404, "NOT_FOUND")
      ])
      const error = failureOf(exit)
      assert.strictEqual(error._tag === "ApiError" && error.codeName, "NOT_FOUND")
      assert.strictEqual(error.tries, 2)
      assert.lengthOf(sent, 2)
    })
  )

  it.effect("is sent again after about 0.5, 1, 2 and 4 seconds", () =>
    Effect.gen(function* () {
      const { sent } = yield* run("GET", [envelope(503, "UNAVAILABLE")])
      const gaps = sent.slice(1).map(({ at }, i) => at - (sent[i]?.at ?? 0))
      assert.lengthOf(gaps, 4)
      for (const [i, expected] of [500, 1000, 2000, 4000].entries()) {
        // a tick of the test's clock is 100 ms
        assert.isAtLeast(gaps[i] ?? 0, expected * 0.8)
        assert.isAtMost(gaps[i] ?? 0, expected * 1.2 + 100)
      }
    })
  )

  it.effect("says how often it was sent and how long it took, in numbers and in words", () =>
    Effect.gen(function* () {
      const { exit } = yield* run("GET", [envelope(503, "UNAVAILABLE")], {
        retry: Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 2 }))
      })
      const error = failureOf(exit)
      assert.strictEqual(error.tries, 3)
      assert.strictEqual(Duration.toMillis(error.elapsed), 2000)
      assert.strictEqual(
        error.message,
        "things.probe: UNAVAILABLE (HTTP 503): something is wrong (3 tries in 2s)"
      )
    })
  )

  it.effect("counts the time of slow answers as well", () =>
    Effect.gen(function* () {
      const { exit } = yield* run(
        "GET",
        [Effect.delay(Effect.succeed(envelope(503, "UNAVAILABLE")), "7 seconds")],
        { retry: Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 1 })) }
      )
      assert.closeTo(Duration.toMillis(failureOf(exit).elapsed), 15_000, 100)
    })
  )

  it.effect("is not sent again when retries are switched off", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run("GET", [envelope(503, "UNAVAILABLE")], { retry: false })
      assert.isTrue(failureOf(exit).isTransient)
      assert.lengthOf(sent, 1)
    })
  )

  it.effect("is not sent again for a caller who has a rhythm of its own", () =>
    Effect.gen(function* () {
      const http = fakeHttp(envelope(503, "UNAVAILABLE"))
      const { exit } = yield* drive(
        Effect.provide(execute(probe(), { retry: false }), clientOver(http))
      )
      assert.strictEqual(failureOf(exit).tries, 1)
      assert.lengthOf(http.sent, 1)
    })
  )

  it.effect("is retried by a schedule that looks at the error", () =>
    Effect.gen(function* () {
      const http = fakeHttp(envelope(429, "RESOURCE_EXHAUSTED"), envelope(503, "UNAVAILABLE"))
      const onlyQuota = Schedule.spaced("1 second").pipe(
        Schedule.setInputType<{ readonly _tag: string; readonly httpStatus?: number }>(),
        Schedule.while(({ input }) => input.httpStatus === 429)
      )
      const { exit } = yield* drive(
        Effect.provide(execute(probe()), clientOver(http, { retry: onlyQuota }))
      )
      assert.strictEqual(failureOf(exit).tries, 2)
    })
  )

  it.effect("starts its schedule anew with every call", () =>
    Effect.gen(function* () {
      const http = fakeHttp(envelope(503, "UNAVAILABLE"))
      const retry = Schedule.recurs(1)
      const { exit } = yield* drive(
        Effect.provide(
          Effect.all([Effect.flip(execute(probe())), Effect.flip(execute(probe()))]),
          clientOver(http, { retry })
        )
      )
      assert.deepStrictEqual(
        successOf(exit).map(({ tries }) => tries),
        [2, 2]
      )
    })
  )
})

describe("the delay that the service asks for", () => {
  const every = (delay: Duration.Input, times: number): ClientOptions => ({
    retry: Schedule.spaced(delay).pipe(Schedule.upTo({ times }))
  })
  const asking = (seconds: string) => envelope(503, "UNAVAILABLE", {}, { "retry-after": seconds })

  it.effect("is waited for when it is longer than ours", () =>
    Effect.gen(function* () {
      const { sent } = yield* run("GET", [asking("7"), json({})], every("1 second", 1))
      assert.deepStrictEqual(
        sent.map(({ at }) => at),
        [0, 7000]
      )
    })
  )

  it.effect("does not shorten ours", () =>
    Effect.gen(function* () {
      const { sent } = yield* run("GET", [asking("0"), json({})], every("2 seconds", 1))
      assert.deepStrictEqual(
        sent.map(({ at }) => at),
        [0, 2000]
      )
    })
  )

  it.effect("is waited for when it comes with a page of HTML", () =>
    Effect.gen(function* () {
      const { sent } = yield* run(
        "GET",
        [html("<p>", 503, { "retry-after": "7" }), json({})],
        every("1 second", 1)
      )
      assert.deepStrictEqual(
        sent.map(({ at }) => at),
        [0, 7000]
      )
    })
  )

  it.effect("is waited for by a POST that was refused for its quota", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(
        "POST",
        [envelope(429, "RESOURCE_EXHAUSTED", {}, { "retry-after": "20" }), json({})],
        every("1 second", 1)
      )
      successOf(exit)
      assert.deepStrictEqual(
        sent.map(({ at }) => at),
        [0, 20_000]
      )
    })
  )

  it.effect("does not make more tries than the schedule has", () =>
    Effect.gen(function* () {
      const { exit } = yield* run("GET", [asking("7")], every("1 second", 2))
      assert.strictEqual(failureOf(exit).tries, 3)
      assert.strictEqual(Duration.toMillis(failureOf(exit).elapsed), 14_000)
    })
  )

  it.effect("of a minute is still waited for", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run("GET", [asking("60"), json({})])
      successOf(exit)
      assert.strictEqual(sent[1]?.at, 60_000)
    })
  )

  it.effect("of more than a minute ends the call, with the delay in the error", () =>
    Effect.gen(function* () {
      const { exit, passed } = yield* run("GET", [asking("61"), json({})])
      const error = failureOf(exit)
      assert.strictEqual(passed, 0)
      assert.strictEqual(error.tries, 1)
      assert.isTrue(error.isTransient)
      assert.deepStrictEqual(error.retryAfter, Duration.seconds(61))
    })
  )
})
