import { assert, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { FakeOperations, Operations, PollLimits, PollSchedule } from "effect-zero-touch"

const name = "operations/1"
const succeeded = FakeOperations.succeeded()

it.effect("watch: a pull that is interrupted takes no state from the next one", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const schedule = PollSchedule.fixed("300 millis")
    const pull = yield* Stream.toPull(operations.watch(name, { schedule }))
    assert.strictEqual((yield* pull)[0]._tag, "Running")
    const none = yield* Effect.forkChild(Effect.timeoutOption(pull, "100 millis"))
    yield* TestClock.adjust("100 millis")
    assert.isTrue(Option.isNone(yield* Fiber.join(none)))
    yield* TestClock.adjust("1 second")
    assert.strictEqual((yield* pull)[0]._tag, "Succeeded")
    const end = yield* Effect.exit(pull)
    assert.isTrue(Exit.isFailure(end) && Cause.hasFails(end.cause))
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Operations.layerFake({
        [name]: [FakeOperations.running(), { after: Duration.millis(500), outcome: succeeded }]
      })
    )
  )
)

it.live("await: polls without any pause leave others their turn, and a deadline holds", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const schedule = PollSchedule.fixed(0)
    const error = yield* Effect.flip(operations.await(name, { schedule, timeout: "50 millis" }))
    assert.strictEqual(error._tag, "WaitEnded")
  }).pipe(
    Effect.provideService(PollLimits, { floor: 0, cap: "10 minutes" }),
    Effect.provide(Operations.layerFake({ [name]: [FakeOperations.running()] }))
  )
)
