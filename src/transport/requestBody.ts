/** The bodies of requests that undici does not take as they are. */
import * as Effect from "effect/Effect"
import type { FormData, Raw, Stream as StreamBody } from "effect/http/HttpBody"
import { EncodeError, HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as Stream from "effect/Stream"
import { Readable } from "node:stream"

export interface Sendable {
  readonly body: string | Uint8Array | Readable | null
  readonly headers: HttpClientRequest["headers"] | Readonly<Record<string, string>>
}

/** Streams the rest: what is given as a stream, and what the platform encodes. */
export const sendableOf = (
  request: HttpClientRequest,
  body: FormData | Raw | StreamBody
): Effect.Effect<Sendable, HttpClientError> => {
  if (body._tag === "Stream") return streamed(request, body.stream)
  const given = body._tag === "FormData" ? body.formData : body.body
  if (typeof given === "string" || given instanceof Uint8Array || given instanceof Readable) {
    return Effect.succeed({ body: given, headers: request.headers })
  }
  return isWebBody(given)
    ? Effect.flatMap(
        Effect.try({
          try: () => new Response(given),
          catch: (cause) => encodeError(request, cause)
        }),
        (encoded) => encodedByPlatform(request, encoded, given instanceof globalThis.FormData)
      )
    : Effect.fail(encodeError(request, new TypeError("a body of this kind cannot be sent")))
}

type WebBody = ArrayBuffer | Blob | globalThis.FormData | ReadableStream | URLSearchParams

const isWebBody = (body: unknown): body is WebBody =>
  body instanceof ArrayBuffer ||
  body instanceof Blob ||
  body instanceof globalThis.FormData ||
  body instanceof ReadableStream ||
  body instanceof URLSearchParams

const encodedByPlatform = (
  request: HttpClientRequest,
  { body, headers }: Response,
  isForm: boolean
): Effect.Effect<Sendable, HttpClientError> => {
  const type = headers.get("content-type")
  const bytes =
    body === null
      ? Stream.empty
      : Stream.fromReadableStream({ evaluate: () => body, onError: (cause) => cause })
  return Effect.map(streamed(request, bytes), (sendable) =>
    // the boundary of a form is made with its bytes
    type === null || (!isForm && request.headers["content-type"] !== undefined)
      ? sendable
      : { ...sendable, headers: { ...request.headers, "content-type": type } }
  )
}

const streamed = (
  request: HttpClientRequest,
  stream: Stream.Stream<Uint8Array, unknown>
): Effect.Effect<Sendable> =>
  Effect.map(
    Stream.toAsyncIterableEffect(Stream.mapError(stream, (cause) => encodeError(request, cause))),
    (bytes) => ({ body: Readable.from(bytes), headers: request.headers })
  )

const encodeError = (request: HttpClientRequest, cause: unknown): HttpClientError =>
  new HttpClientError({ reason: new EncodeError({ request, cause }) })
