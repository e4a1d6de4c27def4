/**
 * Time that cannot be set back: what is to happen later on one clock, and schedules step by step. All
 * timers of a clock are in one heap over one sleeping fiber, however many wait; with nothing to wait
 * for there is no fiber and no timer. Times are milliseconds of the clock's monotonic time.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import * as Scheduler from "effect/Scheduler"

/** Something that happens at a time. Of what is due at the same time, the lower rank comes first. */
export interface Timer extends HeapItem {
  readonly at: number
  readonly rank: number
  readonly order: number
  readonly fire: () => void
}

export interface Timers {
  readonly now: () => number
  readonly set: (at: number, rank: number, fire: () => void) => Timer
  /** Does nothing for a timer that has fired or was cancelled before. */
  readonly cancel: (timer: Timer) => void
  /** Fires what is due by now, rather than when the sleeper wakes. */
  readonly flush: () => void
}

/** Times are fractions, and a clock counts in whole nanoseconds: what is this close is due. */
const tolerance = 0.001

const isBefore = (a: Timer, b: Timer): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.order < b.order

/** The timers on the clock of a fiber, which is used for nothing else. */
export const makeTimers = (fiber: Fiber.Fiber<unknown, unknown>): Timers => {
  const clock = fiber.getRef(Clock.Clock)
  const run = Effect.runForkWith(
    Context.make(Clock.Clock, clock).pipe(
      Context.add(Scheduler.Scheduler, fiber.getRef(Scheduler.Scheduler))
    )
  )
  const heap = new Heap<Timer>(isBefore)
  let count = 0
  let isFiring = false
  let sleeper: Fiber.Fiber<void> | undefined
  let wakesAt = Number.POSITIVE_INFINITY

  const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6

  const flush = () => {
    if (isFiring) return
    isFiring = true
    try {
      while (true) {
        const timer = heap.first
        if (timer === undefined || timer.at > now() + tolerance) break
        heap.remove(timer)
        timer.fire()
      }
    } finally {
      isFiring = false
      arm()
    }
  }

  const wake = () => {
    sleeper = undefined
    wakesAt = Number.POSITIVE_INFINITY
    flush()
  }

  /** Sees to it that the sleeper wakes no later than the first timer is due. */
  const arm = () => {
    const { first } = heap
    if (isFiring || (first !== undefined && first.at >= wakesAt)) return
    sleeper?.interruptUnsafe()
    sleeper = undefined
    wakesAt = first?.at ?? Number.POSITIVE_INFINITY
    if (first === undefined) return
    const delay = Duration.millis(Math.max(first.at - now(), 0))
    const fork = run(Effect.andThen(clock.sleep(delay), Effect.sync(wake)))
    // a sleep that is over at once has woken already
    if (fork.pollUnsafe() === undefined) sleeper = fork
  }

  return {
    now,
    set: (at, rank, fire) => {
      // in whole milliseconds: sums of fractions would miss a moment by less than a clock shows
      const timer: Timer = { at: Math.round(at), rank, order: count++, fire, index: -1 }
      heap.add(timer)
      arm()
      return timer
    },
    cancel: (timer) => {
      if (timer.index === -1) return
      heap.remove(timer)
      if (heap.first === undefined) arm()
    },
    flush
  }
}

/** What a schedule says to an input. */
export interface ScheduleStep {
  readonly output: unknown
  readonly delay: Duration.Duration
}

/** The schedule's next step for an input; undefined when the schedule has ended. */
export type NextStep<Input> = (input: Input) => Effect.Effect<ScheduleStep | undefined>

/**
 * Starts a schedule. Its times are the wall time at the start plus the monotonic time since then, so
 * that a wall clock that is set changes no delay, and a schedule by the time of day (`cron`) works.
 */
export const startSchedule = Effect.fnUntraced(function* <Input>(
  schedule: Schedule.Schedule<unknown, Input>
): Effect.fn.Return<NextStep<Input>> {
  const step = yield* Schedule.toStep(schedule)
  const wall = yield* Clock.currentTimeMillis
  const start = yield* Clock.monotonicTimeNanos
  return (input) =>
    Effect.flatMap(Clock.monotonicTimeNanos, (now) =>
      step(wall + Number(now - start) / 1e6, input).pipe(
        Effect.map(([output, delay]): ScheduleStep | undefined => ({ output, delay })),
        Pull.catchDone(() => Effect.undefined)
      )
    )
})

/** An item that knows its place, so that it can be removed. */
export interface HeapItem {
  /** The place in the heap; -1 outside of it. */
  index: number
}

/** A binary heap. */
export class Heap<A extends HeapItem> {
  readonly #items: Array<A> = []
  readonly #isBefore: (a: A, b: A) => boolean

  constructor(isBefore: (a: A, b: A) => boolean) {
    this.#isBefore = isBefore
  }

  get first(): A | undefined {
    return this.#items[0]
  }

  add(item: A): void {
    this.#up(item, this.#items.length)
  }

  remove(item: A): void {
    const { index } = item
    const last = index === -1 ? undefined : this.#items.pop()
    item.index = -1
    if (last === undefined || last === item) return
    this.#up(last, index)
    this.#down(last, last.index)
  }

  /** Puts an item at a place, or above it. */
  #up(item: A, from: number): void {
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#items[parentIndex]
      if (parent === undefined || !this.#isBefore(item, parent)) break
      this.#put(parent, index)
      index = parentIndex
    }
    this.#put(item, index)
  }

  /** Moves an item at a place below all that come before it. */
  #down(item: A, from: number): void {
    let index = from
    while (true) {
      const left = this.#items[2 * index + 1]
      if (left === undefined) break
      const right = this.#items[2 * index + 2]
      const child = right !== undefined && this.#isBefore(right, left) ? right : left
      if (!this.#isBefore(child, item)) break
      const childIndex = child.index
      this.#put(child, index)
      index = childIndex
    }
    this.#put(item, index)
  }

  #put(item: A, index: number): void {
    this.#items[index] = item
    item.index = index
  }
}
