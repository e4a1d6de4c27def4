/**
 * What one client has for all its waits: for each clock its timers, and the lanes that share out the
 * quota. It knows due times and priorities, and nothing of operations.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { ApiError } from "./ApiError.ts"
import type { ApiRequest } from "./ApiRequest.ts"
import type { Lanes, Slot } from "./lanes.ts"
import { openLanes } from "./lanes.ts"
import { makeTimers, type Timers } from "./timers.ts"
import type { TransportError } from "./TransportError.ts"

/** The part of a scheduler that is on one clock. Two clocks cannot share times, nor a sleeping fiber. */
export interface OnClock {
  readonly timers: Timers
  readonly lanes: Lanes
}

export interface Scheduler {
  /** The part on the clock of a fiber. */
  readonly on: (fiber: Fiber.Fiber<unknown, unknown>) => OnClock
  /** Waits for a place for a user's call. */
  readonly take: Effect.Effect<void>
}

export const makeScheduler = (
  makeLanes: (timers: Timers) => Lanes = () => openLanes
): Scheduler => {
  const clocks = new WeakMap<Clock.Clock, OnClock>()
  const on: Scheduler["on"] = (fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const found = clocks.get(clock)
    if (found !== undefined) return found
    const timers = makeTimers(fiber)
    const made = { timers, lanes: makeLanes(timers) }
    clocks.set(clock, made)
    return made
  }
  return { on, take: Effect.withFiber((fiber) => on(fiber).lanes.take) }
}

/** How waits use a client: its scheduler, and single tries in places of the lane for polls. */
export interface Polling {
  readonly scheduler: Scheduler
  readonly poll: <A>(
    request: ApiRequest<A>,
    slot: Slot
  ) => Effect.Effect<A, ApiError | TransportError>
}

const pollings = new WeakMap<object, Polling>()

/** Notes how a client is used by waits. */
export const setPolling = (client: object, polling: Polling): void => {
  pollings.set(client, polling)
}

/** How a client is used by waits. One that is not of our making has no quota that could be shared. */
export const pollingOf = (client: {
  readonly execute: <A>(
    request: ApiRequest<A>,
    options: { readonly retry: boolean }
  ) => Effect.Effect<{ readonly value: A }, ApiError | TransportError>
}): Polling => {
  const found = pollings.get(client)
  if (found !== undefined) return found
  const made: Polling = {
    scheduler: makeScheduler(),
    poll: (request) => Effect.map(client.execute(request, { retry: false }), ({ value }) => value)
  }
  pollings.set(client, made)
  return made
}
