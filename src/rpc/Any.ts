/**
 * `google.protobuf.Any`: a JSON object whose `@type` names the message inside. Known messages are
 * decoded to a tagged union; whatever else arrives keeps its JSON, so nothing is ever lost and a
 * malformed message never hides the value that carries it.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { decoder, readThrough } from "./decoder.ts"

/**
 * A message of a type that is not known here, without a type, or not readable as its type says: its
 * JSON as it came.
 *
 * @category models
 * @since 0.1.0
 */
export interface UnknownAny {
  readonly _tag: "UnknownAny"
  /** The type URL, such as `"type.googleapis.com/google.protobuf.Duration"`, if there was one. */
  readonly typeUrl?: string
  /** The JSON as it came, `@type` included; what is deeper in it than 100 levels is cut off. */
  readonly raw: unknown
}

/**
 * @category schemas
 * @since 0.1.0
 */
export const UnknownAny = Schema.TaggedStruct("UnknownAny", {
  typeUrl: Schema.optionalKey(Schema.String),
  raw: Schema.Unknown
})

/**
 * Keeps JSON as an {@link UnknownAny}. What is deeper in it than 100 levels, which is where protocol
 * buffers end, is cut off and replaced by a text that says so: whoever writes or compares such JSON
 * would run out of stack.
 *
 * @category constructors
 * @since 0.1.0
 */
export const unknownAny = (json: unknown): UnknownAny => {
  const raw = isDeeper(json, deepest) ? cutBelow(json, deepest) : json
  const typeUrl = typeUrlOf(raw)
  return typeUrl === undefined ? { _tag: "UnknownAny", raw } : { _tag: "UnknownAny", typeUrl, raw }
}

const deepest = 100

/** Whether JSON has more levels than the given number. */
const isDeeper = (json: unknown, levels: number): boolean =>
  Predicate.isObjectOrArray(json) &&
  (levels === 0 || Object.values(json).some((item) => isDeeper(item, levels - 1)))

const cutBelow = (json: unknown, levels: number): unknown => {
  if (!Predicate.isObjectOrArray(json)) return json
  if (levels === 0) return "(cut off: nested too deep)"
  return Array.isArray(json)
    ? json.map((item) => cutBelow(item, levels - 1))
    : Object.fromEntries(
        Object.entries(json).map(([key, item]) => [key, cutBelow(item, levels - 1)])
      )
}

const typeUrlOf = (json: unknown): string | undefined =>
  Predicate.hasProperty(json, "@type") && Predicate.isString(json["@type"])
    ? json["@type"]
    : undefined

const isUnknownAny = (any: { readonly _tag: string }): any is UnknownAny =>
  any._tag === "UnknownAny"

/** The full name of the message: what follows the last slash of a type URL. */
const messageName = (typeUrl: string): string => typeUrl.slice(typeUrl.lastIndexOf("/") + 1)

type Message = Schema.ConstraintDecoder<object> & Schema.ConstraintEncoder<object>

type Known<Messages extends Record<string, Message>> = {
  readonly [Tag in keyof Messages & string]: { readonly _tag: Tag } & Messages[Tag]["Type"]
}[keyof Messages & string]

/**
 * The codec of an Any that may hold the given messages. A key is the tag that the message has in the
 * program; `name` tells its full name on the wire. Where a part of a message can be worth reading though
 * the whole is not, `parts.read` gets what was not read, and `parts.write` reverses it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const anyOf = <const Messages extends Record<string, Message>>(
  messages: Messages,
  name: (tag: keyof Messages & string) => string,
  parts?: {
    readonly read: (any: UnknownAny) => Known<Messages> | UnknownAny
    readonly write: (any: Known<Messages> | UnknownAny) => Known<Messages> | UnknownAny
  }
): Schema.Codec<Known<Messages> | UnknownAny, unknown> => {
  type Any = Known<Messages> | UnknownAny
  const entries = Record.toEntries<string, Message>(messages).map(([tag, schema]) => ({
    tag,
    typeUrl: `type.googleapis.com/${name(tag)}`,
    decode: decoder(schema),
    encode: Schema.encodeUnknownSync(schema)
  }))
  const byName = new Map(entries.map((entry) => [messageName(entry.typeUrl), entry]))
  const byTag = new Map(entries.map((entry) => [entry.tag, entry]))

  const decode = (json: unknown): Any => {
    const typeUrl = typeUrlOf(json)
    const entry = typeUrl === undefined ? undefined : byName.get(messageName(typeUrl))
    if (entry === undefined) return unknownAny(json)
    const message = entry.decode(json)
    if (Result.isFailure(message)) return parts?.read(unknownAny(json)) ?? unknownAny(json)
    const known: unknown = { _tag: entry.tag, ...message.success }
    return isAny(known) ? known : unknownAny(json)
  }

  const encode = (whole: Any): unknown => {
    const any = parts?.write(whole) ?? whole
    if (isUnknownAny(any)) return any.raw
    const entry = byTag.get(any._tag)
    return entry === undefined ? {} : { "@type": entry.typeUrl, ...Object(entry.encode(any)) }
  }

  const isAny = (u: unknown): u is Any =>
    Predicate.hasProperty(u, "_tag") &&
    Predicate.isString(u._tag) &&
    (u._tag === "UnknownAny" || byTag.has(u._tag))

  return Schema.Unknown.check(isPresent).pipe(
    Schema.decodeTo(Schema.declare(isAny), SchemaTransformation.transform({ decode, encode })),
    readThrough(Schema.Unknown, decode)
  )
}

/** In ProtoJSON `null` is an absent field, which is for the message around it to leave out. */
const isPresent = Schema.makeFilter((json: unknown) => json !== null && json !== undefined)
