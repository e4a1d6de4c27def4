/**
 * What can be asked of a single call, besides what it is about.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"

/**
 * A time after which a request must not leave. Both clocks have to agree that it is not yet reached:
 * the wall clock, which is the same for every process, and the monotonic clock, which cannot be set
 * back and notices a process that was paused.
 *
 * @category models
 * @since 0.1.0
 */
export interface SendBefore {
  /** Milliseconds since 1970 on the wall clock (`Clock.currentTimeMillis`). */
  readonly wallMillis: number
  /** Nanoseconds on this process's monotonic clock (`Clock.monotonicTimeNanos`). */
  readonly monotonicNanos: bigint
}

/**
 * @category models
 * @since 0.1.0
 */
export interface CallOptions {
  /** Google's `$.xgafv`: the format of errors, for this call. Default: the client's. */
  readonly xgafv?: "1" | "2" | undefined
  /**
   * Google's `quotaUser`: the user that the quota is counted against, at most 40 characters, for this
   * call. Default: the client's.
   */
  readonly quotaUser?: string | undefined
  /**
   * The latest time at which the request may leave. It is checked in every try, after waiting for
   * quota and for a token, just before the bytes are sent. A request that is too late fails with
   * `InvalidRequest`, and `mayHaveBeenProcessed` is false. Default: no limit.
   */
  readonly sendBefore?: SendBefore | undefined
}

/**
 * The options of a call that starts an operation.
 *
 * @category models
 * @since 0.1.0
 */
export interface StartOptions extends CallOptions {
  /**
   * Runs when the call ends without an operation although one may have been started: the request had
   * left, and then the call was interrupted, or it failed with `mayHaveBeenProcessed`. Nothing else
   * tells of an interrupted start but a warning in the log. Default: nothing runs.
   */
  readonly onPossiblyStarted?: Effect.Effect<void> | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ReadOptions extends CallOptions {
  /**
   * Google's `fields`: a mask of the fields to return, such as `"name,deviceIdentifier/imei"`. The
   * fields that a listing needs to continue are always returned with them. Default: all.
   */
  readonly fields?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ListOptions extends ReadOptions {
  /** The most items on a page. The method documents its default and its range. */
  readonly pageSize?: number | undefined
  /**
   * The page to begin with: a `nextPageToken`, or the `pageToken` of the error that ended a listing.
   * Default: the first page.
   */
  readonly pageToken?: string | undefined
}
