/**
 * The polls of one operation, for all that wait for it with the same schedule and the same limits: a
 * small record that moves from the timers to a lane of the quota, to one poll, and back to the
 * timers. Between polls it has no fiber.
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type * as Tracer from "effect/Tracer"
import type { ApiError } from "../client/ApiError.ts"
import { operationAttributes } from "../client/method.ts"
import type { OnClock, Slot } from "../client/scheduler.ts"
import { isTraced, withRootSpan } from "../client/telemetry.ts"
import { type ScheduleRun, type ScheduleStep, startSchedule, type Timer } from "../client/timers.ts"
import { InvalidRequest, TransportError } from "../client/TransportError.ts"
import * as methods from "./methods.ts"
import { countEnd, countFailure, countState, noteFailure } from "./metrics.ts"
import type { Done, Operation, Running } from "./Operation.ts"
import { exponential, isPollEstimate, type PollSchedule } from "./PollSchedule.ts"
import { isSameState } from "./same.ts"

/** How a loop ends: as its operation or its last poll did, or because its schedule has no further poll. */
export type LoopEnd = Exit.Exit<Done, ApiError | TransportError> | "ScheduleEnded"

/** One poll: a single try, in a place of the quota. `known` is the state that was seen last. */
export type Poll = (
  slot: Slot,
  known: Operation | undefined
) => Effect.Effect<Operation, ApiError | TransportError>

/** One that waits for the operation of a loop. */
export interface Waiter {
  readonly span: Tracer.AnySpan | undefined
  /** If it is there, it is called for each state; `isNews` is whether the loop had another one before. */
  readonly onAnswer: ((state: Operation, isNews: boolean) => void) | undefined
  readonly onEnd: (end: LoopEnd) => void
}

/**
 * The loops that can be joined by waits with the same schedule and the same limits on the same clock,
 * by the names of their operations.
 */
export interface LoopGroup {
  readonly on: OnClock
  readonly schedule: PollSchedule
  /** Bounds of the time between two polls, in milliseconds. */
  readonly floor: number
  readonly cap: number
  readonly loops: Map<string, Loop>
  /** The group has no loop any more. */
  readonly onEmpty: () => void
}

/** A deadline comes before a poll that is due at the same time. */
export const deadlineRank = 0
const pollRank = 1

/** A poll that is due goes before those of operations that end sooner after this many of its delays. */
const patience = 5

/** The least time between two warnings of a loop, in milliseconds. */
const warnEvery = 60_000

// Before any state is known, a schedule has nothing to go by.
const beforeFirstState = exponential("1 second", { cap: "30 seconds" })

/** `beforeFirstState` does not look at its input. */
const unknownState: Operation = { _tag: "Running", name: "", done: false }

/**
 * The waiters of one operation. It is the base of a loop rather than a part of it, since ten thousand
 * loops wait at once.
 */
class Waiters {
  // Mostly one waits for an operation, and a set of one takes 200 B: so there is a set of the others.
  #first: Waiter | undefined
  #others: Set<Waiter> | undefined
  /** How many want to know of answers. */
  watching = 0

  join(waiter: Waiter): void {
    if (this.#first === undefined) this.#first = waiter
    else (this.#others ??= new Set()).add(waiter)
    if (waiter.onAnswer !== undefined) this.watching++
  }

  /** Whether it was there. */
  remove(waiter: Waiter): boolean {
    if (this.#first === waiter) this.#first = undefined
    else if (this.#others?.delete(waiter) !== true) return false
    if (waiter.onAnswer !== undefined) this.watching--
    return true
  }

  isEmpty(): boolean {
    return this.#first === undefined && (this.#others?.size ?? 0) === 0
  }

  /** A copy: some may join or leave when others hear of something. */
  all(): ReadonlyArray<Waiter> {
    const others = this.#others ?? []
    return this.#first === undefined ? [...others] : [this.#first, ...others]
  }

  removeAll(): ReadonlyArray<Waiter> {
    const all = this.all()
    this.#first = this.#others = undefined
    this.watching = 0
    return all
  }
}

/**
 * It is its own timer. Ten thousand of these wait at once, so that a field costs what it costs ten
 * thousand times, and what a poll reads comes from main memory.
 */
export class Loop extends Waiters implements Timer {
  latest: Operation | undefined
  /** Why the last poll failed, if it did. */
  failure: ApiError | TransportError | undefined
  /** How many polls came to an end, and how many of them with a state. */
  polls = 0
  answers = 0

  index = -1

  readonly #name: string
  readonly #group: LoopGroup
  readonly #poll: Poll
  /** Of the waiter that starts the loop: polls and the schedule run in it. */
  readonly #context: Context.Context<never>
  readonly #startedAt: number
  #schedule: ScheduleRun<Operation> | undefined
  #scheduleInTheDark: ScheduleRun<Operation> | undefined
  /** When the operation should end, if the schedule has an estimate. */
  #endsAt: number | undefined
  #lastAnswer: number
  /** When the last poll failed, if it did. */
  #lastFailure: number | undefined
  #lastWarning: number | undefined
  #nextPoll = 0
  #hasEnded = false
  #leaveLane: (() => void) | undefined
  #fiber: Fiber.Fiber<unknown, unknown> | undefined

  constructor(
    name: string,
    group: LoopGroup,
    poll: Poll,
    context: Context.Context<never>,
    now: number
  ) {
    super()
    this.#name = name
    this.#group = group
    this.#poll = poll
    this.#context = context
    this.#startedAt = this.#lastAnswer = now
  }

  get rank(): number {
    return pollRank
  }

  /** Polls at once or, when a state is known, after the first delay. */
  begin(seed: Running | undefined): void {
    const {
      loops,
      on: { timers },
      schedule
    } = this.#group
    const now = this.#startedAt
    this.latest = seed
    loops.set(this.#name, this)
    this.#guard(() =>
      this.#then(startSchedule(schedule, now, timers.wall()), (run) => {
        this.#schedule = run
        if (seed === undefined) this.fire(now)
        else this.#pause(now, seed.retryAfter)
      })
    )
  }

  /** Of a waiter that joins, and knows of a delay that the service asked for. */
  postpone(until: number): void {
    if (this.index === -1 || this.#nextPoll >= until) return
    const { timers } = this.#group.on
    timers.cancel(this)
    this.#nextPoll = until
    timers.start(this, until)
  }

  /** The last waiter to leave stops the polls. */
  leave(waiter: Waiter): Effect.Effect<void> {
    if (!this.remove(waiter) || !this.isEmpty()) return Effect.void
    this.#close()
    const fiber = this.#fiber
    if (fiber === undefined) return Effect.void
    fiber.interruptUnsafe()
    return Effect.asVoid(Fiber.await(fiber))
  }

  /** A poll is due; it waits for a place in the quota. */
  fire(at: number): void {
    let isWaiting = true
    const looked = this.#lastFailure ?? this.#lastAnswer
    const leave = this.#group.on.lanes.queue({
      // an estimate may be wrong by as much as it is far: half of the way to it counts
      endsAt: this.#endsAt === undefined ? at : (looked + this.#endsAt) / 2,
      overdueAt: at + patience * (at - looked),
      start: (slot) => {
        isWaiting = false
        this.#leaveLane = undefined
        this.#guard(() => this.#startPoll(slot))
      }
    })
    if (isWaiting) this.#leaveLane = leave
  }

  #close(): void {
    const { loops, on, onEmpty } = this.#group
    this.#hasEnded = true
    loops.delete(this.#name)
    if (loops.size === 0) onEmpty()
    on.timers.cancel(this)
    this.#leaveLane?.()
  }

  #end(end: LoopEnd): void {
    if (this.#hasEnded) return
    this.#close()
    for (const waiter of this.removeAll()) waiter.onEnd(end)
  }

  /** A defect, of a schedule for example, is the end of all waits. */
  #guard(f: () => void): void {
    try {
      f()
    } catch (defect) {
      this.#end(Exit.die(defect))
    }
  }

  /** Runs an effect of the loop; `onExit` is called at once when the effect does not have to wait. */
  #fork<A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void): void {
    const fiber = Effect.runForkWith(this.#context)(effect)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return onExit(exit)
    this.#fiber = fiber
    fiber.addObserver((exit) => {
      this.#fiber = undefined
      this.#guard(() => onExit(exit))
    })
  }

  /** Goes on with the value of an effect. Most steps of schedules are there already, and need no fiber. */
  #then<A>(effect: Effect.Effect<A>, next: (value: A) => void): void {
    if (isExit(effect) && Exit.isSuccess(effect)) return next(effect.value)
    this.#fork(effect, (exit) => {
      if (Exit.isSuccess(exit)) next(exit.value)
      else this.#end(endOf(exit.cause))
    })
  }

  #startPoll(slot: Slot): void {
    const poll = this.#poll(slot, this.latest)
    // `withRootSpan` finds it out as well, at a tenth of what a poll costs here
    const traced = isTraced(this.#context)
      ? withRootSpan(poll, "Operations.poll", operationAttributes(this.#name), () =>
          this.all()
            .map(({ span }) => span)
            .filter((span) => span !== undefined)
        )
      : poll
    this.#fork(traced, (exit) => {
      try {
        this.#polled(exit)
      } finally {
        slot.release()
      }
    })
  }

  #polled(exit: Exit.Exit<Operation, ApiError | TransportError>): void {
    if (this.#hasEnded) return
    const { timers } = this.#group.on
    const now = timers.turn()
    // of an answer that comes at a deadline, the deadline is first
    timers.flush(now)
    if (this.#hasEnded) return
    if (Exit.isSuccess(exit)) return this.#answered(exit.value, now)
    const failure = Cause.findError(exit.cause)
    if (Result.isSuccess(failure)) this.#failed(failure.success, now)
    else this.#end(Exit.failCause(failure.failure))
  }

  #answered(state: Operation, now: number): void {
    const sinceRunning = this.answers === 0 ? undefined : now - this.#lastAnswer
    this.#lastAnswer = now
    this.polls++
    this.answers++
    this.failure = this.#lastFailure = undefined
    this.#see(state)
    countState(this.#context)
    if (!state.done) return this.#pause(now, state.retryAfter)
    countEnd(this.#context, state, sinceRunning)
    this.#end(Exit.succeed(state))
  }

  /** Whether a state is a change is found out once, and only if somebody watches: it may be large. */
  #see(state: Operation): void {
    const isNews = this.watching > 0 && !isSameState(this.latest, state)
    this.latest = state
    if (this.watching === 0) return
    for (const { onAnswer } of this.all()) onAnswer?.(state, isNews)
  }

  #failed(failure: ApiError | TransportError, now: number): void {
    // what was refused before it was sent is no poll
    if (failure.tries !== 0) countFailure(this.#context, failure)
    if (!failure.isTransient) return this.#end(Exit.fail(failure))
    this.polls++
    this.failure = failure
    this.#lastFailure = now
    const isDue = now - (this.#lastWarning ?? Number.NEGATIVE_INFINITY) >= warnEvery
    if (isDue) this.#lastWarning = now
    this.#then(noteFailure(failure, isDue), () => this.#pause(now, failure.retryAfter))
  }

  /** Sets the time of the next poll: after our delay or, if it is longer, the service's. */
  #pause(now: number, asked: Duration.Duration | undefined): void {
    // one that watches may have left when it heard of the state
    if (this.#hasEnded) return
    this.#then(this.#next(now), (step) => {
      if (step === undefined) return this.#end("ScheduleEnded")
      const { cap, floor, on } = this.#group
      const [output, own] = step
      const granted = asked === undefined ? 0 : Math.min(Duration.toMillis(asked), cap)
      const delay = Math.max(Duration.toMillis(own), granted, floor)
      this.#endsAt = isPollEstimate(output)
        ? this.#startedAt + Duration.toMillis(output.end)
        : undefined
      this.#nextPoll = now + delay
      on.timers.start(this, this.#nextPoll)
    })
  }

  #next(now: number): Effect.Effect<ScheduleStep | undefined> {
    if (this.latest !== undefined) return this.#schedule?.next(this.latest, now) ?? Effect.undefined
    if (this.#scheduleInTheDark !== undefined)
      return this.#scheduleInTheDark.next(unknownState, now)
    return Effect.flatMap(
      startSchedule(beforeFirstState, now, this.#group.on.timers.wall()),
      (run) => {
        this.#scheduleInTheDark = run
        return run.next(unknownState, now)
      }
    )
  }
}

/** What a schedule dies of is a defect, unless it was made with a wrong option: then it is that option. */
const endOf = (cause: Cause.Cause<never>): LoopEnd => {
  const { defect: reason } = cause.reasons.find(Cause.isDieReason) ?? {}
  return reason instanceof InvalidRequest
    ? Exit.fail(new TransportError({ method: methods.get.method, reason, tries: 0 }))
    : Exit.failCause(cause)
}

const isExit = <A, E>(effect: Effect.Effect<A, E>): effect is Exit.Exit<A, E> => Exit.isExit(effect)
