/**
 * What goes wrong below the API: no connection, no answer in time, no token, an answer that is not
 * the service's, or an input that may not be sent. The `reason` tells which; `Effect.catchReason`
 * works on it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { callFields, canFollowProcessing, formatCall, isTransientHttpStatus } from "./callFields.ts"
import { isTlsFailure } from "./connection.ts"
import { printableTime } from "./printable.ts"

/**
 * The connection failed. When it did so before anything was sent (refused, no DNS answer, connect
 * timeout, a proxy that refused), trying again is safe for every method; afterwards only for reads.
 * Trying again does not help when a certificate is not trusted, or when a proxy refused with another
 * status than 502, 503 and 504.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConnectionError extends Schema.TaggedError<ConnectionError>()("ConnectionError", {
  description: Schema.String,
  /**
   * The system's code, such as `"ECONNREFUSED"`, if there is one. Where a transport has only a text
   * for it (Deno), it is the code that Node.js gives for the same.
   */
  code: Schema.optionalKey(Schema.String),
  /** The HTTP status with which a proxy refused to connect to the service. */
  proxyStatus: Schema.optionalKey(Schema.Number),
  /** Whether the service may have got the request, and processed it. */
  mayHaveBeenSent: Schema.Boolean
}) {
  override get message(): string {
    return `no connection: ${this.description}${
      this.mayHaveBeenSent ? " (the request may have reached the service)" : ""
    }`
  }
}

/**
 * No complete answer within the timeout of one try (`Client`'s `timeout`), headers and body
 * together. The service may have got the request.
 *
 * @category errors
 * @since 0.1.0
 */
export class TimeoutError extends Schema.TaggedError<TimeoutError>()("TimeoutError", {
  timeout: Schema.DurationFromMillis
}) {
  override get message(): string {
    return `no complete answer within ${printableTime(this.timeout)} (the request may have reached the service)`
  }
}

/**
 * There was no usable token, so nothing was sent. It holds no secret: of the cause only its name,
 * code, OAuth error and HTTP status are kept.
 *
 * @category errors
 * @since 0.1.0
 */
export class CredentialsError extends Schema.TaggedError<CredentialsError>()("CredentialsError", {
  /** What went wrong and what to do about it. */
  description: Schema.String,
  /** The name of the underlying error's class. */
  causeName: Schema.optionalKey(Schema.String),
  /** The system's code of the underlying error. */
  code: Schema.optionalKey(Schema.String),
  /** OAuth's error code, such as `"invalid_grant"`. */
  oauthError: Schema.optionalKey(Schema.String),
  /** The HTTP status of the token endpoint. */
  httpStatus: Schema.optionalKey(Schema.Number),
  /** Whether a later try may succeed: the token endpoint was out of reach or overloaded. */
  isTransient: Schema.Boolean.pipe(Schema.withConstructorDefault(Effect.succeed(false)))
}) {
  override get message(): string {
    const facts = [this.oauthError, this.code, this.httpStatus && `HTTP ${this.httpStatus}`]
    const known = facts.filter((fact) => fact !== undefined)
    return `no usable credentials: ${this.description}${
      known.length === 0 ? "" : ` (${known.join(", ")})`
    }`
  }
}

/**
 * The answer is not what the service speaks: an HTML page, half a JSON text, nothing, a redirect.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidResponse extends Schema.TaggedError<InvalidResponse>()("InvalidResponse", {
  description: Schema.String,
  httpStatus: Schema.Number,
  contentType: Schema.optionalKey(Schema.String),
  /** The beginning of the body, at most 1,024 characters. */
  body: Schema.optionalKey(Schema.String),
  /** Whether the JSON broke off, as it does when a connection is cut. */
  truncated: Schema.Boolean.pipe(Schema.withConstructorDefault(Effect.succeed(false)))
}) {
  override get message(): string {
    const type = this.contentType === undefined ? "" : `, ${this.contentType}`
    const body =
      this.body === undefined ? "" : `; it begins: ${JSON.stringify(this.body.slice(0, 200))}`
    return `not an answer of this service: ${this.description} (HTTP ${this.httpStatus}${type})${body}`
  }
}

/**
 * The input may not be sent, and was not.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  /** What is wrong and what would be right; where several things are wrong, the first of them. */
  description: Schema.String,
  /** Which input, such as `"name"` or `"claims[17].customerId"`. */
  field: Schema.optionalKey(Schema.String),
  /** All that is wrong, where the input has fields of its own; the first one is repeated above. */
  problems: Schema.optionalKey(
    Schema.Array(Schema.Struct({ field: Schema.String, message: Schema.String }))
  )
}) {
  override get message(): string {
    const { description, field, problems = [] } = this
    const first = `${field === undefined ? "" : `${field} `}${description}`
    const others = problems.slice(1, 5).map(({ field, message }) => `; ${field} ${message}`)
    const rest = problems.length > 5 ? `; and ${problems.length - 5} more` : ""
    return `not sent: ${first}${others.join("")}${rest}`
  }
}

/**
 * What can go wrong below the API.
 *
 * @category errors
 * @since 0.1.0
 */
export const TransportErrorReason = Schema.Union([
  ConnectionError,
  TimeoutError,
  CredentialsError,
  InvalidResponse,
  InvalidRequest
])

/**
 * @category errors
 * @since 0.1.0
 */
export type TransportErrorReason = typeof TransportErrorReason.Type

/**
 * A call failed below the API. Everything that any layer of the transport throws ends here; Effect's
 * `HttpClientError` never leaves the client.
 *
 * @category errors
 * @since 0.1.0
 */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  reason: TransportErrorReason,
  ...callFields
}) {
  /**
   * Whether the same call may be sent again unchanged and may then succeed. A call that is not
   * idempotent (`idempotent: false`) is transient only when it was certainly not processed.
   */
  get isTransient(): boolean {
    const reason = this.reason
    switch (reason._tag) {
      case "ConnectionError":
        return !isPermanent(reason) && (this.idempotent || !reason.mayHaveBeenSent)
      case "TimeoutError":
        return this.idempotent
      case "CredentialsError":
        return reason.isTransient
      case "InvalidResponse":
        return this.idempotent && (reason.truncated || isTransientHttpStatus(reason.httpStatus))
      case "InvalidRequest":
        return false
    }
  }

  /**
   * Whether a call that changes something may have done so in spite of the error, so that it must
   * not simply be made again. False for reads.
   */
  get mayHaveBeenProcessed(): boolean {
    const { idempotent, reason } = this
    if (idempotent) return false
    switch (reason._tag) {
      case "ConnectionError":
        return reason.mayHaveBeenSent
      case "TimeoutError":
        return true
      case "InvalidResponse":
        // of a 429 only the API itself can say that it came before any processing
        return (
          reason.httpStatus < 400 ||
          reason.httpStatus === 429 ||
          canFollowProcessing(reason.httpStatus)
        )
      default:
        return false
    }
  }

  override get message(): string {
    const { mayHaveBeenProcessed, reason } = this
    // the other reasons say so themselves
    return formatCall(
      this,
      reason.message,
      mayHaveBeenProcessed && reason._tag === "InvalidResponse"
    )
  }
}

/** Whether a connection cannot come about later either: no TLS, or a proxy that does not allow it. */
const isPermanent = ({ code, proxyStatus }: ConnectionError): boolean =>
  isTlsFailure(code) || (proxyStatus !== undefined && !transientProxyStatuses.has(proxyStatus))

const transientProxyStatuses = new Set([502, 503, 504])

/** The failure of a call whose input cannot be sent. */
export const refuse = (
  method: string,
  reason: InvalidRequest,
  idempotent = true
): Effect.Effect<never, TransportError> =>
  Effect.fail(new TransportError({ method, reason, idempotent, tries: 0 }))
