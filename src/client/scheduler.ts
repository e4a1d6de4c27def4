/**
 * What one client has for all its waits: for each clock its timers, and two lanes that share out the
 * quota, one for calls of users and one for polls. It knows due times and priorities, and nothing of
 * operations.
 *
 * - Calls of users go before polls, in the order in which they came; but after four of them in a row a
 *   poll that waits is next, so that polls keep at least a fifth.
 * - Polls use the first half of a window at once, and the rest evenly: one burst would be followed by
 *   another one in each window to come, with nothing in between. They leave a twentieth of the window
 *   to users, so that a call does not wait although thousands of polls do.
 * - Among the polls that are due, the one whose operation should have ended first goes first.
 * - But a poll that has waited for five of its own delays is overdue, and goes before those, so that
 *   operations that hang do not starve the rest. Of eight places for polls, overdue ones take one at
 *   most: no poll waits longer than five of its delays and eight places for each poll that is overdue
 *   longer. (Where there are more operations than the quota can serve, all polls are overdue sooner or
 *   later. An order by age alone then finds an end after half a round, which takes many minutes.)
 *
 * `npm run bench:quota` simulates it.
 */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { ApiError } from "./ApiError.ts"
import type { ApiRequest } from "./ApiRequest.ts"
import { Heap, type HeapItem, makeTimers, type Timer, type Timers, tolerance } from "./timers.ts"
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
  /**
   * Waits for a place of the lane for polls, ahead of those that are due: for a second request of a poll
   * that had its own place.
   */
  readonly withSlot: <A, E>(use: (slot: Slot) => Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** Runs an effect; when it has not ended after a time, it is interrupted, and `late` follows. */
  readonly within: <A, E, B, F>(
    effect: Effect.Effect<A, E>,
    duration: Duration.Duration,
    late: () => Effect.Effect<B, F>
  ) => Effect.Effect<A | B, E | F>
}

export const makeScheduler = (
  makeLanes: (timers: Timers, fiber: Fiber.Fiber<unknown, unknown>) => Lanes = () => openLanes
): Scheduler => {
  const clocks = new WeakMap<Clock.Clock, OnClock>()
  const on: Scheduler["on"] = (fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const found = clocks.get(clock)
    if (found !== undefined) return found
    const timers = makeTimers(fiber)
    const made = { timers, lanes: makeLanes(timers, fiber) }
    clocks.set(clock, made)
    return made
  }
  const takeSlot = Effect.withFiber((fiber) =>
    Effect.callback<Slot>((resume) => {
      const leave = on(fiber).lanes.queue({
        endsAt: Number.NEGATIVE_INFINITY,
        overdueAt: Number.POSITIVE_INFINITY,
        start: (slot) => resume(Effect.succeed(slot))
      })
      return Effect.sync(leave)
    })
  )
  return {
    on,
    take: Effect.withFiber((fiber) => on(fiber).lanes.take),
    withSlot: (use) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(restore(takeSlot), (slot) =>
          Effect.onExit(restore(use(slot)), () => Effect.sync(slot.release))
        )
      ),
    within: (effect, duration, late) =>
      Effect.withFiber((fiber) => within(effect, duration, late, fiber.context, on(fiber).timers))
  }
}

/**
 * `Effect.timeoutOrElse` with one fiber and one timer in place of three fibers, which is a tenth of a
 * call; what ends at once needs no timer.
 */
const within = <A, E, B, F>(
  effect: Effect.Effect<A, E>,
  duration: Duration.Duration,
  late: () => Effect.Effect<B, F>,
  context: Context.Context<never>,
  timers: Timers
) =>
  Effect.callback<A | B, E | F>((resume) => {
    const running = Effect.runForkWith(context)(effect)
    const exit = running.pollUnsafe()
    if (exit !== undefined) return resume(exit)
    let isLate = false
    const timer = timers.set(timers.now() + Duration.toMillis(duration), 0, () => {
      isLate = true
      running.interruptUnsafe()
    })
    running.addObserver((exit) => {
      timers.cancel(timer)
      // an answer of the last moment is one
      resume(isLate && Exit.hasInterrupts(exit) ? late() : exit)
    })
    return Fiber.interrupt(running)
  })

/** How waits use a client: its scheduler, and single tries in places of the lane for polls. */
export interface Polling {
  readonly scheduler: Scheduler
  /** Without a place it waits for one, ahead of polls that are due. */
  readonly poll: <A>(
    request: ApiRequest<A>,
    slot?: Slot
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

/** The part of a window that polls use at once, and the part that they leave to users. */
const atOnce = 1 / 2
const forUsers = 1 / 20

/**
 * A quota as Google counts it: at most so many requests within any window of time. (A token bucket
 * lets a burst and its refill through, twice the limit; a fixed window does so across its border.)
 */
export const windowLanes = (timers: Timers, limit: number, windowMillis: number): Lanes => {
  const queue = new LaneQueue()
  const pace = windowMillis / limit
  const placesForUsers = Math.floor(limit * forUsers)
  const sent = new SentTimes()
  /** Places that are given, and whose requests are not yet sent. */
  let given = 0
  /** When the next poll can go, at the even pace. */
  let nextPoll = 0
  let timer: Timer | undefined
  let isPumping = false

  /** How many places are taken. */
  const taken = (now: number) => {
    // a timer fires a little early, and its place is then free as well
    sent.forgetUntil(now - windowMillis + 2 * tolerance)
    return sent.size + given
  }

  /** How many places can be taken when a poll takes one. */
  const limitOfPolls = () => limit - Math.max(placesForUsers - sent.users, 0)

  const giveSlot = (now: number): Slot => {
    given++
    nextPoll = Math.min(Math.max(nextPoll, now - pace), now) + pace
    let isOpen = true
    const close = (isSent: boolean) => {
      if (!isOpen) return
      isOpen = false
      given--
      if (isSent) sent.add(timers.now(), false)
      pump()
    }
    return { confirm: () => close(true), release: () => close(false) }
  }

  /** Gives places as long as there are some, and comes back when the next one can be free. */
  const pump = () => {
    // what starts can end at once, and ask for more
    if (isPumping) return
    isPumping = true
    if (timer !== undefined) timers.cancel(timer)
    timer = undefined
    try {
      while (!queue.isEmpty) {
        const now = timers.now()
        const used = taken(now)
        const isPaced = used >= limit * atOnce
        const pollsMayGo = !isPaced || (used < limitOfPolls() && nextPoll <= now + tolerance)
        const next = used < limit ? queue.next(now, pollsMayGo) : undefined
        if (next === undefined) {
          comeBack(used)
          break
        }
        if ("poll" in next) next.poll.start(giveSlot(now))
        else {
          sent.add(now, true)
          next.user()
        }
      }
    } finally {
      isPumping = false
    }
  }

  const comeBack = (used: number) => {
    const leaves = sent.oldest + windowMillis
    const at = used < limitOfPolls() ? Math.min(leaves, nextPoll) : leaves
    // without a time it comes back when a place is confirmed or given back
    if (at < Number.POSITIVE_INFINITY) timer = timers.set(Math.ceil(at), 0, pump)
  }

  /** Adds to the queue. The result takes it back; with nobody waiting there is no timer. */
  const wait = (leave: () => void) => {
    pump()
    return () => {
      leave()
      if (queue.isEmpty && timer !== undefined) timers.cancel(timer)
    }
  }

  return {
    take: Effect.suspend(() => {
      const now = timers.now()
      if (queue.isEmpty && taken(now) < limit) {
        sent.add(now, true)
        return Effect.void
      }
      return Effect.callback<void>((resume) => {
        const leave = wait(queue.addUser(() => resume(Effect.void)))
        return Effect.sync(leave)
      })
    }),
    queue: (poll) => wait(queue.addPoll(poll))
  }
}

/** After so many users in a row a poll is next, if one waits: polls keep a fifth. */
const usersInARow = 4

/** Of so many places for polls, one goes to a poll that is overdue, if there is one. */
const overdueEvery = 8

interface Ticket extends HeapItem {
  readonly poll: DuePoll
  /** The ticket of the same poll in the heap by the time from which it is overdue. */
  readonly overdue: HeapItem & { ticket?: Ticket }
}

/** What gets the next place: the call of a user, or a poll. */
type Next = { readonly user: () => void } | { readonly poll: DuePoll }

/** What waits for a place in a quota, and which of it is next. */
export class LaneQueue {
  // a set keeps the order, and forgets those that leave
  readonly #users = new Set<() => void>()
  readonly #byEnd = new Heap<Ticket>()
  readonly #byOverdue = new Heap<Ticket["overdue"]>()
  /** How many polls were added: of the same time, the first comes first. */
  #count = 0
  /** How many users had a place since a poll had one, while a poll waited. */
  #inARow = 0
  /** How many polls had a place since an overdue one had one. */
  #sinceOverdue = overdueEvery

  get isEmpty(): boolean {
    return this.#users.size === 0 && this.#byEnd.first === undefined
  }

  /** Adds the call of a user; the result takes it back. */
  addUser(user: () => void): () => void {
    this.#users.add(user)
    return () => {
      this.#users.delete(user)
    }
  }

  /** Adds a poll; the result takes it back. */
  addPoll(poll: DuePoll): () => void {
    const overdue: Ticket["overdue"] = { index: -1 }
    const ticket: Ticket = { poll, overdue, index: -1 }
    overdue.ticket = ticket
    this.#byEnd.add(ticket, poll.endsAt, this.#count)
    this.#byOverdue.add(overdue, poll.overdueAt, this.#count++)
    return () => this.#removePoll(ticket)
  }

  /** Takes out what is next. When polls may not go, one does only because its turn has come. */
  next(now: number, pollsMayGo: boolean): Next | undefined {
    const first = this.#byEnd.first
    const [user] = this.#users
    if (first === undefined) this.#inARow = 0
    const isTurnOfPoll = this.#inARow >= usersInARow
    if (user !== undefined && !isTurnOfPoll) {
      if (first !== undefined) this.#inARow++
      this.#users.delete(user)
      return { user }
    }
    if (first === undefined || !(pollsMayGo || isTurnOfPoll)) return undefined
    this.#inARow = 0
    const ticket = this.#nextOverdue(now) ?? first
    this.#removePoll(ticket)
    return { poll: ticket.poll }
  }

  /** The poll that is overdue longest, if it is the turn of one. */
  #nextOverdue(now: number): Ticket | undefined {
    this.#sinceOverdue++
    if (this.#sinceOverdue < overdueEvery || this.#byOverdue.firstTime > now) return undefined
    this.#sinceOverdue = 0
    return this.#byOverdue.first?.ticket
  }

  #removePoll(ticket: Ticket): void {
    this.#byEnd.remove(ticket)
    this.#byOverdue.remove(ticket.overdue)
  }
}

/** When requests were sent within a window of time, and how many of them were calls of users. */
export class SentTimes {
  readonly #times: Array<number> = []
  readonly #users: Array<boolean> = []
  #first = 0
  #userCount = 0

  get size(): number {
    return this.#times.length - this.#first
  }

  get users(): number {
    return this.#userCount
  }

  /** When the oldest was sent; for none it is infinite. */
  get oldest(): number {
    return this.#times[this.#first] ?? Number.POSITIVE_INFINITY
  }

  add(time: number, isUser: boolean): void {
    this.#times.push(time)
    this.#users.push(isUser)
    if (isUser) this.#userCount++
  }

  /** Forgets those that were sent at a time or before. */
  forgetUntil(time: number): void {
    while (this.oldest <= time) {
      if (this.#users[this.#first] === true) this.#userCount--
      this.#first++
    }
    // what is forgotten is removed in large pieces: to remove it one by one moves all others
    if (this.#first < 1024 || this.#first < this.size) return
    this.#times.splice(0, this.#first)
    this.#users.splice(0, this.#first)
    this.#first = 0
  }
}
