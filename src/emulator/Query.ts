/**
 * The query parameters that every method takes, and the refusal of those that it does not.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Fields from "./Fields.ts"
import type { JsonObject } from "./Json.ts"
import type { Message, MessageKind } from "./Kinds.ts"
import * as Messages from "./Messages.ts"
import { badRequest } from "./ServiceError.ts"
import type { ErrorFormat, ServiceError, Violation } from "./ServiceError.ts"

/** What the parameters say about the form of the answer. */
export interface ResponseForm {
  readonly selection: Fields.Selection | undefined
  readonly pretty: boolean
}

/** A query that has been understood. */
export interface Parsed extends ResponseForm {
  /** The parameters of the method's own, in their normal form. */
  readonly own: JsonObject
}

const system = new Set([
  "$.xgafv",
  "access_token",
  "alt",
  // For scripts in web pages: accepted, and answered with plain JSON all the same.
  "callback",
  "fields",
  "key",
  "oauth_token",
  "prettyPrint",
  "quotaUser",
  // For uploads, of which this API has none: accepted and without meaning.
  "uploadType",
  "upload_protocol"
])

const has = (values: ReadonlyArray<string>, query: URLSearchParams, name: string): boolean => {
  const value = query.get(name)
  return value === null || values.includes(value)
}

/** The format of errors, which must be known even where the rest of the query is wrong. */
export const errorFormat = (query: URLSearchParams, fallback: ErrorFormat): ErrorFormat => {
  const asked = query.get("$.xgafv")
  return asked === "1" || asked === "2" ? asked : fallback
}

/** Whether JSON is to be indented: the service does so unless told otherwise. */
export const pretty = (query: URLSearchParams): boolean =>
  !["false", "0"].includes(query.get("prettyPrint") ?? "true")

/** Checks the query of a method, for its own parameters and the common ones. */
export const parse = (
  query: URLSearchParams,
  method: { readonly query?: Message; readonly answer: MessageKind }
): Effect.Effect<Parsed, ServiceError> => {
  const violations: Array<Violation> = []
  const invalid = (field: string) =>
    violations.push({
      field,
      description: `Invalid value at '${field}', "${query.get(field) ?? ""}"`
    })

  const given: Array<readonly [string, string]> = []
  for (const [name, value] of query) {
    if (system.has(name)) continue
    if (Messages.fieldOf(method.query ?? {}, name) !== undefined) given.push([name, value])
    else {
      violations.push({
        field: "",
        description:
          `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. ` +
          `Field '${name}' could not be found in request message.`
      })
    }
  }
  const own = Messages.readObject(Object.fromEntries(given), method.query ?? {})
  if (own._tag === "Wrong") violations.push(...own.violations)
  if (!has(["1", "2"], query, "$.xgafv")) invalid("$.xgafv")
  // The other two forms of the document, media and proto, are not spoken here.
  if (!has(["json"], query, "alt")) invalid("alt")
  if (!has(["true", "false", "1", "0"], query, "prettyPrint")) invalid("prettyPrint")

  const selector = query.get("fields")
  const selection = selector === null || selector === "" ? undefined : Fields.parse(selector)
  if (selector !== null && selector !== "") {
    const known = (name: string) => name === "*" || Object.hasOwn(method.answer.fields, name)
    const wrong =
      selection === undefined ? selector : [...selection.keys()].find((name) => !known(name))
    if (wrong !== undefined) {
      violations.push({ field: "fields", description: `Invalid field selection ${wrong}` })
    }
  }

  return violations.length > 0 || own._tag === "Wrong"
    ? Effect.fail(badRequest(violations))
    : Effect.succeed({ selection, pretty: pretty(query), own: own.message })
}
