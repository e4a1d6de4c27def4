/**
 * Sends a call again while that makes sense, and notes the tries and the time in the error.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { ApiError } from "./ApiError.ts"
import { startSchedule } from "./schedule.ts"
import type { Tries } from "./send.ts"
import { countRetry } from "./telemetry.ts"
import { TransportError } from "./TransportError.ts"

type Failure = ApiError | TransportError

/** When to send a failed call again. */
export type RetrySchedule = Schedule.Schedule<unknown, Failure>

/** Up to four more tries after about 0.5, 1, 2 and 4 seconds. */
export const defaultRetry: RetrySchedule = Schedule.exponential("500 millis").pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 4 })
)

/** A longer delay is not waited for: the error is returned, with the delay inside. */
const longestDelay = Duration.minutes(1)

/** Sends a call, and again as the schedule says; the delay that the service asks for is a minimum. */
export const retrying =
  (schedule: RetrySchedule | false) =>
  <A>(send: (tries: Tries) => Effect.Effect<A, Failure>): Effect.Effect<A, Failure> =>
    Effect.flatMap(Clock.monotonicTimeNanos, (start) => {
      const tries: Tries = { count: 0 }
      return Effect.catch(send(tries), (error) =>
        Effect.catch(
          sendAgain(schedule, () => send(tries), error),
          (last) =>
            Effect.flatMap(Clock.monotonicTimeNanos, (end) =>
              Effect.fail(withEffort(last, tries.count, Duration.nanos(end - start)))
            )
        )
      )
    })

const sendAgain = Effect.fnUntraced(function* <A>(
  schedule: RetrySchedule | false,
  send: () => Effect.Effect<A, Failure>,
  first: Failure
): Effect.fn.Return<A, Failure> {
  if (schedule === false) return yield* first
  const next = yield* startSchedule(schedule)
  let error = first
  while (true) {
    const { retryAfter: asked = Duration.zero } = error
    if (!error.isTransient || Duration.isGreaterThan(asked, longestDelay)) return yield* error
    const step = yield* next(error)
    if (step === undefined) return yield* error
    yield* countRetry(error)
    yield* Effect.sleep(Duration.max(step.delay, asked))
    const result = yield* Effect.result(send())
    if (Result.isSuccess(result)) return result.success
    error = result.failure
  }
})

const withEffort = (error: Failure, tries: number, elapsed: Duration.Duration): Failure =>
  error._tag === "ApiError"
    ? new ApiError({ ...error, tries, elapsed })
    : new TransportError({ ...error, tries, elapsed })
