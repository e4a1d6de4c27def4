/**
 * The service answered with an error: its canonical code, its message and its typed details, as they
 * came.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Code, codeName, httpFromCode } from "../rpc/Code.ts"
import { defined } from "../rpc/defined.ts"
import type { ErrorDetail, ErrorDetailOf } from "../rpc/ErrorDetail.ts"
import { detail, Status } from "../rpc/Status.ts"
import { callFields, canFollowProcessing, formatCall, isTransientHttpStatus } from "./callFields.ts"
import { largerDelay } from "./retryAfter.ts"

/**
 * An entry of `errors[]`, Google's older form of details (`$.xgafv=1`).
 *
 * @category models
 * @since 0.1.0
 */
export interface LegacyError {
  readonly domain?: string
  readonly reason?: string
  readonly message?: string
}

const LegacyError = Schema.Struct({
  domain: Schema.optionalKey(Schema.String),
  reason: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String)
})

/**
 * An error of the API. `status.code` is the canonical number (`Code.PERMISSION_DENIED`), `codeName`
 * its name; `detail("ErrorInfo")` and its like look up the typed details.
 *
 * @category errors
 * @since 0.1.0
 */
export class ApiError extends Schema.TaggedError<ApiError>()("ApiError", {
  status: Status,
  /** The HTTP status of the answer. */
  httpStatus: Schema.Number,
  /** The envelope's `status` when it is no canonical name; `codeName` returns it. */
  unknownCodeName: Schema.optionalKey(Schema.String),
  /** The envelope's `errors[]`, if it had any. */
  legacyErrors: Schema.optionalKey(Schema.Array(LegacyError)),
  /** What to quote to Google's support, if the service said. */
  requestId: Schema.optionalKey(Schema.String),
  /** The error code of `WWW-Authenticate`: `invalid_token`, `insufficient_scope`. */
  authenticate: Schema.optionalKey(Schema.String),
  ...callFields
}) {
  /** The error that the service would send for a status. For fakes and tests. */
  static fromStatus(status: Partial<Status>): ApiError {
    const whole = Status.of(status)
    const retryAfter = Option.getOrUndefined(largerDelay(Option.none(), whole))
    return new ApiError({
      status: whole,
      httpStatus: httpFromCode(whole.code),
      ...defined({ retryAfter })
    })
  }

  /** The canonical code's name, such as `"PERMISSION_DENIED"`; open, as the wire is. */
  get codeName(): string {
    return this.unknownCodeName ?? codeName(this.status.code)
  }

  /** The first detail of a kind. */
  detail<const Tag extends ErrorDetail["_tag"]>(tag: Tag): Option.Option<ErrorDetailOf<Tag>> {
    return detail(this.status, tag)
  }

  /**
   * Whether the same call can be sent again unchanged and can then succeed. A call that is not
   * idempotent is transient only when its quota was spent, since it was then refused unprocessed: a 429
   * with `RESOURCE_EXHAUSTED`, or a 403 with the legacy reason `rateLimitExceeded`. For an error that
   * came under a 2xx status its code decides.
   */
  get isTransient(): boolean {
    const { httpStatus, idempotent, status } = this
    if (isQuotaSpent(this)) return true
    if (!idempotent) return false
    return isTransientHttpStatus(httpStatus < 300 ? httpFromCode(status.code) : httpStatus)
  }

  /**
   * Whether a call that changes something may have done so in spite of the error, so that it must
   * not simply be made again: after 408, 499, 5xx, a 429 that is not about quota, and an error under a
   * 2xx status. False for reads.
   */
  get mayHaveBeenProcessed(): boolean {
    const { httpStatus, idempotent } = this
    if (idempotent || isQuotaSpent(this)) return false
    return httpStatus < 300 || httpStatus === 429 || canFollowProcessing(httpStatus)
  }

  /** What to do about it, where the error has to do with who is asking; it ends the message. */
  get hint(): string | undefined {
    return hintOf(this.status, this.authenticate)
  }

  override get message(): string {
    const { message, details } = this.status
    const notes = details.map((entry) => formatDetail(entry, message)).filter((note) => note !== "")
    return formatCall(
      this,
      [
        `${this.codeName} (HTTP ${this.httpStatus})${message === "" ? "" : `: ${message}`}`,
        ...(this.authenticate === undefined ? [] : [this.authenticate]),
        ...notes,
        ...(this.hint === undefined ? [] : [this.hint])
      ].join("; "),
      this.mayHaveBeenProcessed
    )
  }
}

/** The legacy reasons of a 403 that means what a 429 does. */
const rateLimits: ReadonlySet<string | undefined> = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded"
])

/**
 * Whether a call was refused for its quota, before it was processed. A 429 that names another code,
 * such as `ABORTED`, does not say how far the call came.
 */
const isQuotaSpent = (error: ApiError): boolean => {
  const { httpStatus, legacyErrors = [], status, unknownCodeName } = error
  return httpStatus === 403
    ? legacyErrors.some(({ reason }) => rateLimits.has(reason))
    : httpStatus === 429 && status.code === Code.RESOURCE_EXHAUSTED && unknownCodeName === undefined
}

/** What a detail adds to the message; the rest is for programs. */
const formatDetail = (entry: ErrorDetail, message: string): string => {
  switch (entry._tag) {
    case "ErrorInfo":
      return [entry.reason, entry.domain].filter((part) => part !== undefined).join(" of ")
    case "BadRequest":
      return (entry.fieldViolations ?? [])
        .slice(0, 3)
        .map(({ field = "", description = "" }) => `${field}: ${description}`)
        .join(", ")
    case "CustomError":
      return [entry.code, entry.message === message ? undefined : entry.message]
        .filter((part) => part !== undefined)
        .join(" ")
    default:
      return ""
  }
}

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

/** What to do about an error that has to do with who is calling. */
const hintOf = (status: Status, authenticate: string | undefined): string | undefined => {
  const tos = Option.isSome(detail(status, "TosError"))
  if (tos) return "accept the latest terms of service in the zero-touch portal"
  const reason = Option.getOrUndefined(detail(status, "ErrorInfo"))?.reason
  const known = reason === undefined ? undefined : lookUp(byReason, reason)
  if (known !== undefined) return known
  if (authenticate !== undefined) return lookUp(byAuthenticate, authenticate)
  return status.code === Code.PERMISSION_DENIED && reason === undefined ? link : undefined
}
