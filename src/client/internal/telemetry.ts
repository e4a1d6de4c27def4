/**
 * What is told of calls: a span per try, under OpenTelemetry's attribute names, and metrics. Units
 * are UCUM's, in the attribute `unit`, where exporters look for them.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type { ApiError } from "../ApiError.ts"
import type { ApiRequest, ApiResponse } from "../Client.ts"
import type { TransportError } from "../TransportError.ts"

// OpenTelemetry's name and boundaries.
const duration = Metric.histogram("http.client.request.duration", {
  description: "Duration of HTTP client requests, one per try",
  attributes: { unit: "s" },
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
})

const retries = Metric.counter("zero_touch.client.retries", {
  description: "Calls that were sent again, by what went wrong before",
  attributes: { unit: "{retry}" },
  incremental: true
})

/**
 * What OpenTelemetry calls `error.type`: the HTTP status of an answer, and otherwise the reason.
 */
export const errorType = (error: ApiError | TransportError): string => {
  const status = statusOf(error)
  return status === undefined || status < 400
    ? error._tag === "ApiError"
      ? error._tag
      : error.reason._tag
    : String(status)
}

const statusOf = (error: ApiError | TransportError): number | undefined =>
  error._tag === "ApiError"
    ? error.httpStatus
    : error.reason._tag === "InvalidResponse"
      ? error.reason.httpStatus
      : undefined

/** What is known of a try when it has ended. An interrupted one is cut short, and no error. */
const ending = (
  exit: Exit.Exit<ApiResponse<unknown>, ApiError | TransportError>
): Readonly<Record<string, string>> => {
  if (Exit.isSuccess(exit)) return { "http.response.status_code": String(exit.value.httpStatus) }
  const error = Option.getOrUndefined(Exit.findErrorOption(exit))
  if (error === undefined) return {}
  const status = statusOf(error)
  return {
    "error.type": errorType(error),
    ...(status === undefined ? {} : { "http.response.status_code": String(status) })
  }
}

/** Wraps one try in a span, and measures it. */
export const observeTry =
  <A>(request: ApiRequest<A>, url: URL, resendCount: number) =>
  (
    send: Effect.Effect<ApiResponse<A>, ApiError | TransportError>
  ): Effect.Effect<ApiResponse<A>, ApiError | TransportError> => {
    const call = {
      "http.request.method": request.httpMethod,
      "rpc.method": request.method,
      "server.address": url.hostname
    }
    return Effect.gen(function* () {
      const start = yield* Clock.currentTimeMillis
      return yield* Effect.onExit(send, (exit) =>
        Effect.gen(function* () {
          const known = ending(exit)
          const status = known["http.response.status_code"]
          yield* Effect.annotateCurrentSpan({
            ...known,
            ...(status === undefined ? {} : { "http.response.status_code": Number(status) })
          })
          const seconds = ((yield* Clock.currentTimeMillis) - start) / 1000
          yield* Metric.update(Metric.withAttributes(duration, { ...call, ...known }), seconds)
        })
      )
    }).pipe(
      Effect.withSpan(
        `${request.httpMethod} ${request.method}`,
        {
          kind: "client",
          attributes: {
            ...call,
            "rpc.service": "androiddeviceprovisioning.googleapis.com",
            ...(url.port === "" ? {} : { "server.port": Number(url.port) }),
            ...(resendCount > 0 ? { "http.request.resend_count": resendCount } : {})
          }
        },
        { captureStackTrace: false }
      )
    )
  }

/** A call is sent again, because of this. */
export const countRetry = (error: ApiError | TransportError): Effect.Effect<void> =>
  Metric.update(
    Metric.withAttributes(retries, {
      "rpc.method": error.method ?? "unknown",
      "error.type": errorType(error)
    }),
    1
  )
