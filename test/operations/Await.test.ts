import { assert } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { Code, type Operation, Operations, PollLimits, PollSchedule } from "effect-zero-touch"
import { failed, running, Stage, succeeded } from "../support/transports.ts"
import { drive, everySecond, failure, name, overEach, start, success } from "../support/waits.ts"

overEach("await", (test) => {
  test("an operation that is done at the first poll costs one poll and no time", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(name, { state: succeeded(name) })
      const fiber = yield* start(operations.await(name))
      assert.deepStrictEqual(success(yield* Fiber.await(fiber)), succeeded(name))
      assert.strictEqual(yield* polls(name), 1)
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
    }))

  test("it polls by the schedule until the operation is done", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(name, { state: running(name) }, { after: "3 seconds", state: succeeded(name) })
      const fiber = yield* start(operations.await(name, { schedule: everySecond }))
      const { exit, passed } = yield* drive(fiber)
      assert.deepStrictEqual(success(exit), succeeded(name))
      assert.strictEqual(passed, 3000)
      assert.strictEqual(yield* polls(name), 4)
    }))

  test("without a schedule of one's own it polls until the operation is done", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(
        name,
        { state: running(name, 10) },
        { after: "20 seconds", state: succeeded(name) }
      )
      const { exit, passed } = yield* drive(yield* start(operations.await(name)))
      assert.deepStrictEqual(success(exit), succeeded(name))
      assert.isAtLeast(passed, 20_000)
      assert.isAtMost(passed, 40_000)
      assert.isBelow(yield* polls(name), 20)
    }))

  test("given a running operation it waits before it polls", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: succeeded(name) })
      const fiber = yield* start(operations.await(running(name), { schedule: everySecond }))
      yield* advance("900 millis")
      assert.strictEqual(yield* polls(name), 0)
      yield* advance("100 millis")
      assert.strictEqual(yield* polls(name), 1)
      assert.deepStrictEqual(success(yield* Fiber.await(fiber)), succeeded(name))
    }))

  test("given an operation that has ended it sends nothing", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls } = yield* Stage
      const done: Operation = { _tag: "DoneWithoutResult", name, done: true }
      assert.deepStrictEqual(yield* operations.await(succeeded(name)), succeeded(name))
      const ends = yield* Effect.all([
        Effect.flip(operations.await(failed(name))),
        Effect.flip(operations.await(done))
      ])
      assert.deepStrictEqual(
        ends.map(({ _tag }) => _tag),
        ["OperationFailed", "OperationWithoutResult"]
      )
      assert.strictEqual(yield* polls(name), 0)
    }))

  test("an operation that failed is a typed failure, with its status and its last metadata", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      const { metadata } = running(name, 70)
      const end: Operation = {
        ...failed(name),
        ...(metadata === undefined ? {} : { metadata })
      }
      yield* script(name, { state: end })
      const error = failure(yield* Fiber.await(yield* start(operations.await(name))))
      if (error._tag !== "OperationFailed") return assert.fail(error._tag)
      assert.strictEqual(error.operationName, name)
      assert.strictEqual(error.status.code, Code.PERMISSION_DENIED)
      assert.deepStrictEqual(error.metadata, metadata)
    }))

  test("done with neither response nor error is an outcome of its own", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(name, { state: { _tag: "DoneWithoutResult", name, done: true } })
      const error = failure(yield* Fiber.await(yield* start(operations.await(name))))
      assert.strictEqual(error._tag, "OperationWithoutResult")
    }))

  test("failures in passing are ridden out, from the first poll on", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(
        name,
        { failure: Code.UNAVAILABLE },
        { broken: true },
        { failure: Code.RESOURCE_EXHAUSTED },
        { state: running(name) },
        { failure: Code.INTERNAL },
        { broken: true },
        { failure: Code.DEADLINE_EXCEEDED },
        { state: succeeded(name) }
      )
      const { exit } = yield* drive(yield* start(operations.await(name, { schedule: everySecond })))
      assert.deepStrictEqual(success(exit), succeeded(name))
      assert.strictEqual(yield* polls(name), 8)
    }))

  test("with a state known, a failure in passing goes by the schedule", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(
        name,
        { state: running(name) },
        { failure: Code.UNAVAILABLE },
        { failure: Code.UNAVAILABLE },
        { state: succeeded(name) }
      )
      const { passed } = yield* drive(
        yield* start(operations.await(name, { schedule: everySecond }))
      )
      assert.strictEqual(passed, 3000)
    }))

  for (const code of [
    Code.PERMISSION_DENIED,
    Code.NOT_FOUND,
    Code.INVALID_ARGUMENT,
    Code.UNIMPLEMENTED
  ]) {
    test(`a failure for good (code ${code}) ends it at once`, () =>
      Effect.gen(function* () {
        const operations = yield* Operations
        const { polls, script } = yield* Stage
        yield* script(name, { state: running(name) }, { failure: code, message: "for good" })
        const { exit, passed } = yield* drive(
          yield* start(operations.await(name, { schedule: everySecond }))
        )
        const error = failure(exit)
        if (error._tag !== "ApiError") return assert.fail(error._tag)
        assert.strictEqual(error.status.code, code)
        assert.strictEqual(passed, 1000)
        assert.strictEqual(yield* polls(name), 2)
      }))
  }

  test("a delay that the service asks for wins over a shorter one, on a success as well", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(
        name,
        { state: running(name), retryAfter: "7 seconds" },
        { failure: Code.RESOURCE_EXHAUSTED, retryAfter: "5 seconds" },
        { state: succeeded(name) }
      )
      const { passed } = yield* drive(
        yield* start(operations.await(name, { schedule: everySecond }))
      )
      assert.strictEqual(passed, 12_000)
    }))

  test("a longer delay of ours wins over what the service asks for", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(
        name,
        { state: running(name), retryAfter: "2 seconds" },
        { state: succeeded(name) }
      )
      const { passed } = yield* drive(
        yield* start(operations.await(name, { schedule: PollSchedule.fixed("6 seconds") }))
      )
      assert.strictEqual(passed, 6000)
    }))

  test("an absurd delay is cut to the cap, and no schedule polls faster than the floor", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(
        name,
        { state: running(name), retryAfter: "99999999 seconds" },
        { state: running(name) },
        { state: running(name) },
        { state: succeeded(name) }
      )
      const { passed } = yield* drive(
        yield* start(
          operations
            .await(name, { schedule: Schedule.forever })
            .pipe(Effect.provideService(PollLimits, { floor: "500 millis", cap: "20 seconds" }))
        )
      )
      assert.strictEqual(passed, 20_000 + 500 + 500)
      assert.strictEqual(yield* polls(name), 4)
    }))

  test("the floor is 200 milliseconds unless set", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: running(name) })
      const fiber = yield* start(operations.await(name, { schedule: Schedule.forever }))
      yield* advance("1 second")
      assert.strictEqual(yield* polls(name), 6)
      yield* Fiber.interrupt(fiber)
    }))
})
