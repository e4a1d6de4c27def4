/**
 * A strict reader for the messages that requests carry: ProtoJSON as the service takes it, which
 * refuses unknown names and wrong types and says where. What comes out is plain JSON in its normal
 * form (lowerCamelCase, int64 as strings, durations as `"90s"`, no defaults, no nulls), ready to be
 * echoed.
 *
 * @since 0.1.0
 */
import { isArray, isObject } from "./Json.ts"
import type { Json, JsonObject } from "./Json.ts"
import { string } from "./Kinds.ts"
import type { Kind, Message } from "./Kinds.ts"
import { durationOf, int32Of, int64Of, timestampOf } from "./NormalForms.ts"
import type { Violation } from "./ServiceError.ts"

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const camel = (name: string) =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The field that a name means: the JSON name or, as ProtoJSON has it too, the one of the proto. */
export const fieldOf = (fields: Message, given: string): readonly [string, Kind] | undefined => {
  const name = Object.hasOwn(fields, given) ? given : camel(given)
  const kind = Object.hasOwn(fields, name) ? fields[name] : undefined
  return kind && [name, kind]
}

const describe = (kind: Kind): string => {
  switch (kind.kind) {
    case "enum":
    case "message":
      return `type.googleapis.com/google.android.device.provisioning.v1.${kind.name}`
    case "list":
      return describe(kind.of)
    case "strings":
    case "any":
      return "TYPE_MESSAGE"
    default:
      return `TYPE_${kind.kind.toUpperCase()}`
  }
}

class Reader {
  readonly violations: Array<Violation> = []

  #wrong(value: Json, at: string, kind: Kind): undefined {
    const shown = JSON.stringify(value)
    const described = `Invalid value at '${at}' (${describe(kind)}), ${shown.slice(0, 100)}`
    this.violations.push({ field: at, description: described })
    return undefined
  }

  /** A value in its normal form; `undefined` when it is a default, or wrong. */
  read(value: Json, at: string, kind: Kind): Json | undefined {
    switch (kind.kind) {
      case "string":
        if (typeof value !== "string") return this.#wrong(value, at, kind)
        return value === "" ? undefined : value
      case "bool":
        if (typeof value !== "boolean") return this.#wrong(value, at, kind)
        return value ? value : undefined
      case "any":
        return isObject(value) ? value : this.#wrong(value, at, kind)
      case "duration":
      case "timestamp": {
        const normalOf = kind.kind === "duration" ? durationOf : timestampOf
        return (
          (typeof value === "string" ? normalOf(value) : undefined) ?? this.#wrong(value, at, kind)
        )
      }
      case "int64": {
        const normal = int64Of(value)
        if (normal === undefined) return this.#wrong(value, at, kind)
        return normal === "0" ? undefined : normal
      }
      case "int32": {
        const normal = int32Of(value)
        if (normal === undefined) return this.#wrong(value, at, kind)
        return normal === 0 ? undefined : normal
      }
      case "enum": {
        const name = typeof value === "number" ? kind.values[value] : value
        if (typeof name !== "string" || !kind.values.includes(name)) {
          return this.#wrong(value, at, kind)
        }
        return name === kind.values[0] ? undefined : name
      }
      case "strings": {
        if (!isObject(value)) return this.#wrong(value, at, kind)
        for (const [key, inner] of Object.entries(value)) {
          if (typeof inner !== "string") this.#wrong(inner, `${at}[${key}]`, string)
        }
        return Object.keys(value).length === 0 ? undefined : value
      }
      case "list": {
        if (!isArray(value)) return this.#wrong(value, at, kind)
        const items: Array<Json> = []
        for (const [index, item] of value.entries()) {
          const where = `${at}[${index}]`
          const read = item === null ? this.#wrong(item, where, kind) : undefined
          const absent = kind.of.kind === "int64" ? "0" : ""
          items.push(read ?? this.read(item, where, kind.of) ?? absent)
        }
        return items.length === 0 ? undefined : items
      }
      case "message":
        return isObject(value) ? this.message(value, at, kind.fields) : this.#wrong(value, at, kind)
    }
  }

  message(value: JsonObject, at: string, fields: Message): JsonObject {
    const kept: Array<readonly [string, Json]> = []
    for (const [given, inner] of Object.entries(value)) {
      const field = fieldOf(fields, given)
      if (field === undefined) {
        this.violations.push({
          field: at,
          description:
            `Invalid JSON payload received. Unknown name ${JSON.stringify(given)}` +
            `${at === "" ? "" : ` at '${at}'`}: Cannot find field.`
        })
      } else if (inner !== null) {
        const [name, kind] = field
        const read = this.read(inner, at === "" ? snake(name) : `${at}.${snake(name)}`, kind)
        if (read !== undefined) kept.push([name, read])
      }
    }
    return Object.fromEntries(kept)
  }
}

/** What reading came to: a message in its normal form, or all that is wrong with it. */
export type Read =
  | { readonly _tag: "Message"; readonly message: JsonObject }
  | { readonly _tag: "Wrong"; readonly violations: ReadonlyArray<Violation> }

/** Reads values that are already there, such as those of a query. */
export const readObject = (value: JsonObject, fields: Message): Read => {
  const reader = new Reader()
  const message = reader.message(value, "", fields)
  return reader.violations.length > 0
    ? { _tag: "Wrong", violations: reader.violations }
    : { _tag: "Message", message }
}

const unreadable = (description: string): Read => ({
  _tag: "Wrong",
  violations: [{ field: "", description: `Invalid JSON payload received. ${description}` }]
})

const decoder = new TextDecoder("utf-8", { fatal: true })

/** Reads a request's body. No body at all is an empty message. */
export const read = (body: Uint8Array, fields: Message): Read => {
  if (body.length === 0) return { _tag: "Message", message: {} }
  let value: unknown
  try {
    value = JSON.parse(decoder.decode(body))
  } catch {
    return unreadable("Unexpected token or end of string. Expected a value.")
  }
  if (!isObject(value)) return unreadable("Root element must be a message.")
  return readObject(value, fields)
}
