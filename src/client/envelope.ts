/**
 * The error envelope of Google's APIs, in all the shapes it comes in.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { codeFromHttp, codeFromName } from "../rpc/Code.ts"
import { defined } from "../rpc/defined.ts"
import * as ProtoJson from "../rpc/ProtoJson.ts"
import { Status } from "../rpc/Status.ts"
import type { LegacyError } from "./ApiError.ts"

/** What an envelope says. */
export interface Envelope {
  readonly status: Status
  readonly unknownCodeName?: string
  readonly legacyErrors?: ReadonlyArray<LegacyError>
}

const decodeStatus = ProtoJson.decoder(Status)

/**
 * Reads `{"error":{…}}`, the same in an array, `{"error":{}}`, and OAuth's
 * `{"error":"invalid_grant","error_description":…}`. The canonical code is that of the `status` name
 * or, without a known one, the one that fits the HTTP status. Undefined for JSON that holds no error.
 */
export const parseEnvelope = (json: unknown, httpStatus: number): Envelope | undefined => {
  const envelope = unwrap(json)
  const error = errorOf(envelope)
  if (Predicate.isString(error)) {
    const description = stringAt(envelope, "error_description")
    return {
      status: Status.of({
        code: codeFromHttp(httpStatus),
        message: description === undefined ? error : `${error}: ${description}`
      })
    }
  }
  if (!Predicate.isObject(error)) return undefined

  const name = stringAt(error, "status")
  const fitting = codeFromHttp(httpStatus < 300 ? (statusAt(error) ?? httpStatus) : httpStatus)
  const named = name === undefined ? undefined : codeFromName(name)
  const legacyErrors = legacyErrorsOf(error)
  const details = decodeStatus({
    details: Predicate.hasProperty(error, "details") ? error.details : []
  })
  return {
    status: Status.of({
      code: named ?? fitting,
      message: stringAt(error, "message") ?? legacyErrors[0]?.message ?? "",
      details: Result.isSuccess(details) ? details.success.details : []
    }),
    ...(name !== undefined && named === undefined ? { unknownCodeName: name } : {}),
    ...(legacyErrors.length > 0 ? { legacyErrors } : {})
  }
}

/**
 * Whether JSON under a 2xx status is an error all the same: an envelope that names its code or an HTTP
 * status, and not a finished operation. (The error of an operation is a `google.rpc.Status`, whose
 * codes are small numbers.)
 */
export const isErrorUnderSuccess = (json: unknown): boolean => {
  const envelope = unwrap(json)
  const error = errorOf(envelope)
  if (!Predicate.isObject(error)) return false
  const isDone = Predicate.hasProperty(envelope, "done") && envelope.done === true
  return !isDone && (stringAt(error, "status") !== undefined || statusAt(error) !== undefined)
}

/** The HTTP status that an error names as its code. */
const statusAt = (error: object): number | undefined => {
  const code: unknown = Predicate.hasProperty(error, "code") ? error.code : undefined
  return Predicate.isNumber(code) && code >= 400 ? code : undefined
}

/**
 * Whether JSON is the API's own envelope: it names its code. A gateway in between may answer with an
 * error of another form.
 */
export const isOwnEnvelope = (json: unknown): boolean => {
  const error = errorOf(unwrap(json))
  return (
    stringAt(error, "status") !== undefined ||
    (Predicate.hasProperty(error, "code") && Predicate.isNumber(error.code))
  )
}

const unwrap = (json: unknown): unknown => (Array.isArray(json) ? json[0] : json)

const errorOf = (envelope: unknown): unknown =>
  Predicate.hasProperty(envelope, "error") ? envelope.error : undefined

const legacyErrorsOf = (error: object): ReadonlyArray<LegacyError> => {
  const errors = Predicate.hasProperty(error, "errors") ? error.errors : undefined
  return (Array.isArray(errors) ? errors : []).filter(Predicate.isObject).map((entry) => {
    return defined({
      domain: stringAt(entry, "domain"),
      reason: stringAt(entry, "reason"),
      message: stringAt(entry, "message")
    })
  })
}

const stringAt = (u: unknown, key: string): string | undefined => {
  const value: unknown = Predicate.hasProperty(u, key) ? u[key] : undefined
  return Predicate.isString(value) ? value : undefined
}
