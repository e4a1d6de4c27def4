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
import type * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import * as Scheduler from "effect/Scheduler"

/** Something that happens at a time. Of what is due at the same time, the lower rank comes first. */
export interface Timer extends HeapItem {
  readonly rank: number
  fire(at: number): void
}

export interface Timers {
  readonly now: () => number
  /**
   * The time of this turn: while timers fire, the time at which they began to, and else that of the
   * clock. To read the clock costs as much as the rest of a timer (0.2 µs).
   */
  readonly turn: () => number
  /** The time of day, in milliseconds; it can be set back. */
  readonly wall: () => number
  readonly set: (at: number, rank: number, fire: () => void) => Timer
  /** Sets a timer of the caller's own, which is not set at the moment. */
  readonly start: (timer: Timer, at: number) => void
  /** Does nothing for a timer that has fired or was cancelled before. */
  readonly cancel: (timer: Timer) => void
  /** Fires what is due by a time that is now, rather than when the sleeper wakes. */
  readonly flush: (now: number) => void
}

/** Times are fractions, and a clock counts in whole nanoseconds: what is this close is due. */
export const tolerance = 0.001

/** Of the same rank, what was set first comes first: more timers than this are never set. */
const ranks = 2 ** 50

interface Late {
  readonly timer: Timer
  readonly at: number
  readonly order: number
}

/** The place of a timer that is set, and not yet in the heap. */
const isLate = -2

/** The timers on the clock of a fiber, which is used for nothing else. */
export const makeTimers = (fiber: Fiber.Fiber<unknown, unknown>): Timers => {
  const clock = fiber.getRef(Clock.Clock)
  const run = Effect.runForkWith(
    Context.make(Clock.Clock, clock).pipe(
      Context.add(Scheduler.Scheduler, fiber.getRef(Scheduler.Scheduler))
    )
  )
  const heap = new Heap<Timer>()
  let count = 0
  let isFiring = false
  let turnsAt = 0
  let sleeper: Fiber.Fiber<void> | undefined
  let wakesAt = Number.POSITIVE_INFINITY

  /**
   * What was set while timers fired, and is due already: it waits for the next wake, so that other work
   * gets its turn.
   */
  let late: Array<Late> = []

  const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6

  const flush = (time: number) => {
    if (isFiring) return
    isFiring = true
    turnsAt = time
    try {
      while (true) {
        const { first: timer, firstTime: at } = heap
        if (timer === undefined || at > time + tolerance) break
        heap.remove(timer)
        timer.fire(at)
      }
    } finally {
      isFiring = false
      const again = late
      late = []
      for (const { at, order, timer } of again) {
        if (timer.index === isLate) heap.add(timer, at, order)
      }
      arm(again.length > 0 ? Effect.yieldNow : Effect.void)
    }
  }

  const wake = () => {
    sleeper = undefined
    wakesAt = Number.POSITIVE_INFINITY
    flush(now())
  }

  /** Makes the sleeper wake no later than the first timer is due. */
  const arm = (before: Effect.Effect<void> = Effect.void) => {
    const at = heap.firstTime
    if (isFiring || (at >= wakesAt && at !== Number.POSITIVE_INFINITY)) return
    sleeper?.interruptUnsafe()
    sleeper = undefined
    wakesAt = at
    if (at === Number.POSITIVE_INFINITY) return
    const delay = Duration.millis(Math.max(at - now(), 0))
    const fork = run(Effect.andThen(before, Effect.andThen(clock.sleep(delay), Effect.sync(wake))))
    // a sleep that is over at once has woken already
    if (fork.pollUnsafe() === undefined) sleeper = fork
  }

  const start = (timer: Timer, at: number) => {
    // in whole milliseconds: sums of fractions would miss a moment by less than a clock shows
    const due = Math.round(at)
    const order = timer.rank * ranks + count++
    if (isFiring && due <= turnsAt + tolerance) {
      timer.index = isLate
      late.push({ timer, at: due, order })
      return
    }
    heap.add(timer, due, order)
    arm()
  }

  return {
    now,
    turn: () => (isFiring ? turnsAt : now()),
    wall: () => clock.currentTimeMillisUnsafe(),
    set: (at, rank, fire) => {
      const timer: Timer = { rank, fire, index: -1 }
      start(timer, at)
      return timer
    },
    start,
    cancel: (timer) => {
      if (timer.index === isLate) timer.index = -1
      if (timer.index === -1) return
      heap.remove(timer)
      if (heap.first === undefined) arm()
    },
    flush
  }
}

/** The time now, as timers count it. */
export const monotonicMillis: Effect.Effect<number> = Effect.map(
  Clock.monotonicTimeNanos,
  (nanos) => Number(nanos) / 1e6
)

/** What a schedule says to an input: its output, and the delay. */
export type ScheduleStep = readonly [output: unknown, delay: Duration.Duration]

type Step<Input> = (
  now: number,
  input: Input
) => Pull.Pull<[unknown, Duration.Duration], never, unknown>

/**
 * A schedule that has started. Its times are the wall time at the start plus the monotonic time since
 * then, so that a wall clock that is set changes no delay, and a schedule by the time of day (`cron`)
 * works.
 */
export class ScheduleRun<Input> {
  readonly #step: Step<Input>
  /** From monotonic time to the schedule's. */
  readonly #offset: number

  constructor(step: Step<Input>, offset: number) {
    this.#step = step
    this.#offset = offset
  }

  /** The next step for an input at a monotonic time; undefined when the schedule has ended. */
  next(input: Input, now: number): Effect.Effect<ScheduleStep | undefined> {
    // most steps are there at once, so nothing has to run; the only error of a step is its end
    return Effect.catchEager(this.#step(now + this.#offset, input), () => Effect.undefined)
  }
}

/** Starts a schedule. Both times are now, in milliseconds: one is monotonic, the other the time of day. */
export const startSchedule = <Input>(
  schedule: Schedule.Schedule<unknown, Input>,
  now: number,
  wall: number
): Effect.Effect<ScheduleRun<Input>> =>
  Effect.map(Schedule.toStep(schedule), (step) => new ScheduleRun(step, wall - now))

/** An item that knows its place, so that it can be removed. */
export interface HeapItem {
  /** The place in the heap; -1 outside of it. */
  index: number
}

/**
 * Items by their time; those of the same time go by their order. A node has four children, and the
 * times are in arrays of their own: to compare two, the heap reads neighbouring numbers rather than two
 * objects somewhere in memory.
 */
export class Heap<A extends HeapItem> {
  readonly #items: Array<A> = []
  readonly #times: Array<number> = []
  readonly #orders: Array<number> = []

  get first(): A | undefined {
    return this.#items[0]
  }

  /** The time of the first: infinite when there is none. */
  get firstTime(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY
  }

  add(item: A, time: number, order: number): void {
    this.#up(item, time, order, this.#items.length)
  }

  remove(item: A): void {
    const { index } = item
    if (index === -1) return
    item.index = -1
    const last = this.#items.pop()
    const time = this.#times.pop() ?? 0
    const order = this.#orders.pop() ?? 0
    if (last === undefined || last === item) return
    this.#up(last, time, order, this.#down(time, order, index))
  }

  /** Puts an item at a place, or above it. */
  #up(item: A, time: number, order: number, from: number): void {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 2
      if (!this.#isBefore(time, order, parent)) break
      this.#move(parent, index)
      index = parent
    }
    this.#put(item, index, time, order)
  }

  /** Makes room for an item at a place, or below it: where none of the children is before it. */
  #down(time: number, order: number, from: number): number {
    let index = from
    while (true) {
      const child = this.#firstChild(index)
      if (child === undefined || this.#isBefore(time, order, child)) return index
      this.#move(child, index)
      index = child
    }
  }

  #firstChild(index: number): number | undefined {
    const times = this.#times
    const end = Math.min(4 * index + 5, times.length)
    let first = 4 * index + 1
    if (first >= end) return undefined
    for (let other = first + 1; other < end; other++) {
      if (this.#isBefore(times[other] ?? 0, this.#orders[other] ?? 0, first)) first = other
    }
    return first
  }

  #isBefore(time: number, order: number, index: number): boolean {
    const other = this.#times[index] ?? 0
    return time === other ? order < (this.#orders[index] ?? 0) : time < other
  }

  #move(from: number, to: number): void {
    const item = this.#items[from]
    if (item !== undefined) this.#put(item, to, this.#times[from] ?? 0, this.#orders[from] ?? 0)
  }

  #put(item: A, index: number, time: number, order: number): void {
    this.#items[index] = item
    this.#times[index] = time
    this.#orders[index] = order
    item.index = index
  }
}
