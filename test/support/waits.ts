/**
 * What the tests of waits have in common: one body runs over each of the three transports.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { type Operations, PollSchedule } from "effect-zero-touch"
import { Stage, transports } from "./transports.ts"

export const name = "operations/apibatchoperation/1"
export const everySecond = PollSchedule.fixed("1 second")

/** Starts something and lets it come to its first rest. */
export const start = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const { settle } = yield* Stage
  const fiber = yield* Effect.forkChild(effect)
  yield* settle
  return fiber
})

/** How it ended, if it has by now. */
export const ended = <A, E>(fiber: Fiber.Fiber<A, E>): Exit.Exit<A, E> | undefined =>
  fiber.pollUnsafe()

/** Moves the clock in steps until a fiber ends; gives its exit and the time that passed, in ms. */
export const drive = Effect.fnUntraced(function* <A, E>(fiber: Fiber.Fiber<A, E>) {
  const { advance } = yield* Stage
  const from = yield* Clock.currentTimeMillis
  for (let i = 0; i < 3000 && ended(fiber) === undefined; i++) yield* advance("100 millis")
  const exit = ended(fiber)
  if (exit === undefined) return yield* Effect.die("still waiting after five minutes")
  return { exit, passed: (yield* Clock.currentTimeMillis) - from }
})

export const failure = <A, E>(exit: Exit.Exit<A, E>): E => {
  if (Exit.isSuccess(exit)) return assert.fail("it should have failed")
  const reason = exit.cause.reasons.find(Cause.isFailReason)
  return reason === undefined ? assert.fail(Cause.pretty(exit.cause)) : reason.error
}

export const success = <A, E>(exit: Exit.Exit<A, E>): A =>
  Exit.isSuccess(exit) ? exit.value : assert.fail(Cause.pretty(exit.cause))

type Test = <E>(title: string, body: () => Effect.Effect<void, E, Operations | Stage>) => void

/** Describes something over each transport. */
export const overEach = (what: string, tests: (test: Test) => void): void => {
  for (const [transport, layer] of Object.entries(transports)) {
    describe(`${what}, over ${transport}`, () => {
      tests((title, body) => it.effect(title, () => Effect.provide(body(), layer)))
    })
  }
}
