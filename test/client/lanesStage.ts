/**
 * Lanes over a window on virtual time, for the tests of who goes when.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { type DuePoll, type Lanes, type Slot, windowLanes } from "../../src/client/scheduler.ts"
import { makeTimers, type Timers } from "../../src/client/timers.ts"
import { simulation } from "../support/simulation.ts"

/** Lanes in a world of their own, and what gets a place in them, in the order in which it does. */
export const stage = (limit: number, window: number) => {
  const world = simulation()
  let lanes: Lanes | undefined
  let timers: Timers | undefined
  world.exit(
    Context.empty(),
    Effect.withFiber((fiber) =>
      Effect.sync(() => {
        timers = makeTimers(fiber)
        lanes = windowLanes(timers, limit, window)
      })
    )
  )
  if (lanes === undefined || timers === undefined) throw new Error("no lanes")
  const made = lanes
  const places: Array<{ readonly who: string; readonly at: number }> = []
  const note = (who: string) => {
    places.push({ who, at: world.now() })
  }

  return {
    world,
    places,
    timers,
    /** Who got a place until now. */
    who: () => places.map(({ who }) => who),
    /** When something got its places. */
    times: (who?: string) =>
      places.filter((place) => who === undefined || place.who === who).map(({ at }) => at),
    /** The call of a user. */
    user: (who = "user"): Fiber.Fiber<void> =>
      world.fork(
        Context.empty(),
        Effect.map(made.take, () => note(who))
      ),
    /** A poll that is due now; its request is sent at once unless `onSlot` says otherwise. */
    poll: (
      who = "poll",
      { endsAt, onSlot, overdueAt }: Partial<DuePoll> & { onSlot?: (slot: Slot) => void } = {}
    ) =>
      made.queue({
        endsAt: endsAt ?? world.now(),
        overdueAt: overdueAt ?? Number.POSITIVE_INFINITY,
        start: (slot) => {
          if (onSlot !== undefined) return onSlot(slot)
          note(who)
          slot.confirm()
        }
      }),
    /** Does something at each of so many times. */
    each: (count: number, every: number, act: (index: number) => void) => {
      const from = world.now()
      for (let index = 0; index < count; index++) {
        world.run(from + index * every)
        act(index)
      }
    }
  }
}

export const times = <A>(count: number, make: (index: number) => A): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, index) => make(index))

/** Takes the whole window, so that all that comes now has to wait. */
export const full = (limit: number, window: number) => {
  const made = stage(limit, window)
  times(limit, () => made.user("first"))
  made.world.run(0)
  return made
}

/** The most requests that were sent in one window, given their times in order. */
export const mostIn = (sent: ReadonlyArray<number>, window: number): number => {
  let most = 0
  let from = 0
  for (const [index, at] of sent.entries()) {
    while ((sent[from] ?? at) <= at - window) from++
    most = Math.max(most, index - from + 1)
  }
  return most
}
