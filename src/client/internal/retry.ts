/**
 * Sends a call again while that makes sense, and notes the tries and the time in the error.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { ApiError } from "../ApiError.ts"
import { TransportError } from "../TransportError.ts"
import { countRetry } from "./telemetry.ts"

/** Up to four more tries after about 0.5, 1, 2 and 4 seconds. */
export const defaultRetry: Schedule.Schedule<unknown> = Schedule.exponential("500 millis").pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 4 })
)

/** Rather than to hold a caller for longer than this, the error goes out, with the delay inside. */
const longestDelay = Duration.minutes(1)

/** How many requests went out for one call; a token that was refused adds one. */
export interface Tries {
  count: number
}

export const retrying = Effect.fnUntraced(function* <A>(
  schedule: Schedule.Schedule<unknown, ApiError | TransportError> | false,
  send: (tries: Tries) => Effect.Effect<A, ApiError | TransportError>
): Effect.fn.Return<A, ApiError | TransportError> {
  const start = yield* Clock.currentTimeMillis
  const step = schedule === false ? undefined : yield* Schedule.toStep(schedule)
  const tries: Tries = { count: 0 }
  while (true) {
    const result = yield* Effect.result(send(tries))
    if (Result.isSuccess(result)) return result.success
    const error = result.failure
    const now = yield* Clock.currentTimeMillis
    const delay =
      step !== undefined && error.isTransient ? yield* nextDelay(step(now, error)) : undefined
    const asked = error.retryAfter ?? Duration.zero
    if (delay === undefined || Duration.isGreaterThan(asked, longestDelay)) {
      return yield* withEffort(error, tries.count, Duration.millis(now - start))
    }
    yield* countRetry(error)
    yield* Effect.sleep(Duration.max(delay, asked))
  }
})

/** The schedule's next delay; undefined when it has ended. */
export const nextDelay = (
  step: Pull.Pull<[unknown, Duration.Duration], never, unknown>
): Effect.Effect<Duration.Duration | undefined> =>
  step.pipe(
    Effect.map(([, delay]): Duration.Duration | undefined => delay),
    Pull.catchDone(() => Effect.undefined)
  )

const withEffort = (
  error: ApiError | TransportError,
  tries: number,
  elapsed: Duration.Duration
): ApiError | TransportError =>
  error._tag === "ApiError"
    ? new ApiError({ ...error, tries, elapsed })
    : new TransportError({ ...error, tries, elapsed })
