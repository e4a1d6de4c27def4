/**
 * The kinds of fields that messages have. Every field may be absent on the wire.
 */
import * as Schema from "effect/Schema"

export const text = Schema.optionalKey(Schema.String)

/** A field that the service sets and nobody else; JSON Schema has the same mark. */
export const readOnly = <S extends Schema.Constraint>(schema: S) =>
  Schema.annotateKey<Schema.optionalKey<S>>({ readOnly: true })(Schema.optionalKey(schema))
