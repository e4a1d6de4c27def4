import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Code, type Operation, Operations } from "effect-zero-touch"
import { failed, running, Stage, succeeded } from "../support/transports.ts"
import { drive, everySecond, failure, name, overEach, start, success } from "../support/waits.ts"

overEach("watch", (test) => {
  test("it emits a state only when it changed, and always the last one", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(
        name,
        { state: running(name, 10) },
        { state: running(name, 10) },
        { failure: Code.UNAVAILABLE },
        { state: running(name, 60) },
        { state: running(name, 60) },
        { state: running(name, 100) },
        { state: succeeded(name) }
      )
      const { exit } = yield* drive(
        yield* start(Stream.runCollect(operations.watch(name, { schedule: everySecond })))
      )
      assert.deepStrictEqual(success(exit), [
        running(name, 10),
        running(name, 60),
        running(name, 100),
        succeeded(name)
      ])
      assert.strictEqual(yield* polls(name), 7)
    }))

  test("that an operation failed is its last state, not an error", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(name, { state: running(name, 10) }, { state: failed(name) })
      const { exit } = yield* drive(
        yield* start(Stream.runCollect(operations.watch(name, { schedule: everySecond })))
      )
      assert.deepStrictEqual(success(exit), [running(name, 10), failed(name)])
    }))

  test("an operation that has ended is emitted, and nothing is sent", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls } = yield* Stage
      assert.deepStrictEqual(yield* Stream.runCollect(operations.watch(failed(name))), [
        failed(name)
      ])
      assert.strictEqual(yield* polls(name), 0)
    }))

  test("given a running operation it begins with that state", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls, script } = yield* Stage
      yield* script(name, { state: running(name, 10) }, { state: succeeded(name) })
      const { exit, passed } = yield* drive(
        yield* start(
          Stream.runCollect(operations.watch(running(name, 10), { schedule: everySecond }))
        )
      )
      assert.deepStrictEqual(success(exit), [running(name, 10), succeeded(name)])
      assert.strictEqual(passed, 2000)
      assert.strictEqual(yield* polls(name), 2)
    }))

  test("a failure for good ends it, after the states that were seen", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(name, { state: running(name, 10) }, { failure: Code.PERMISSION_DENIED })
      const seen: Array<Operation> = []
      const { exit } = yield* drive(
        yield* start(
          operations
            .watch(name, { schedule: everySecond })
            .pipe(Stream.runForEach((state) => Effect.sync(() => seen.push(state))))
        )
      )
      assert.strictEqual(failure(exit)._tag, "ApiError")
      assert.deepStrictEqual(seen, [running(name, 10)])
    }))

  test("a timeout ends it to the millisecond, the end of its schedule as well", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(name, { state: running(name, 10) })
      const deadline = yield* drive(
        yield* start(
          Stream.runDrain(operations.watch(name, { schedule: everySecond, timeout: "2500 millis" }))
        )
      )
      const schedule = Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 2 }))
      const end = yield* drive(yield* start(Stream.runDrain(operations.watch(name, { schedule }))))
      const errors = [failure(deadline.exit), failure(end.exit)]
      assert.deepStrictEqual(
        errors.map((error) => error._tag === "WaitEnded" && error.reason),
        ["deadline", "schedule"]
      )
      assert.deepStrictEqual([deadline.passed, end.passed], [2500, 2000])
    }))

  test("a slow consumer skips to the newest state, and sees the last of an operation that ended in time", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      yield* script(
        name,
        { state: running(name, 10) },
        { state: running(name, 50) },
        { state: succeeded(name) }
      )
      const seen: Array<Operation> = []
      const { exit } = yield* drive(
        yield* start(
          operations.watch(name, { schedule: everySecond, timeout: "5 seconds" }).pipe(
            Stream.runForEach((state) => {
              seen.push(state)
              return Effect.sleep("4 seconds")
            })
          )
        )
      )
      success(exit)
      assert.deepStrictEqual(seen, [running(name, 10), succeeded(name)])
    }))

  test("who has seen enough stops the polls", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      yield* script(name, { state: running(name, 10) })
      const fiber = yield* start(
        operations.watch(name, { schedule: everySecond }).pipe(Stream.take(1), Stream.runDrain)
      )
      yield* Fiber.join(fiber)
      yield* advance("5 seconds")
      assert.strictEqual(yield* polls(name), 1)
    }))

  test("it shares its polls with those who await, and a late one begins with what is known", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { advance, polls, script } = yield* Stage
      const options = { schedule: everySecond }
      yield* script(
        name,
        { state: running(name, 10) },
        { after: "2 seconds", state: running(name, 50) },
        { after: "2 seconds", state: succeeded(name) }
      )
      const awaiting = yield* start(operations.await(name, options))
      yield* advance("2500 millis")
      const watching = yield* start(Stream.runCollect(operations.watch(name, options)))
      const { exit } = yield* drive(awaiting)
      assert.deepStrictEqual(success(exit), succeeded(name))
      assert.deepStrictEqual(success(yield* Fiber.await(watching)), [
        running(name, 50),
        succeeded(name)
      ])
      assert.strictEqual(yield* polls(name), 5)
    }))
})

overEach("get", (test) => {
  test("it gives each kind of state", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { script } = yield* Stage
      const states = [
        running(name, 10),
        succeeded(name),
        failed(name),
        { _tag: "DoneWithoutResult", name, done: true } as const
      ]
      for (const state of states) {
        yield* script(name, { state })
        assert.deepStrictEqual(yield* operations.get(name), state)
      }
    }))

  test("an unknown operation is NOT_FOUND", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const error = yield* Effect.flip(operations.get("operations/nobody"))
      if (error._tag !== "ApiError") return assert.fail(error._tag)
      assert.strictEqual(error.status.code, Code.NOT_FOUND)
      assert.strictEqual(error.httpStatus, 404)
    }))
})
