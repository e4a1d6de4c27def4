/**
 * What `ApiError` and `TransportError` have in common: the facts of the call that failed.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { defined } from "../rpc/defined.ts"
import type { ApiRequest } from "./ApiRequest.ts"
import { printable, printableName, printableTime } from "./printable.ts"

export const callFields = {
  /** The API's name of the method, such as `"operations.get"`. */
  method: Schema.optionalKey(Schema.String),
  /** The operation that the call was about (`name` is taken: it is the error class's). */
  operationName: Schema.optionalKey(Schema.String),
  /** The page of a listing that failed; a listing that begins with this token continues there. */
  pageToken: Schema.optionalKey(Schema.String),
  /** Whether sending the call twice does no harm: true for reads. */
  idempotent: Schema.Boolean.pipe(Schema.withConstructorDefault(Effect.succeed(true))),
  /** How long the service asked to wait: the larger of `Retry-After` and `RetryInfo`. */
  retryAfter: Schema.optionalKey(Schema.DurationFromMillis),
  /** How often the request was sent, or an attempt was made to send it. */
  tries: Schema.Number.pipe(Schema.withConstructorDefault(Effect.succeed(1))),
  /** The time spent on the call, including pauses between tries. */
  elapsed: Schema.DurationFromMillis.pipe(
    Schema.withConstructorDefault(Effect.sync(() => Duration.zero))
  )
}

/** What an error says of the request that it is about. */
export const callOf = <A>(request: ApiRequest<A>) => ({
  method: request.method,
  idempotent: request.idempotent ?? request.httpMethod === "GET",
  ...defined({ operationName: request.operationName, pageToken: request.pageToken })
})

/** The HTTP statuses of transient failures, for calls that can be repeated. */
export const isTransientHttpStatus = (httpStatus: number): boolean =>
  transientHttpStatuses.has(httpStatus)

const transientHttpStatuses = new Set([408, 429, 500, 502, 503, 504])

/**
 * Whether a request that was answered with an error can have been processed all the same: a front
 * end that gives up on the service behind it does not know how far that came.
 */
export const canFollowProcessing = (httpStatus: number): boolean =>
  httpStatus >= 500 || httpStatus === 408 || httpStatus === 499

/** `operations.get of operations/1: no connection: … (3 tries in 1.5s)` */
export const formatCall = (
  call: {
    readonly method?: string
    readonly operationName?: string
    readonly tries: number
    readonly elapsed: Duration.Duration
  },
  what: string,
  mayHaveBeenProcessed: boolean
): string => {
  const subject = [call.method, call.operationName]
    .filter((part) => part !== undefined)
    .map(printableName)
    .join(" of ")
  const effort = call.tries > 1 ? ` (${call.tries} tries in ${printableTime(call.elapsed)})` : ""
  const note = mayHaveBeenProcessed ? " (the request may have been processed)" : ""
  return `${subject === "" ? "" : `${subject}: `}${printable(what)}${note}${effort}`
}
