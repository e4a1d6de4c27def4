/**
 * Why there is no answer, as the reason of a `TransportError`.
 */
import type { HttpClientError } from "effect/http/HttpClientError"
import { type ConnectionFacts, connectionFacts, isTlsFailure } from "./connection.ts"
import { proxyNote } from "./proxy.ts"
import type { Redact } from "./redact.ts"
import {
  ConnectionError,
  InvalidRequest,
  type InvalidResponse,
  type TransportErrorReason
} from "./TransportError.ts"

const badPort =
  "has a port that fetch connects to for nobody, as it belongs to another service (bad port)"

export const reasonOf = (
  error: HttpClientError | InvalidResponse,
  url: URL,
  redact: Redact
): TransportErrorReason => {
  if (error._tag === "InvalidResponse") return error
  const { reason } = error
  switch (reason._tag) {
    case "TransportError": {
      if (reason.cause instanceof InvalidRequest) return reason.cause
      const facts = connectionFacts(reason.cause ?? reason, redact)
      return facts.description === "bad port"
        ? new InvalidRequest({ field: "baseUrl", description: badPort })
        : new ConnectionError(withProxyNote(facts, url))
    }
    case "EncodeError":
    case "InvalidUrlError":
      return new InvalidRequest({ description: `cannot be put into HTTP: ${reason._tag}` })
    default: {
      const facts = connectionFacts(reason.cause, redact)
      return new ConnectionError({
        ...facts,
        description: `the answer broke off: ${facts.description}`,
        mayHaveBeenSent: true
      })
    }
  }
}

/** Where no connection came about, a proxy that is not used, or not there, may be the cause. */
const withProxyNote = (facts: ConnectionFacts, url: URL): ConnectionFacts =>
  facts.mayHaveBeenSent || facts.proxyStatus !== undefined || isTlsFailure(facts.code)
    ? facts
    : { ...facts, description: `${facts.description}${proxyNote(url)}` }
