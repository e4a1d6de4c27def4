/**
 * Errors as the service reports them: a canonical status, a message and typed details, rendered as
 * the JSON envelope in either of its two formats.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import { json } from "./Http.ts"
import type { HeaderFields, Response } from "./Http.ts"
import type { JsonObject } from "./Json.ts"

/** The canonical statuses and their HTTP numbers. */
const httpStatusOf = {
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401
} as const

/** The legacy `reason` of each HTTP number, as in `errors[]`. */
const legacyReasons: Readonly<Record<number, string>> = {
  400: "badRequest",
  401: "authError",
  403: "forbidden",
  404: "notFound",
  409: "conflict",
  429: "rateLimitExceeded",
  499: "cancelled",
  500: "backendError",
  501: "notImplemented",
  503: "backendError",
  504: "gatewayTimeout"
}

/** A canonical status that is an error. */
export type StatusName = keyof typeof httpStatusOf

/** What `$.xgafv` asks for: `"1"` has the legacy list `errors[]` in the envelope, `"2"` has not. */
export type ErrorFormat = "1" | "2"

/** What an envelope is made of. */
export interface ErrorContent {
  readonly httpStatus: number
  /** The canonical name. Open, since tests need names that do not exist. */
  readonly status: string
  readonly message: string
  readonly details?: ReadonlyArray<JsonObject>
  readonly headers?: HeaderFields
}

/** The envelope of an error. */
export const envelope = (
  error: ErrorContent,
  options: { readonly format: ErrorFormat; readonly pretty: boolean }
): Response =>
  json(
    error.httpStatus,
    {
      error: {
        code: error.httpStatus,
        message: error.message,
        ...(options.format === "1" && {
          errors: [
            {
              message: error.message,
              domain: "global",
              reason: legacyReasons[error.httpStatus] ?? "unknown"
            }
          ]
        }),
        status: error.status,
        ...(error.details !== undefined && { details: error.details })
      }
    },
    { pretty: options.pretty, ...(error.headers !== undefined && { headers: error.headers }) }
  )

/** A refusal by the service itself. */
export class ServiceError extends Data.TaggedError("ServiceError")<{
  readonly content: ErrorContent
}> {
  static readonly make = (
    status: StatusName,
    message: string,
    details?: ReadonlyArray<JsonObject>,
    headers?: HeaderFields
  ): ServiceError =>
    new ServiceError({
      content: {
        httpStatus: httpStatusOf[status],
        status,
        message,
        ...(details !== undefined && { details }),
        ...(headers !== undefined && { headers })
      }
    })
}

/** A detail of google.rpc. */
export const rpcDetail = (name: string, fields: JsonObject): JsonObject => ({
  "@type": `type.googleapis.com/google.rpc.${name}`,
  ...fields
})

/** A field that is wrong, and why. */
export interface Violation {
  readonly field: string
  readonly description: string
}

/** What is wrong with a request's fields, all at once. */
export const badRequest = (violations: ReadonlyArray<Violation>): ServiceError =>
  ServiceError.make("INVALID_ARGUMENT", violations.map((_) => _.description).join("\n"), [
    rpcDetail("BadRequest", {
      // An empty path (the message itself) is a default, and left out as such.
      fieldViolations: violations.map(({ field, description }) =>
        field === "" ? { description } : { field, description }
      )
    })
  ])

/** The API's own detail, with one of its codes. */
export const customError = (code: string, message: string): JsonObject => ({
  "@type": "type.googleapis.com/google.android.device.provisioning.v1.CustomError",
  code,
  message
})

/** A refusal with one of the API's own codes. */
export const refusal = (status: StatusName, code: string, message: string): ServiceError =>
  ServiceError.make(status, message, [customError(code, message)])

/** A field that is wrong, with one of the API's own codes. */
export const invalidField = (code: string, field: string, description: string): ServiceError =>
  ServiceError.make("INVALID_ARGUMENT", description, [
    rpcDetail("BadRequest", { fieldViolations: [{ field, description }] }),
    customError(code, description)
  ])
