/**
 * The polls of one operation, for all that wait for it with the same schedule and the same limits: a
 * small record that moves from the timers to a lane of the quota, to one poll, and back to the
 * timers. Between polls it has no fiber.
 */
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
import { withRootSpan } from "../client/telemetry.ts"
import { type NextStep, startSchedule, type Timer } from "../client/timers.ts"
import type { TransportError } from "../client/TransportError.ts"
import { countEnd, countPoll } from "./metrics.ts"
import type { Done, Operation } from "./Operation.ts"
import { exponential, isPollEstimate, type PollSchedule } from "./PollSchedule.ts"
import { same } from "./same.ts"

/** How a loop ends: as its operation or its last poll did, or because its schedule has no further poll. */
export type LoopEnd = Exit.Exit<Done, ApiError | TransportError> | "ScheduleEnded"

/** One poll: a single try, in a place of the quota. */
export type Poll = (slot: Slot) => Effect.Effect<Operation, ApiError | TransportError>

/** One that waits for the operation of a loop. */
export interface Waiter {
  readonly span: Tracer.AnySpan | undefined
  /** Whether it wants to know of answers. */
  readonly watches: boolean
  /** `isNews` tells whether the state is another one than the loop had before. */
  readonly onAnswer: (state: Operation, isNews: boolean) => void
  readonly onEnd: (end: LoopEnd) => void
}

/** What a loop is made of. */
export interface LoopOptions {
  readonly name: string
  readonly poll: Poll
  readonly schedule: PollSchedule
  /** Bounds of the time between two polls, in milliseconds. */
  readonly floor: number
  readonly cap: number
  /** The state that is known already. */
  readonly seed: Operation | undefined
  readonly on: OnClock
  /** Of the waiter that starts the loop: polls and the schedule run in it. */
  readonly context: Context.Context<never>
  /** The loop is not to be joined any more. */
  readonly onClose: () => void
}

/** A deadline comes before a poll that is due at the same time. */
export const deadlineRank = 0
const pollRank = 1

/** A poll that is due goes before those of operations that end sooner after this many of its delays. */
const patience = 2

// Before any state is known, a schedule has nothing to go by.
const beforeFirstState = exponential("1 second", { cap: "30 seconds" })

/** `beforeFirstState` does not look at its input. */
const unknownState: Operation = { _tag: "Running", name: "", done: false }

export class Loop {
  readonly options: LoopOptions
  readonly waiters = new Set<Waiter>()
  latest: Operation | undefined
  /** Why the last poll failed, if it did. */
  failure: ApiError | TransportError | undefined
  /** How many polls came to an end, and how many of them with a state. */
  polls = 0
  answers = 0
  #next: NextStep<Operation> | undefined
  #startedAt = 0
  #nextInTheDark: NextStep<Operation> | undefined
  #lastAnswer: number
  #lastWarning: number
  #hasEnded = false
  #timer: Timer | undefined
  #leaveLane: (() => void) | undefined
  #fiber: Fiber.Fiber<void> | undefined

  constructor(options: LoopOptions) {
    this.options = options
    this.latest = options.seed
    this.#lastAnswer = this.#lastWarning = options.on.timers.now()
  }

  /** Polls at once or, when a state is known, after the first delay. */
  start(): void {
    const { schedule, seed } = this.options
    this.#fork(
      Effect.flatMap(startSchedule(schedule), (next) => {
        this.#next = next
        this.#startedAt = this.options.on.timers.now()
        if (seed === undefined) return Effect.sync(() => this.#due(0, undefined))
        return this.#pause(seed._tag === "Running" ? seed.retryAfter : undefined)
      })
    )
  }

  /** The last waiter to leave stops the polls. */
  leave(waiter: Waiter): Effect.Effect<void> {
    if (!this.waiters.delete(waiter) || this.waiters.size > 0 || this.#hasEnded) return Effect.void
    this.#close()
    return this.#fiber === undefined ? Effect.void : Fiber.interrupt(this.#fiber)
  }

  #close(): void {
    this.#hasEnded = true
    this.options.onClose()
    if (this.#timer !== undefined) this.options.on.timers.cancel(this.#timer)
    this.#leaveLane?.()
  }

  #end(end: LoopEnd): void {
    if (this.#hasEnded) return
    this.#close()
    const waiters = [...this.waiters]
    this.waiters.clear()
    for (const waiter of waiters) waiter.onEnd(end)
  }

  /** Runs an effect of the loop; a defect in it is the end of all waits. */
  #fork(effect: Effect.Effect<void>): Fiber.Fiber<void> {
    const fiber = Effect.runForkWith(this.options.context)(
      Effect.catchCause(effect, (cause) => Effect.sync(() => this.#end(Exit.failCause(cause))))
    )
    if (fiber.pollUnsafe() === undefined) {
      this.#fiber = fiber
      fiber.addObserver(() => {
        if (this.#fiber === fiber) this.#fiber = undefined
      })
    }
    return fiber
  }

  /** A poll is due, so many milliseconds after the last one; it waits for a place in the quota. */
  #due(delay: number, endsAt: number | undefined): void {
    const now = this.options.on.timers.now()
    let started = false
    const leave = this.options.on.lanes.queue({
      endsAt: endsAt ?? now,
      overdueAt: now + patience * delay,
      start: (slot) => {
        started = true
        this.#leaveLane = undefined
        this.#fork(this.#pollOnce(slot)).addObserver(slot.release)
      }
    })
    if (!started) this.#leaveLane = leave
  }

  #pollOnce(slot: Slot): Effect.Effect<void> {
    const { name, poll } = this.options
    return Effect.flatMap(
      Effect.result(
        withRootSpan(poll(slot), "Operations.poll", operationAttributes(name), () =>
          Array.from(this.waiters, ({ span }) => span).filter((span) => span !== undefined)
        )
      ),
      (result) => {
        // of an answer that comes at a deadline, the deadline is first
        this.options.on.timers.flush()
        if (this.#hasEnded) return Effect.void
        return Result.isSuccess(result)
          ? this.#answered(result.success)
          : this.#failed(result.failure)
      }
    )
  }

  #answered(state: Operation): Effect.Effect<void> {
    const now = this.options.on.timers.now()
    const sinceRunning = this.answers === 0 ? undefined : now - this.#lastAnswer
    this.#lastAnswer = now
    this.polls++
    this.answers++
    this.failure = undefined
    this.#see(state)
    if (state.done) {
      return Effect.andThen(
        Effect.andThen(countPoll(undefined), countEnd(state, sinceRunning)),
        Effect.sync(() => this.#end(Exit.succeed(state)))
      )
    }
    return Effect.andThen(countPoll(undefined), this.#pause(state.retryAfter))
  }

  /** Whether a state is a change is found out once, and only if somebody watches: it may be large. */
  #see(state: Operation): void {
    const watching = [...this.waiters].filter(({ watches }) => watches)
    const isNews = watching.length > 0 && !isSame(this.latest, state)
    this.latest = state
    for (const waiter of watching) waiter.onAnswer(state, isNews)
  }

  #failed(failure: ApiError | TransportError): Effect.Effect<void> {
    // what was refused before it was sent is no poll
    const counted = failure.tries === 0 ? Effect.void : countPoll(failure)
    if (!failure.isTransient) {
      return Effect.andThen(
        counted,
        Effect.sync(() => this.#end(Exit.fail(failure)))
      )
    }
    const now = this.options.on.timers.now()
    this.polls++
    this.failure = failure
    const isNews = now - Math.max(this.#lastAnswer, this.#lastWarning) >= 60_000
    if (isNews) this.#lastWarning = now
    const noted = noteFailure(failure, now - this.#lastAnswer, isNews)
    return Effect.andThen(Effect.andThen(counted, noted), this.#pause(failure.retryAfter))
  }

  /** Sets the time of the next poll: after our delay or, if it is longer, the service's. */
  #pause(asked: Duration.Duration | undefined): Effect.Effect<void> {
    const { cap, floor, on } = this.options
    return Effect.map(this.#step(), (step) => {
      if (step === undefined) return this.#end("ScheduleEnded")
      const own = Duration.toMillis(step.delay)
      const granted = asked === undefined ? 0 : Math.min(Duration.toMillis(asked), cap)
      const delay = Math.max(own, granted, floor)
      const endsAt = isPollEstimate(step.output)
        ? this.#startedAt + Duration.toMillis(step.output.end)
        : undefined
      this.#timer = on.timers.set(on.timers.now() + delay, pollRank, () => this.#due(delay, endsAt))
    })
  }

  #step(): ReturnType<NextStep<Operation>> {
    if (this.latest !== undefined) return this.#next?.(this.latest) ?? Effect.undefined
    if (this.#nextInTheDark !== undefined) return this.#nextInTheDark(unknownState)
    return Effect.flatMap(startSchedule(beforeFirstState), (next) => {
      this.#nextInTheDark = next
      return next(unknownState)
    })
  }
}

/** Whether two states are the same; a delay that the service asks for is no change of the operation. */
export const isSame = (a: Operation | undefined, b: Operation | undefined): boolean =>
  same(bare(a), bare(b))

const bare = (state: Operation | undefined): Operation | undefined => {
  if (state?._tag !== "Running" || state.retryAfter === undefined) return state
  const { retryAfter: _, ...rest } = state
  return rest
}

/** A transient failure is no news for a minute; then somebody should know, once a minute. */
const noteFailure = (
  failure: ApiError | TransportError,
  silence: number,
  isNews: boolean
): Effect.Effect<void> =>
  isNews
    ? Effect.logWarning(
        `no poll has succeeded for ${Math.round(silence / 1000)} s, the wait continues: ${failure.message}`
      )
    : Effect.logDebug(`a poll had a transient failure, the wait continues: ${failure.message}`)
