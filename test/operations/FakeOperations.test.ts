import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import {
  ApiError,
  Code,
  ConnectionError,
  FakeOperations,
  Operations,
  PollSchedule,
  TransportError
} from "effect-zero-touch"
import { name, ok, refused } from "./batch.ts"

const { running, succeeded } = FakeOperations
const script = { "operations/1": [running(), { after: "1 minute", outcome: succeeded() }] } as const

it("keeps its time when it is built beside the clock of the test", async () => {
  const program = Effect.gen(function* () {
    const operations = yield* Operations
    const fiber = yield* Effect.forkChild(operations.await("operations/1"))
    yield* TestClock.adjust("2 minutes")
    return fiber.pollUnsafe() !== undefined
  })
  const services = Effect.provide([Operations.layerFake(script), TestClock.layer()])
  assert.isTrue(await Effect.runPromise(services(program)))
})

it.effect("refuses names that may not be sent, as the service's own layer does", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    for (const other of ["", "12", "operations/../x", "customers/1"]) {
      for (const call of [operations.get(other), operations.await(other)]) {
        const error = yield* Effect.flip(call)
        if (error._tag !== "TransportError") return assert.fail(error._tag)
        assert.strictEqual(error.reason._tag, "InvalidRequest")
      }
    }
  }).pipe(Effect.provide(Operations.layerFake({ "12": [succeeded()] })))
)

it.effect("is changed by hand, and counts who asks", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const fake = yield* FakeOperations
    yield* fake.set("operations/2", running({ progress: 5 }))
    const fiber = yield* Effect.forkChild(Effect.flip(operations.await("operations/2")))
    yield* TestClock.adjust("3 seconds")
    yield* fake.fail("operations/2", { code: Code.ABORTED, message: "by hand" })
    yield* TestClock.adjust("1 minute")
    const error = yield* Fiber.join(fiber)
    assert.strictEqual(error.message, "operations/2 failed: ABORTED: by hand")
    assert.isAtLeast(yield* fake.polls("operations/2"), 2)
    const unknown = yield* Effect.flip(operations.get("operations/3"))
    assert.include(unknown.message, "operations.get of operations/3: NOT_FOUND")
  }).pipe(Effect.provide(Operations.layerFake()))
)

describe("the fake's states", () => {
  it("are whole operations, but for the name", () => {
    assert.deepStrictEqual<unknown>(FakeOperations.running({ progress: 3 }), {
      _tag: "Running",
      done: false,
      metadata: { _tag: "DevicesMetadata", progress: 3 }
    })
    const results = [ok("1"), refused("2"), ok("3"), {}]
    assert.deepStrictEqual<unknown>(FakeOperations.succeeded(results), {
      _tag: "Succeeded",
      done: true,
      response: { _tag: "DevicesResponse", perDeviceStatus: results, successCount: 2 }
    })
    assert.deepStrictEqual<unknown>(FakeOperations.succeeded(), {
      _tag: "Succeeded",
      done: true,
      response: { _tag: "DevicesResponse", perDeviceStatus: [], successCount: 0 }
    })
    assert.deepStrictEqual<unknown>(FakeOperations.doneWithoutResult(), {
      _tag: "DoneWithoutResult",
      done: true
    })
  })

  it.effect("may begin after a while: until then the operation runs", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const states = []
      for (let i = 0; i < 3; i++) {
        states.push((yield* operations.get(name))._tag)
        yield* TestClock.adjust("6 seconds")
      }
      assert.deepStrictEqual(states, ["Running", "Running", "DoneWithoutResult"])
    }).pipe(
      Effect.provide(
        Operations.layerFake({
          [name]: [{ after: "10 seconds", outcome: FakeOperations.doneWithoutResult() }]
        })
      )
    )
  )
})

it.effect("an operation without steps runs on", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    assert.strictEqual((yield* operations.get(name))._tag, "Running")
    yield* TestClock.adjust("1 hour")
    assert.strictEqual((yield* operations.get(name))._tag, "Running")
  }).pipe(Effect.provide(Operations.layerFake({ [name]: [] })))
)

it.effect("fails as the client does: with the operation, and the delay that is asked for", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const retryDelay = Duration.seconds(30)
    const busy = ApiError.fromStatus({ code: 8, details: [{ _tag: "RetryInfo", retryDelay }] })
    const fake = yield* FakeOperations
    yield* fake.set(name, running(), busy, succeeded())
    const schedule = PollSchedule.fixed("1 second")
    const fiber = yield* Effect.forkChild(operations.await(name, { schedule }))
    yield* TestClock.adjust("30 seconds")
    assert.isUndefined(fiber.pollUnsafe())
    yield* TestClock.adjust("1 second")
    assert.strictEqual((yield* Fiber.join(fiber))._tag, "Succeeded")

    yield* fake.set(name, busy)
    const error = yield* Effect.flip(operations.get(name))
    assert.deepStrictEqual([error.method, error.operationName], ["operations.get", name])
    assert.deepStrictEqual(error.retryAfter, retryDelay)
    const reason = new ConnectionError({ description: "cut", mayHaveBeenSent: true })
    yield* fake.set(name, {
      outcome: new TransportError({ reason, method: "m" }),
      retryAfter: "3 seconds"
    })
    const cut = yield* Effect.flip(operations.get(name))
    assert.deepStrictEqual([cut.method, cut.operationName], ["m", name])
    assert.deepStrictEqual(cut.retryAfter, Duration.seconds(3))
  }).pipe(Effect.provide(Operations.layerFake()))
)

it("a success counts the devices that succeeded", () => {
  const { response } = { response: undefined, ...succeeded([ok("1"), ok("2"), refused("3"), {}]) }
  assert.strictEqual(response?._tag === "DevicesResponse" && response.successCount, 2)
})

it.effect("counts from when the script was set, not from the first look", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const fake = yield* FakeOperations
    yield* fake.set(name, running(), { after: "10 seconds", outcome: succeeded() })
    yield* TestClock.adjust("5 seconds")
    assert.strictEqual((yield* operations.get(name))._tag, "Running")
    yield* TestClock.adjust("5 seconds")
    assert.strictEqual((yield* operations.get(name))._tag, "Succeeded")
  }).pipe(Effect.provide(Operations.layerFake()))
)
