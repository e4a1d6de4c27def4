/**
 * A quota that several processes share, counted in a store that all of them can reach, such as Redis.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { RateLimiter } from "effect/persistence/RateLimiter"
import { durationOf, requireRequests } from "./optionChecks.ts"
import type { Lanes } from "./scheduler.ts"
import { sharedLanes, type SharedQuotaStore } from "./sharedLanes.ts"
import type { Timers } from "./timers.ts"
import type { TransportError } from "./TransportError.ts"

/**
 * What a `Client` takes as its `quota` in place of a limit of its own; `make` and `fromRateLimiter`
 * make one.
 *
 * @category models
 * @since 0.1.0
 */
export interface SharedQuota extends SharedQuotaStore {
  /** The lanes of one client, which says who goes next. `run` starts an effect on the clock of the timers. */
  readonly lanes: (timers: Timers, run: (effect: Effect.Effect<void>) => Fiber.Fiber<void>) => Lanes
}

export type { SharedQuotaStore } from "./sharedLanes.ts"

/**
 * A quota over a store of your own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (store: SharedQuotaStore): SharedQuota => ({
  ...store,
  lanes: (timers, run) => sharedLanes(timers, store, run)
})

/**
 * @category options
 * @since 0.1.0
 */
export interface SharedQuotaOptions {
  /**
   * How many requests all processes together can send in a window, and how many of them at once. A
   * bucket of tokens lets a burst through and then what was refilled meanwhile, up to twice the limit
   * in one window: give half of what Google allows. Default: 500, half of Google's 1,000.
   */
  readonly limit?: number | undefined
  /** Default: 100 seconds. */
  readonly window?: Duration.Input | undefined
  /**
   * The name of the count in the store. Google counts for each service account: give each a key of
   * its own. Default: `"effect-zero-touch"`.
   */
  readonly key?: string | undefined
  /**
   * How many requests this process can send in a window while the store is down, 1 at least. With more
   * than ten processes give less than the default, so that their shares together stay below what
   * Google allows. Default: a tenth of the limit.
   */
  readonly share?: number | undefined
}

/**
 * A quota that is counted by Effect's `RateLimiter`, as a bucket of tokens. All processes that share it
 * have the same store, key, limit and window, and clocks that agree. A wrong option fails with the
 * reason `InvalidRequest`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromRateLimiter = Effect.fnUntraced(function* (
  options: SharedQuotaOptions = {}
): Effect.fn.Return<SharedQuota, TransportError, RateLimiter> {
  const { key = "effect-zero-touch", limit = 500 } = options
  yield* requireRequests("quota.limit", limit)
  const { share = Math.max(Math.floor(limit / 10), 1) } = options
  yield* requireRequests("quota.share", share)
  const window = yield* durationOf("quota.window", options.window ?? "100 seconds")
  const limiter = yield* RateLimiter
  const place = limiter.consume({
    algorithm: "token-bucket",
    onExceeded: "delay",
    key,
    limit,
    window
  })
  return make({ take: Effect.map(place, ({ delay }) => delay), share, window })
})
