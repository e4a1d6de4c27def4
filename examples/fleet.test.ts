/**
 * A test of one's own service: `Operations.layerFake` in place of the live layer, time from the
 * `TestClock`, no HTTP.
 */
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { ApiError, Code, FakeOperations, Operations } from "effect-zero-touch"
import { Fleet } from "./fleet.ts"

const { running, succeeded } = FakeOperations
const enrolled = { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } }
const refused = { result: { status: "SINGLE_DEVICE_STATUS_PERMISSION_DENIED" } }

const operations = Operations.layerFake({
  "operations/good": [
    running({ progress: 10 }),
    ApiError.fromStatus({ code: Code.UNAVAILABLE }), // passes by itself
    { after: "20 seconds", outcome: succeeded([enrolled, enrolled]) }
  ],
  "operations/mixed": [succeeded([enrolled, refused])],
  "operations/slow": [running({ progress: 1 })]
})

layer(Fleet.layer.pipe(Layer.provide(operations)))("Fleet", (it) => {
  it.effect("gives its verdict when the operation is done", () =>
    Effect.gen(function* () {
      const fleet = yield* Fleet
      const fiber = yield* Effect.forkChild(fleet.verdict("operations/good"))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(fiber), "all enrolled")
    })
  )

  it.effect("does not take a batch that ran for one that succeeded", () =>
    Effect.gen(function* () {
      const fleet = yield* Fleet
      assert.strictEqual(yield* fleet.verdict("operations/mixed"), "some failed")
    })
  )

  it.effect("gives up after a minute", () =>
    Effect.gen(function* () {
      const fleet = yield* Fleet
      const fiber = yield* Effect.forkChild(fleet.verdict("operations/slow"))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(fiber), "ask again later")
    })
  )
})
