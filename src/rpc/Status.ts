/**
 * `google.rpc.Status`, the error model of Google's services: a canonical code, a message for
 * developers, and typed details. It is what an operation fails with and what an `ApiError` carries.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { Code, codeName } from "./Code.ts"
import { readThrough } from "./decoder.ts"
import { ErrorDetail, type ErrorDetailOf } from "./ErrorDetail.ts"
import * as ProtoJson from "./ProtoJson.ts"

/**
 * A canonical code (open: a number that `Code` does not list stays as it is), a message in English
 * for developers, and the details. What the wire leaves out is `0`, `""` and `[]`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Status {
  readonly code: number
  readonly message: string
  readonly details: ReadonlyArray<ErrorDetail>
}

const decodeDetail = Schema.decodeUnknownSync(ErrorDetail)
const encodeDetail = Schema.encodeSync(ErrorDetail)

/** The details of an error, whatever they are: what is no list of messages is kept as one. */
const decodeDetails = (json: unknown): ReadonlyArray<ErrorDetail> =>
  (Array.isArray(json) ? json : [json])
    .filter((entry) => entry !== null && entry !== undefined)
    .map((entry) => decodeDetail(entry))

const StatusJson = Schema.Struct({
  code: Schema.optionalKey(ProtoJson.Int32),
  message: Schema.optionalKey(Schema.String),
  details: Schema.optionalKey(Schema.Unknown)
})

const isStatus = (u: unknown): u is Status =>
  typeof u === "object" && u !== null && "code" in u && "message" in u && "details" in u

const decode = (json: typeof StatusJson.Type): Status =>
  of({ ...json, details: decodeDetails(json.details) })

const codec: Schema.Codec<Status, typeof StatusJson.Encoded> = StatusJson.pipe(
  Schema.decodeTo(
    Schema.declare(isStatus),
    SchemaTransformation.transform({
      decode,
      encode: ({ code, message, details }): typeof StatusJson.Type => ({
        ...(code === 0 ? {} : { code }),
        ...(message === "" ? {} : { message }),
        ...(details.length === 0 ? {} : { details: details.map((detail) => encodeDetail(detail)) })
      })
    })
  ),
  readThrough(StatusJson, decode)
)

/**
 * Makes a `Status`. What is left out is `0`, `""` and `[]`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (fields: Partial<Status>): Status => ({
  code: fields.code ?? Code.OK,
  message: fields.message ?? "",
  details: fields.details ?? []
})

/**
 * The first detail of a kind: `Status.detail(status, "QuotaFailure")`.
 *
 * @category accessors
 * @since 0.1.0
 */
export const detail = <const Tag extends ErrorDetail["_tag"]>(
  status: Status,
  tag: Tag
): Option.Option<ErrorDetailOf<Tag>> =>
  Option.fromUndefinedOr(
    status.details.find((entry): entry is ErrorDetailOf<Tag> => entry._tag === tag)
  )

/**
 * One line that tells what a status says: `PERMISSION_DENIED: the caller does not have permission`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const format = (status: Status): string =>
  status.message === "" ? codeName(status.code) : `${codeName(status.code)}: ${status.message}`

/**
 * The codec of `google.rpc.Status`, with the functions of this module.
 *
 * @category schemas
 * @since 0.1.0
 */
export interface StatusSchema extends Schema.Codec<Status, typeof StatusJson.Encoded> {
  /** Makes a `Status`. What is left out is `0`, `""` and `[]`. */
  readonly of: typeof of
  /** The first detail of a kind: `Status.detail(status, "QuotaFailure")`. */
  readonly detail: typeof detail
  /** One line: `PERMISSION_DENIED: the caller does not have permission`. */
  readonly format: typeof format
}

/**
 * @category schemas
 * @since 0.1.0
 */
export const Status: StatusSchema = Schema.make<StatusSchema>(codec.ast, { of, detail, format })
