/**
 * What may arrive where the service's JSON is expected, and what it is. Written by hand from the
 * rules in docs/reliability.md; nothing here is computed by the code under test.
 */

/** The kind of a state, for which the answer is a value. */
type State = "Running" | "Succeeded" | "Failed" | "DoneWithoutResult"

/** An answer that is not the service's; `cut` when it broke off, as a cut connection leaves it. */
interface NoAnswer {
  readonly says: string
  readonly cut?: true
}

/** An error of the API: by its name, or by the HTTP status where it has none. */
type ErrorName = string | "by HTTP status"

export interface Kind {
  readonly what: string
  readonly body: string | Uint8Array<ArrayBuffer>
  /** What it is with HTTP 200. */
  readonly success: State | NoAnswer
  /** What it is with an HTTP status that says error. */
  readonly error: ErrorName | NoAnswer
  /** An error that names neither a code nor a status, as gateways do and the API does not. */
  readonly foreign?: true
}

const name = "operations/apibatchoperation/1"
const type = "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"

const noError: NoAnswer = { says: "the JSON holds no error" }
const noOperation: NoAnswer = { says: "it is not an operation" }
const both = (answer: NoAnswer) => ({ success: answer, error: answer })
const json = (
  what: string,
  value: unknown,
  success: Kind["success"],
  error: Kind["error"]
): Kind => ({
  what,
  body: JSON.stringify(value),
  success,
  error
})

export const kinds: ReadonlyArray<Kind> = [
  // "`done` alone decides."
  json(
    "an operation that runs",
    { name, metadata: { "@type": `${type}Metadata` } },
    "Running",
    noError
  ),
  json(
    "an operation that is done",
    { name, done: true, response: { "@type": `${type}Response` } },
    "Succeeded",
    noError
  ),
  json("an operation done with nothing", { name, done: true }, "DoneWithoutResult", noError),
  // "A 200 without `done` is running, never an error and never success."
  json("an empty object", {}, "Running", noError),
  // "`done` of another type than boolean: not an answer of this service."
  json("an operation whose done is a text", { name, done: "true" }, noOperation, noError),
  // "`error` … without `done`: running." With an error status the same JSON is an envelope.
  json(
    "the envelope",
    { error: { code: 404, message: "m", status: "NOT_FOUND" } },
    "Running",
    "NOT_FOUND"
  ),
  json(
    "the envelope with errors[]",
    { error: { code: 403, message: "m", errors: [{ reason: "forbidden" }] } },
    "Running",
    "by HTTP status"
  ),
  { ...json("an empty error", { error: {} }, "Running", "by HTTP status"), foreign: true },
  json("an unknown name", { error: { code: 409, status: "BRAND_NEW" } }, "Running", "BRAND_NEW"),
  json(
    "a code without a name",
    { error: { code: 503, message: "m" } },
    "Running",
    "by HTTP status"
  ),
  json("the code -17", { error: { code: -17 } }, "Running", "by HTTP status"),
  json(
    "details that are no list",
    { error: { status: "NOT_FOUND", details: "oops" } },
    "Running",
    "NOT_FOUND"
  ),
  // "`[{"error":{…}}]`": a list is an envelope, and no operation.
  json(
    "the envelope in a list",
    [{ error: { code: 404, status: "NOT_FOUND" } }],
    noOperation,
    "NOT_FOUND"
  ),
  {
    ...json("OAuth's error", { error: "invalid_grant" }, noOperation, "by HTTP status"),
    foreign: true
  },
  json("an error that is null", { error: null }, "Running", noError),
  json("null", null, noOperation, noError),
  json("a text in JSON", "oops", noOperation, noError),
  // "200 with HTML or nothing: for good"; with an error status its number tells.
  {
    what: "a page of HTML",
    body: "<!DOCTYPE html><title>Error</title>",
    ...both({ says: "a page of HTML" })
  },
  { what: "plain text", body: "upstream connect error", ...both({ says: "it is not JSON" }) },
  { what: "nothing", body: "", ...both({ says: "the body is empty" }) },
  { what: "white space", body: " \r\n\t", ...both({ says: "the body is empty" }) },
  { what: "two answers in one", body: "{}{}", ...both({ says: "it is not JSON" }) },
  // "truncated body: in passing" for reads, whatever the status said.
  {
    what: "JSON that breaks off",
    body: `{"name":"${name}","done":tr`,
    ...both({ says: "the JSON breaks off", cut: true })
  },
  {
    what: "an envelope that breaks off",
    body: '{"error":{"code":4',
    ...both({ says: "the JSON breaks off", cut: true })
  },
  {
    what: "bad UTF-8",
    body: new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
    ...both({ says: "the body is not UTF-8" })
  },
  {
    what: "ISO 8859-1",
    body: new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xfc, 0x22, 0x7d]),
    ...both({ says: "the body is not UTF-8" })
  },
  {
    what: "UTF-16",
    body: new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
    ...both({ says: "the body is not UTF-8" })
  }
]

/** The canonical code for an HTTP status where the answer names none: "prefer `status`, then the HTTP number". */
export const nameByHttpStatus: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  408: "DEADLINE_EXCEEDED",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED"
}

/** "408, 429, 500, 502, 503, 504, JSON or not: in passing" for GET. */
const inPassing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])

export interface Expected {
  readonly ends: "value" | "ApiError" | "InvalidResponse"
  /** The state, the code's name, or a part of the description. */
  readonly as: string
  /** Whether a GET may be sent again. */
  readonly get: boolean
  /** Whether a POST may: "for good, but for a 429 in the API's own envelope". */
  readonly post: boolean
}

/** What the rules say of a body under an HTTP status. */
export const expectedOf = (kind: Kind, httpStatus: number, method: "GET" | "POST"): Expected => {
  // "any 3xx: for good"; a redirect is not followed, nor is its body looked at.
  if (httpStatus >= 300 && httpStatus < 400) {
    return { ends: "InvalidResponse", as: "redirects are not followed", get: false, post: false }
  }
  // HTTP gives a 204 no body.
  if (httpStatus === 204) {
    return { ends: "InvalidResponse", as: "the body is empty", get: false, post: false }
  }
  if (httpStatus === 200) {
    return typeof kind.success === "string"
      ? { ends: "value", as: kind.success, get: false, post: false }
      : {
          ends: "InvalidResponse",
          as: kind.success.says,
          get: kind.success.cut === true,
          post: false
        }
  }
  const passes = inPassing.has(httpStatus)
  // "but for a 429 in the API's own envelope": another one does not say that nothing was done
  if (kind.foreign === true && httpStatus === 429 && method === "POST") {
    const as = "the error is not in the form of this API"
    return { ends: "InvalidResponse", as, get: true, post: false }
  }
  if (typeof kind.error === "string") {
    const as = kind.error === "by HTTP status" ? (nameByHttpStatus[httpStatus] ?? "") : kind.error
    return { ends: "ApiError", as, get: passes, post: httpStatus === 429 }
  }
  return {
    ends: "InvalidResponse",
    as: kind.error.says,
    get: passes || kind.error.cut === true,
    post: false
  }
}
