/**
 * How an effect ends, in virtual time.
 */
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { TestClock } from "effect/testing"

/** The typed error; a defect, an interruption or a success fails the test. */
export const failureOf = <A, E>(exit: Exit.Exit<A, E>): E => {
  if (Exit.isSuccess(exit)) return assert.fail(`it succeeded with ${JSON.stringify(exit.value)}`)
  const [reason, ...others] = exit.cause.reasons
  return reason !== undefined && Cause.isFailReason(reason) && others.length === 0
    ? reason.error
    : assert.fail(Cause.pretty(exit.cause))
}

export const successOf = <A, E>(exit: Exit.Exit<A, E>): A =>
  Exit.isSuccess(exit) ? exit.value : assert.fail(Cause.pretty(exit.cause))

/** Lets all happen that needs no time to pass. Bodies are read through promises, even in memory. */
export const settle = Effect.promise(
  () => new Promise<void>((resolve) => setImmediate(() => setImmediate(() => resolve())))
)

/**
 * Runs an effect while the clock moves on, a tenth of a second at a time and only when nothing else
 * happens. Gives its exit and the milliseconds that passed.
 */
export const drive = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const start = yield* Clock.currentTimeMillis
  const fiber = yield* Effect.forkChild(effect)
  for (let ticks = 0; ticks < 10_000; ticks++) {
    yield* settle
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return { exit, passed: (yield* Clock.currentTimeMillis) - start }
    yield* TestClock.adjust("100 millis")
  }
  return assert.fail("it has not ended within a thousand seconds")
})
