/**
 * What an answer is: a value, an error of the API, or nothing that this service would say.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Result from "effect/Result"
import { detail } from "../../rpc/Status.ts"
import { ApiError } from "../ApiError.ts"
import type { ApiRequest, ApiResponse } from "../Client.ts"
import { InvalidResponse, TransportError } from "../TransportError.ts"
import type { Body } from "./body.ts"
import { callOf } from "./call.ts"
import { type Envelope, isOwnEnvelope, parseEnvelope } from "./envelope.ts"
import { largerDelay, parseRetryAfter } from "./retryAfter.ts"

/** An answer with its body read, at a time in milliseconds since 1970. */
export interface Answer {
  readonly httpStatus: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Body
  readonly now: number
}

export const interpret = <A>(
  request: ApiRequest<A>,
  answer: Answer
): Effect.Effect<ApiResponse<A>, ApiError | TransportError> => {
  const { body, headers, httpStatus, now } = answer
  const asked = parseRetryAfter(headers["retry-after"], headers["date"], now)
  const call = callOf(request)
  const invalid = (description: string, truncated = false) =>
    Effect.fail(
      new TransportError({
        ...call,
        ...retryAfter(asked),
        reason: new InvalidResponse({
          description,
          httpStatus,
          truncated,
          ...optional("contentType", headers["content-type"]?.slice(0, 200)),
          ...optional("body", body.text === "" ? undefined : body.text.slice(0, 1024))
        })
      })
    )

  if (httpStatus < 200) return invalid("it is no final answer")
  if (httpStatus >= 300 && httpStatus < 400) return invalid("redirects are not followed")
  // transports differ in whether they read what comes with a status that has no body
  if (httpStatus === 205) return invalid("the body is empty")
  if (body._tag === "NotJson") {
    const advice =
      httpStatus === 404 ? ": is the base URL right? The paths of this API begin with /v1/" : ""
    return invalid(`${body.why}${advice}`, body.truncated)
  }
  if (httpStatus < 300) {
    const value = request.decode(body.json)
    return Result.isSuccess(value)
      ? Effect.succeed({ value: value.success, httpStatus, retryAfter: asked })
      : invalid(value.failure)
  }
  const envelope = parseEnvelope(body.json, httpStatus)
  if (envelope === undefined) return invalid("the JSON holds no error")
  // Only the API itself can say that a call was refused before it was processed.
  if (httpStatus === 429 && !call.idempotent && !isOwnEnvelope(body.json)) {
    return invalid("the error is not in the form of this API")
  }
  return Effect.fail(
    new ApiError({
      ...call,
      ...envelope,
      ...retryAfter(largerDelay(asked, envelope.status)),
      ...optional("requestId", requestIdOf(envelope, headers)),
      ...optional("authenticate", authenticateError(headers["www-authenticate"])),
      httpStatus
    })
  )
}

const retryAfter = (delay: ReturnType<typeof parseRetryAfter>) =>
  optional("retryAfter", Option.getOrUndefined(delay))

const optional = <const K extends string, V>(
  key: K,
  value: V | undefined
): Partial<Readonly<Record<K, V>>> => (value === undefined ? {} : Record.singleton(key, value))

const requestIdOf = (envelope: Envelope, headers: Answer["headers"]): string | undefined =>
  Option.getOrUndefined(detail(envelope.status, "RequestInfo"))?.requestId ??
  headers["x-goog-request-id"] ??
  headers["x-request-id"]

/** The error code of a `WWW-Authenticate` header. */
const authenticateError = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : /\berror="?([\w-]{1,64})"?/.exec(header)?.[1]
