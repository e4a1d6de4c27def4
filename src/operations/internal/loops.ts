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
import * as SubscriptionRef from "effect/SubscriptionRef"
import type * as Tracer from "effect/Tracer"
import type { Running } from "../Operation.ts"
import type { PollSchedule } from "../PollSchedule.ts"
import { abandonLoop, type Loop, makeLoop, type Poll, PollLimits, runLoop } from "./loop.ts"

/** What a loop starts from, of which only the `id` tells whether two are the same. */
class Key implements Equal.Equal {
  readonly id: string
  readonly join: Join

  constructor(id: string, join: Join) {
    this.id = id
    this.join = join
  }
  [Equal.symbol](that: Equal.Equal): boolean {
    return that instanceof Key && that.id === this.id
  }
  [Hash.symbol](): number {
    return Hash.string(this.id)
  }
}

/** A wait that wants a loop. */
export interface Join {
  readonly name: string
  /** The state that is known already. */
  readonly seed: Running | undefined
  readonly schedule: PollSchedule
  readonly span: Tracer.AnySpan | undefined
}

/**
 * Gives the loop for a wait, until the scope closes, and the number of polls that it had sent
 * before. A new loop starts from what the wait knows.
 */
export type JoinLoop = (
  join: Join
) => Effect.Effect<{ readonly loop: Loop; readonly pollsBefore: number }, never, Scope.Scope>

export const makeLoops = Effect.fnUntraced(function* (
  poll: Poll
): Effect.fn.Return<JoinLoop, never, Scope.Scope> {
  const loops: RcMap.RcMap<Key, { readonly loop: Loop; readonly startedBy: Join }> =
    yield* RcMap.make({
      lookup: Effect.fnUntraced(function* (key: Key) {
        const { name, schedule, seed, span } = key.join
        const loop = yield* makeLoop(seed)
        if (span !== undefined) loop.waiters.add(span)
        yield* Effect.addFinalizer(() => abandonLoop(loop))
        // `RcMap` looks up in the context of the first waiter, so that its `Random`, `Clock` and the
        // like are the loop's; the loop itself lives as long as there are waiters.
        yield* Effect.forkScoped(runLoop(loop, name, schedule, poll, RcMap.invalidate(loops, key)))
        return { loop, startedBy: key.join }
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

  return Effect.fnUntraced(function* (join) {
    const { name, schedule, span } = join
    const { cap, floor } = yield* PollLimits
    const bounds = [floor, cap].map((bound) => Duration.toMillis(Duration.fromInputUnsafe(bound)))
    const id = [numberOf(schedule), ...bounds, name].join(" ")
    const { loop, startedBy } = yield* RcMap.get(loops, new Key(id, join))
    if (span !== undefined) {
      loop.waiters.add(span)
      yield* Effect.addFinalizer(() => Effect.sync(() => loop.waiters.delete(span)))
    }
    const { polls } = yield* SubscriptionRef.get(loop.state)
    return { loop, pollsBefore: startedBy === join ? 0 : polls }
  })
})
