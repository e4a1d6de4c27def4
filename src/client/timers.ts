/**
 * What is to happen later, on one clock: one heap of times and one sleeping fiber, however many wait.
 * With nothing to wait for there is no fiber and no timer. Times are milliseconds of the clock's
 * monotonic time, which cannot be set back.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { Heap, type HeapItem } from "./heap.ts"

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
      const timer: Timer = { at, rank, order: count++, fire, index: -1 }
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
