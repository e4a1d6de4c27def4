/**
 * Ways to wait for the end of many operations. A poll answers at once, with a state that is decoded
 * already: so what is measured is the wait alone.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import { makeScheduler } from "../../src/client/scheduler.ts"
import type { Operation } from "../../src/operations/Operation.ts"
import { PollLimits } from "../../src/operations/PollSchedule.ts"
import { makeWaits } from "../../src/operations/waits.ts"

export interface Plan {
  readonly names: ReadonlyArray<string>
  /** Milliseconds between two polls of one operation. */
  readonly interval: number
  /** How many polls come to a running operation, before one sees the end: of all operations together. */
  readonly running: number
}

/** Starts all waits; the promise is their end. */
export type Contender = (plan: Plan) => Promise<unknown>

const running: Operation = { _tag: "Running", name: "operations/1", done: false }

const done: Operation = {
  _tag: "Succeeded",
  name: "operations/1",
  done: true,
  response: { _tag: "DevicesResponse" }
}

/** All waits poll in step, so one count tells when each has had its share of polls. */
export const makeService = (plan: Plan) => {
  let left = plan.running
  return (): Operation => (left-- > 0 ? running : done)
}

/** What one writes without a library. */
const promises: Contender = (plan) => {
  const service = makeService(plan)
  const poll = async (_name: string) => service()
  const wait = async (name: string) => {
    /* oxlint-disable no-await-in-loop -- a loop of promises is what is measured */
    while (true) {
      const state = await poll(name)
      if (state.done) return state
      await new Promise((resolve) => setTimeout(resolve, plan.interval))
    }
  }
  return Promise.all(plan.names.map(wait))
}

/** A fiber for each name: so waits an application that waits in many places at once. */
const inFibers = <E>(
  names: ReadonlyArray<string>,
  wait: (name: string) => Effect.Effect<unknown, E>
): Effect.Effect<void, E> =>
  Effect.contextWith((context: Context.Context<never>) =>
    Effect.callback<void, E>((resume) => {
      const fork = Effect.runForkWith(context)
      let left = names.length
      const onExit = (exit: Exit.Exit<unknown, E>) => {
        if (Exit.isFailure(exit)) resume(Effect.failCause(exit.cause))
        else if (--left === 0) resume(Effect.void)
      }
      for (const name of names) fork(wait(name)).addObserver(onExit)
    })
  )

const repeat: Contender = (plan) => {
  const poll = Effect.sync(makeService(plan))
  const wait = () =>
    Effect.repeat(poll, {
      schedule: Schedule.spaced(plan.interval),
      until: (state) => state.done
    })
  return Effect.runPromise(inFibers(plan.names, wait))
}

/** `await` for each name, on the clock and in the context of the caller. */
export const awaitAll = Effect.fnUntraced(
  function* (plan: Plan) {
    const poll = Effect.sync(makeService(plan))
    const waits = yield* makeWaits({
      scheduler: makeScheduler(),
      pollOf: () => Effect.succeed(() => poll)
    })
    const schedule = Schedule.spaced(plan.interval)
    yield* inFibers(plan.names, (name) => waits.await(name, { schedule }))
  },
  Effect.provideService(PollLimits, { floor: 0, cap: "10 minutes" }),
  Effect.scoped
)

const ours: Contender = (plan) => Effect.runPromise(awaitAll(plan))

export const contenders: Readonly<Record<string, Contender>> = {
  "promise loop": promises,
  "Effect.repeat": repeat,
  ours
}
