/**
 * Copies an input that is not plain, field by field, into plain objects and lists, and reports all
 * that has another type than it should. Reading may throw at any place: an input can have getters,
 * and be a proxy.
 */
import { printableValue, quote } from "./printable.ts"
import {
  below,
  type Report,
  isInt32,
  isPlainObject,
  type ListOf,
  type MapOf,
  type Message,
  type Shape
} from "./input.ts"

/** The copy, which is worth nothing when something was reported. */
export const copyOf = (shape: Shape, value: unknown, report: Report): unknown => {
  try {
    return copy(shape, value, report)
  } catch (error) {
    report("type", "", thrown(error))
    return undefined
  }
}

const copy = (shape: Shape, value: unknown, report: Report): unknown => {
  switch (shape.kind) {
    case "any":
      return value
    case "text":
      if (typeof value !== "string") report("type", "", wrongText(value))
      return value
    case "flag":
      if (typeof value !== "boolean") report("type", "", expected(value, "give true or false"))
      return value
    case "int32":
      if (!isInt32(value)) report("type", "", wrongWhole(value))
      return value
    case "whole":
      if (!Number.isSafeInteger(value)) report("type", "", wrongWhole(value))
      return value
    case "list":
      return copyList(shape, value, report)
    case "map":
      return copyMap(shape, value, report)
    case "message":
      return copyMessage(shape, value, report)
  }
}

/** Values of fields that may be secrets are never repeated. */
const secrets: ReadonlySet<string> = new Set(["dpcExtras", "preProvisioningToken"])

const copyMessage = ({ fields, required }: Message, value: unknown, report: Report): unknown => {
  const copied = copyFields(fields, value, report, copyField)
  if (copied === undefined) return undefined
  for (const name of required) if (!copied.has(name)) report("type", name, "is missing")
  return Object.fromEntries(copied)
}

/**
 * Reads the fields of an object, and has each copied by `copyField`. Undefined for what is no such
 * object, which is reported, as a field is whose name is misspelt.
 */
export const copyFields = <Field>(
  fields: ReadonlyMap<string, Field>,
  value: unknown,
  report: Report,
  copyField: (name: string, field: Field, value: unknown, report: Report) => unknown
): ReadonlyMap<string, unknown> | undefined => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return void report("type", "", expected(value, "give an object"))
  }
  if (Symbol.iterator in value) {
    return void report(
      "type",
      "",
      expected(value, "give a plain object, such as Object.fromEntries makes")
    )
  }
  const isPlain = isPlainObject(value)
  const copied = new Map<string, unknown>()
  for (const [name, field] of fields) {
    const given = read(value, name, report)
    if (given === unreadable) copied.set(name, undefined)
    // JSON has no undefined, so to give it is to give nothing
    else if (given !== undefined) copied.set(name, copyField(name, field, given, report))
  }
  if (!isPlain && copied.size === 0 && fields.size > 0) {
    return void report(
      "type",
      "",
      expected(value, `give an object with ${listed([...fields.keys()])}`)
    )
  }
  for (const key of Object.keys(value)) {
    if (!fields.has(key)) checkSpelling(key, [...fields.keys()], copied, report)
  }
  return copied
}

/** Refuses a field that would not be sent, and only because of how its name is written. */
const checkSpelling = (
  key: string,
  names: ReadonlyArray<string>,
  copied: ReadonlyMap<string, unknown>,
  report: Report
): void => {
  const meant = names.find((name) => bare(name) === bare(key))
  if (meant !== undefined && !copied.has(meant)) {
    report("type", meant, `is given as ${quote(key)}; write ${meant}`)
  }
}

const bare = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, "")

const copyField = (name: string, shape: Shape, value: unknown, report: Report): unknown => {
  if (shape.kind === "any" || (shape.kind === "text" && typeof value === "string")) return value
  if (!secrets.has(name)) return copyOf(shape, value, below(report, name))
  return report("type", name, `is of the type ${typeof value}; give a string`)
}

/** Stands for a field that threw when it was read, which has been reported. */
const unreadable = Symbol("unreadable")

/** A field, or an item of a list. One that throws is reported under `path`. */
const read = (value: object, name: string, report: Report, path = name): unknown => {
  try {
    return name in value ? Reflect.get(value, name) : undefined
  } catch (error) {
    report("type", path, thrown(error))
    return unreadable
  }
}

/** What was thrown by reading is said by its kind: its text may hold anything. */
export const thrown = (error: unknown): string =>
  `cannot be read: a getter or a proxy throws ${error instanceof Error ? printableValue(error) : "an exception"}; give a plain value`

const copyMap = ({ value: shape }: MapOf, value: unknown, report: Report): unknown => {
  if (!isPlainObject(value)) {
    return report(
      "type",
      "",
      expected(value, "give a plain object, such as Object.fromEntries makes")
    )
  }
  const copied: Array<readonly [string, unknown]> = []
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "symbol") {
      report("type", "", "has a symbol as a key; give strings as keys")
      continue
    }
    const inside = below(report, keyPath(key))
    if (!Object.prototype.propertyIsEnumerable.call(value, key)) {
      inside("type", "", "is not enumerable, so it would not be sent; give a plain object")
      continue
    }
    const field = read(value, key, inside, "")
    if (field !== undefined && field !== unreadable) {
      copied.push([key, copyOf(shape, field, inside)])
    }
  }
  return Object.fromEntries(copied)
}

/** A key that somebody made up, as a part of a field's path. */
const keyPath = (key: string): string => (/^[\w$-]{1,50}$/.test(key) ? key : `[${quote(key)}]`)

const copyList = ({ item }: ListOf, value: unknown, report: Report): unknown => {
  if (!Array.isArray(value)) return report("type", "", wrongList(value))
  const copied: Array<unknown> = []
  for (let i = 0; i < value.length; i++) {
    const inside = below(report, `[${i}]`)
    if (!(i in value)) {
      inside("type", "", hole)
      break
    }
    const element = read(value, String(i), inside, "")
    if (element !== unreadable) copied.push(copyOf(item, element, inside))
  }
  reportExtras(value, report)
  return copied
}

export const hole = "is a hole in the list; give a list without holes"

/** A list can have properties beside its items, as a match of a regular expression has. */
export const reportExtras = (list: ReadonlyArray<unknown>, report: Report): void => {
  const keys = Object.keys(list)
  if (keys.length <= list.length) return
  const extra = keys.find((key) => !(Number(key) < list.length)) ?? ""
  report("type", "", `has the property ${quote(extra)} beside its items; give a plain list`)
}

const expected = (value: unknown, give: string): string =>
  value === null ? `is null; leave it out, or ${give}` : `is ${typed(value)}; ${give}`

/** What is given in place of a list. */
export const wrongList = (value: unknown): string =>
  value === undefined ? "is missing; give a list" : expected(value, "give a list")

/** What is given in place of a text. */
export const wrongText = (value: unknown): string => {
  switch (typeof value) {
    case "number":
      return Number.isSafeInteger(value)
        ? `is the number ${value}; give a string: "${value}"`
        : `is the number ${value}; give a string${Number.isInteger(value) ? ", since a number of this size loses digits" : ""}`
    case "bigint":
      return `is the bigint ${printableValue(value)}; give a string: ${quote(String(value))}`
    default:
      return expected(value, "give a string")
  }
}

const wrongWhole = (value: unknown): string => {
  const isText = typeof value === "string" && /^-?\d{1,9}$/.test(value)
  return expected(value, isText ? `give a number: ${value}` : "give a whole number")
}

/** A value with its type, where that is not plain from how it is written. */
const typed = (value: unknown): string => {
  if (typeof value === "string") return `the string ${printableValue(value)}`
  if (typeof value === "number") return `the number ${value}`
  return printableValue(value)
}

const listed = (names: ReadonlyArray<string>): string => {
  const [first = "", second] = names
  return second === undefined ? `the field ${first}` : `fields such as ${first} and ${second}`
}
