/**
 * What a failed connection says of itself. Each transport wraps the system's error differently, so
 * the chain of causes is searched for a code; nothing else of it is kept.
 */
import * as Predicate from "effect/Predicate"

/** The facts that are kept of a chain of causes. */
export interface ConnectionFacts {
  readonly description: string
  readonly code?: string
  readonly mayHaveBeenSent: boolean
}

/** What systems and transports say when a connection does not come about. */
const noConnection = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT"
])

/** The system calls that come before anything is sent. */
const connecting = new Set<unknown>(["connect", "getaddrinfo", "bind"])

/**
 * TLS did not come about: a certificate that is not trusted, or no (fitting) TLS on the other side.
 * Other errors of TLS come later, when requests may have been sent.
 */
const handshakeCode =
  /^(ERR_TLS_|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|\w+_ALERT_HANDSHAKE_FAILURE|\w+_ALERT_PROTOCOL_VERSION)$|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH$)/

/** Whether a connection failed because TLS did not come about, which trying again does not mend. */
export const isTlsFailure = (code: string | undefined): boolean =>
  code !== undefined && handshakeCode.test(code)

/** The reason in a text of OpenSSL: `…:error:0A00010B:SSL routines:…:wrong version number:…`. */
const openSslReason = (text: string): string | undefined =>
  /:SSL routines:[\w-]*:([\w ]+):/.exec(text)?.[1]?.trim()

/** The code for it, as Node.js makes it where it does not say `EPROTO` for all. */
const openSslCode = (reason: string | undefined): string =>
  reason === undefined ? "EPROTO" : `ERR_SSL_${reason.replaceAll(" ", "_").toUpperCase()}`

/**
 * Searches an error and its causes for the system's code. A transport may put a header into its
 * error, so that all texts are redacted.
 */
export const connectionFacts = (
  cause: unknown,
  redact: (text: string) => string = (text) => text
): ConnectionFacts => {
  let description = ""
  let error: unknown = cause
  // A chain has a handful of links; the bound guards against one that bites its tail.
  for (let depth = 0; depth < 8 && Predicate.isObject(error); depth++) {
    const message: unknown = Reflect.get(error, "message")
    if (Predicate.isString(message) && message !== "") description = redact(message)
    const reason = openSslReason(description)
    const given: unknown = Reflect.get(error, "code")
    if (Predicate.isString(given)) {
      const code = given === "EPROTO" ? openSslCode(reason) : redact(given)
      if (reason !== undefined) description = `TLS failed: ${reason}`
      const syscall: unknown = Reflect.get(error, "syscall")
      const nothingSent =
        connecting.has(syscall) ||
        // the same codes come with `read` and `write`, of a connection that had been there
        (syscall === undefined && (noConnection.has(code) || code.startsWith("EAI_"))) ||
        isTlsFailure(code) ||
        /before secure TLS connection was established/.test(description)
      return {
        description: description.includes(code) ? description : `${description} (${code})`.trim(),
        code,
        mayHaveBeenSent: !nothingSent
      }
    }
    const errors: unknown = Reflect.get(error, "errors")
    error = Array.isArray(errors) && errors.length > 0 ? errors[0] : Reflect.get(error, "cause")
  }
  return {
    description: description === "" ? "the transport gave no reason" : description,
    mayHaveBeenSent: true
  }
}
