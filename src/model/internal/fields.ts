/**
 * The kinds of fields that messages have. Every field may be absent on the wire.
 */
import * as Schema from "effect/Schema"
import { Int64 } from "../../rpc/ProtoJson.ts"

export const text = Schema.optionalKey(Schema.String)

/**
 * An id, as `id<CustomerId>()`. What the service sends is taken as it is; what a program makes up is
 * checked by `from` of the schema of that name.
 */
export const id = <Id extends string>() => Schema.make<Schema.Codec<Id, string>>(Int64.ast)

/** A field that the service sets and nobody else; JSON Schema has the same mark. */
export const readOnly = <S extends Schema.Constraint>(schema: S) =>
  Schema.annotateKey<Schema.optionalKey<S>>({ readOnly: true })(Schema.optionalKey(schema))
