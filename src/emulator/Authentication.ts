/**
 * Who may ask: the two kinds of 401 that the front end gives, and the 403 for a token that was made
 * for something else.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { RecordedRequest } from "./RequestLog.ts"
import { rpcDetail, ServiceError } from "./ServiceError.ts"

/**
 * A token that is good for some scopes only, such as
 * `https://www.googleapis.com/auth/androidworkprovisioning`.
 *
 * @category options
 * @since 0.1.0
 */
export interface ScopedToken {
  readonly token: string
  readonly scopes: ReadonlyArray<string>
}

/**
 * `"none"` lets everybody in; with `tokens` a request must carry one of them, as a bearer token in
 * its header or as the query's `access_token`. A token that is a mere string is good for all.
 *
 * @category options
 * @since 0.1.0
 */
export type Auth = "none" | { readonly tokens: ReadonlyArray<string | ScopedToken> }

const scopeUrl = "https://www.googleapis.com/auth/"

/** The scope that a method asks for: what customers do is one, all else is the resellers'. */
export const scopeOf = (methodId: string): string =>
  `${scopeUrl}${methodId.startsWith("customers.") ? "androidworkzerotouchemm" : "androidworkprovisioning"}`

const realm = 'Bearer realm="https://accounts.google.com/"'

/** The token that a request carries, in any of the ways that the service takes it. */
export const tokenOf = (request: RecordedRequest): string | undefined => {
  const bearer = /^bearer +(.*)$/i.exec(request.headers["authorization"] ?? "")
  const query = request.query.get("access_token") ?? request.query.get("oauth_token")
  const token = bearer?.[1] ?? query ?? ""
  return token === "" ? undefined : token
}

const info = (reason: string, methodId: string) =>
  rpcDetail("ErrorInfo", {
    reason,
    domain: "googleapis.com",
    metadata: { service: "androiddeviceprovisioning.googleapis.com", method: methodId }
  })

/** Lets a request pass, or not. */
export const authenticate = (
  auth: Auth,
  request: RecordedRequest,
  methodId: string
): Effect.Effect<void, ServiceError> => {
  if (auth === "none") return Effect.void
  const token = tokenOf(request)
  if (token === undefined) {
    return Effect.fail(
      ServiceError.make(
        "UNAUTHENTICATED",
        "Request is missing required authentication credential. Expected OAuth 2 access token.",
        [info("CREDENTIALS_MISSING", methodId)],
        { "www-authenticate": realm }
      )
    )
  }
  const known = auth.tokens.find((one) => (typeof one === "string" ? one : one.token) === token)
  if (known === undefined) {
    return Effect.fail(
      ServiceError.make(
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token.",
        undefined,
        { "www-authenticate": `${realm}, error="invalid_token"` }
      )
    )
  }
  const scope = scopeOf(methodId)
  return typeof known === "string" || known.scopes.includes(scope)
    ? Effect.void
    : Effect.fail(
        ServiceError.make(
          "PERMISSION_DENIED",
          "Request had insufficient authentication scopes.",
          [info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", methodId)],
          { "www-authenticate": `${realm}, error="insufficient_scope", scope="${scope}"` }
        )
      )
}
