/**
 * What a `Client` can be told, and what is checked of it.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type { ApiError } from "./ApiError.ts"
import { type Base, parseBaseUrl } from "./baseUrl.ts"
import { durationOf, isCount, refuse, refuseOption, requireRequests } from "./optionChecks.ts"
import { wrongOption } from "./optionTypes.ts"
import { printableValue } from "./printable.ts"
import { isHeaderValue, notHeaderValue } from "./request.ts"
import { plainHttp } from "./send.ts"
import type { SharedQuota } from "./SharedQuota.ts"
import type { TransportError } from "./TransportError.ts"

/** When to send a failed call again. */
export type RetrySchedule = Schedule.Schedule<unknown, ApiError | TransportError>

/** Up to four more tries after about 0.5, 1, 2 and 4 seconds. */
const defaultRetry: RetrySchedule = Schedule.exponential("500 millis").pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 4 })
)

/**
 * The options of a `Client` that can come from a configuration.
 *
 * @category options
 * @since 0.1.0
 */
export interface ClientConfig {
  /** Default: Google's, `https://androiddeviceprovisioning.googleapis.com`. */
  readonly baseUrl?: string | URL | undefined
  /**
   * Use Google's mutual-TLS host instead of a `baseUrl`; the `HttpClient` has to bring the
   * certificate. Default: false.
   */
  readonly mutualTls?: boolean | undefined
  /**
   * The time for one try, from sending to the last byte of the body; waiting for quota is not
   * counted. Default: 60 seconds.
   */
  readonly timeout?: Duration.Input | undefined
  /**
   * How many requests this client can send within any such window; further ones wait: calls
   * in order, and before polls.
   * Google's default for a user, which here is the whole service account, is 1,000 in 100 seconds:
   * where several processes share one, give each its part, or all a `SharedQuota`. `false` switches it
   * off. Default: 1,000 in 100 seconds.
   */
  readonly quota?: { readonly limit: number; readonly window: Duration.Input } | false | undefined
  /**
   * The most bytes to read of one answer, after decompression. `false` switches it off. Default: 64
   * MiB (100,000 devices take about 40 MB). The worst answer, nothing but empty objects, takes some
   * twenty times its size in memory while it is read.
   */
  readonly maxBodyBytes?: number | false | undefined
  /** Google's `$.xgafv`: the format of errors. Both are understood. Default: the service's. */
  readonly xgafv?: "1" | "2" | undefined
  /** Google's `quotaUser`: the user that the quota is counted against, at most 40 characters. */
  readonly quotaUser?: string | undefined
  /** The project that pays for quota. Default: that of the credentials, if they name one. */
  readonly userProject?: string | undefined
  /** An API key; it is sent in a header, never in a URL. */
  readonly apiKey?: Redacted.Redacted | undefined
}

/**
 * The options of a `Client` that are not configuration.
 *
 * @category options
 * @since 0.1.0
 */
export interface ClientBehavior {
  /**
   * When to send a failed call again. Only transient failures are retried, and of calls that are not
   * idempotent only what was certainly not processed. A longer delay that the service asks for wins;
   * if it is over a minute, the call fails instead. A schedule without delays tries at once, as fast
   * as the quota allows. `false` switches retries off. Default: up to 4 more tries after about 0.5,
   * 1, 2 and 4 seconds.
   */
  readonly retry?: RetrySchedule | false | undefined
  /** A quota that is shared with other processes, in place of a limit; see `SharedQuota`. */
  readonly quota?: SharedQuota | undefined
}

/**
 * @category options
 * @since 0.1.0
 */
export interface ClientOptions extends Omit<ClientConfig, "quota">, Omit<ClientBehavior, "quota"> {
  /**
   * How many requests this client can send within any such window; further ones wait, calls of users
   * before polls. Google's default for a user, which here is the whole service account, is 1,000 in 100
   * seconds: where several processes share one, give each its part, or all a `SharedQuota`. `false`
   * switches it off. It is counted for each `Clock`: a program that provides clocks of its own has a
   * quota on each of them. Default: 1,000 in 100 seconds.
   */
  readonly quota?: ClientConfig["quota"] | SharedQuota
}

/** The options of a client, checked and with their defaults. */
export interface ClientSettings {
  readonly base: Base
  readonly timeout: Duration.Duration
  readonly retry: RetrySchedule | false
  readonly quota:
    { readonly limit: number; readonly window: Duration.Duration } | SharedQuota | false
  readonly maxBodyBytes: number
  readonly query: Readonly<Record<string, string | undefined>>
  readonly userProject: string | undefined
  readonly apiKey: Redacted.Redacted | undefined
}

/** Whether a quota is shared with other processes. */
export const isShared = (quota: object): quota is SharedQuota =>
  Predicate.hasProperty(quota, "lanes")

const googleHost = "https://androiddeviceprovisioning.googleapis.com"
const mutualTlsHost = "https://androiddeviceprovisioning.mtls.googleapis.com"

/** Checks options; the first one that is wrong is refused. `quotaProject` is the credentials' own. */
export const settingsOf = Effect.fnUntraced(function* (
  options: ClientOptions,
  quotaProject: string | undefined
): Effect.fn.Return<ClientSettings, TransportError> {
  const wrong = wrongOption(options)
  if (wrong !== undefined) return yield* refuseOption(wrong.field, wrong.description)
  const { apiKey, baseUrl, maxBodyBytes = 64 * 1024 * 1024, mutualTls = false, quotaUser } = options
  const { quota = { limit: 1000, window: "100 seconds" }, retry = defaultRetry, xgafv } = options
  const userProject = options.userProject ?? quotaProject

  if (baseUrl !== undefined && mutualTls) {
    return yield* refuseOption("mutualTls", "and baseUrl exclude each other; give one of them")
  }
  const base = parseBaseUrl(String(baseUrl ?? (mutualTls ? mutualTlsHost : googleHost)))
  if (Result.isFailure(base)) return yield* refuse(base.failure)
  if (apiKey !== undefined && !isHeaderValue(Redacted.value(apiKey))) {
    return yield* refuseOption("apiKey", notHeaderValue)
  }
  if (apiKey !== undefined && !base.success.mayCarrySecrets) return yield* refuse(plainHttp)
  if (userProject !== undefined && !isHeaderValue(userProject)) {
    return yield* refuseOption("userProject", `${notHeaderValue}: ${printableValue(userProject)}`)
  }
  if (quotaUser !== undefined && quotaUser.length > 40) {
    return yield* refuseOption("quotaUser", `has ${quotaUser.length} characters; give at most 40`)
  }
  if (xgafv !== undefined && xgafv !== "1" && xgafv !== "2") {
    return yield* refuseOption("xgafv", `is ${printableValue(xgafv)}; give "1" or "2"`)
  }
  const isOwnQuota = quota !== false && !isShared(quota)
  if (quota !== false && isShared(quota)) {
    yield* requireRequests("quota.share", quota.share)
    yield* durationOf("quota.window", quota.window)
  }
  if (isOwnQuota && !isCount(quota.limit)) {
    return yield* refuseOption(
      "quota.limit",
      `is ${printableValue(quota.limit)}; give a whole number of requests, 1 at least, or quota: false to switch it off`
    )
  }
  if (maxBodyBytes !== false && !isCount(maxBodyBytes)) {
    return yield* refuseOption(
      "maxBodyBytes",
      `is ${printableValue(maxBodyBytes)}; give a whole number of bytes, 1 at least, or false to switch it off`
    )
  }
  return {
    base: base.success,
    timeout: yield* durationOf(
      "timeout",
      options.timeout === undefined ? "60 seconds" : options.timeout
    ),
    retry,
    quota: isOwnQuota
      ? { limit: quota.limit, window: yield* durationOf("quota.window", quota.window) }
      : quota,
    maxBodyBytes: maxBodyBytes === false ? Number.POSITIVE_INFINITY : maxBodyBytes,
    query: { "$.xgafv": xgafv, quotaUser },
    userProject,
    apiKey
  }
})
