/**
 * When to ask for an operation again. A wait takes any `Schedule<unknown, Operation>`; these are the
 * usual ones. Delays count from the answer of one poll to the start of the next.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Schedule from "effect/Schedule"
import type { Operation } from "./Operation.ts"

/**
 * A schedule of polls: it sees each state of the operation and says how long to wait.
 *
 * @category models
 * @since 0.1.0
 */
export type PollSchedule = Schedule.Schedule<unknown, Operation>

/**
 * The same delay every time.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fixed = (interval: Duration.Input): PollSchedule => Schedule.spaced(interval)

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
  const capped = Schedule.min([Schedule.exponential(initial, factor), Schedule.spaced(cap)])
  return jitter ? Schedule.jittered(capped) : capped
}

/**
 * The schedule of `await` and `watch` unless they are given one: `exponential("1 second")`.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultSchedule: PollSchedule = exponential("1 second")
