/**
 * An input: the shape that it has to have, derived from a schema once, a fast test whether it is made of
 * plain objects and lists of that shape, and the notes of what is wrong with it. For an input that is
 * not plain see `copy.ts`.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { RequestChecks } from "../RequestChecks.ts"
import { printableValue } from "./printable.ts"

export interface Problem {
  readonly field: string
  /** What is wrong and what would be right, to be read after the field's name. */
  readonly message: string
}

/** The check that a problem belongs to. A wrong type cannot be sent in any case. */
export type CheckName = keyof RequestChecks | "type"

/** Notes a problem of a field, unless its check is off. */
export interface Report {
  (check: CheckName, field: string, message: string): void
  /** Whether a check is on. One that is off need not run. */
  readonly isOn: (check: CheckName) => boolean
}

/** Looks for what is wrong with an input that has the right types. */
export type Check<A> = (input: A, report: Report) => void

/** Hands each problem on, with the check that it belongs to. */
export const makeReport = (
  isOn: (check: CheckName) => boolean,
  note: (problem: Problem, check: CheckName) => void
): Report => {
  const report = (check: CheckName, field: string, message: string) => {
    if (isOn(check)) note({ field, message }, check)
  }
  report.isOn = isOn
  return report
}

/** Whether a check is on in what `RequestChecks` holds, which callers without types can set to anything. */
export const isCheckOn = (checks: unknown, check: CheckName): boolean =>
  check === "type" || (checks !== false && Reflect.get(Object(checks), check) !== false)

/** Makes something of an input, or says all that is wrong; `input` is the name of the whole. */
export const checked = <A>(
  make: (report: Report) => A,
  input = "request"
): Effect.Effect<A, ReadonlyArray<Problem>> =>
  Effect.flatMap(RequestChecks, (checks: unknown) => {
    const problems: Array<Problem> = []
    const report = makeReport(
      (check) => isCheckOn(checks, check),
      ({ field, message }) => problems.push({ field: field === "" ? input : field, message })
    )
    if (checks !== false && !Predicate.isObject(checks)) {
      const message = `is ${printableValue(checks)}; give an object such as { imei: false }, or false`
      report("type", "RequestChecks", message)
    }
    const made = make(report)
    return problems.length === 0 ? Effect.succeed(made) : Effect.fail(problems)
  })

/** Reports what is wrong with a part of the input under its whole path. */
export const below = (report: Report, path: string | (() => string)): Report =>
  makeReport(report.isOn, ({ field, message }, check) =>
    report(check, joined(typeof path === "string" ? path : path(), field), message)
  )

const joined = (path: string, field: string): string =>
  field === "" || path === "" || field.startsWith("[") ? `${path}${field}` : `${path}.${field}`

/** Reports what is wrong with a whole input under its name, and with its fields under theirs. */
export const named = (report: Report, name: string): Report =>
  makeReport(report.isOn, ({ field, message }, check) =>
    report(check, field === "" ? name : field, message)
  )

export type Shape = Message | MapOf | ListOf | Leaf

export interface Message {
  readonly kind: "message"
  readonly fields: ReadonlyMap<string, Shape>
  readonly required: ReadonlySet<string>
}

export interface MapOf {
  readonly kind: "map"
  readonly value: Shape
}

export interface ListOf {
  readonly kind: "list"
  readonly item: Shape
}

/** `whole` is a safe integer; `any` is left to the schema. */
export interface Leaf {
  readonly kind: "text" | "flag" | "int32" | "whole" | "any"
}

/** The shape of what a schema encodes. */
export const shapeOf = (schema: Schema.Constraint): Shape =>
  shapeOfType(SchemaAST.toType(schema.ast))

const shapeOfType = (ast: SchemaAST.AST): Shape => {
  if (SchemaAST.isString(ast)) return { kind: "text" }
  if (SchemaAST.isBoolean(ast)) return { kind: "flag" }
  // the API has no other numbers than int32, and the numbers of our own options are whole as well
  if (SchemaAST.isNumber(ast)) return { kind: ast.checks === undefined ? "whole" : "int32" }
  if (SchemaAST.isArrays(ast)) {
    const [item] = ast.rest
    return item === undefined ? { kind: "any" } : { kind: "list", item: shapeOfType(item) }
  }
  if (!SchemaAST.isObjects(ast)) return { kind: "any" }
  const [index] = ast.indexSignatures
  if (index !== undefined) return { kind: "map", value: shapeOfType(index.type) }
  const fields = new Map<string, Shape>()
  const required = new Set<string>()
  for (const { name, type } of ast.propertySignatures) {
    fields.set(String(name), shapeOfType(type))
    if (!SchemaAST.isOptional(type)) required.add(String(name))
  }
  return { kind: "message", fields, required }
}

/** Whether a value has a shape, and is made of plain objects and lists that hold nothing else. */
export type Test = (value: unknown) => boolean

/** The test for a shape. What fails it may still be right, and has to be looked at field by field. */
export const plainTest = (shape: Shape): Test => {
  switch (shape.kind) {
    case "text":
      return isText
    case "flag":
      return isFlag
    case "int32":
      return isInt32
    case "whole":
      return Number.isSafeInteger
    case "any":
      return () => true
    case "list":
      return isListOf(plainTest(shape.item))
    case "map":
      return isMapOf(plainTest(shape.value))
    case "message":
      return isMessageOf(shape)
  }
}

const isText: Test = (value) => typeof value === "string"
const isFlag: Test = (value) => typeof value === "boolean"

export const isInt32: Test = (value) => typeof value === "number" && (value | 0) === value

/**
 * Whether a value was written as an object, or has no prototype. The test holds for objects of other
 * realms as well, such as frames and test runners that have one for each file.
 */
export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  return (
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(Object(prototype), "hasOwnProperty")
  )
}

const isListOf =
  (item: Test): Test =>
  (value) => {
    if (!Array.isArray(value) || Object.keys(value).length !== value.length) return false
    for (let i = 0; i < value.length; i++) if (!item(value[i])) return false
    return !hasOwnJson(value)
  }

const isMapOf =
  (test: Test): Test =>
  (value) => {
    if (!isPlainObject(value)) return false
    for (const key in value) if (!test(value[key])) return false
    return Object.getOwnPropertySymbols(value).length === 0 && !hasOwnJson(value)
  }

const isMessageOf = ({ fields, required }: Message): Test => {
  // a record without a prototype is looked up faster than a map
  const tests: Record<string, Test> = Object.create(null)
  for (const [name, shape] of fields) tests[name] = plainTest(shape)
  const names = [...fields.keys()]
  return (value) => {
    if (!isPlainObject(value)) return false
    let hidden = 0
    for (const key in value) {
      const test = tests[key]
      // a field that is not known may be a known one, misspelt
      if (test === undefined || !test(value[key])) return false
      hidden--
    }
    // a field that is not enumerable is there for the checks, and would not be sent
    for (const name of names) if (name in value) hidden++
    if (hidden !== 0) return false
    for (const name of required) if (!(name in value)) return false
    return !hasOwnJson(value)
  }
}

/** Whether a value says itself what `JSON.stringify` makes of it. */
const hasOwnJson = (value: object): boolean => "toJSON" in value

/** Whether a shape says all that a schema does which transforms nothing. */
export const isWhole = (shape: Shape): boolean => {
  switch (shape.kind) {
    case "any":
      return false
    case "list":
      return isWhole(shape.item)
    case "map":
      return isWhole(shape.value)
    case "message":
      return [...shape.fields.values()].every(isWhole)
    default:
      return true
  }
}
