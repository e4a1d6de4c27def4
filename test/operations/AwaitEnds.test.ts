import { assert } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { Code, Operations } from "effect-zero-touch"
import { running, Stage } from "../support/transports.ts"
import { drive, everySecond, failure, name, overEach, start } from "../support/waits.ts"

overEach("timeouts", (test) => {
  test("a timeout ends the wait to the millisecond, and says what it saw", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(name, { state: running(name, 40) })
      const { exit, passed } = yield* drive(
        yield* start(operations.await(name, { schedule: everySecond, timeout: "2500 millis" }))
      )
      const error = failure(exit)
      if (error._tag !== "WaitEnded") return assert.fail(error._tag)
      assert.strictEqual(passed, 2500)
      assert.strictEqual(error.reason, "deadline")
      assert.strictEqual(error.operationName, name)
      assert.deepStrictEqual(error.lastState, running(name, 40))
      assert.strictEqual(error.polls, 3)
      assert.strictEqual(Duration.toMillis(error.elapsed), 2500)
    }))

  test("a timeout holds while a poll is in flight, and nothing of the poll is left", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(name, { state: running(name) }, { hang: true })
      const { exit, passed } = yield* drive(
        yield* start(operations.await(name, { schedule: everySecond, timeout: "5 seconds" }))
      )
      const error = failure(exit)
      if (error._tag !== "WaitEnded") return assert.fail(error._tag)
      assert.strictEqual(passed, 5000)
      assert.strictEqual(error.polls, 1)
      assert.strictEqual(yield* polls(name), 2)
    }))

  test("a timeout before any state is known has none to show", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(name, { failure: Code.UNAVAILABLE })
      const { exit } = yield* drive(yield* start(operations.await(name, { timeout: "3 seconds" })))
      const error = failure(exit)
      if (error._tag !== "WaitEnded") return assert.fail(error._tag)
      assert.isUndefined(error.lastState)
      assert.strictEqual(error.lastFailure?._tag, "ApiError")
      assert.include(error.message, "the last poll failed")
      assert.include(error.message, "UNAVAILABLE")
    }))

  test("an answer after a failure is the last word of a timeout", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(name, { failure: Code.UNAVAILABLE }, { state: running(name) })
      const { exit } = yield* drive(
        yield* start(operations.await(name, { schedule: everySecond, timeout: "5 seconds" }))
      )
      const error = failure(exit)
      if (error._tag !== "WaitEnded") return assert.fail(error._tag)
      assert.isUndefined(error.lastFailure)
      assert.notInclude(error.message, "failed")
    }))

  test("a schedule that ends first is no success", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(name, { state: running(name) })
      const schedule = Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 3 }))
      const { exit, passed } = yield* drive(yield* start(operations.await(name, { schedule })))
      const error = failure(exit)
      if (error._tag !== "WaitEnded") return assert.fail(error._tag)
      assert.strictEqual(error.reason, "schedule")
      assert.strictEqual(error.polls, 4)
      assert.strictEqual(yield* polls(name), 4)
      assert.strictEqual(passed, 3000)
      assert.deepStrictEqual(error.lastState, running(name))
    }))
})
