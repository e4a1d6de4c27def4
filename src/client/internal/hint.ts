/**
 * What to do about an error that has to do with who is asking.
 */
import * as Option from "effect/Option"
import { Code } from "../../rpc/Code.ts"
import { detail, type Status } from "../../rpc/Status.ts"

const link =
  "link the service account in the zero-touch portal, and check that the partner or customer is yours"

/** By the `reason` of an `ErrorInfo` whose `domain` is `googleapis.com`. */
const byReason: Readonly<Record<string, string>> = {
  CREDENTIALS_MISSING:
    "no token was sent: provide GoogleAuth.layer() or Credentials.layerAccessToken",
  ACCESS_TOKEN_EXPIRED: "the token has expired: get a new one",
  ACCESS_TOKEN_SCOPE_INSUFFICIENT:
    "the token lacks the method's scope (androidworkprovisioning for resellers, androidworkzerotouchemm for customers): get one that has it",
  SERVICE_DISABLED:
    "enable the Android Device Provisioning Partner API in the project that the credentials belong to",
  API_KEY_INVALID: "the API key is not valid for this API"
}

/** By the error code of `WWW-Authenticate`. */
const byAuthenticate: Readonly<Record<string, string>> = {
  invalid_token:
    "the token was refused: it has expired, was revoked, or is not Google's; get a new one",
  insufficient_scope: byReason["ACCESS_TOKEN_SCOPE_INSUFFICIENT"] ?? ""
}

/** Keys come from the wire: `constructor` is a name that every object has, and none of these. */
const lookUp = (hints: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(hints, key) ? hints[key] : undefined

export const hintOf = (status: Status, authenticate: string | undefined): string | undefined => {
  const tos = Option.isSome(detail(status, "TosError"))
  if (tos) return "accept the latest terms of service in the zero-touch portal"
  const reason = Option.getOrUndefined(detail(status, "ErrorInfo"))?.reason
  const known = reason === undefined ? undefined : lookUp(byReason, reason)
  if (known !== undefined) return known
  if (authenticate !== undefined) return lookUp(byAuthenticate, authenticate)
  return status.code === Code.PERMISSION_DENIED && reason === undefined ? link : undefined
}
