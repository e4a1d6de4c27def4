import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Code, type Operation, Operations, PollLimits, PollSchedule } from "effect-zero-touch"
import { failed, running, Stage, succeeded, transports } from "../support/transports.ts"

const name = "operations/apibatchoperation/1"
const everySecond = PollSchedule.fixed("1 second")

/** Starts something and lets it come to its first rest. */
const start = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const { settle } = yield* Stage
  const fiber = yield* Effect.forkChild(effect)
  yield* settle
  return fiber
})

/** How it ended, if it has by now. */
const ended = <A, E>(fiber: Fiber.Fiber<A, E>): Exit.Exit<A, E> | undefined => fiber.pollUnsafe()

/** Moves the clock in steps until a fiber ends; gives its exit and the time that passed, in ms. */
const drive = Effect.fnUntraced(function* <A, E>(fiber: Fiber.Fiber<A, E>) {
  const { advance } = yield* Stage
  const from = yield* Clock.currentTimeMillis
  for (let i = 0; i < 3000 && ended(fiber) === undefined; i++) yield* advance("100 millis")
  const exit = ended(fiber)
  if (exit === undefined) return yield* Effect.die("still waiting after five minutes")
  return { exit, passed: (yield* Clock.currentTimeMillis) - from }
})

const failure = <A, E>(exit: Exit.Exit<A, E>): E => {
  if (Exit.isSuccess(exit)) return assert.fail("it should have failed")
  const reason = exit.cause.reasons.find(Cause.isFailReason)
  return reason === undefined ? assert.fail(Cause.pretty(exit.cause)) : reason.error
}

const success = <A, E>(exit: Exit.Exit<A, E>): A =>
  Exit.isSuccess(exit) ? exit.value : assert.fail(Cause.pretty(exit.cause))

for (const [transport, layer] of Object.entries(transports)) {
  describe(`over ${transport}`, () => {
    const test = <E>(title: string, body: () => Effect.Effect<void, E, Operations | Stage>) =>
      it.effect(title, () => Effect.provide(body(), layer))

    describe("await", () => {
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
          yield* script(
            name,
            { state: running(name) },
            { after: "3 seconds", state: succeeded(name) }
          )
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
          const { exit } = yield* drive(
            yield* start(operations.await(name, { schedule: everySecond }))
          )
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

      test("a time-out ends the wait to the millisecond, and says what it saw", () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          const { script } = yield* Stage
          yield* script(name, { state: running(name, 40) })
          const { exit, passed } = yield* drive(
            yield* start(operations.await(name, { schedule: everySecond, timeout: "2500 millis" }))
          )
          const error = failure(exit)
          if (error._tag !== "OperationTimeout") return assert.fail(error._tag)
          assert.strictEqual(passed, 2500)
          assert.strictEqual(error.endedBy, "deadline")
          assert.strictEqual(error.operationName, name)
          assert.deepStrictEqual(error.lastState, running(name, 40))
          assert.strictEqual(error.polls, 3)
          assert.strictEqual(Duration.toMillis(error.elapsed), 2500)
        }))

      test("a time-out holds while a poll is in flight, and nothing of the poll is left", () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          const { polls, script } = yield* Stage
          yield* script(name, { state: running(name) }, { hang: true })
          const { exit, passed } = yield* drive(
            yield* start(operations.await(name, { schedule: everySecond, timeout: "5 seconds" }))
          )
          const error = failure(exit)
          if (error._tag !== "OperationTimeout") return assert.fail(error._tag)
          assert.strictEqual(passed, 5000)
          assert.strictEqual(error.polls, 1)
          assert.strictEqual(yield* polls(name), 2)
        }))

      test("a time-out before any state is known has none to show", () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          const { script } = yield* Stage
          yield* script(name, { failure: Code.UNAVAILABLE })
          const { exit } = yield* drive(
            yield* start(operations.await(name, { timeout: "3 seconds" }))
          )
          const error = failure(exit)
          if (error._tag !== "OperationTimeout") return assert.fail(error._tag)
          assert.isUndefined(error.lastState)
          assert.strictEqual(error.lastFailure?._tag, "ApiError")
          assert.include(error.message, "the last poll failed")
          assert.include(error.message, "UNAVAILABLE")
        }))

      test("an answer after a failure is the last word of a time-out", () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          const { script } = yield* Stage
          yield* script(name, { failure: Code.UNAVAILABLE }, { state: running(name) })
          const { exit } = yield* drive(
            yield* start(operations.await(name, { schedule: everySecond, timeout: "5 seconds" }))
          )
          const error = failure(exit)
          if (error._tag !== "OperationTimeout") return assert.fail(error._tag)
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
          if (error._tag !== "OperationTimeout") return assert.fail(error._tag)
          assert.strictEqual(error.endedBy, "schedule")
          assert.strictEqual(error.polls, 4)
          assert.strictEqual(yield* polls(name), 4)
          assert.strictEqual(passed, 3000)
          assert.deepStrictEqual(error.lastState, running(name))
        }))

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

      test("a thousand fibers on one name share one loop and see the same end", () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          const { polls, script } = yield* Stage
          yield* script(
            name,
            { state: running(name) },
            { after: "3 seconds", state: succeeded(name) }
          )
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
          yield* script(
            name,
            { state: running(name) },
            { after: "5 seconds", state: succeeded(name) }
          )
          const options = { schedule: everySecond }
          // the first is the one that set the loop going
          const interrupted = yield* start(operations.await(name, options))
          const hurried = yield* start(operations.await(name, { ...options, timeout: "2 seconds" }))
          const patient = yield* start(operations.await(name, options))
          yield* advance("1 second")
          yield* Fiber.interrupt(interrupted)
          const { exit } = yield* drive(patient)
          assert.deepStrictEqual(success(exit), succeeded(name))
          assert.strictEqual(failure(yield* Fiber.await(hurried))._tag, "OperationTimeout")
          assert.strictEqual(yield* polls(name), 6)
        }))

      test("another schedule makes a loop of its own", () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          const { advance, polls, script } = yield* Stage
          yield* script(name, { state: running(name) })
          const one = yield* start(operations.await(name, { schedule: everySecond }))
          const two = yield* start(
            operations.await(name, { schedule: PollSchedule.fixed("1 second") })
          )
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

    describe("watch", () => {
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

      test("a time-out ends it to the millisecond, the end of its schedule as well", () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          const { script } = yield* Stage
          yield* script(name, { state: running(name, 10) })
          const deadline = yield* drive(
            yield* start(
              Stream.runDrain(
                operations.watch(name, { schedule: everySecond, timeout: "2500 millis" })
              )
            )
          )
          const schedule = Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 2 }))
          const end = yield* drive(
            yield* start(Stream.runDrain(operations.watch(name, { schedule })))
          )
          const errors = [failure(deadline.exit), failure(end.exit)]
          assert.deepStrictEqual(
            errors.map((error) => error._tag === "OperationTimeout" && error.endedBy),
            ["deadline", "schedule"]
          )
          assert.deepStrictEqual([deadline.passed, end.passed], [2500, 2000])
        }))

      test("a consumer that takes its time sees all of an operation that ended in time", () =>
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
          assert.deepStrictEqual(seen, [running(name, 10), running(name, 50), succeeded(name)])
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

    describe("get", () => {
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
  })
}
