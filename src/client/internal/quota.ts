/**
 * A quota as Google counts it: at most so many requests within any window of time. (A token bucket
 * lets a burst and its refill through, twice the limit; a fixed window does so across its border.)
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"

/**
 * Waits until a further request fits the quota. Places are given in the order of asking; who is
 * interrupted takes none.
 */
export const makeQuota = (limit: number, window: Duration.Input): Effect.Effect<void> => {
  const windowMillis = Duration.toMillis(Duration.fromInputUnsafe(window))
  /** When the last `limit` requests were let through, in a ring; `next` is the oldest. */
  const times: Array<number> = []
  let next = 0
  const letThrough = Effect.map(Clock.currentTimeMillis, (now) => {
    times[next] = now
    next = (next + 1) % Math.max(1, Math.floor(limit))
  })
  // One waits for the oldest place to be free, the others behind it.
  return Semaphore.makeUnsafe(1).withPermit(
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const wait = (times[next] ?? -Infinity) + windowMillis - now
      return wait > 0 ? Effect.andThen(Effect.sleep(Duration.millis(wait)), letThrough) : letThrough
    })
  )
}
