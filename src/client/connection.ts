/**
 * What a failed connection says of itself. Each transport wraps the system's error differently, so
 * the chain of causes is searched for a code, and for a known text where a transport has no codes;
 * nothing else of it is kept. An unknown failure counts as one after sending.
 */
import * as Predicate from "effect/Predicate"
import { defined } from "../rpc/defined.ts"
import { type TransportText, transportTexts } from "./transportTexts.ts"

/** The facts that are kept of a chain of causes. */
export interface ConnectionFacts {
  readonly description: string
  readonly code?: string
  /** The HTTP status with which a proxy refused to connect to the service. */
  readonly proxyStatus?: number
  readonly mayHaveBeenSent: boolean
}

/** What systems and transports say when a connection does not come about. */
const noConnection = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "EADDRNOTAVAIL",
  "ERR_SOCKET_CONNECTION_TIMEOUT",
  // undici: no connection, none through the proxy, and a dispatcher that was closed before
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_PRX_CONN",
  "UND_ERR_CLOSED",
  // Node.js and Bun: no tunnel through the proxy
  "ERR_PROXY_TUNNEL",
  // Bun before 1.4
  "ConnectionRefused",
  "FailedToOpenSocket"
])

/** The system calls that come before anything is sent. */
const connecting = new Set<unknown>(["connect", "getaddrinfo", "bind"])

/**
 * TLS did not come about: a certificate that is not trusted, or no (fitting) TLS on the other side.
 * Other errors of TLS come later, when requests may have been sent.
 */
const handshakeCode =
  /^(ERR_TLS_|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|\w+_ALERT_HANDSHAKE_FAILURE|\w+_ALERT_PROTOCOL_VERSION)$|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH$|UND_ERR_PRX_TLS$)/

/** Whether a connection failed because TLS did not come about, which trying again does not mend. */
export const isTlsFailure = (code: string | undefined): boolean =>
  code !== undefined && handshakeCode.test(code)

/** The reason in a text of OpenSSL: `…:error:0A00010B:SSL routines:…:wrong version number:…`. */
const openSslReason = (text: string): string | undefined =>
  /:SSL routines:[\w-]*:([\w ]+):/.exec(text)?.[1]?.trim()

/** The code for it, as Node.js makes it where it does not say `EPROTO` for all. */
const openSslCode = (reason: string | undefined): string =>
  reason === undefined ? "EPROTO" : `ERR_SSL_${reason.replaceAll(" ", "_").toUpperCase()}`

/** The URL of a proxy can hold its password, and can be in a text. */
const withoutUserInfo = (text: string): string => text.replaceAll(/\/\/[^\s/@]*@/g, "//")

/**
 * Searches an error and its causes for the system's code, or for a known text. A transport may put a
 * header into its error, so that all texts are redacted.
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
    if (Predicate.isString(message) && message !== "") {
      description = withoutUserInfo(redact(message))
    }
    const given: unknown = Reflect.get(error, "code")
    const code = Predicate.isString(given) ? redact(given) : undefined
    const known = transportTexts.find(({ text }) => text.test(description))
    if (code !== undefined || known !== undefined) return factsOf(error, code, description, known)
    const errors: unknown = Reflect.get(error, "errors")
    error = Array.isArray(errors) && errors.length > 0 ? errors[0] : Reflect.get(error, "cause")
  }
  return {
    description: description === "" ? "the transport gave no reason" : description,
    mayHaveBeenSent: true
  }
}

/** The facts of a link that has a code or a known text. */
const factsOf = (
  error: object,
  given: string | undefined,
  text: string,
  known: TransportText | undefined
): ConnectionFacts => {
  const reason = openSslReason(text)
  const code = known?.code ?? (given === "EPROTO" ? openSslCode(reason) : given)
  const proxyStatus = proxyStatusOf(error, code, text, known)
  return {
    description: describe(reason === undefined ? text : `TLS failed: ${reason}`, code, proxyStatus),
    ...defined({ code, proxyStatus }),
    mayHaveBeenSent: known === undefined && !isTlsFailure(code) && !failedToConnect(error, code)
  }
}

const describe = (
  text: string,
  code: string | undefined,
  proxyStatus: number | undefined
): string => {
  if (proxyStatus === 407) {
    return "the proxy refused to connect with HTTP 407; its URL must have a user name and a password"
  }
  if (proxyStatus !== undefined) return `the proxy refused to connect with HTTP ${proxyStatus}`
  return code === undefined || text.includes(code) ? text : `${text} (${code})`.trim()
}

const failedToConnect = (error: object, code: string | undefined): boolean => {
  const syscall: unknown = Reflect.get(error, "syscall")
  if (connecting.has(syscall)) return true
  // the same codes come with `read` and `write`, of a connection that had been there
  if (syscall !== undefined || code === undefined) return false
  const attempts: unknown = Reflect.get(error, "errors")
  return (
    noConnection.has(code) ||
    code.startsWith("EAI_") ||
    // one attempt for each address of a name
    (Array.isArray(attempts) &&
      attempts.length > 0 &&
      attempts.every(
        (attempt) => Predicate.isObject(attempt) && connecting.has(Reflect.get(attempt, "syscall"))
      ))
  )
}

const proxyStatusOf = (
  error: object,
  code: string | undefined,
  text: string,
  known: TransportText | undefined
): number | undefined => {
  if (known !== undefined) {
    const status = known.text.exec(text)?.groups?.["status"]
    return status === undefined ? known.proxyStatus : Number(status)
  }
  if (code !== "ERR_PROXY_TUNNEL") return undefined
  // of Node.js, and of Bun
  return ["statusCode", "status"]
    .map((name): unknown => Reflect.get(error, name))
    .find(Predicate.isNumber)
}
