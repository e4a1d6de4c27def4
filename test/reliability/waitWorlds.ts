/**
 * A wait as the model describes it, played in a world of its own: over the fake, or over the real
 * client and the emulator in memory.
 */
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import {
  Client,
  Credentials,
  type Operation,
  Operations,
  PollLimits,
  type WaitOptions
} from "effect-zero-touch"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { type Simulation, simulation } from "../support/simulation.ts"
import { fakeStep, reply } from "../support/transports.ts"
import {
  chanceOf,
  latencyOf,
  limitsOf,
  name,
  scheduleOf,
  stepOf,
  timeoutOf,
  type Wait
} from "./waitModel.ts"

/** A world with one operation in it. */
export interface World {
  readonly sim: Simulation
  readonly context: Context.Context<Operations>
  readonly polls: () => ReadonlyArray<number>
  readonly options: WaitOptions
}

export const inWorld = <R>(wait: Wait, context: Context.Context<R>) =>
  Context.add(context, PollLimits, limitsOf(wait)).pipe(
    Context.add(Random.Random, {
      nextDoubleUnsafe: () => chanceOf(wait),
      nextIntUnsafe: () => 0
    })
  )

/** The steps of a fake, which note when a poll was sent. */
export const stepsOf = (wait: Wait, polls: Array<number>) =>
  wait.steps.map((_, index) => {
    const step = fakeStep(stepOf(wait, index))
    if (!("outcome" in step)) return assert.fail("a step without an outcome")
    const outcome = "done" in step.outcome ? Effect.succeed(step.outcome) : step.outcome
    return {
      ...step,
      outcome: Effect.gen(function* () {
        polls.push(yield* Clock.currentTimeMillis)
        yield* Effect.sleep(latencyOf(wait, index))
        return yield* outcome
      })
    }
  })

/** Over `Operations.layerFake`. */
const faked = (wait: Wait): World => {
  const sim = simulation()
  const polls: Array<number> = []
  const context = sim.build(Operations.layerFake({ [name]: stepsOf(wait, polls) }))
  return {
    sim,
    context: inWorld(wait, context),
    polls: () => polls.map(Math.round),
    options: { schedule: scheduleOf(wait) }
  }
}

const live = Operations.layer.pipe(
  Layer.provide(Client.layer({ quota: false })),
  Layer.provideMerge(Emulator.layer()),
  Layer.provide(Credentials.layerAnonymous)
)

/** Over the real client and the emulator in memory. */
const emulated = (wait: Wait): World => {
  const sim = simulation()
  const context = sim.build(live)
  const emulator = Context.get(context, Emulator)
  const steps = wait.steps.map((_, index) => ({
    reply: Reply.Late(latencyOf(wait, index), reply(stepOf(wait, index)))
  }))
  sim.exit(context, emulator.script(name, steps))
  return {
    sim,
    context: inWorld(wait, context),
    polls: () => {
      const requests = sim.exit(context, emulator.requests)
      return Exit.isSuccess(requests) ? requests.value.map(({ time }) => Math.round(time)) : []
    },
    options: { schedule: scheduleOf(wait) }
  }
}

export const worlds = { "the fake": faked, "the emulator in memory": emulated }

export const withDeadline = ({ options }: World, wait: Wait): WaitOptions => {
  const timeout = timeoutOf(wait)
  return timeout === undefined ? options : { ...options, timeout }
}

type Awaited = Effect.Success<ReturnType<Operations["Service"]["await"]>>
type AwaitError = Effect.Error<ReturnType<Operations["Service"]["await"]>>

/** Says how a wait ended as the model does. */
export const endOf = (exit: Exit.Exit<Operation | undefined, AwaitError> | undefined): string => {
  if (exit === undefined) return "it goes on"
  if (Exit.isSuccess(exit)) return exit.value?._tag ?? "nothing"
  const [reason] = exit.cause.reasons
  if (reason === undefined || !Cause.isFailReason(reason)) return Cause.pretty(exit.cause)
  const { error } = reason
  return error._tag === "WaitEnded" ? `${error._tag} by ${error.reason}` : error._tag
}

export const successIn = <A>(exit: Exit.Exit<A, unknown> | undefined): A | undefined =>
  exit !== undefined && Exit.isSuccess(exit) ? exit.value : undefined

/** A state without the delay that came with it, which the model does not note. */
export const bare = <A extends Operation | undefined>(state: A): A => {
  if (state?._tag !== "Running") return state
  const { retryAfter: _, ...rest } = state
  return rest as A
}

export const timeoutIn = (exit: Exit.Exit<unknown, AwaitError> | undefined) => {
  const reason = exit !== undefined && Exit.isFailure(exit) ? exit.cause.reasons[0] : undefined
  const error = reason !== undefined && Cause.isFailReason(reason) ? reason.error : undefined
  return error?._tag === "WaitEnded" ? error : undefined
}

/** Awaits; gives how it ended and when. */
export const play = (world: World, target: string | Operation, options: WaitOptions, from = 0) => {
  const { context, sim } = world
  let at = -1
  const fiber: Fiber.Fiber<Awaited, AwaitError> = sim.fork(
    context,
    Effect.sleep(from).pipe(
      Effect.andThen(Operations),
      Effect.flatMap((operations) => operations.await(target, options)),
      Effect.onExit(() => Effect.map(Clock.currentTimeMillis, (now) => (at = now)))
    )
  )
  return { exit: () => fiber.pollUnsafe(), at: () => Math.round(at), states: undefined }
}

/** Watches; gives what was seen, and when. */
export const look = (world: World, target: string | Operation, options: WaitOptions, from = 0) => {
  const { context, sim } = world
  const states: Array<readonly [Operation, number]> = []
  let at = -1
  const fiber = sim.fork(
    context,
    Stream.unwrap(
      Effect.sleep(from).pipe(
        Effect.andThen(Operations),
        Effect.map((operations) => operations.watch(target, options))
      )
    ).pipe(
      Stream.runForEach((state) =>
        Effect.map(Clock.currentTimeMillis, (now) => states.push([bare(state), Math.round(now)]))
      ),
      Effect.onExit(() => Effect.map(Clock.currentTimeMillis, (now) => (at = now))),
      Effect.map(() => states.at(-1)?.[0])
    )
  )
  return { exit: () => fiber.pollUnsafe(), at: () => Math.round(at), states }
}
