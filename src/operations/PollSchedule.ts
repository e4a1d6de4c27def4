/**
 * When to ask for an operation again. A wait takes any `Schedule<unknown, Operation>`; these are the
 * usual ones. Delays count from the answer of one poll to the start of the next. A wait whose schedule
 * was made with a wrong option fails with `InvalidRequest`; elsewhere such a schedule is a defect.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { printableValue } from "../client/printable.ts"
import { InvalidRequest } from "../client/TransportError.ts"
import { durationOf } from "../model/internal/durations.ts"
import type { Operation } from "./Operation.ts"

/**
 * A schedule of polls: it sees each state of the operation and says how long to wait.
 *
 * @category models
 * @since 0.1.0
 */
export type PollSchedule = Schedule.Schedule<unknown, Operation>

/**
 * The bounds of the time between two polls of one operation. `floor` holds for every schedule; `cap`
 * is the longest delay that is granted to the service when it asks for one. Default: 200
 * milliseconds and 10 minutes.
 *
 * @category configuration
 * @since 0.1.0
 */
export const PollLimits = Context.Reference<{
  readonly floor: Duration.Input
  readonly cap: Duration.Input
}>("effect-zero-touch/PollLimits", {
  defaultValue: () => ({ floor: "200 millis", cap: "10 minutes" })
})

const wrongOptions = new WeakMap<object, InvalidRequest>()

/** What is wrong with an option that a schedule was made with: its wait is refused. */
export const wrongOptionOf = (schedule: PollSchedule): InvalidRequest | undefined =>
  wrongOptions.get(schedule)

/** A schedule that cannot be used. Within another schedule it is found out when that one runs. */
const wrongOption = (option: string, value: unknown, give: string): Schedule.Schedule<never> => {
  const reason = new InvalidRequest({
    field: `schedule.${option}`,
    description: `is ${printableValue(value)}; give ${give}`
  })
  const schedule = Schedule.fromStep<unknown, never, never, never, never, never>(Effect.die(reason))
  wrongOptions.set(schedule, reason)
  return schedule
}

const wrongTime = (option: string, value: unknown): Schedule.Schedule<never> | undefined => {
  const duration = durationOf(value)
  return duration === undefined || Duration.isNegative(duration)
    ? wrongOption(option, value, 'a time such as "10 seconds"')
    : undefined
}

const wrongNumber = (option: string, value: unknown): Schedule.Schedule<never> | undefined =>
  Predicate.isNumber(value) && value > 0 && value < Number.POSITIVE_INFINITY
    ? undefined
    : wrongOption(option, value, "a number above 0")

/**
 * The same delay every time.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fixed = (interval: Duration.Input): PollSchedule =>
  wrongTime("interval", interval) ?? Schedule.spaced(interval)

/**
 * Growing delays, up to a cap: `initial`, `initial × factor`, … It never ends.
 *
 * - `factor`: default 2.
 * - `cap`: default one minute.
 * - `jitter`: multiply each delay by a random 0.8 to 1.2 (from `Random`), so that many waits do not
 *   poll in step; it applies to the cap as well. Default: true.
 *
 * @category constructors
 * @since 0.1.0
 */
export const exponential = (
  initial: Duration.Input,
  options: {
    readonly factor?: number | undefined
    readonly cap?: Duration.Input | undefined
    readonly jitter?: boolean | undefined
  } = {}
): PollSchedule => {
  const { factor = 2, cap = "1 minute", jitter = true } = options
  const wrong =
    wrongTime("initial", initial) ?? wrongTime("cap", cap) ?? wrongNumber("factor", factor)
  if (wrong !== undefined) return wrong
  const capped = Schedule.min([Schedule.exponential(initial, factor), Schedule.spaced(cap)])
  return jitter ? Schedule.jittered(capped) : capped
}

/**
 * How far the batch is, 0 to 100. On the wire 0 and nothing are one: ProtoJSON leaves out a 0.
 *
 * @category accessors
 * @since 0.1.0
 */
export const progressOf = ({ metadata }: Operation): number => {
  if (metadata?._tag !== "DevicesMetadata") return 0
  if (metadata.processingStatus === "BATCH_PROCESS_PENDING") return 0
  if (metadata.processingStatus === "BATCH_PROCESS_PROCESSED") return 100
  return Math.max(metadata.progress ?? 0, 0)
}

/**
 * The output of `adaptive`: its delay, and when the operation should end, counted from the start of
 * the schedule. Where the quota is short, the poll whose operation should have ended first goes first;
 * a schedule of your own can have such an output, too.
 *
 * @category models
 * @since 0.1.0
 */
export interface PollEstimate {
  readonly _tag: "PollEstimate"
  readonly delay: Duration.Duration
  readonly end: Duration.Duration
}

/** Whether the output of a schedule is an estimate. */
export const isPollEstimate = (u: unknown): u is PollEstimate =>
  Predicate.isTagged(u, "PollEstimate")

const minute = 60_000

/** A progress, and when it was seen, in milliseconds since the wait began. */
interface Point {
  readonly at: number
  readonly progress: number
}

/** What a wait has learned. */
interface Estimate {
  /** The rate counts from here: the beginning, and later a moment in the first third of the time. */
  readonly from: Point
  /** It becomes `from` when three times its time has passed. */
  readonly next: Point
  /** The latest news. */
  readonly last: Point
  /** When the operation should end. With nothing to go by it is 0: overdue from the beginning. */
  readonly end: number
}

const origin: Point = { at: 0, progress: 0 }
const nothing: Estimate = { from: origin, next: origin, last: origin, end: 0 }

const learn = (estimate: Estimate, elapsed: number, progress: number): Estimate => {
  const { last } = estimate
  // No news does not put the end off: in time it is overdue.
  if (progress === last.progress && progress > estimate.from.progress) return estimate
  const now = { at: elapsed, progress }
  const advances = progress > last.progress
  // Forgets the first third: an operation that has become slower would be overdue for long (2 to 11
  // polls). To forget more makes estimates worse that are read seldom, where the quota is short.
  const [from, next] =
    advances && elapsed >= 3 * estimate.next.at
      ? [estimate.next, now]
      : [estimate.from, estimate.next]
  // What falls by more than 10 has begun anew; less can be noise. 10 and 20 cost the same.
  const moves = elapsed > 0 && progress > from.progress && progress >= last.progress - 10
  if (!moves) return { from: now, next: now, last: now, end: 0 }
  const restSince = (then: Point) =>
    ((100 - progress) * (elapsed - then.at)) / (progress - then.progress)
  // An operation that has become faster shows it first in its last step: 7 rather than 9 % lag.
  const rest = Math.min(restSince(from), advances ? restSince(last) : Number.POSITIVE_INFINITY)
  return { from, next, last: now, end: elapsed + rest }
}

// The figures in the comments are polls and lags of `npm run bench:polling`.
const delay = ({ end, last }: Estimate, elapsed: number): number => {
  // With the tenth of chance above a second, so that one poll sees the end of an operation of a second.
  // Less is left of one that was under way before the wait. (A clock that was set back is here as well.)
  if (elapsed <= 0) return last.progress > 0 ? 600 : 1200
  const rest = end - elapsed
  const wanted =
    rest > 0
      ? // Not all of the way, since the next estimate is better. Half of the time passed bounds the lag
        // of one that becomes faster without notice: 7 rather than 15 %. An end that is far away is
        // hardly wrong by so much: a fifteenth of the rest saves a poll, and costs no lag.
        Math.min((2 / 3) * rest, Math.max(elapsed / 2, rest / 15))
      : // The longer an end is overdue, the less hurry: 22 polls at 10 % where nothing is known.
        -0.265 * rest
  // Near the end no rush: 6 % of the time passed are a lag of 3 %. Nothing costs more than the time passed.
  return Math.min(Math.max(wanted, Math.min(0.06 * elapsed, minute)), elapsed)
}

/** At most a minute in the first hour, then a sixtieth of the time passed. */
const capAt = (elapsed: number): number => Math.max(minute, elapsed / 60)

/**
 * Polls as the operation's progress suggests; see `adaptive`.
 *
 * - `pace`: multiplies the delays, within their bounds. Above 1 it polls less and notices the end
 *   later. Default: 1.
 *
 * Waits share their polls when they have the same schedule value: keep it, do not make one per wait.
 *
 * @category constructors
 * @since 0.1.0
 */
export const adaptiveWith = (
  options: { readonly pace?: number | undefined } = {}
): Schedule.Schedule<PollEstimate, Operation> => {
  const { pace = 1 } = options
  const wrong = wrongNumber("pace", pace)
  if (wrong !== undefined) return wrong
  return Schedule.fromStepWithMetadata(
    Effect.sync(() => {
      let estimate = nothing
      return ({ elapsed, input }: Schedule.InputMetadata<Operation>) =>
        Effect.map(Random.next, (random): [PollEstimate, Duration.Duration] => {
          estimate = learn(estimate, elapsed, progressOf(input))
          // A tenth either way keeps many waits from polling in step.
          const millis = delay(estimate, elapsed) * pace * (0.9 + 0.2 * random)
          const wait = Duration.millis(Math.min(Math.max(millis, 200), capAt(elapsed)))
          // with nothing to go by, or an end that has passed, it may end at the next look
          const end = estimate.end > elapsed ? estimate.end : elapsed + millis
          return [{ _tag: "PollEstimate", delay: wait, end: Duration.millis(end) }, wait]
        })
    })
  )
}

/**
 * Learns from the operation when to ask again. From `progress`, `processingStatus` and the time
 * passed it estimates the end and waits two thirds of the way there, but hardly more than half of the
 * time passed; while there is nothing to go by, or the end is overdue, it waits a quarter of the time
 * passed or overdue. The first delay is 1.2 seconds, or 0.6 when the operation was under way before the
 * wait. Delays vary by a tenth (from `Random`). They are at least 0.2 seconds, and at most a minute in
 * the first hour, then a sixtieth of the time passed. The output is a `PollEstimate`. It never ends.
 *
 * @category constants
 * @since 0.1.0
 */
export const adaptive: Schedule.Schedule<PollEstimate, Operation> = adaptiveWith()

/**
 * The schedule of `await` and `watch` unless they are given one: `adaptive`.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultSchedule: PollSchedule = adaptive
