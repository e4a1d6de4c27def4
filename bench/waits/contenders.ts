/**
 * Ways to wait for the end of many operations. A poll answers at once, with a state that is decoded
 * already, so that what is measured is the wait alone. Each gets the names, the time between two polls
 * in milliseconds and the number of polls after which an operation is done.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { makeScheduler } from "../../src/client/scheduler.ts"
import type { Operation } from "../../src/operations/Operation.ts"
import { PollLimits } from "../../src/operations/PollSchedule.ts"
import { makeWaits } from "../../src/operations/waits.ts"

export interface Plan {
  readonly names: ReadonlyArray<string>
  readonly interval: number
  readonly polls: number
}

/** Starts all waits; the promise is their end. */
export type Contender = (plan: Plan) => Promise<unknown>

/** The service: it counts the polls of each operation. */
export const makeService = (polls: number) => {
  const counts = new Map<string, number>()
  return {
    poll: (name: string): Operation => {
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      return count < polls ? running : done
    }
  }
}

const running: Operation = { _tag: "Running", name: "operations/1", done: false }
const done: Operation = {
  _tag: "Succeeded",
  name: "operations/1",
  done: true,
  response: { _tag: "Empty" }
}

/** What one writes without a library. */
const promises: Contender = ({ interval, names, polls }) => {
  const service = makeService(polls)
  // the poll of a client is asynchronous
  // oxlint-disable-next-line typescript/require-await
  const poll = async (name: string) => service.poll(name)
  const wait = async (name: string) => {
    while (true) {
      const state = await poll(name)
      if (state.done) return state
      await new Promise((resolve) => setTimeout(resolve, interval))
    }
  }
  return Promise.all(names.map(wait))
}

const repeat: Contender = ({ interval, names, polls }) => {
  const service = makeService(polls)
  const wait = (name: string) =>
    Effect.repeat(
      Effect.sync(() => service.poll(name)),
      { schedule: Schedule.spaced(interval), until: (state) => state.done }
    )
  return Effect.runPromise(
    Effect.forEach(names, wait, { concurrency: "unbounded", discard: true })
  )
}

/** `await` for each name, on the clock and in the context of the caller. */
export const awaitAll = Effect.fnUntraced(function* ({ interval, names, polls }: Plan) {
  const service = makeService(polls)
  const waits = yield* makeWaits({
    scheduler: makeScheduler(),
    pollOf: (name) => Effect.succeed(() => Effect.sync(() => service.poll(name)))
  })
  const schedule = Schedule.spaced(interval)
  yield* Effect.forEach(names, (name) => waits.await(name, { schedule }), {
    concurrency: "unbounded",
    discard: true
  })
}, Effect.provideService(PollLimits, { floor: 0, cap: "10 minutes" }))

const ours: Contender = (plan) => Effect.runPromise(Effect.scoped(awaitAll(plan)))

export const contenders: Readonly<Record<string, Contender>> = {
  "promise loop": promises,
  "Effect.repeat": repeat,
  ours
}
