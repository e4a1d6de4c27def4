/**
 * The client against Google's discovery document.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { ProtoJson } from "effect-zero-touch"
import { absent, document, methods, type Property } from "../support/discovery.ts"
import { least } from "../support/fakeHttp.ts"
import { methodCases } from "../support/methods.ts"
import { successOf } from "../support/outcome.ts"
import { schemas } from "../support/schemas.ts"
import { onTheWire, runServices } from "../support/services.ts"

const messages = Object.entries(document.schemas).map(
  ([name, { properties = {} }]) => [name, properties] as const
)

/** Our fields of a message, with their types as they are on the wire. */
const fieldsOf = (ast: SchemaAST.AST): ReadonlyMap<string, SchemaAST.AST> => {
  const encoded = SchemaAST.toEncoded(ast)
  return SchemaAST.isObjects(encoded)
    ? new Map(encoded.propertySignatures.map(({ name, type }) => [String(name), type]))
    : assert.fail("it is no message")
}

const schemaOf = (name: string) =>
  Object.entries(schemas).find(([key]) => key === name)?.[1] ??
  assert.fail(`there is no schema ${name}`)

/** The names that our schema of a field knows, where it is an enum. */
const namesOf = (message: string, field: string): unknown => {
  const schema = schemaOf(message)
  const found = "fields" in schema ? Object.entries(schema.fields) : []
  const type = found.find(([name]) => name === field)?.[1].schema
  return Predicate.hasProperty(type, "names") ? type.names : undefined
}

/** Values that a property may have: each of an enum's, one of anything else. */
const valuesOf = (property: Property): ReadonlyArray<unknown> => {
  if (property.$ref !== undefined) return [messageOf(property.$ref)]
  if (property.enum !== undefined) return property.enum
  if (property.items !== undefined) return [valuesOf(property.items)]
  if (property.additionalProperties !== undefined) {
    return [
      property.additionalProperties.type === "any"
        ? { "@type": "type.googleapis.com/example.Thing", a: [1, { b: null }] }
        : { key: "value" }
    ]
  }
  switch (`${property.type} ${property.format ?? ""}`.trim()) {
    case "boolean":
      return [true, false]
    case "integer int32":
      return [7, 0, -(2 ** 31)]
    case "string int64":
      return ["1234567890123456789"]
    case "string google-datetime":
      return ["2027-01-31T12:34:56.789012345Z"]
    case "string google-duration":
      return ["5400s", "0s", "1.5s"]
    case "string":
      return ["text", ""]
    default:
      return assert.fail(`of which type is ${JSON.stringify(property)}?`)
  }
}

const messageOf = (name: string): object =>
  Object.fromEntries(
    Object.entries(document.schemas[name]?.properties ?? {}).map(([field, property]) => [
      field,
      valuesOf(property)[0]
    ])
  )

/** A kind of property, as our schemas tell it. */
const kindOf = (ast: SchemaAST.AST): unknown =>
  (ast.checks?.at(-1)?.annotations ?? ast.annotations)?.["effect-zero-touch/ProtoJson"]

/** What we do not write, since it is the default. */
const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Operation: { done: false },
  Status: { code: 0, message: "" }
}
const withoutDefaults = (name: string, message: object) =>
  Object.fromEntries(
    Object.entries(message).filter(([field, value]) => defaults[name]?.[field] !== value)
  )

describe.skipIf(absent)(
  "Google's discovery document (skipped where ../shared/reference does not have it)",
  () => {
    it("has 27 methods and 43 messages, and so have we", () => {
      assert.lengthOf(methods, 27)
      assert.sameMembers(
        methods.map(({ id }) => id),
        Object.keys(methodCases)
      )
      assert.lengthOf(messages, 43)
      assert.sameMembers(
        messages.map(([name]) => name).filter((name) => name !== "Empty"),
        Object.keys(schemas)
      )
    })

    for (const { flatPath, httpMethod, id, parameters = {} } of methods) {
      it.effect(`calls ${id} as it says`, () =>
        Effect.gen(function* () {
          const method = methodCases[id]
          if (method === undefined) return assert.fail("there is no such method")
          const { exit, sent } = yield* runServices([least], method.call)
          successOf(exit)
          const pattern = flatPath.replace("{operationsId}", ".+").replaceAll(/\{\w+\}/g, "[^/:]+")
          const known = Object.entries(parameters)
            .filter(([, { location }]) => location === "query")
            .map(([name]) => name)
          for (const request of sent.map(onTheWire)) {
            assert.strictEqual(request.verb, httpMethod)
            assert.match(request.path, new RegExp(`^/${pattern}$`))
            assert.sameMembers(Object.keys(request.query), known)
          }
        })
      )
    }

    for (const [name, properties] of messages.filter(([name]) => name !== "Empty")) {
      it(`has the fields, kinds, enum values and read-only marks of ${name}`, () => {
        const fields = fieldsOf(schemaOf(name).ast)
        assert.sameMembers([...fields.keys()], Object.keys(properties))
        for (const [field, property] of Object.entries(properties)) {
          const ast = fields.get(field) ?? assert.fail(field)
          assert.isTrue(SchemaAST.isOptional(ast), `${field} may be absent`)
          assert.strictEqual(
            ast.context?.annotations?.["readOnly"] === true,
            property.readOnly === true,
            `${field} is read-only`
          )
          const item = property.items ?? property
          const itemAst = SchemaAST.isArrays(ast) ? (ast.rest[0] ?? ast) : ast
          if (item.enum !== undefined) {
            assert.strictEqual(kindOf(itemAst), "enum", field)
            assert.deepStrictEqual(namesOf(name, field), item.enum, field)
          }
          if (item.format === "int32" || item.format === "int64") {
            assert.strictEqual(kindOf(itemAst), item.format, field)
          }
          if (item.$ref !== undefined) {
            assert.sameMembers(
              [...fieldsOf(itemAst).keys()],
              [...fieldsOf(schemaOf(item.$ref).ast).keys()],
              field
            )
          }
        }
      })

      it(`reads and writes every field of ${name} as it is`, () => {
        const schema = schemaOf(name)
        const read = ProtoJson.decoder(schema)
        const write = Schema.encodeUnknownResult(schema)
        const whole = messageOf(name)
        const variants: ReadonlyArray<Record<string, unknown>> = Object.entries(properties).flatMap(
          ([field, property]) => valuesOf(property).map((value) => ({ ...whole, [field]: value }))
        )
        for (const message of variants) {
          const written = write(Result.getOrThrow(read({ ...message, unknown: [1] })))
          assert.deepStrictEqual<unknown>(
            Result.getOrThrow(written),
            withoutDefaults(name, message)
          )
        }
      })
    }
  }
)
