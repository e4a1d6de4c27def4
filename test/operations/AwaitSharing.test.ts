import { assert } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import { Code, Operations, PollSchedule } from "effect-zero-touch"
import { running, Stage, succeeded } from "../support/transports.ts"
import { drive, everySecond, failure, name, overEach, start, success } from "../support/waits.ts"

overEach("interruption and sharing", (test) => {
  test("interruption between polls stops them, and the name can be awaited again", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: running(name) })
      const fiber = yield* start(operations.await(name, { schedule: everySecond }))
      yield* advance("1500 millis")
      yield* Fiber.interrupt(fiber)
      yield* advance("10 seconds")
      assert.strictEqual(yield* polls(name), 2)
      yield* script(name, { state: succeeded(name) })
      const again = yield* start(operations.await(name, { schedule: everySecond }))
      assert.deepStrictEqual(success(yield* Fiber.await(again)), succeeded(name))
    }))

  test("interruption during a poll aborts it, and the name can be awaited again", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { hang: true })
      const fiber = yield* start(operations.await(name, { schedule: everySecond }))
      yield* advance("1 second")
      yield* Fiber.interrupt(fiber)
      yield* script(name, { state: succeeded(name) })
      const again = yield* start(operations.await(name, { schedule: everySecond }))
      assert.deepStrictEqual(success(yield* Fiber.await(again)), succeeded(name))
      assert.strictEqual(yield* polls(name), 2)
    }))

  test("a delay that one who joins knows of holds for the polls that are shared", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: running(name) })
      const first = yield* start(operations.await(name, { schedule: everySecond }))
      const asked = { ...running(name), retryAfter: Duration.seconds(30) }
      const second = yield* start(operations.await(asked, { schedule: everySecond }))
      yield* advance("29 seconds")
      assert.strictEqual(yield* polls(name), 1)
      yield* advance("2 seconds")
      assert.isAbove(yield* polls(name), 1)
      yield* Fiber.interruptAll([first, second])
    }))

  test("a thousand fibers on one name share one loop and see the same end", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(name, { state: running(name) }, { after: "3 seconds", state: succeeded(name) })
      const all = Effect.all(
        Array.from({ length: 1000 }, () => operations.await(name, { schedule: everySecond })),
        { concurrency: "unbounded" }
      )
      const { exit } = yield* drive(yield* start(all))
      const ends = success(exit)
      assert.strictEqual(ends.length, 1000)
      assert.isTrue(ends.every((end) => end === ends[0]))
      assert.strictEqual(yield* polls(name), 4)
    }))

  test("one waiter's interruption or tighter deadline disturbs no other", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: running(name) }, { after: "5 seconds", state: succeeded(name) })
      const options = { schedule: everySecond }
      // the first is the one that set the loop going
      const interrupted = yield* start(operations.await(name, options))
      const hurried = yield* start(operations.await(name, { ...options, timeout: "2 seconds" }))
      const patient = yield* start(operations.await(name, options))
      yield* advance("1 second")
      yield* Fiber.interrupt(interrupted)
      const { exit } = yield* drive(patient)
      assert.deepStrictEqual(success(exit), succeeded(name))
      assert.strictEqual(failure(yield* Fiber.await(hurried))._tag, "WaitEnded")
      assert.strictEqual(yield* polls(name), 6)
    }))

  test("another schedule makes a loop of its own", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: running(name) })
      const one = yield* start(operations.await(name, { schedule: everySecond }))
      const two = yield* start(operations.await(name, { schedule: PollSchedule.fixed("1 second") }))
      yield* advance("2 seconds")
      assert.strictEqual(yield* polls(name), 6)
      yield* Fiber.interruptAll([one, two])
    }))

  test("a failed loop is not joined: to await again is to poll again", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: running(name) }, { failure: Code.PERMISSION_DENIED })
      // one who holds the loop and does not hurry to leave it
      const slow = yield* start(
        operations
          .watch(name, { schedule: everySecond })
          .pipe(Stream.runForEach(() => Effect.sleep("1 minute")))
      )
      yield* advance("2 seconds")
      yield* script(name, { state: succeeded(name) })
      const again = yield* start(operations.await(name, { schedule: everySecond }))
      assert.deepStrictEqual(success(yield* Fiber.await(again)), succeeded(name))
      assert.strictEqual(yield* polls(name), 3)
      yield* Fiber.interrupt(slow)
    }))

  test("the same seed gives the same jitter", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      const jittered = PollSchedule.exponential("1 second", { cap: "4 seconds" })
      const run = (seed: string) =>
        Effect.gen(function* () {
          yield* script(
            name,
            { state: running(name) },
            { state: running(name) },
            { state: running(name) },
            { state: succeeded(name) }
          )
          const fiber = yield* start(
            operations.await(name, { schedule: jittered }).pipe(Random.withSeed(seed))
          )
          return (yield* drive(fiber)).passed
        })
      const first = yield* run("a")
      assert.strictEqual(yield* run("a"), first)
      assert.isAtLeast(first, 7000 * 0.8)
      assert.isAtMost(first, 7000 * 1.2 + 300)
    }))
})
