/**
 * The common case of decoding, made fast: JSON that has the plain form of a schema and no field
 * beyond it is its own decoded value, and need not be built a second time. A response of 100,000
 * devices is read in a fraction of the time and of the memory so (`npm run bench:decode`).
 */
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

type Test = (json: unknown) => boolean

const isText: Test = (json) => typeof json === "string"
const isInt32: Test = (json) => typeof json === "number" && (json | 0) === json
const isBoolean: Test = (json) => typeof json === "boolean"

/**
 * A guard that is true for plain JSON without unknown fields, and may be false for any other: then
 * the schema has to decide. Undefined for schemas that transform or check what they decode.
 */
export const plainForm = <S extends Schema.Constraint>(
  schema: S,
  isInt32Ast: (ast: SchemaAST.AST) => boolean
): ((json: unknown) => json is S["Type"]) | undefined => {
  if (SchemaAST.toEncoded(schema.ast) !== schema.ast) return undefined
  const test = testOf(schema.ast, isInt32Ast)
  return test === undefined ? undefined : (json): json is S["Type"] => test(json)
}

const testOf = (
  ast: SchemaAST.AST,
  isInt32Ast: (ast: SchemaAST.AST) => boolean
): Test | undefined => {
  if (isInt32Ast(ast)) return isInt32
  if (ast.checks !== undefined || ast.encoding !== undefined) return undefined
  if (SchemaAST.isString(ast)) return isText
  if (SchemaAST.isBoolean(ast)) return isBoolean
  if (SchemaAST.isArrays(ast)) {
    const item = ast.rest[0] === undefined ? undefined : testOf(ast.rest[0], isInt32Ast)
    return item && ast.elements.length === 0 ? isListOf(item) : undefined
  }
  if (!SchemaAST.isObjects(ast)) return undefined
  const [index] = ast.indexSignatures
  if (index !== undefined) {
    const value = testOf(index.type, isInt32Ast)
    return value && ast.propertySignatures.length === 0 ? isMapOf(value) : undefined
  }
  const fields = new Map<string, Test>()
  for (const { name, type } of ast.propertySignatures) {
    const test = testOf(type, isInt32Ast)
    // An absent field has no test that could fail, so that each has to be optional.
    if (typeof name !== "string" || test === undefined || !SchemaAST.isOptional(type))
      return undefined
    fields.set(name, test)
  }
  return isMessageOf(fields)
}

const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null && !Array.isArray(json)

const isListOf =
  (item: Test): Test =>
  (json) => {
    if (!Array.isArray(json)) return false
    for (let i = 0; i < json.length; i++) if (!item(json[i])) return false
    return true
  }

const isMapOf =
  (value: Test): Test =>
  (json) => {
    if (!isRecord(json)) return false
    for (const key in json) if (!value(json[key])) return false
    return true
  }

const isMessageOf = (fields: ReadonlyMap<string, Test>): Test => {
  // A record without a prototype is looked up faster than a map.
  const tests: Readonly<Record<string, Test | undefined>> = Object.assign(
    Object.create(null),
    Object.fromEntries(fields)
  )
  return (json) => {
    if (!isRecord(json)) return false
    for (const key in json) {
      const test = tests[key]
      if (test === undefined || !test(json[key])) return false
    }
    return true
  }
}
