/**
 * Who may ask: the two kinds of 401 that the front end gives.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { RecordedRequest } from "./RequestLog.ts"
import { rpcDetail, ServiceError } from "./ServiceError.ts"

/**
 * `"none"` lets everybody in; with `tokens` a request must carry one of them, as a bearer token in
 * its header or as the query's `access_token`.
 *
 * @category options
 * @since 0.1.0
 */
export type Auth = "none" | { readonly tokens: ReadonlyArray<string> }

const realm = 'Bearer realm="https://accounts.google.com/"'

/** Lets a request pass, or not. */
export const authenticate = (
  auth: Auth,
  request: RecordedRequest,
  methodId: string
): Effect.Effect<void, ServiceError> => {
  if (auth === "none") return Effect.void
  const bearer = /^bearer +(.*)$/i.exec(request.headers["authorization"] ?? "")
  const token = bearer?.[1] ?? request.query.get("access_token")
  if (token === null || token === "") {
    return Effect.fail(
      ServiceError.make(
        "UNAUTHENTICATED",
        "Request is missing required authentication credential. Expected OAuth 2 access token.",
        [
          rpcDetail("ErrorInfo", {
            reason: "CREDENTIALS_MISSING",
            domain: "googleapis.com",
            metadata: { service: "androiddeviceprovisioning.googleapis.com", method: methodId }
          })
        ],
        { "www-authenticate": realm }
      )
    )
  }
  return auth.tokens.includes(token)
    ? Effect.void
    : Effect.fail(
        ServiceError.make(
          "UNAUTHENTICATED",
          "Request had invalid authentication credentials. Expected OAuth 2 access token.",
          undefined,
          { "www-authenticate": `${realm}, error="invalid_token"` }
        )
      )
}
