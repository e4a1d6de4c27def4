/**
 * Runs a `Schedule` step by step, on time that cannot be set back.
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"

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
