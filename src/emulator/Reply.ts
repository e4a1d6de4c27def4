/**
 * What a test makes the emulator answer: a response of any kind, a broken connection, silence, or
 * the service's own answer, late or lost. Values, to be used in scripts and fault rules.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Http from "./Http.ts"
import type { HeaderFields } from "./Http.ts"
import type { ErrorContent } from "./ServiceError.ts"

/**
 * What to answer.
 *
 * - `Service`: what the service itself answers.
 * - `Raw`: a response, byte by byte.
 * - `Error`: the service's error envelope, in the format that the request asks for.
 * - `Hang`: nothing, ever.
 * - `Refused`, `DnsFailure`, `ConnectTimeout`: no connection. They exist in memory only: a server
 *   whose client is connected already answers them with a reset.
 * - `Reset`: the connection breaks before any byte of a response.
 * - `ResetInBody`, `StallInBody`: it breaks, or stops, after so many bytes of the body.
 * - `Trickle`: the body comes in small pieces, with pauses.
 * - `Late`: a reply after a (virtual) while.
 * - `Instead`: the request is processed, and then answered otherwise.
 *
 * @category models
 * @since 0.1.0
 */
export type Reply =
  | { readonly _tag: "Service" }
  | { readonly _tag: "Raw"; readonly response: Http.Response }
  | { readonly _tag: "Error"; readonly content: ErrorContent }
  | { readonly _tag: "Hang" }
  | { readonly _tag: "Refused" | "DnsFailure" | "ConnectTimeout" | "Reset" }
  | {
      readonly _tag: "ResetInBody" | "StallInBody"
      readonly reply: Reply
      readonly afterBytes: number
    }
  | {
      readonly _tag: "Trickle"
      readonly reply: Reply
      readonly bytes: number
      readonly every: Duration.Input
    }
  | { readonly _tag: "Late"; readonly by: Duration.Input; readonly reply: Reply }
  | { readonly _tag: "Instead"; readonly answer: Reply; readonly reply: Reply }

const lowerCase = (headers: HeaderFields): HeaderFields =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/**
 * The service's own answer.
 *
 * @category constructors
 * @since 0.1.0
 */
export const Service: Reply = { _tag: "Service" }

/**
 * A JSON response, exactly this value: neither `fields` nor `prettyPrint` of the request change it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const Json = (status: number, body: unknown, headers: HeaderFields = {}): Reply => ({
  _tag: "Raw",
  response: Http.json(status, body, { headers: lowerCase(headers) })
})

/**
 * A response of these bytes (or this text, in UTF-8) and these headers. Only `content-length` is
 * added, where neither it nor `transfer-encoding` is given.
 *
 * @category constructors
 * @since 0.1.0
 */
export const Raw = (status: number, headers: HeaderFields, body: string | Uint8Array): Reply => ({
  _tag: "Raw",
  response: Http.response(status, lowerCase(headers), body)
})

/**
 * The HTML page of Google's front end.
 *
 * @category constructors
 * @since 0.1.0
 */
export const Html = (status: number, headers: HeaderFields = {}): Reply => ({
  _tag: "Raw",
  response: Http.html(status, lowerCase(headers))
})

const error = (content: ErrorContent): Reply => ({
  _tag: "Error",
  content: {
    ...content,
    ...(content.headers !== undefined && { headers: lowerCase(content.headers) })
  }
})

export {
  /**
   * The service's error envelope.
   *
   * @category constructors
   * @since 0.1.0
   */
  error as Error
}

/**
 * No answer, ever. Only the client's own timeout or interruption ends it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const Hang: Reply = { _tag: "Hang" }

/**
 * `ECONNREFUSED`. In memory only; a server resets the connection instead.
 *
 * @category constructors
 * @since 0.1.0
 */
export const Refused: Reply = { _tag: "Refused" }

/**
 * `ENOTFOUND`: the host's name has no address. In memory only; a server resets the connection.
 *
 * @category constructors
 * @since 0.1.0
 */
export const DnsFailure: Reply = { _tag: "DnsFailure" }

/**
 * `UND_ERR_CONNECT_TIMEOUT`, at once: put it into `Late` for the time that it takes. In memory only;
 * a server resets the connection.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ConnectTimeout: Reply = { _tag: "ConnectTimeout" }

/**
 * `ECONNRESET` before any byte of a response. The request is *not* processed: see `ThenLost`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const Reset: Reply = { _tag: "Reset" }

/**
 * A response whose connection breaks after so many bytes of its body. Without effect where the body
 * is not longer than that.
 *
 * @category combinators
 * @since 0.1.0
 */
export const ResetInBody = (reply: Reply, afterBytes: number): Reply => ({
  _tag: "ResetInBody",
  reply,
  afterBytes
})

/**
 * A response whose body stops coming after so many bytes, with the connection left open. Without
 * effect where the body is not longer than that.
 *
 * @category combinators
 * @since 0.1.0
 */
export const StallInBody = (reply: Reply, afterBytes: number): Reply => ({
  _tag: "StallInBody",
  reply,
  afterBytes
})

/**
 * A response whose body comes `bytes` at a time (default 1), with a pause between.
 *
 * @category combinators
 * @since 0.1.0
 */
export const Trickle = (reply: Reply, every: Duration.Input, bytes = 1): Reply => ({
  _tag: "Trickle",
  reply,
  bytes,
  every
})

/**
 * A reply that begins only after a (virtual) while; the request is processed then, too.
 *
 * @category combinators
 * @since 0.1.0
 */
export const Late = (by: Duration.Input, reply: Reply = Service): Reply => ({
  _tag: "Late",
  by,
  reply
})

/**
 * The request *is* processed, but the answer is another, as when a front end gives up on the service
 * behind it: `Instead(Faults.unavailable)`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const Instead = (answer: Reply, reply: Reply = Service): Reply => ({
  _tag: "Instead",
  answer,
  reply
})

/**
 * A lost reply: the request *is* processed, then the connection is reset.
 *
 * @category combinators
 * @since 0.1.0
 */
export const ThenLost = (reply: Reply = Service): Reply => Instead(Reset, reply)
