/**
 * The odd forms of ProtoJSON, which parsers must accept beside the plain one: `null` for an absent
 * field, the original name of a field, quoted and exponential integers, the numbers of enums.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"

/** Marks the schemas whose odd forms the decoder puts right. */
export const kindKey = "effect-zero-touch/ProtoJson"
export type Kind = "int32" | "int64" | "enum"

export const kindOf = (ast: SchemaAST.AST): unknown =>
  (ast.checks?.at(-1)?.annotations ?? ast.annotations)?.[kindKey]

/** The JSON name of a field by its original name, such as `perDeviceStatus` for `per_device_status`. */
export const jsonName = (original: string): string =>
  original.replace(/_+([^_]?)/g, (_, next: string) => next.toUpperCase())

/** What a schema would take, though it is wrong. */
type Refuse = (path: ReadonlyArray<string | number>, expected: string) => void

/**
 * Puts the odd forms into the plain one, as the schema's encoded side directs. Fails for what the schema
 * would take all the same: a text that is not an int64, and a field under both of its names.
 */
export const plainOf = (
  ast: SchemaAST.AST,
  json: unknown
): Result.Result<unknown, SchemaIssue.Issue> => {
  let first: SchemaIssue.Issue | undefined
  const plain = normalize(ast, json, [], (path, expected) => {
    first ??= new SchemaIssue.Pointer(path, new SchemaIssue.InvalidValue({ expected }))
  })
  return first === undefined ? Result.succeed(plain) : Result.fail(first)
}

const normalize = (
  ast: SchemaAST.AST,
  json: unknown,
  path: ReadonlyArray<string | number>,
  refuse: Refuse
): unknown => {
  if (SchemaAST.isObjects(ast)) return normalizeObject(ast, json, path, refuse)
  if (SchemaAST.isArrays(ast)) {
    const item = ast.rest[0]
    return Array.isArray(json) && item !== undefined
      ? json.map((element, i) => normalize(item, element, [...path, i], refuse))
      : json
  }
  switch (kindOf(ast)) {
    case "int32": {
      const digits = typeof json === "string" ? integerOf(json) : undefined
      return digits === undefined ? json : Number(digits)
    }
    case "int64": {
      // the last digits of a larger number are lost
      if (Number.isSafeInteger(json)) return String(json)
      const digits = typeof json === "string" ? integerOf(json) : undefined
      if (digits !== undefined && isWithin64Bits(BigInt(digits))) return digits
      if (typeof json === "string") refuse(path, "a 64-bit integer")
      return json
    }
    case "enum":
      return typeof json === "number" && (json | 0) === json ? String(json) : json
    default:
      return json
  }
}

const normalizeObject = (
  ast: SchemaAST.Objects,
  json: unknown,
  path: ReadonlyArray<string | number>,
  refuse: Refuse
): unknown => {
  if (!Predicate.isObject(json)) return json
  const entries = new Map<string, unknown>()
  const known = new Map(ast.propertySignatures.map((property) => [property.name, property.type]))
  const rest = ast.indexSignatures[0]?.type
  for (const [key, value] of Object.entries(json)) {
    if (value === null) continue
    const name = known.has(key) || rest !== undefined ? key : jsonName(key)
    const type = known.get(name) ?? rest
    if (type === undefined) continue
    if (entries.has(name)) refuse([...path, name], "one value, not one under each of its two names")
    entries.set(name, normalize(type, value, [...path, name], refuse))
  }
  return Object.fromEntries(entries)
}

const isWithin64Bits = (integer: bigint): boolean => BigInt.asIntN(64, integer) === integer

const numberPattern = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/

/** The digits of a quoted number, such as `"1.0"` and `"1e5"`, if it is an integer. */
const integerOf = (text: string): string | undefined => {
  const [, sign, whole = "", fraction = "", exponent = "0"] = numberPattern.exec(text) ?? []
  if (sign === undefined) return undefined
  const digits = `${whole}${fraction}`.replace(/^0+/, "")
  if (digits === "") return "0"
  const significant = digits.replace(/0+$/, "")
  const zeros = digits.length - significant.length + Number(exponent) - fraction.length
  // an int64 has 19 digits at most
  return zeros < 0 || significant.length + zeros > 19
    ? undefined
    : `${sign}${significant}${"0".repeat(zeros)}`
}
