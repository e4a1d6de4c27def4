/**
 * What is known to arrive from Google's servers, or from what stands between, where a good answer
 * was expected: ready-made replies for fault rules and scripts.
 *
 * @since 0.1.0
 */
import type { HeaderFields } from "./Http.ts"
import type { JsonObject } from "./Json.ts"
import * as Reply from "./Reply.ts"
import { rpcDetail } from "./ServiceError.ts"

const json: HeaderFields = { "content-type": "application/json; charset=UTF-8" }
const bytes = (...values: ReadonlyArray<number>) => Uint8Array.from(values)

const unavailable = (httpStatus: number, status: string) =>
  Reply.Error({ httpStatus, status, message: `The service answers ${status}.` })

/**
 * Ready-made replies.
 *
 * @category constants
 * @since 0.1.0
 */
export const Faults = {
  /** The front end's page in place of the API: a bad gateway. */
  html502: Reply.Html(502),
  /** The same, unavailable. */
  html503: Reply.Html(503),
  /** The same, for a path or a verb that no API has. */
  html404: Reply.Html(404),
  /** A page, such as a proxy's sign-in, that says that all is well. */
  htmlAt200: Reply.Html(200),
  /** JSON that ends too early, in a response that does not. */
  truncatedJson: Reply.Raw(200, json, '{"name":"operations/x","done":tr'),
  /** 204. */
  noContent: Reply.Raw(204, {}, ""),
  /** 200 without a byte. */
  emptyBody: Reply.Raw(200, json, ""),
  /** 200 with JSON in which a string is no UTF-8. */
  badUtf8: Reply.Raw(200, json, bytes(0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d)),
  /** 200 with `null`. */
  nullBody: Reply.Json(200, null),
  /** 200 with words. */
  plainText: Reply.Raw(200, { "content-type": "text/plain" }, "upstream connect error"),
  /** A JSON answer after a byte-order mark. */
  byteOrderMark: Reply.Raw(200, json, '\uFEFF{"name":"operations/x"}'),
  /** An error's envelope in a list. */
  arrayEnvelope: Reply.Json(503, [
    { error: { code: 503, message: "The service is unavailable.", status: "UNAVAILABLE" } }
  ]),
  /** An envelope with nothing in it. */
  emptyEnvelope: Reply.Json(500, { error: {} }),
  /** An error as OAuth's endpoints write it. */
  oauthError: Reply.Json(400, { error: "invalid_grant", error_description: "Bad Request" }),
  /** An envelope whose details are words. */
  detailsNotAList: Reply.Json(400, {
    error: { code: 400, message: "Bad.", status: "INVALID_ARGUMENT", details: "oops" }
  }),
  /** A status that nobody knows. */
  unknownStatus: Reply.Error({ httpStatus: 400, status: "TOO_SUNNY", message: "Too sunny." }),
  /** No status, only a number: 503. */
  statusMissing: Reply.Json(503, { error: { code: 503, message: "Unavailable." } }),
  /** A number that is no HTTP status. */
  negativeCode: Reply.Json(500, { error: { code: -17, message: "Minus seventeen." } }),
  /** Only the legacy list of errors. */
  legacyErrorsOnly: Reply.Json(404, {
    error: {
      code: 404,
      message: "Not found.",
      errors: [{ domain: "global", reason: "notFound", message: "Not found." }]
    }
  }),
  /** 401: no token was sent. */
  credentialsMissing: Reply.Error({
    httpStatus: 401,
    status: "UNAUTHENTICATED",
    message: "Request is missing required authentication credential.",
    details: [rpcDetail("ErrorInfo", { reason: "CREDENTIALS_MISSING", domain: "googleapis.com" })],
    headers: { "www-authenticate": 'Bearer realm="https://accounts.google.com/"' }
  }),
  /** 401: the token is not, or no longer, valid. */
  invalidToken: Reply.Error({
    httpStatus: 401,
    status: "UNAUTHENTICATED",
    message: "Request had invalid authentication credentials.",
    headers: {
      "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
    }
  }),
  /** 403: the token is for another scope. */
  insufficientScope: Reply.Error({
    httpStatus: 403,
    status: "PERMISSION_DENIED",
    message: "Request had insufficient authentication scopes.",
    details: [
      rpcDetail("ErrorInfo", {
        reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        domain: "googleapis.com"
      })
    ],
    headers: {
      "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'
    }
  }),
  /** 500 in the API's own envelope. */
  internal: unavailable(500, "INTERNAL"),
  /** 503 in the API's own envelope. */
  unavailable: unavailable(503, "UNAVAILABLE"),
  /** 504 in the API's own envelope. */
  deadlineExceeded: unavailable(504, "DEADLINE_EXCEEDED"),

  /**
   * 429 in the API's own envelope, with the header `Retry-After` and the detail `RetryInfo` as
   * given: any text at all, since the wire has seen `1junk` and 400 nines.
   */
  tooManyRequests: (
    options: { readonly retryAfter?: string; readonly retryInfo?: string } = {}
  ): Reply.Reply =>
    Reply.Error({
      httpStatus: 429,
      status: "RESOURCE_EXHAUSTED",
      message: "Quota exceeded for quota metric 'Queries'.",
      ...(options.retryInfo !== undefined && {
        details: [rpcDetail("RetryInfo", { retryDelay: options.retryInfo })]
      }),
      ...(options.retryAfter !== undefined && { headers: { "retry-after": options.retryAfter } })
    }),

  /** A redirect, 302 unless another status is given. */
  redirect: (location: string, status = 302): Reply.Reply => Reply.Html(status, { location }),

  /** 403 of the API: the terms of service were not accepted. */
  termsNotAccepted: (latestTosAccepted = false): Reply.Reply =>
    Reply.Error({
      httpStatus: 403,
      status: "PERMISSION_DENIED",
      message: "The terms of service have not been accepted.",
      details: [
        {
          "@type": "type.googleapis.com/google.android.device.provisioning.v1.TosError",
          latestTosAccepted
        }
      ]
    }),

  /** A state of an operation, such as one that is done with both or neither of its results. */
  operation: (name: string, fields: JsonObject, headers: HeaderFields = {}): Reply.Reply =>
    Reply.Json(200, { name, ...fields }, headers)
} as const
