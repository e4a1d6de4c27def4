/**
 * The typed details of an error: the ten messages of google.rpc's `error_details` and the two of
 * this API's own, as a tagged union. Every field is optional, as on the wire: a default value is
 * not sent.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { anyOf, type UnknownAny } from "./Any.ts"
import * as ProtoJson from "./ProtoJson.ts"

const text = Schema.optionalKey(Schema.String)
const map = Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
const list = <S extends Schema.Constraint>(item: S) => Schema.optionalKey(Schema.Array(item))

const LocalizedMessageFields = { locale: text, message: text }

const messages = {
  /** Why it failed, for programs: `reason` within `domain`, with metadata. */
  ErrorInfo: Schema.Struct({ reason: text, domain: text, metadata: map }),
  /** How long to wait before trying again. */
  RetryInfo: Schema.Struct({ retryDelay: Schema.optionalKey(ProtoJson.Duration) }),
  DebugInfo: Schema.Struct({ stackEntries: list(Schema.String), detail: text }),
  /** Which quota was exceeded. */
  QuotaFailure: Schema.Struct({
    violations: list(
      Schema.Struct({
        subject: text,
        description: text,
        apiService: text,
        quotaMetric: text,
        quotaId: text,
        quotaDimensions: map,
        quotaValue: Schema.optionalKey(ProtoJson.Int64),
        futureQuotaValue: Schema.optionalKey(ProtoJson.Int64)
      })
    )
  }),
  PreconditionFailure: Schema.Struct({
    violations: list(Schema.Struct({ type: text, subject: text, description: text }))
  }),
  /** Which fields of the request are wrong, and why. */
  BadRequest: Schema.Struct({
    fieldViolations: list(
      Schema.Struct({
        field: text,
        description: text,
        reason: text,
        localizedMessage: Schema.optionalKey(Schema.Struct(LocalizedMessageFields))
      })
    )
  }),
  /** What to quote to Google's support. */
  RequestInfo: Schema.Struct({ requestId: text, servingData: text }),
  ResourceInfo: Schema.Struct({
    resourceType: text,
    resourceName: text,
    owner: text,
    description: text
  }),
  Help: Schema.Struct({ links: list(Schema.Struct({ description: text, url: text })) }),
  LocalizedMessage: Schema.Struct(LocalizedMessageFields),
  /** The terms of service have not been accepted in their latest form (HTTP 403). */
  TosError: Schema.Struct({ latestTosAccepted: Schema.optionalKey(Schema.Boolean) }),
  /** This API's own code for what is wrong. */
  CustomError: Schema.Struct({
    code: Schema.optionalKey(
      ProtoJson.openEnum([
        "NO_ERROR",
        "UNKNOWN_ERROR",
        "INVALID_PAGE_TOKEN",
        "INVALID_CUSTOMER_ID",
        "INVALID_OPERATION_ID",
        "INVALID_RESELLER_ID",
        "INVALID_IDENTIFIER_SET",
        "INVALID_DEVICE_ID",
        "AUTHORIZATION_FAIL",
        "INVALID_IMEI",
        "INVALID_MEID",
        "INVALID_SERIAL",
        "INVALID_MANUFACTURER",
        "INVALID_PARAMETER",
        "INTERNAL_ERROR",
        "INVALID_SECTION_TYPE",
        "INVALID_MODEL",
        "INVALID_OPERATION",
        "DEVICE_ALREADY_EXISTS"
      ])
    ),
    message: text
  })
} as const

type Messages = typeof messages

/**
 * A detail of the given kind, such as `ErrorDetailOf<"ErrorInfo">`.
 *
 * @category models
 * @since 0.1.0
 */
export type ErrorDetailOf<Tag extends ErrorDetail["_tag"]> = Extract<
  ErrorDetail,
  { readonly _tag: Tag }
>

type KnownDetail = {
  readonly [Tag in keyof Messages]: { readonly _tag: Tag } & Messages[Tag]["Type"]
}[keyof Messages]

/**
 * One detail of an error; `UnknownAny` for what is not known here or not readable.
 *
 * @category models
 * @since 0.1.0
 */
export type ErrorDetail = KnownDetail | UnknownAny

const ownMessages: ReadonlySet<string> = new Set(["TosError", "CustomError"])

/**
 * The codec of one entry of a `Status`'s details. Total: whatever does not decode as its `@type`
 * says keeps its JSON.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ErrorDetail: Schema.Codec<ErrorDetail, unknown> = anyOf(messages, (tag) =>
  ownMessages.has(tag) ? `google.android.device.provisioning.v1.${tag}` : `google.rpc.${tag}`
)
