/**
 * What is told of calls: a span per public call and per try, under OpenTelemetry's attribute names,
 * and metrics. Units are UCUM's, in the attribute `unit`, where exporters look for them. Spans are
 * made only when a tracer other than Effect's default is installed, which nobody reads.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import type { ApiError } from "./ApiError.ts"
import type { ApiRequest, ApiResponse } from "./ApiRequest.ts"
import type { TransportError } from "./TransportError.ts"

type Attributes = Readonly<Record<string, string>>

/** Opens a span around an effect, if spans are made; `result` adds what only its value tells. */
export const withSpan = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  name: string,
  attributes: () => Attributes,
  result?: (value: A) => Attributes
): Effect.Effect<A, E, R> =>
  ifTraced(
    () => {
      const traced =
        result === undefined
          ? effect
          : Effect.tap(effect, (value) => Effect.annotateCurrentSpan(result(value)))
      return Effect.withSpan(traced, name, { attributes: attributes(), captureStackTrace: false })
    },
    () => effect
  )

/** Opens a span that is nested in no other and linked to the given ones, if spans are made. */
export const withRootSpan = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  name: string,
  attributes: Attributes,
  linked: () => ReadonlyArray<Tracer.AnySpan>
): Effect.Effect<A, E, R> =>
  ifTraced(
    () =>
      Effect.withSpan(effect, name, {
        root: true,
        links: linked().map((span) => ({ span, attributes: {} })),
        attributes,
        captureStackTrace: false
      }),
    () => effect
  )

/** Opens a span around a stream, if spans are made. */
export const streamWithSpan = <A, E, R>(
  stream: Stream.Stream<A, E, R>,
  name: string,
  attributes: Attributes = {}
): Stream.Stream<A, E, R> =>
  Stream.unwrap(
    ifTraced(
      () => Effect.succeed(Stream.withSpan(stream, name, { attributes })),
      () => Effect.succeed(stream)
    )
  )

const ifTraced = <A, E, R>(
  traced: () => Effect.Effect<A, E, R>,
  untraced: () => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.withFiber<A, E, R>((fiber) => (isTraced(fiber.context) ? traced() : untraced()))

/** Whether spans are made. */
export const isTraced = (context: Context.Context<never>): boolean =>
  Context.getOrUndefined(context, Tracer.Tracer) !== undefined

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

type TryExit = Exit.Exit<ApiResponse<unknown>, ApiError | TransportError>

/** What is known of a try when it has ended. An interrupted one is cut short, and no error. */
const ending = (exit: TryExit): Readonly<Record<string, string>> => {
  if (Exit.isSuccess(exit)) return { "http.response.status_code": String(exit.value.httpStatus) }
  const error = Option.getOrUndefined(Exit.findErrorOption(exit))
  if (error === undefined) return {}
  const status = statusOf(error)
  return {
    "error.type": errorType(error),
    ...(status === undefined ? {} : { "http.response.status_code": String(status) })
  }
}

/** Measures the tries of a client, and opens a span around each. */
export const tryObserver = (url: URL) => {
  const port = url.port === "" ? {} : { "server.port": Number(url.port) }
  /** The series of the histogram, each made once. Methods, statuses and reasons are few. */
  const series = new Map<string, ReturnType<typeof seriesOf>>()

  const attributesOf = <A>(request: ApiRequest<A>) => ({
    "http.request.method": request.httpMethod,
    "rpc.method": request.method,
    "server.address": url.hostname
  })
  const seriesOf = <A>(request: ApiRequest<A>, exit: TryExit) =>
    Metric.withAttributes(duration, { ...attributesOf(request), ...ending(exit) })

  const seriesFor = <A>(request: ApiRequest<A>, exit: TryExit) => {
    const end = Exit.isSuccess(exit) ? exit.value.httpStatus : Object.values(ending(exit)).join(" ")
    const key = `${request.httpMethod} ${request.method} ${end}`
    const found = series.get(key)
    if (found !== undefined) return found
    const made = seriesOf(request, exit)
    series.set(key, made)
    return made
  }

  const measured = <A>(
    request: ApiRequest<A>,
    send: Effect.Effect<ApiResponse<A>, ApiError | TransportError>
  ) =>
    Effect.withFiber<ApiResponse<A>, ApiError | TransportError>((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      const start = clock.monotonicTimeNanosUnsafe()
      return Effect.onExit(send, (exit) => {
        const seconds = Number(clock.monotonicTimeNanosUnsafe() - start) / 1e9
        seriesFor(request, exit).updateUnsafe(seconds, fiber.context)
        return Effect.void
      })
    })

  const annotated = <A>(send: Effect.Effect<ApiResponse<A>, ApiError | TransportError>) =>
    Effect.onExit(send, (exit) => {
      const ended = ending(exit)
      const status = ended["http.response.status_code"]
      return Effect.annotateCurrentSpan({
        ...ended,
        ...(status === undefined ? {} : { "http.response.status_code": Number(status) })
      })
    })

  return <A>(
    request: ApiRequest<A>,
    resendCount: number,
    send: Effect.Effect<ApiResponse<A>, ApiError | TransportError>
  ): Effect.Effect<ApiResponse<A>, ApiError | TransportError> =>
    ifTraced(
      () =>
        Effect.withSpan(
          annotated(measured(request, send)),
          `${request.httpMethod} ${request.method}`,
          {
            kind: "client",
            attributes: {
              ...attributesOf(request),
              "rpc.service": "androiddeviceprovisioning.googleapis.com",
              ...port,
              ...(resendCount > 0 ? { "http.request.resend_count": resendCount } : {})
            },
            captureStackTrace: false
          }
        ),
      () => measured(request, send)
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
