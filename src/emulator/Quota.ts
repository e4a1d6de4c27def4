/**
 * How many requests one caller may make in a while, and the 429 for those beyond.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { tokenOf } from "./Authentication.ts"
import type { RecordedRequest } from "./RequestLog.ts"
import { rpcDetail, ServiceError } from "./ServiceError.ts"

/**
 * `"none"`, or so many requests in each window. A caller is whom `quotaUser` (or the header
 * `X-Goog-Quota-User`) names, else whoever has the token, else everybody together.
 *
 * @category options
 * @since 0.1.0
 */
export type Quota =
  | "none"
  | {
      /** Default 1,000. */
      readonly limit?: number
      /** Default 100 seconds. It begins with the first request, and again when it has ended. */
      readonly window?: Duration.Input
    }

/** Counts a request, or refuses it. */
export type Meter = (
  quota: Quota,
  request: RecordedRequest,
  now: number
) => Effect.Effect<void, ServiceError>

const callerOf = (request: RecordedRequest): string => {
  const user = request.query.get("quotaUser") ?? request.headers["x-goog-quota-user"]
  return user === undefined ? `token ${tokenOf(request) ?? ""}` : `user ${user}`
}

const exceeded = (limit: number, window: number, wait: number): ServiceError => {
  const seconds = Math.ceil(wait / 1000)
  const message = `Quota exceeded for quota metric 'Queries' and limit 'Queries per ${
    window / 1000
  } seconds per user' of service 'androiddeviceprovisioning.googleapis.com'.`
  const service = "androiddeviceprovisioning.googleapis.com"
  const quotaMetric = `${service}/default_requests`
  return ServiceError.make(
    "RESOURCE_EXHAUSTED",
    message,
    [
      rpcDetail("ErrorInfo", {
        reason: "RATE_LIMIT_EXCEEDED",
        domain: "googleapis.com",
        metadata: { service, quota_metric: quotaMetric, quota_limit_value: String(limit) }
      }),
      rpcDetail("QuotaFailure", {
        violations: [
          {
            subject: "user",
            description: message,
            apiService: service,
            quotaMetric,
            quotaId: "DefaultRequestsPerUser",
            quotaValue: String(limit)
          }
        ]
      }),
      rpcDetail("RetryInfo", { retryDelay: `${wait / 1000}s` })
    ],
    { "retry-after": String(seconds) }
  )
}

/** Nothing used yet. */
export const make = (): Meter => {
  const windows = new Map<string, { readonly since: number; used: number }>()

  return (quota, request, now) => {
    if (quota === "none") return Effect.void
    const limit = quota.limit ?? 1000
    const window = Duration.toMillis(quota.window ?? "100 seconds")
    const caller = callerOf(request)
    const known = windows.get(caller)
    if (known !== undefined && now < known.since + window) {
      if (known.used >= limit) {
        return Effect.fail(exceeded(limit, window, known.since + window - now))
      }
      known.used += 1
      return Effect.void
    }
    // Callers who have gone are forgotten, so that many of them do not fill the memory.
    if (windows.size >= 1000) {
      for (const [one, { since }] of windows) if (now >= since + window) windows.delete(one)
    }
    windows.delete(caller)
    if (limit < 1) return Effect.fail(exceeded(limit, window, window))
    windows.set(caller, { since: now, used: 1 })
    return Effect.void
  }
}
