/**
 * What Google's library throws, copied down. Its errors hold the request with the signed assertion or
 * the refresh token, and the answer with the token: of all that only a name, codes and the HTTP status
 * are kept, each short and of a form that no secret has, and the words are our own.
 */
import * as Predicate from "effect/Predicate"
import { isTransientHttpStatus } from "../client/callFields.ts"
import { connectionFacts, isTlsFailure } from "../client/connection.ts"
import { CredentialsError } from "../client/TransportError.ts"
import { codeFromName } from "../rpc/Code.ts"
import { defined } from "../rpc/defined.ts"
import { fieldOf, type Key } from "./key.ts"

/** Whom a token was asked of, and for what. */
export interface Asked {
  readonly kind: Key["type"] | "metadata" | "impersonation"
  /** The source's name for messages. */
  readonly label: string
}

/** The facts that are kept of an error. */
interface Facts {
  readonly causeName: string | undefined
  /** The system's code, or the canonical one of a Google API. */
  readonly code: string | undefined
  readonly oauthError: string | undefined
  readonly httpStatus: number | undefined
  /** A request was made, and no answer came. */
  readonly unanswered: boolean
  /** An answer came, and was given up since it did not end. */
  readonly tooLong: boolean
}

export const credentialsError = (cause: unknown, asked: Asked): CredentialsError => {
  const facts = factsOf(cause)
  const { causeName, code, httpStatus, oauthError, unanswered } = facts
  return new CredentialsError({
    description: describe(facts, asked),
    ...defined({ causeName, code, oauthError, httpStatus }),
    isTransient:
      httpStatus === undefined
        ? unanswered && !isTlsFailure(code)
        : isTransientHttpStatus(httpStatus)
  })
}

const matching =
  (form: RegExp) =>
  (value: unknown): string | undefined =>
    Predicate.isString(value) && form.test(value) ? value : undefined

/** `GaxiosError`, `ECONNRESET`: what the program says, and no answer. */
const ownWord = matching(/^[A-Za-z]\w{0,47}$/)
/** `invalid_grant`: of a form that no secret has, since those mix cases, digits and marks. */
const oauthCode = matching(/^[a-z]{2,20}(_[a-z]{2,20}){0,4}$/)

const canonicalName = (value: unknown): string | undefined =>
  Predicate.isString(value) && codeFromName(value) !== undefined ? value : undefined

const factsOf = (cause: unknown): Facts => {
  const response = fieldOf(cause, "response")
  const status = fieldOf(response, "status")
  const error = fieldOf(fieldOf(response, "data"), "error")
  const answered = Predicate.isNumber(status)
  const tooLong = fieldOf(fieldOf(cause, "cause"), "type") === "max-size"
  return {
    causeName: cause instanceof Error ? ownWord(cause.constructor.name) : undefined,
    code: answered ? canonicalName(fieldOf(error, "status")) : ownWord(connectionFacts(cause).code),
    oauthError: oauthCode(error),
    httpStatus: answered ? status : undefined,
    unanswered: !answered && !tooLong && fieldOf(cause, "config") !== undefined,
    tooLong
  }
}

const describe = (facts: Facts, asked: Asked): string => {
  const { kind, label } = asked
  const { code, httpStatus, oauthError, tooLong, unanswered } = facts
  if (tooLong) return `${endpoints[kind]} gave an answer of more than 1 MB, which is no token`
  if (httpStatus === undefined) {
    if (isTlsFailure(code)) {
      return `no TLS with ${endpoints[kind]}; if a proxy looks into it, NODE_EXTRA_CA_CERTS names its certificate`
    }
    return unanswered
      ? `${endpoints[kind]} is out of reach; see to the network and the proxy (HTTPS_PROXY)`
      : unusable(facts, asked)
  }
  if (isTransientHttpStatus(httpStatus)) return `${endpoints[kind]} is overloaded or down`
  // Only the IAM API, which impersonates, says more than a word of OAuth.
  if (kind === "impersonation") {
    return httpStatus === 404
      ? "there is no such service account to impersonate"
      : "the service account may not be impersonated: grant the caller the role Service Account Token Creator on it, and enable the IAM Service Account Credentials API"
  }
  if (kind === "metadata") {
    return httpStatus === 404
      ? "no service account is attached to this machine; attach one, or name a key file"
      : "the metadata server gives no token for this scope; add it to the machine's access scopes"
  }
  switch (oauthError) {
    case "invalid_grant":
      return `Google refused ${label}: ${refused[kind]}`
    case "invalid_client":
      return `Google refused the OAuth client of ${label}: it was deleted, or its secret is wrong`
    case "invalid_target":
      return `the \`audience\` of ${label} is no workload identity provider, or a disabled one`
    case "unauthorized_client":
    case "access_denied":
      return `${label} may not have this scope; to act for a \`subject\` it needs domain-wide delegation with the scope, which the Admin console grants`
    case "invalid_scope":
      return `${label} cannot have this scope; users sign in with it (gcloud auth application-default login --scopes)`
    default:
      return `${endpoints[kind]} refused ${label}`
  }
}

const endpoints: Readonly<Record<Asked["kind"], string>> = {
  service_account: "Google's token endpoint",
  authorized_user: "Google's token endpoint",
  external_account: "the security token service or the identity provider",
  external_account_authorized_user: "the security token service",
  impersonation: "the IAM Service Account Credentials API",
  metadata: "the metadata server"
}

const signInAgain =
  "the sign-in has expired or was revoked; sign in again (gcloud auth application-default login)"

const refused = {
  service_account:
    "the key or its service account was deleted or disabled, or this machine's clock is wrong by minutes; set the clock, or create a new key",
  authorized_user: signInAgain,
  external_account:
    "the identity provider's token has expired, or the pool's provider does not accept its issuer, audience or attributes",
  external_account_authorized_user: signInAgain
}

/** Nothing was refused and nothing broke on the way: something before or after it is not right. */
const unusable = ({ code }: Facts, { kind, label }: Asked): string => {
  if (kind === "service_account" && code?.startsWith("ERR_") === true) {
    return `the \`private_key\` of ${label} is no PEM text; its line breaks may have been lost`
  }
  if (kind === "external_account") {
    return `the \`credential_source\` of ${label} gives no token: its file, URL, certificate or command does not work`
  }
  return `${endpoints[kind]} gave an answer without a token`
}

/** The answer was one, but holds no token that could be sent. */
export const withoutToken = ({ kind }: Asked): CredentialsError =>
  new CredentialsError({ description: `${endpoints[kind]} gave an answer without a token` })
