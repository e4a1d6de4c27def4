/**
 * From an input to what is sent: all that is wrong with it is found before anything leaves, and told
 * by field, as `claims[17].deviceIdentifier.imei`.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"
import * as SchemaIssue from "effect/SchemaIssue"
import { isId } from "../Ids.ts"
import { RequestChecks } from "../RequestChecks.ts"

export interface Problem {
  readonly field: string
  /** What is wrong and what would be right, to be read after the field's name. */
  readonly message: string
}

/** Notes a problem of a field, unless its check is off. A wrong type cannot be sent in any case. */
export type Report = (check: keyof RequestChecks | "type", field: string, message: string) => void

/** Looks for what is wrong with an input that has the right types. */
export type Check<A> = (input: A, report: Report) => void

/** What goes into an HTTP request beside its path. */
export interface Prepared {
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string | undefined>>
  /** The page that is asked for, wherever it stands. */
  readonly pageToken?: string | undefined
}

/** Makes what is sent of an input and the ids in the path, or says all that is wrong with them. */
export type Prepare<Input> = (
  ids: Readonly<Record<string, string>>,
  input: Input
) => Effect.Effect<Prepared, ReadonlyArray<Problem>>

const checking = (
  ids: Readonly<Record<string, string>>,
  make: (report: Report) => Prepared
): Effect.Effect<Prepared, ReadonlyArray<Problem>> =>
  Effect.flatMap(RequestChecks, (checks) => {
    const problems: Array<Problem> = []
    const report: Report = (check, field, message) => {
      if (check === "type" || (checks !== false && checks[check] !== false)) {
        problems.push({ field: field === "" ? "request" : field, message })
      }
    }
    for (const [name, id] of Object.entries(ids)) checkId(id, report, name)
    const prepared = make(report)
    return problems.length === 0 ? Effect.succeed(prepared) : Effect.fail(problems)
  })

export const checkId = (id: string, report: Report, field: string): void => {
  if (!isId(id)) report("ids", field, "is no id: that is a whole number from 1 to 2⁶³−1")
}

/** Nothing is sent but the path. */
export const nothing: Prepare<undefined> = (ids) => checking(ids, () => ({}))

/** What is sent of an input. */
export const prepare =
  <Input extends object>(make: (input: Input, report: Report) => Prepared): Prepare<Input> =>
  (ids, input) =>
    checking(ids, (report) => {
      if (Predicate.isObject(input)) return make(input, report)
      report("type", "", "does not fit: expected an object")
      return {}
    })

/** A message of a schema, checked. */
export const body = <A extends object, I>(
  schema: Schema.Codec<A, I>,
  check: Check<A> = () => {}
): Prepare<A> => {
  const encode = encoder(schema, check)
  return prepare((input, report) => ({ body: encode(input, report) }))
}

/** A message that is a list under a name: `{ "claims": […] }`. Each item is checked by itself. */
export const listBody = <Name extends string, A, I>(
  name: Name,
  schema: Schema.Codec<A, I>,
  check: Check<A>
): Prepare<Readonly<Record<Name, ReadonlyArray<A>>>> => {
  const encode = encoder(schema, check)
  return prepare((input, report) => {
    const items: ReadonlyArray<A> | undefined = input[name]
    if (!Array.isArray(items)) {
      report("type", name, "does not fit: expected a list")
      return {}
    }
    if (items.length === 0) report("required", name, "is empty; give one device at least")
    return {
      body: { [name]: items.map((item, i) => encode(item, below(report, `${name}[${i}]`))) }
    }
  })
}

/** Reports what is wrong with a part of the input under its whole path. */
export const below =
  (report: Report, path: string): Report =>
  (check, field, message) =>
    report(check, field === "" ? path : `${path}.${field}`, message)

/** Writes a message as JSON. What has a wrong type is reported; else the checks look at it. */
export const encoder = <A, I>(
  schema: Schema.Codec<A, I>,
  check: Check<A>
): ((input: A, report: Report) => I | undefined) => {
  // 100,000 claims are written in a tenth of the time so, where code generation is allowed
  SchemaJITCompiler.enable(schema.ast)
  const encode = Schema.encodeUnknownResult(schema, { errors: "all" })
  return (input, report) => {
    const plain = encode(input)
    // JSON has no undefined, so to give it is to give nothing
    const encoded = Result.isSuccess(plain) ? plain : encode(withoutUndefined(input))
    if (Result.isFailure(encoded)) {
      for (const { message, path = [] } of formatIssue(encoded.failure.issue).issues) {
        report("type", formatPath(path), misfit(message))
      }
      return undefined
    }
    check(input, report)
    return encoded.success
  }
}

const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

const misfit = (message: string): string =>
  message === "Missing key" ? "is missing" : `does not fit: ${message.replace(/^E/, "e")}`

const formatPath = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string =>
  path
    .map((segment) => (typeof segment === "object" ? segment.key : segment))
    .map((key, i) => (typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${String(key)}`))
    .join("")

const withoutUndefined = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== "object" || value === null) return value
  // only what was written as an object is one: a Duration is a value
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, withoutUndefined(field)])
  )
}
