/**
 * What goes in and out of the emulator, whatever carries it: a request as bytes, and a reply that
 * is either a response, whose body may break or stall on its way, or no response at all.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/**
 * Header fields by lower-case name.
 *
 * @category models
 * @since 0.1.0
 */
export type HeaderFields = Readonly<Record<string, string>>

/**
 * One HTTP request, as it is on the wire.
 *
 * @category models
 * @since 0.1.0
 */
export interface EmulatorRequest {
  /** The verb, in capitals. */
  readonly method: string
  /** The request target: path and query, still encoded, such as `/v1/operations/x?fields=done`. */
  readonly target: string
  readonly headers: HeaderFields
  readonly body: Uint8Array
}

/**
 * A response. Reading its body takes place in (virtual) time and can fail where the connection is
 * to break.
 *
 * @category models
 * @since 0.1.0
 */
export interface EmulatorResponse {
  readonly _tag: "Response"
  readonly status: number
  readonly headers: HeaderFields
  /**
   * All bytes, when nothing happens to them on their way and the emulator need not know when they
   * have been read. Else a stream.
   */
  readonly body: EmulatorBody
}

/**
 * The body of a response.
 *
 * @category models
 * @since 0.1.0
 */
export type EmulatorBody = Uint8Array | Stream.Stream<Uint8Array, ConnectionLost>

/**
 * No response: what kind of failure the client sees. A server that is already connected to its
 * client can only make a `Reset` of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConnectionFailure {
  readonly _tag: "Failure"
  readonly kind: "Refused" | "DnsFailure" | "ConnectTimeout" | "Reset"
}

/**
 * What becomes of a request.
 *
 * @category models
 * @since 0.1.0
 */
export type EmulatorReply = EmulatorResponse | ConnectionFailure

/**
 * The connection breaks in the middle of a body.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConnectionLost extends Data.TaggedError("ConnectionLost") {}

/** A response before it is sent: all bytes, and what is to happen to them on their way. */
export interface Response {
  readonly _tag: "Response"
  readonly status: number
  readonly headers: HeaderFields
  readonly bytes: Uint8Array
  /** Where the body ends before its time, and how; not used when that is not inside the body. */
  readonly cut?: { readonly after: number; readonly by: "reset" | "stall" }
  /** So many bytes at a time, with a pause before each but the first. */
  readonly pace?: { readonly bytes: number; readonly every: Duration.Input }
}

/** Wraps each wait for virtual time, so that it can be told from work. */
export type Wait = <A>(effect: Effect.Effect<A>) => Effect.Effect<A>

/** 100,000 devices have half of it. */
export const defaultMaxBodyBytes = 64 * 1024 * 1024

const chunkSize = 16 * 1024

/** A body as a stream. */
export const streamOf = (body: EmulatorBody): Stream.Stream<Uint8Array, ConnectionLost> => {
  if (!(body instanceof Uint8Array)) return body
  return body.length === 0 ? Stream.empty : Stream.succeed(body)
}

/** The body of a response as it comes, in (virtual) time. */
export const send = (response: Response, wait: Wait): EmulatorResponse => {
  const { status, headers, bytes, cut, pace } = response
  const broken = cut !== undefined && cut.after < bytes.length ? cut : undefined
  if (broken === undefined && pace === undefined) {
    return { _tag: "Response", status, headers, body: bytes }
  }
  const end = broken?.after ?? bytes.length
  const size = Math.max(1, pace?.bytes ?? chunkSize)
  const pause = pace === undefined ? Effect.void : wait(Effect.sleep(pace.every))
  const body = Stream.unfold(0, (offset) => {
    if (offset < end) {
      const next = Math.min(offset + size, end)
      return Effect.as(offset === 0 ? Effect.void : pause, [
        bytes.subarray(offset, next),
        next
      ] as const)
    }
    if (broken === undefined) return Effect.undefined
    return broken.by === "stall" ? wait(Effect.never) : Effect.fail(new ConnectionLost())
  })
  return { _tag: "Response", status, headers, body }
}

const encoder = new TextEncoder()

/** Bytes of a text in UTF-8. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** A response with its length in the headers, unless they say it otherwise. */
export const response = (
  status: number,
  headers: HeaderFields,
  body: string | Uint8Array
): Response => {
  const bytes = typeof body === "string" ? utf8(body) : body
  // These three never have a body, so they must not announce one.
  const bodiless = status === 204 || status === 205 || status === 304
  const framed = "content-length" in headers || "transfer-encoding" in headers || bodiless
  return {
    _tag: "Response",
    status,
    headers: framed ? headers : { ...headers, "content-length": String(bytes.length) },
    bytes: bodiless ? new Uint8Array(0) : bytes
  }
}

/** A JSON response, indented as the service does unless asked not to. */
export const json = (
  status: number,
  value: unknown,
  options?: { readonly headers?: HeaderFields; readonly pretty?: boolean }
): Response =>
  response(
    status,
    { "content-type": "application/json; charset=UTF-8", ...options?.headers },
    options?.pretty === true
      ? `${JSON.stringify(value, undefined, 2)}\n`
      : // JSON has no undefined, which a caller without types may pass.
        (JSON.stringify(value) ?? "null")
  )

/** A page as Google's front end sends it when no API is reached. */
export const html = (status: number, headers?: HeaderFields): Response =>
  response(
    status,
    { "content-type": "text/html; charset=UTF-8", ...headers },
    `<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error ${status}</title>\n` +
      `  <p><b>${status}.</b> <ins>That’s an error.</ins>\n` +
      `  <p>This page comes from the front end, not from the API. <ins>That’s all we know.</ins>\n`
  )

/** Compresses a response for those that ask for it in Google's way: in both headers. */
export const compress = (
  reply: Response,
  request: { readonly headers: HeaderFields },
  gzip: (bytes: Uint8Array) => Uint8Array
): Response => {
  const asked = (name: string) => /\bgzip\b/i.test(request.headers[name] ?? "")
  if (!asked("accept-encoding") || !asked("user-agent") || reply.bytes.length === 0) return reply
  const bytes = gzip(reply.bytes)
  return {
    ...reply,
    headers: { ...reply.headers, "content-encoding": "gzip", "content-length": `${bytes.length}` },
    bytes
  }
}
