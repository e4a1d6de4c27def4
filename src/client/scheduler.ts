/**
 * What one client has for all its waits: for each clock its timers, and two lanes that share out the
 * quota. It knows due times and priorities, and nothing of operations.
 *
 * Calls of users go before polls, and polls keep at least a fifth. Among the polls that are due, the
 * one whose operation should have ended first goes first; but one that is overdue by a multiple of its
 * own delay goes before those, so that operations that hang do not starve the rest.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { ApiError } from "./ApiError.ts"
import type { ApiRequest } from "./ApiRequest.ts"
import { Heap, type HeapItem, makeTimers, type Timer, type Timers } from "./timers.ts"
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

/** A place of a poll in the quota. It counts from the moment in which the request is sent. */
export interface Slot {
  /** The request is sent now. */
  readonly confirm: () => void
  /** Gives the place back, unless the request was sent. */
  readonly release: () => void
}

/** A poll that is due. Times are milliseconds, as those of `Timers`. */
export interface DuePoll {
  /** When its operation should have ended. */
  readonly endsAt: number
  /** From when on it goes before polls that are not overdue. */
  readonly overdueAt: number
  readonly start: (slot: Slot) => void
}

export interface Lanes {
  /** Waits for a place for a user's call, which counts from then on. */
  readonly take: Effect.Effect<void>
  /** Starts a poll when there is a place for it, at once perhaps. The result takes it back. */
  readonly queue: (poll: DuePoll) => () => void
}

const freeSlot: Slot = { confirm: () => {}, release: () => {} }

/** Without a quota there is always a place. */
const openLanes: Lanes = {
  take: Effect.void,
  queue: (poll) => {
    poll.start(freeSlot)
    return () => {}
  }
}

/** After so many users in a row, a poll that waits is next: it keeps a fifth. */
const usersInARow = 4

interface Ticket extends HeapItem {
  readonly time: number
  readonly poll: DuePoll
  /** The ticket of the same poll in the other heap. */
  twin: Ticket | undefined
}

const isBefore = (a: Ticket, b: Ticket): boolean => a.time < b.time

/** Gives a place to a user, or to a poll. */
type Next = { readonly user: () => void } | { readonly poll: DuePoll }

/** What waits, and what is next. */
const makeQueue = () => {
  // a set keeps the order, and forgets those that leave
  const users = new Set<() => void>()
  const byEnd = new Heap<Ticket>(isBefore)
  const byOverdue = new Heap<Ticket>(isBefore)
  let inARow = 0

  const remove = (ticket: Ticket) => {
    byEnd.remove(ticket)
    if (ticket.twin !== undefined) byOverdue.remove(ticket.twin)
  }

  return {
    isEmpty: () => users.size === 0 && byEnd.first === undefined,
    users,
    addPoll: (poll: DuePoll) => {
      const overdue: Ticket = { time: poll.overdueAt, poll, twin: undefined, index: -1 }
      const ticket: Ticket = { time: poll.endsAt, poll, twin: overdue, index: -1 }
      overdue.twin = ticket
      byEnd.add(ticket)
      byOverdue.add(overdue)
      return () => remove(ticket)
    },
    /** Takes out what is next. */
    next: (now: number): Next | undefined => {
      const poll = byEnd.first
      const [user] = users
      if (user !== undefined && (poll === undefined || inARow < usersInARow)) {
        inARow = poll === undefined ? 0 : inARow + 1
        users.delete(user)
        return { user }
      }
      if (poll === undefined) return undefined
      inARow = 0
      const oldest = byOverdue.first
      const ticket = oldest?.twin !== undefined && oldest.time <= now ? oldest.twin : poll
      remove(ticket)
      return { poll: ticket.poll }
    }
  }
}

/**
 * A quota as Google counts it: at most so many requests within any window of time. (A token bucket
 * lets a burst and its refill through, twice the limit; a fixed window does so across its border.)
 */
export const windowLanes = (timers: Timers, limit: number, windowMillis: number): Lanes => {
  const queue = makeQueue()
  /** When the last requests were sent, in a ring; `oldest` is the next to leave the window. */
  const sent = new Float64Array(limit)
  let oldest = 0
  let inWindow = 0
  /** Places that are given, and whose requests are not yet sent. */
  let given = 0
  let timer: Timer | undefined

  const hasPlace = () => {
    // a timer fires up to a microsecond early
    const from = timers.now() - windowMillis + 0.002
    while (inWindow > 0 && (sent[oldest] ?? 0) <= from) {
      oldest = (oldest + 1) % limit
      inWindow--
    }
    return inWindow + given < limit
  }

  const count = () => {
    sent[(oldest + inWindow) % limit] = timers.now()
    inWindow++
  }

  const giveSlot = (): Slot => {
    given++
    let isOpen = true
    const close = () => {
      const wasOpen = isOpen
      isOpen = false
      if (wasOpen) given--
      return wasOpen
    }
    return {
      confirm: () => {
        if (!close()) return
        count()
        arm()
      },
      release: () => {
        if (close()) pump()
      }
    }
  }

  /** Gives places as long as there are some, and comes back when the next one is free. */
  const pump = () => {
    while (!queue.isEmpty() && hasPlace()) {
      const next = queue.next(timers.now())
      if (next === undefined) break
      if ("poll" in next) next.poll.start(giveSlot())
      else {
        count()
        next.user()
      }
    }
    arm()
  }

  const arm = () => {
    if (timer !== undefined) timers.cancel(timer)
    timer =
      queue.isEmpty() || inWindow === 0
        ? undefined
        : timers.set(Math.ceil((sent[oldest] ?? 0) + windowMillis), 0, pump)
  }

  return {
    take: Effect.suspend(() => {
      if (queue.isEmpty() && hasPlace()) {
        count()
        return Effect.void
      }
      return Effect.callback<void>((resume) => {
        const user = () => resume(Effect.void)
        queue.users.add(user)
        pump()
        return Effect.sync(() => void queue.users.delete(user))
      })
    }),
    queue: (poll) => {
      const leave = queue.addPoll(poll)
      pump()
      return leave
    }
  }
}
