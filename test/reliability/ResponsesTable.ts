/**
 * What may arrive where the service's JSON is expected, and what it is. Written by hand from the
 * rules in docs/reliability.md; nothing here is computed by the code under test.
 */

/** The kind of a state, for which the answer is a value. */
export type State = "Running" | "Succeeded" | "Failed" | "DoneWithoutResult"

/** An answer that is not the service's; `cut` when it broke off, as a cut connection leaves it. */
export interface NoAnswer {
  readonly says: string
  readonly cut?: true
}

/** An error of the API under a status that says success; `passes` when its code is transient. */
export interface ErrorUnderSuccess {
  readonly codeName: string
  readonly passes?: true
}

/** An error of the API: by its name, or by the HTTP status where it has none. */
export type ErrorName = string | "by HTTP status"

export interface Kind {
  readonly what: string
  readonly body: string | Uint8Array<ArrayBuffer>
  /** With an HTTP status that says success, what it is as the state of an operation. */
  readonly state: State | ErrorUnderSuccess | NoAnswer
  /** The same as the answer to a start, to which the name is all that matters. */
  readonly start: State | ErrorUnderSuccess | NoAnswer
  /** What it is with an HTTP status that says error. */
  readonly error: ErrorName | NoAnswer
  /** An error that names neither a code nor a status, as gateways do and the API does not. */
  readonly foreign?: true
  /** What it is when its last byte is missing, where that is something else. */
  readonly shortened?: NoAnswer
}

const name = "operations/apibatchoperation/1"
const type = "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"

const noError: NoAnswer = { says: "the JSON holds no error" }
const noOperation: NoAnswer = { says: "it is not an operation" }
const noName: NoAnswer = { says: "the operation has no name" }
const notJson: NoAnswer = { says: "it is not JSON" }
const empty: NoAnswer = { says: "the body is empty" }
const html: NoAnswer = { says: "a page of HTML" }
const breaksOff: NoAnswer = { says: "the JSON breaks off", cut: true }

export const notUtf8: NoAnswer = { says: "the body is not UTF-8" }

const notFound: ErrorUnderSuccess = { codeName: "NOT_FOUND" }

const always = (answer: NoAnswer) => ({ state: answer, start: answer, error: answer })

const json = (
  what: string,
  value: unknown,
  state: Kind["state"],
  start: Kind["start"],
  error: Kind["error"]
): Kind => ({ what, body: JSON.stringify(value), state, start, error, shortened: breaksOff })

/** An operation with its name: no error says so, and the same to a start. */
const operation = (what: string, fields: object, state: State): Kind =>
  json(what, { name, ...fields }, state, state, noError)

/** An error; under a status that says success it is one only if it names its code. */
const error = (
  what: string,
  fields: unknown,
  error: ErrorName,
  under: ErrorUnderSuccess | undefined
): Kind => json(what, { error: fields }, under ?? noOperation, under ?? noName, error)

/** An error that an API of Google's would not send. */
const foreign = (what: string, fields: object): Kind => ({
  ...error(what, fields, "by HTTP status", undefined),
  foreign: true
})

/** JSON that is nothing of this service. */
const nothing = (what: string, value: unknown): Kind =>
  json(what, value, noOperation, noOperation, noError)

/** Its error is an envelope to those whose HTTP status says error. */
const failed = (what: string, error: object): Kind =>
  json(what, { name, done: true, error }, "Failed", "Failed", "by HTTP status")

const text = (what: string, body: Kind["body"], answer: NoAnswer): Kind => ({
  what,
  body,
  ...always(answer)
})

const bytes = (...values: ReadonlyArray<number>) => new Uint8Array(values)
const metadata = { "@type": `${type}Metadata` }
const oauth = { error: "invalid_grant", error_description: "m" }
const response = { "@type": `${type}Response` }

/** The oddities that are known, of operations and of errors. */
export const knownKinds: ReadonlyArray<Kind> = [
  // "`done` alone decides."
  operation("an operation that runs", { metadata }, "Running"),
  operation("an operation that is done", { done: true, response }, "Succeeded"),
  operation("an operation done with nothing", { done: true }, "DoneWithoutResult"),
  operation("a response without done", { response }, "Running"),
  // with an error status the operation's own error reads as an envelope
  failed("an operation that failed", { code: 7, message: "m" }),
  // "an object with none of name, done, metadata, response: not an operation"
  json("an empty object", {}, noOperation, noName, noError),
  json("a gateway's message", { message: "no Route matched" }, noOperation, noName, noError),
  json("an operation's error alone", { error: { code: 7 } }, noOperation, noName, "by HTTP status"),
  // "`done` of another type than boolean: not an answer of this service."
  nothing("done that is a text", { name, done: "true" }),

  error("the envelope", { code: 404, message: "m", status: "NOT_FOUND" }, "NOT_FOUND", notFound),
  error(
    "the envelope with errors[]",
    { code: 403, message: "m", errors: [{ reason: "forbidden" }] },
    "by HTTP status",
    { codeName: "PERMISSION_DENIED" }
  ),
  error("an unknown name", { code: 409, status: "BRAND_NEW" }, "BRAND_NEW", {
    codeName: "BRAND_NEW"
  }),
  error("a code without a name", { code: 503, message: "m" }, "by HTTP status", {
    codeName: "UNAVAILABLE",
    passes: true
  }),
  error("the code -17", { code: -17 }, "by HTTP status", undefined),
  error(
    "details that are no list",
    { status: "NOT_FOUND", details: "oops" },
    "NOT_FOUND",
    notFound
  ),
  // "`[{"error":{…}}]`": a list is an envelope.
  json(
    "the envelope in a list",
    [{ error: { code: 404, status: "NOT_FOUND" } }],
    notFound,
    notFound,
    "NOT_FOUND"
  ),
  // 429 from someone else than the API does not say that nothing was done
  foreign("an empty error", {}),
  foreign("an error with a message only", { message: "slow down" }),
  { ...foreign("a code that is a text", { code: "x" }), state: noOperation, start: noOperation },
  {
    ...json("OAuth's error", oauth, noOperation, noOperation, "by HTTP status"),
    foreign: true
  },
  { ...nothing("null", null), shortened: notJson },
  { ...nothing("a text in JSON", "oops"), shortened: notJson },

  // "200 with HTML or nothing: for good"; with an error status its number tells.
  text("a page of HTML", "<!DOCTYPE html><title>Error</title>", html),
  text("plain text", "upstream connect error", notJson),
  text("nothing", "", empty),

  // "truncated body: in passing" for reads, whatever the status said.
  text("JSON that breaks off", `{"name":"${name}","done":tr`, breaksOff),
  text("an envelope that breaks off", '{"error":{"code":4', breaksOff),

  text("bad UTF-8", bytes(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d), notUtf8),
  text("ISO 8859-1", bytes(0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xfc, 0x22, 0x7d), notUtf8),
  text("UTF-16", bytes(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00), notUtf8)
]

/** What is akin to them. */
export const otherKinds: ReadonlyArray<Kind> = [
  operation("an operation that runs and says so", { done: false, metadata }, "Running"),
  operation("done that is null, which is absent", { done: null, response }, "Running"),
  { ...failed("an operation with an error that says nothing", {}), foreign: true },
  json("an operation without a name", { done: true, response }, "Succeeded", noName, noError),
  nothing("done that is a number", { name, done: 1 }),
  nothing("a name that is a number", { name: 1 }),

  error("a name without a code", { status: "ABORTED" }, "ABORTED", { codeName: "ABORTED" }),
  error("a code of no error", { code: 0 }, "by HTTP status", undefined),
  // "a details entry … never hides the error that carries it"
  error(
    "a detail that is none",
    { status: "NOT_FOUND", details: [{ "@type": 1 }] },
    "NOT_FOUND",
    notFound
  ),
  foreign("a code that is a number's text", { code: "429" }),
  foreign("a status that is a number", { status: 429 }),
  foreign("an error within the error", { error: { code: 429 } }),

  nothing("an error that is true", { error: true }),
  nothing("an error that is a number", { error: 429 }),
  nothing("an error that is a list", { error: [] }),
  json("an error that is null, which is absent", { error: null }, noOperation, noName, noError),
  nothing("an empty list", []),
  nothing("a list of nothing", [null]),
  { ...nothing("true", true), shortened: notJson },

  text("a page of HTML, after a line", "\r\n<html><body>502 Bad Gateway</body></html>", html),
  text("XML", '<?xml version="1.0"?><error/>', html),
  text("JSON behind a guard", ")]}'\n{}", notJson),
  text("an event", "data: {}", notJson),
  text("two answers in one", "{}{}", notJson),
  { ...text("a NUL", "\u0000", notJson), shortened: empty },
  text("white space", " \r\n\t", empty),
  text("a list that breaks off", '[{"error":{', breaksOff),
  { ...text("a bracket", "{", breaksOff), shortened: empty }
]

export const kinds: ReadonlyArray<Kind> = [...knownKinds, ...otherKinds]
