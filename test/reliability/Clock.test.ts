/**
 * A wall clock that is set while a process runs, by hours and either way: it changes no delay, no
 * quota and no duration. The monotonic clock goes on, as it does in Node.js.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Cron from "effect/Cron"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { TestClock } from "effect/testing"
import {
  type ClientOptions,
  FakeOperations,
  Operations,
  PollSchedule,
  type WaitOptions
} from "effect-zero-touch"
import { clientOver, execute, probe, type Reply } from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"
import { running, succeeded } from "../support/transports.ts"

const hours = Duration.toMillis("1 hour")
const name = "operations/apibatchoperation/1"

/** The test's clock, with a wall time that can be set. */
const settable = Effect.clockWith((clock) => {
  let offset = 0
  const millis = () => clock.currentTimeMillisUnsafe() + offset
  const nanos = () => clock.currentTimeNanosUnsafe() + BigInt(offset) * 1_000_000n
  const wall: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
  return Effect.succeed({
    /** Runs an effect by this clock, the client and its layers as well. */
    run: <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.provideService(effect, Clock.Clock, wall),
    set: (by: number) => {
      offset += by
    }
  })
})

const monotonicMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / 1e6)

/** A transport that gives the same answer each time, and notes when it was asked. */
const transport = (reply: (asked: number) => Reply) => {
  const sentAt: Array<number> = []
  const client = HttpClient.make((request) =>
    Effect.map(monotonicMillis, (now) => {
      sentAt.push(now)
      const { body = null, headers = {}, status = 200 } = reply(sentAt.length)
      return HttpClientResponse.fromWeb(request, new Response(body, { status, headers }))
    })
  )
  return { sentAt, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

const unavailable: Reply = { status: 503, body: "<p>" }

/** The error of `Schedule.cron` is that of an expression which cannot be parsed. */
const everyFullHour = Schedule.fromStep(
  Effect.map(
    Schedule.toStep(Schedule.cron("0 * * * *", "UTC")),
    (step) => (now: number, input: unknown) =>
      Effect.catchIf(step(now, input), Cron.isCronParseError, Effect.die)
  )
)

const directions = [
  ["set back by 5 hours", -5 * hours],
  ["set forward by 5 hours", 5 * hours]
] as const

for (const [change, by] of directions) {
  describe(`a wall clock that is ${change}`, () => {
    /** Runs a call, sets the clock after so many milliseconds; gives its exit and when it sent. */
    const call = Effect.fnUntraced(function* (
      after: number,
      reply: (asked: number) => Reply,
      { calls = 1, ...options }: ClientOptions & { readonly calls?: number }
    ) {
      const { run, set } = yield* settable
      const { layer, sentAt } = transport(reply)
      yield* Effect.forkChild(
        Effect.delay(
          Effect.sync(() => set(by)),
          after
        )
      )
      const { exit } = yield* drive(
        run(
          Effect.provide(
            Effect.forEach(
              Array.from({ length: calls }, () => probe()),
              (request) => execute(request)
            ),
            clientOver({ layer }, options)
          )
        )
      )
      return { exit, sentAt }
    })

    it.effect("does not change how long a call waits for quota", () =>
      Effect.gen(function* () {
        const quota = { limit: 2, window: "10 seconds" } as const
        const { exit, sentAt } = yield* call(5000, () => ({ body: "{}" }), { quota, calls: 6 })
        successOf(exit)
        assert.deepStrictEqual(sentAt, [0, 0, 10_000, 10_000, 20_000, 20_000])
      })
    )

    it.effect("does not make a call wait when there is a place in the quota", () =>
      Effect.gen(function* () {
        const { run, set } = yield* settable
        const { layer, sentAt } = transport(() => ({ body: "{}" }))
        const calls = Effect.gen(function* () {
          yield* execute(probe())
          set(by)
          yield* execute(probe())
        })
        const { exit } = yield* drive(run(Effect.provide(calls, clientOver({ layer }, {}))))
        successOf(exit)
        assert.deepStrictEqual(sentAt, [0, 0])
      })
    )

    it.effect("does not change the delays of a retry, nor the elapsed time of its error", () =>
      Effect.gen(function* () {
        const steps: ReadonlyArray<readonly [Schedule.Schedule<unknown>, Array<number>]> = [
          [Schedule.exponential("2 seconds"), [0, 2000, 6000, 14_000]],
          // these two count from when they began
          [Schedule.fixed("10 seconds"), [0, 10_000, 20_000, 30_000]],
          [Schedule.windowed("10 seconds"), [0, 10_000, 20_000, 30_000]]
        ]
        for (const [retry, expected] of steps) {
          const { exit, sentAt } = yield* call(3000, () => unavailable, {
            retry: Schedule.upTo(retry, { times: 3 })
          })
          const error = failureOf(exit)
          const start = sentAt[0] ?? Number.NaN
          assert.deepStrictEqual(
            sentAt.map((at) => at - start),
            expected
          )
          assert.strictEqual(error.tries, 4)
          assert.strictEqual(
            error.elapsed === undefined ? undefined : Duration.toMillis(error.elapsed),
            expected[3]
          )
        }
      })
    )

    it.effect("does not change a delay that the service gives as a date beside its own", () =>
      Effect.gen(function* () {
        const headers = {
          date: "Tue, 01 Apr 2025 10:00:00 GMT",
          "retry-after": "Tue, 01 Apr 2025 10:00:20 GMT"
        }
        const { exit, sentAt } = yield* call(
          0,
          (asked) => (asked === 1 ? { ...unavailable, headers } : { body: "{}" }),
          {}
        )
        successOf(exit)
        assert.deepStrictEqual(sentAt, [0, 20_000])
      })
    )

    /** Waits for an operation of two hours, and sets the clock after the first; gives what came. */
    const wait = Effect.fnUntraced(function* (change: number, options: WaitOptions) {
      const { run, set } = yield* settable
      const layer = Operations.layerFake({
        [name]: [FakeOperations.running(), { after: "2 hours", outcome: { ...succeeded(name) } }]
      })
      return yield* Effect.gen(function* () {
        const operations = yield* Operations
        const polls = (yield* FakeOperations).polls(name)
        const fiber = yield* Effect.forkChild(
          run(Random.withSeed(Effect.exit(operations.await(name, options)), "clock"))
        )
        yield* TestClock.adjust("1 hour")
        set(change)
        const before = yield* polls
        for (let minutes = 0; minutes < 240; minutes++) yield* TestClock.adjust("1 minute")
        return { exit: fiber.pollUnsafe(), before, after: (yield* polls) - before }
      }).pipe(Effect.provide(layer))
    })

    it.effect("does not change how often the adaptive schedule polls", () =>
      Effect.gen(function* () {
        const changed = yield* wait(by, {})
        const unchanged = yield* wait(0, {})
        assert.strictEqual(changed.exit?._tag, "Success")
        assert.deepStrictEqual(changed, unchanged)
        // every minute at most
        assert.isAtMost(changed.after, 70)
      })
    )

    it.effect("does not change when a wait ends, nor the elapsed time that it tells", () =>
      Effect.gen(function* () {
        const end = yield* wait(by, {
          schedule: PollSchedule.fixed("10 minutes"),
          timeout: "95 minutes"
        })
        if (end.exit?._tag !== "Success") return assert.fail("the wait has not ended")
        const error = failureOf(end.exit.value)
        if (error._tag !== "WaitEnded") return assert.fail(error._tag)
        assert.strictEqual(error.reason, "deadline")
        assert.strictEqual(Duration.toMinutes(error.elapsed), 95)
        assert.strictEqual(error.polls, 10)
      })
    )

    it.effect("does not change when a schedule by the time of day polls", () =>
      Effect.gen(function* () {
        const { run, set } = yield* settable
        // twenty minutes past the hour
        set(20 * 60_000)
        const seen: Array<number> = []
        const schedule = Schedule.tap(everyFullHour, () =>
          Effect.map(monotonicMillis, (now) => void seen.push(now / 60_000))
        )
        const layer = Operations.layerFake({ [name]: [running(name)] })
        yield* Effect.gen(function* () {
          const operations = yield* Operations
          const fiber = yield* Effect.forkChild(run(operations.await(name, { schedule })))
          yield* TestClock.adjust("90 minutes")
          set(by)
          yield* TestClock.adjust("90 minutes")
          assert.isUndefined(fiber.pollUnsafe())
        }).pipe(Effect.provide(layer))
        assert.deepStrictEqual(seen, [0, 40, 100, 160])
      })
    )
  })
}
