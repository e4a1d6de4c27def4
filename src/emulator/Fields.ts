/**
 * Partial responses: the selector of the query parameter `fields`, such as
 * `name,metadata(progress,devicesCount),response/perDeviceStatus/result`.
 *
 * @since 0.1.0
 */
import { isArray, isObject } from "./Json.ts"
import type { Json, JsonObject } from "./Json.ts"

/** The chosen fields, each with what is chosen inside it; nothing inside means all of it. */
export type Selection = ReadonlyMap<string, Selection>

interface MutableSelection extends Map<string, MutableSelection> {}

/** Reads a selector. `undefined` when it is malformed. */
export const parse = (selector: string): Selection | undefined => {
  const tokens = selector.match(/[^,/()]+|[,/()]/g) ?? []
  let position = 0

  // Selections of the same field add up: `a/b,a/c` is `a(b,c)`.
  const merge = (into: MutableSelection, from: MutableSelection): void => {
    for (const [key, inner] of from) {
      const known = into.get(key)
      if (known === undefined) into.set(key, inner)
      else if (known.size === 0 || inner.size === 0) known.clear()
      else merge(known, inner)
    }
  }

  const path = (depth: number): MutableSelection | undefined => {
    const name = tokens[position]?.trim()
    // Beyond this depth nothing exists, and recursion has to end somewhere.
    if (name === undefined || !/^(\*|[\w@][\w.@-]*)$/.test(name) || depth > 50) return undefined
    position += 1
    let inner: MutableSelection | undefined = new Map()
    if (tokens[position] === "/") {
      position += 1
      inner = path(depth + 1)
    } else if (tokens[position] === "(") {
      position += 1
      inner = list(depth + 1)
      if (tokens[position] !== ")") return undefined
      position += 1
    }
    return inner && new Map([[name, inner]])
  }

  const list = (depth: number): MutableSelection | undefined => {
    const all: MutableSelection = new Map()
    for (;;) {
      const one = path(depth)
      if (one === undefined) return undefined
      merge(all, one)
      if (tokens[position] !== ",") return all
      position += 1
    }
  }

  const all = list(0)
  return position === tokens.length ? all : undefined
}

/** The chosen part of a value. In a list, of each of its items. */
export const select = (value: Json, selection: Selection): Json => {
  if (selection.size === 0) return value
  if (isArray(value)) return value.map((item) => select(item, selection))
  if (!isObject(value)) return value
  const kept: Array<readonly [string, Json]> = []
  const any = selection.get("*")
  for (const [key, inner] of Object.entries(value)) {
    const chosen = selection.get(key) ?? any
    if (chosen !== undefined) kept.push([key, select(inner, chosen)])
  }
  return Object.fromEntries(kept)
}

/** The chosen part of a message. */
export const selectObject = (value: JsonObject, selection: Selection): JsonObject => {
  const selected = select(value, selection)
  return isObject(selected) ? selected : {}
}
