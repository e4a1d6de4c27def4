/**
 * From an HTTP response to what it means: bytes under a cap, JSON, and then a value, an error of the
 * API, or something that this service would not say.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { defined } from "../rpc/defined.ts"
import { detail } from "../rpc/Status.ts"
import { ApiError } from "./ApiError.ts"
import type { AnswerFacts, ApiRequest, ApiResponse } from "./ApiRequest.ts"
import { callOf } from "./callFields.ts"
import { type Envelope, isErrorUnderSuccess, isOwnEnvelope, parseEnvelope } from "./envelope.ts"
import { printable } from "./printable.ts"
import { redactJson, redactor, redactorOfBodies } from "./redact.ts"
import { largerDelay, parseRetryAfter } from "./retryAfter.ts"
import { InvalidResponse, TransportError } from "./TransportError.ts"

type Bytes = Uint8Array | ArrayBuffer

/**
 * A body that is said to be no larger is read in one piece, and not as a stream. Browsers hide
 * `Content-Encoding` from other origins, so that the size may be that of a compressed body.
 */
const mostInOnePiece =
  "document" in globalThis || "WorkerGlobalScope" in globalThis ? 64 * 1024 : Infinity

/** A response with its body read. */
export interface Answer {
  readonly httpStatus: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly bytes: Bytes
}

/** Reads a body; one that is larger than the cap is not read to its end. */
export const readAnswer = (
  response: HttpClientResponse,
  maxBytes: number
): Effect.Effect<Answer, HttpClientError | InvalidResponse> => {
  // some transports make the headers anew with each access
  const { headers, status: httpStatus } = response
  const length = headers["content-length"]
  const coding = headers["content-encoding"]
  if (
    length !== undefined &&
    coding === undefined &&
    Number(length) <= Math.min(maxBytes, mostInOnePiece)
  ) {
    return Effect.flatMap(response.arrayBuffer, (bytes) =>
      bytes.byteLength <= maxBytes
        ? Effect.succeed({ httpStatus, headers, bytes })
        : Effect.fail(tooLarge(httpStatus, maxBytes))
    )
  }
  return Effect.map(
    Effect.filterOrElse(
      countBytes(response.stream, httpStatus, maxBytes),
      (bytes) => !isGzip(bytes, coding),
      (bytes) => gunzip(bytes, httpStatus, maxBytes)
    ),
    (bytes) => ({ httpStatus, headers, bytes })
  )
}

/** `fetch` decodes what it gets, and leaves the header as it was; other transports leave both. */
const isGzip = (bytes: Uint8Array<ArrayBuffer>, coding: string | undefined): boolean =>
  coding?.trim().toLowerCase() === "gzip" && bytes[0] === 0x1f && bytes[1] === 0x8b

const gunzip = (
  bytes: Uint8Array<ArrayBuffer>,
  httpStatus: number,
  maxBytes: number
): Effect.Effect<Bytes, HttpClientError | InvalidResponse> =>
  countBytes(
    Stream.fromReadableStream({
      evaluate: () => new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")),
      onError: () =>
        new InvalidResponse({
          description: "the compressed body breaks off, or is damaged",
          httpStatus,
          truncated: true
        })
    }),
    httpStatus,
    maxBytes
  )

const countBytes = Effect.fnUntraced(function* (
  stream: Stream.Stream<Uint8Array, HttpClientError | InvalidResponse>,
  status: number,
  maxBytes: number
): Effect.fn.Return<Uint8Array<ArrayBuffer>, HttpClientError | InvalidResponse> {
  const chunks: Array<Uint8Array> = []
  let size = 0
  yield* Stream.runForEach(stream, (chunk) => {
    size += chunk.byteLength
    chunks.push(chunk)
    return size > maxBytes ? Effect.fail(tooLarge(status, maxBytes)) : Effect.void
  }).pipe(
    // a fetch response without a body has no stream either
    Effect.catchIf(isEmptyBody, () => Effect.void)
  )
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
})

const tooLarge = (httpStatus: number, maxBytes: number) =>
  new InvalidResponse({
    description: `the body has more than ${maxBytes} bytes, the client's maxBodyBytes`,
    httpStatus
  })

const isEmptyBody = (error: HttpClientError | InvalidResponse): boolean =>
  error._tag === "HttpClientError" && error.reason._tag === "EmptyBodyError"

const decoder = new TextDecoder()

/** What an answer means. The secrets are those that went with the call. */
export const interpret = <A>(
  request: ApiRequest<A>,
  answer: Answer,
  secrets: ReadonlyArray<Redacted.Redacted>
): Effect.Effect<ApiResponse<A>, ApiError | TransportError> =>
  answer.headers["retry-after"] === undefined
    ? read(request, answer, secrets, Option.none())
    : Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const { date, "retry-after": retryAfter } = answer.headers
        return read(request, answer, secrets, parseRetryAfter(retryAfter, date, now))
      })

const read = <A>(
  request: ApiRequest<A>,
  answer: Answer,
  secrets: ReadonlyArray<Redacted.Redacted>,
  retryAfter: AnswerFacts["retryAfter"]
): Effect.Effect<ApiResponse<A>, ApiError | TransportError> => {
  const { httpStatus } = answer
  const facts = { httpStatus, retryAfter }
  const text = decoder.decode(answer.bytes)
  const json = parseJson(text, answer.bytes)
  if (httpStatus >= 200 && httpStatus < 300 && httpStatus !== 205 && Result.isSuccess(json)) {
    // most answers have nothing that could be an error
    const isError =
      (Array.isArray(json.success) || Predicate.hasProperty(json.success, "error")) &&
      isErrorUnderSuccess(json.success)
    const value = isError ? undefined : decodeAnswer(request, json.success, facts)
    if (value !== undefined && Result.isSuccess(value)) {
      return Effect.succeed({ ...facts, value: value.success })
    }
  }
  return Effect.fail(failureOf(request, answer, secrets, facts, text, json))
}

/** Fields that are not known are ignored, but an answer of nothing else is that of another program. */
const decodeAnswer = <A>(
  request: ApiRequest<A>,
  json: unknown,
  facts: AnswerFacts
): Result.Result<A, string> => {
  const value = request.decode(json, facts)
  return Result.isSuccess(value) && hasNoField(value.success) && !hasNoField(json)
    ? Result.fail("it has none of the fields of the answer; it may be that of a proxy or a gateway")
    : value
}

/** Whether it is nothing or an object without a field; `null` is an absent field. */
const hasNoField = (value: unknown): boolean => {
  if (!Predicate.isObject(value)) return value === undefined
  for (const key in value) if (Reflect.get(value, key) !== null) return false
  return true
}

/** Text that only looks like JSON because wrong bytes were replaced in it is not JSON. */
const parseJson = (text: string, bytes: Bytes): Result.Result<unknown, unknown> =>
  text.includes("\uFFFD") && !isUtf8(bytes)
    ? Result.failVoid
    : Result.try((): unknown => JSON.parse(text))

/** What is wrong with an answer. All that it says is redacted before anything is made of it. */
const failureOf = <A>(
  request: ApiRequest<A>,
  { bytes, headers: given, httpStatus }: Answer,
  secrets: ReadonlyArray<Redacted.Redacted>,
  facts: AnswerFacts,
  original: string,
  parsed: Result.Result<unknown, unknown>
): ApiError | TransportError => {
  const redact = redactor(secrets)
  const text = redactorOfBodies(secrets)(original)
  const headers = (name: string) => {
    const value = given[name]
    return value === undefined ? undefined : redact(value)
  }
  const asked = facts.retryAfter
  const call = callOf(request)
  const invalid = (description: string, truncated = false) =>
    new TransportError({
      ...call,
      ...defined({ retryAfter: Option.getOrUndefined(asked) }),
      reason: new InvalidResponse({
        description,
        httpStatus,
        truncated,
        ...defined({
          contentType: headers("content-type")?.slice(0, 200),
          body: text === "" ? undefined : text.slice(0, 1024)
        })
      })
    })

  if (httpStatus < 200) return invalid("it is no final answer")
  if (httpStatus >= 300 && httpStatus < 400) return invalid("redirects are not followed")
  // transports differ in whether they read what comes with a status that has no body
  if (httpStatus === 205) return invalid("the body is empty")
  if (Result.isFailure(parsed)) {
    const { truncated, why } = notJson(original, bytes, headers("content-encoding"))
    const advice =
      httpStatus === 404 ? ": is the base URL right? The paths of this API begin with /v1/" : ""
    return invalid(`${why}${advice}`, truncated)
  }
  const json = redactJson(parsed.success, redact)
  if (httpStatus < 300 && !isErrorUnderSuccess(json)) {
    const value = decodeAnswer(request, json, facts)
    // without its secrets it might be an answer
    return invalid(Result.isFailure(value) ? value.failure : "it repeats a secret of the call")
  }
  const envelope = parseEnvelope(json, httpStatus)
  if (envelope === undefined) return invalid("the JSON holds no error")
  // Only the API itself can say that a call was refused before it was processed.
  if (httpStatus === 429 && !call.idempotent && !isOwnEnvelope(json)) {
    return invalid("the error is not in the form of this API")
  }
  return new ApiError({
    ...call,
    ...envelope,
    ...defined({
      retryAfter: Option.getOrUndefined(largerDelay(asked, envelope.status)),
      requestId: requestIdOf(envelope, headers),
      authenticate: authenticateError(headers("www-authenticate"))
    }),
    httpStatus
  })
}

/** Why a body is not JSON. */
const notJson = (
  text: string,
  bytes: Bytes,
  coding: string | undefined
): { readonly why: string; readonly truncated: boolean } => {
  if (text.trim() === "") return { why: "the body is empty", truncated: false }
  if (text.includes("\uFFFD") && !isUtf8(bytes)) {
    const isEncoded = coding !== undefined && coding.trim().toLowerCase() !== "identity"
    const note = isEncoded ? `; it is encoded as ${printable(coding, 40)}` : ""
    return { why: `the body is not UTF-8${note}`, truncated: false }
  }
  if (isBrokenOff(text)) return { why: "the JSON breaks off", truncated: true }
  const isPage = /^\s*</.test(text)
  return { why: isPage ? "it is a page of HTML or XML" : "it is not JSON", truncated: false }
}

/** Whether bytes are UTF-8; they can end within a character, as they do when a connection is cut. */
const isUtf8 = (bytes: Bytes): boolean =>
  Result.isSuccess(
    Result.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true }))
  )

/** Whether a text begins as JSON does, and ends before its brackets and strings are closed. */
const isBrokenOff = (text: string): boolean => {
  if (!/^\s*[{[]/.test(text)) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === "\\") i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === "{" || char === "[") depth++
    else if ((char === "}" || char === "]") && --depth === 0) return false
  }
  return true
}

const requestIdOf = (
  envelope: Envelope,
  headers: (name: string) => string | undefined
): string | undefined =>
  Option.getOrUndefined(detail(envelope.status, "RequestInfo"))?.requestId ??
  headers("x-goog-request-id") ??
  headers("x-request-id")

/** The error code of a `WWW-Authenticate` header. */
const authenticateError = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : /\berror="?([\w-]{1,64})"?/.exec(header)?.[1]
