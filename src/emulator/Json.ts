/**
 * Reading of JSON values whose shape is known only in part. The emulator keeps what it received as
 * plain JSON, so that an echo is what was sent; these are the careful looks into it.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"

export type Json = Schema.Json
export type JsonObject = Schema.JsonObject

/** Whether a value is a JSON object, neither an array nor null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether a value is a JSON array. */
export const isArray = (value: Json | undefined): value is ReadonlyArray<Json> =>
  Array.isArray(value)

const own = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** A field's string; absent, empty (the default of protobuf) and of another type are all none. */
export const text = (object: JsonObject, key: string): string | undefined => {
  const value = own(object, key)
  return typeof value === "string" && value !== "" ? value : undefined
}

/** A field's number. */
export const number = (object: JsonObject, key: string): number | undefined => {
  const value = own(object, key)
  return typeof value === "number" ? value : undefined
}

/** A field's object. */
export const object = (parent: JsonObject, key: string): JsonObject | undefined => {
  const value = own(parent, key)
  return isObject(value) ? value : undefined
}

/** A field's objects, when it is a list. */
export const objects = (parent: JsonObject, key: string): ReadonlyArray<JsonObject> => {
  const value = own(parent, key)
  return isArray(value) ? value.filter(isObject) : []
}

/** Leaves out what protobuf leaves out: absent values, defaults, and empty lists. */
export const compact = (fields: Readonly<Record<string, Json | undefined>>): JsonObject => {
  const kept: Array<readonly [string, Json]> = []
  for (const [key, value] of Object.entries(fields)) {
    const isDefault = value === "" || value === 0 || value === false
    const isEmpty = isArray(value) && value.length === 0
    if (value !== undefined && !isDefault && !isEmpty) kept.push([key, value])
  }
  return Object.fromEntries(kept)
}
