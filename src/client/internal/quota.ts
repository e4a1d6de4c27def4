/**
 * A quota as Google counts it: at most so many requests within any window of time. (A token bucket
 * lets a burst and its refill through, twice the limit; a fixed window does so across its border.)
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Waits until a further request fits the quota. Places are given in the order of asking. */
export const makeQuota = (limit: number, window: Duration.Input): Effect.Effect<void> => {
  const windowMillis = Duration.toMillis(Duration.fromInputUnsafe(window))
  /** When the last `limit` requests were let through, in a ring; `next` is the oldest. */
  const times: Array<number> = []
  let next = 0
  return Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const time = Math.max(now, (times[next] ?? -Infinity) + windowMillis)
    times[next] = time
    next = (next + 1) % Math.max(1, Math.floor(limit))
    return time > now ? Effect.sleep(Duration.millis(time - now)) : Effect.void
  })
}
