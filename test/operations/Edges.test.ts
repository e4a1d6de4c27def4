/** The edges of what waits and results do, found by changes of the code that no other test noticed. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Hash from "effect/Hash"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import {
  ApiError,
  FakeOperations,
  Operations,
  WaitEnded,
  PollLimits,
  PollSchedule
} from "effect-zero-touch"
import { clientOver, fakeHttp, json } from "../support/fakeHttp.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import { attributesOf, traced } from "../support/spans.ts"
import { runningWith } from "./batch.ts"

const name = "operations/apibatchoperation/1"
const everySecond = PollSchedule.fixed("1 second")
const { failed, running, succeeded } = FakeOperations

const timeoutOf = <A, E>(error: A | E): WaitEnded =>
  error instanceof WaitEnded ? error : assert.fail(String(error))

describe("waits that share a loop", () => {
  it.effect("count their own polls and their own time", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 24))
      const operations = yield* Operations
      const wait = (timeout: Duration.Input) =>
        Effect.forkChild(operations.await(name, { schedule: everySecond, timeout }))
      const first = yield* wait("10.5 seconds")
      yield* TestClock.adjust("5.2 seconds")
      const second = yield* wait("3 seconds")
      yield* TestClock.adjust("6 seconds")
      const [a, b] = (yield* Effect.all([Fiber.await(first), Fiber.await(second)])).map((exit) =>
        timeoutOf(failureOf(exit))
      )
      assert.deepStrictEqual([a?.polls, Duration.toSeconds(a?.elapsed ?? 0)], [11, 10.5])
      assert.deepStrictEqual([b?.polls, Duration.toSeconds(b?.elapsed ?? 0)], [3, 3])
    }).pipe(Effect.provide(Operations.layerFake({ [name]: [running()] })))
  )

  it.effect("are linked to its polls from the first, and only while they wait", () =>
    Effect.gen(function* () {
      const course = Effect.gen(function* () {
        const operations = yield* Operations
        const wait = (timeout: Duration.Input) =>
          Effect.forkChild(operations.await(name, { schedule: everySecond, timeout }))
        yield* wait("2.5 seconds")
        yield* TestClock.adjust("1.5 seconds")
        const second = yield* wait("4 seconds")
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.await(second)
      })
      const { exit, spans } = yield* traced(
        Effect.provide(course, Operations.layerFake({ [name]: [running()] }))
      )
      successOf(exit)
      const polls = spans.filter((span) => span.name === "Operations.poll")
      assert.deepStrictEqual(
        polls.map(({ links }) => links.length),
        [1, 1, 2, 1, 1, 1]
      )
    })
  )

  it.effect("have the same bounds: other bounds are another loop", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const schedule = Schedule.forever
      const slow = yield* operations
        .await(name, { schedule })
        .pipe(
          Effect.provideService(PollLimits, { floor: "5 seconds", cap: "10 minutes" }),
          Effect.forkChild
        )
      const quick = yield* Effect.forkChild(operations.await(name, { schedule }))
      yield* TestClock.adjust("1.2 seconds")
      assert.isDefined(quick.pollUnsafe())
      assert.isUndefined(slow.pollUnsafe())
      yield* TestClock.adjust("3.8 seconds")
      assert.isDefined(slow.pollUnsafe())
    }).pipe(
      Effect.provide(
        Operations.layerFake({
          [name]: [running(), { after: "1 second", outcome: succeeded() }]
        })
      )
    )
  )

  it.effect("have the same name: names of the same hash are not confused", () =>
    Effect.gen(function* () {
      const one = "operations/x/941884398486643343"
      const other = "operations/x/342323596863492309"
      assert.strictEqual(Hash.string(one), Hash.string(other))
      const layer = Operations.layerFake({ [one]: [running()], [other]: [succeeded()] })
      yield* Effect.gen(function* () {
        const operations = yield* Operations
        const { polls } = yield* FakeOperations
        const waiting = yield* Effect.forkChild(operations.await(one, { schedule: everySecond }))
        yield* Effect.yieldNow
        assert.strictEqual((yield* operations.await(other, { schedule: everySecond })).name, other)
        assert.strictEqual(yield* polls(one), 1)
        assert.strictEqual(yield* polls(other), 1)
        assert.isUndefined(waiting.pollUnsafe())
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("have the same schedule: each of three others has a loop of its own", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const { polls } = yield* FakeOperations
      for (const seconds of [1, 2, 3]) {
        const schedule = PollSchedule.fixed(Duration.seconds(seconds))
        yield* Effect.forkChild(operations.await(name, { schedule }))
      }
      yield* TestClock.adjust("6.5 seconds")
      assert.strictEqual(yield* polls(name), 7 + 4 + 3)
    }).pipe(Effect.provide(Operations.layerFake({ [name]: [running()] })))
  )
})

it.effect("a watch has a span, which names its operation", () =>
  Effect.gen(function* () {
    const { spans } = yield* traced(
      Effect.provide(
        Effect.flatMap(Operations, (operations) => Stream.runDrain(operations.watch(name))),
        Operations.layerFake({ [name]: [succeeded()] })
      )
    )
    const span = spans.find((span) => span.name === "Operations.watch")
    assert.strictEqual(
      span === undefined ? undefined : attributesOf(span)["gcp.resource.destination.id"],
      name
    )
  })
)

it.effect("statuses that nobody knows yet are one in the metrics, however many there are", () =>
  Effect.gen(function* () {
    yield* Effect.flatMap(Operations, (operations) => operations.await(name))
    const statuses = (yield* Metric.snapshot).flatMap(({ attributes, id, state }) =>
      id === "zero_touch.operation.devices" ? [[attributes?.["status"], state]] : []
    )
    assert.deepStrictEqual(statuses, [
      ["SINGLE_DEVICE_STATUS_SUCCESS", { count: 1, incremental: true }],
      ["_OTHER", { count: 1000, incremental: true }]
    ])
  }).pipe(
    Effect.provide(
      Operations.layerFake({
        [name]: [
          succeeded([
            { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } },
            ...Array.from({ length: 1000 }, (_, index) => ({
              result: { status: `SINGLE_DEVICE_STATUS_OF_YEAR_${index}` }
            }))
          ])
        ]
      })
    ),
    Effect.provideService(Metric.MetricRegistry, new Map())
  )
)

it.effect("a failed operation keeps what it had done until then", () =>
  Effect.gen(function* () {
    const response = { _tag: "DevicesResponse", successCount: 3 } as const
    const error = yield* Effect.flip(
      Effect.flatMap(Operations, (operations) => operations.await(name))
    )
    assert.deepStrictEqual(error._tag === "OperationFailed" && error.response, response)
  }).pipe(
    Effect.provide(
      Operations.layerFake({
        [name]: [
          {
            ...failed({ code: 13 }),
            response: { _tag: "DevicesResponse", successCount: 3 }
          } as ReturnType<typeof failed>
        ]
      })
    )
  )
)

it.effect("what is wrong with an operation is said in one short line", () =>
  Effect.gen(function* () {
    const http = fakeHttp(json({ name, done: { a: " \n ".repeat(1000), b: "x".repeat(5000) } }))
    const error = failureOf(
      yield* Effect.flatMap(Operations, (operations) => operations.get(name)).pipe(
        Effect.provide(Operations.layer.pipe(Layer.provide(clientOver(http)))),
        Effect.exit
      )
    )
    const reason = error._tag === "TransportError" ? error.reason : undefined
    const description = reason?._tag === "InvalidResponse" ? reason.description : ""
    assert.match(description, /^it is not an operation: \S/)
    assert.notMatch(description, /\n| {2}/)
    assert.isAtMost(description.length, 330)
  })
)

it.effect("what is neither a name nor an operation is refused at once", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const targets: ReadonlyArray<unknown> = [null, undefined, 5, {}, { name, done: true }, []]
    const misnamed = runningWith({ name: "elsewhere/1" })
    for (const target of [...targets, misnamed] as ReadonlyArray<string>) {
      for (const wait of [operations.await(target), Stream.runDrain(operations.watch(target))]) {
        const error = yield* Effect.flip(wait)
        if (error._tag !== "TransportError") return assert.fail(error._tag)
        assert.strictEqual(error.reason._tag, "InvalidRequest")
        assert.strictEqual(error.tries, 0)
      }
    }
  }).pipe(Effect.provide(Operations.layerFake()))
)

it.effect("a timeout tells what the caller knew, when nothing newer has been seen", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const seed = (progress: number) =>
      runningWith({ name, metadata: { _tag: "DevicesMetadata", progress } })
    const wait = (progress: number) =>
      Effect.flip(
        operations.await(seed(progress), { schedule: everySecond, timeout: "10 seconds" })
      )
    const first = yield* Effect.forkChild(operations.await(name, { schedule: everySecond }))
    yield* TestClock.adjust("1500 millis")
    const [newer, older] = [yield* Effect.forkChild(wait(80)), yield* Effect.forkChild(wait(20))]
    yield* TestClock.adjust("20 seconds")
    const [a, b] = [timeoutOf(yield* Fiber.join(newer)), timeoutOf(yield* Fiber.join(older))]
    assert.deepStrictEqual(a.lastState, seed(80))
    assert.deepStrictEqual(b.lastState, seed(40))
    yield* Fiber.interrupt(first)
  }).pipe(
    Effect.provide(
      Operations.layerFake({
        [name]: [running({ progress: 40 }), ApiError.fromStatus({ code: 14 })]
      })
    )
  )
)
