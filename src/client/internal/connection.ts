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

const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT"
])

/** TLS did not come about: a certificate that is not trusted, or no TLS at all on the other side. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|HOSTNAME_MISMATCH$)/

/** Whether a connection failed because of TLS, which trying again does not mend. */
export const isTlsFailure = (code: string | undefined): boolean =>
  code !== undefined && tlsCode.test(code)

/** Searches an error and its causes for the system's code. */
export const connectionFacts = (cause: unknown): ConnectionFacts => {
  let description = ""
  let error: unknown = cause
  // A chain has a handful of links; the bound guards against one that bites its tail.
  for (let depth = 0; depth < 8 && Predicate.isObject(error); depth++) {
    const message: unknown = Reflect.get(error, "message")
    if (Predicate.isString(message) && message !== "") description = message
    const code: unknown = Reflect.get(error, "code")
    if (Predicate.isString(code)) {
      const connecting = Reflect.get(error, "syscall") === "connect"
      const handshake = /before secure TLS connection was established/.test(description)
      const nothingSent =
        handshake ||
        neverSent.has(code) ||
        code.startsWith("EAI_") ||
        isTlsFailure(code) ||
        connecting
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
