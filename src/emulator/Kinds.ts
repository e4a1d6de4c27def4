/**
 * How the messages of the API are described: enough to read a request strictly, to choose the
 * fields of an answer, and to write the OpenAPI page.
 *
 * @since 0.1.0
 */

/** A message: its short name, and its fields by their JSON names. */
export interface MessageKind {
  readonly kind: "message"
  readonly name: string
  readonly fields: Message
}

/** How a field is written. */
export type Kind =
  | {
      readonly kind:
        "string" | "bool" | "int32" | "int64" | "timestamp" | "duration" | "strings" | "any"
      /** Set by the service: what a request says about it is not used. */
      readonly output?: true
    }
  | {
      readonly kind: "enum"
      readonly name: string
      readonly values: ReadonlyArray<string>
      readonly output?: true
    }
  | { readonly kind: "list"; readonly of: Kind; readonly output?: true }
  | (MessageKind & { readonly output?: true })

/** The fields of a message by their JSON names. */
export type Message = Readonly<Record<string, Kind>>

/** A field that is a string, and its like. */
export const string: Kind = { kind: "string" }
export const bool: Kind = { kind: "bool" }
export const int32: Kind = { kind: "int32" }
export const int64: Kind = { kind: "int64" }
export const timestamp: Kind = { kind: "timestamp" }
export const duration: Kind = { kind: "duration" }
/** A map from strings to strings. */
export const strings: Kind = { kind: "strings" }
/** A `google.protobuf.Any`: an object with an `@type`. */
export const any: Kind = { kind: "any" }

/** An enum. The first of its values is the default, which the wire leaves out. */
export const oneOf = (name: string, ...values: ReadonlyArray<string>): Kind => ({
  kind: "enum",
  name,
  values
})

export const list = (of: Kind): Kind => ({ kind: "list", of })

export const message = (name: string, fields: Message): MessageKind => ({
  kind: "message",
  name,
  fields
})

/** Marks a field that only the service sets. */
export const output = (kind: Kind): Kind => ({ ...kind, output: true })
