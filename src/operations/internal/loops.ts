/**
 * The loops that are going. Waiters on the same operation with the same schedule and the same limits
 * share one; the last to leave stops it, and one that has ended is not joined any more.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Hash from "effect/Hash"
import * as RcMap from "effect/RcMap"
import type * as Scope from "effect/Scope"
import type { Running } from "../Operation.ts"
import type { PollSchedule } from "../PollSchedule.ts"
import { type Loop, makeLoop, type Poll, PollLimits, runLoop } from "./loop.ts"

/** What makes a loop, of which only the `id` tells whether two are the same. */
class Key implements Equal.Equal {
  readonly id: string
  readonly target: string | Running
  readonly schedule: PollSchedule

  constructor(id: string, target: string | Running, schedule: PollSchedule) {
    this.id = id
    this.target = target
    this.schedule = schedule
  }
  [Equal.symbol](that: Equal.Equal): boolean {
    return that instanceof Key && that.id === this.id
  }
  [Hash.symbol](): number {
    return Hash.string(this.id)
  }
}

/** Gives the loop for a wait, until the scope closes; a new loop starts from `target`. */
export type JoinLoop = (
  target: string | Running,
  schedule: PollSchedule
) => Effect.Effect<Loop, never, Scope.Scope>

export const makeLoops = Effect.fnUntraced(function* (
  poll: Poll
): Effect.fn.Return<JoinLoop, never, Scope.Scope> {
  const loops: RcMap.RcMap<Key, Loop> = yield* RcMap.make({
    lookup: Effect.fnUntraced(function* (key: Key) {
      const { schedule, target } = key
      const seed = typeof target === "string" ? undefined : target
      const name = typeof target === "string" ? target : target.name
      const loop = yield* makeLoop(seed)
      // `RcMap` looks up in the context of the first waiter, so that its `Random`, `Clock` and the
      // like are the loop's; the loop itself lives as long as there are waiters.
      yield* Effect.forkScoped(runLoop(loop, name, schedule, poll, RcMap.invalidate(loops, key)))
      return loop
    })
  })

  // Schedules have no identity that a key could hold, other than being the same object.
  const numbers = new WeakMap<PollSchedule, number>()
  let count = 0
  const numberOf = (schedule: PollSchedule): number => {
    const number = numbers.get(schedule) ?? ++count
    numbers.set(schedule, number)
    return number
  }

  return Effect.fnUntraced(function* (target, schedule) {
    const { cap, floor } = yield* PollLimits
    const bounds = [floor, cap].map((bound) => Duration.toMillis(Duration.fromInputUnsafe(bound)))
    const name = typeof target === "string" ? target : target.name
    const id = [numberOf(schedule), ...bounds, name].join(" ")
    return yield* RcMap.get(loops, new Key(id, target, schedule))
  })
})
