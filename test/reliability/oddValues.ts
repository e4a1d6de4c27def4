/**
 * What JavaScript callers can hand in where a type says something else, and what looks different but
 * is right all the same.
 */
import { runInNewContext } from "node:vm"

class Empty {
  toString(): string {
    return "7"
  }
}

const circular = (): object => {
  const self: Record<string, unknown> = {}
  self["self"] = self
  return self
}

const throwing = (): never => {
  throw new TypeError("a secret of the getter")
}

const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Which types a value is right for. */
export type Fits = "text" | "number" | "flag" | "list" | "object" | "nothing"

export interface Odd {
  readonly what: string
  readonly value: unknown
  /** The type for which the value is right, so that it need not be refused there. */
  readonly fits: Fits
}

const odd = (what: string, value: unknown, fits: Fits = "nothing"): Odd => ({ what, value, fits })

/** Values of every kind. Of most types each of them is wrong. */
export const oddValues: ReadonlyArray<Odd> = [
  odd("null", null),
  odd("NaN", Number.NaN),
  odd("Infinity", Number.POSITIVE_INFINITY),
  odd("half a number", 0.5),
  odd("a number", 7, "number"),
  odd("a bigint", 7n),
  odd("true", true, "flag"),
  odd("text", "x", "text"),
  odd("a symbol", Symbol("7")),
  odd("a function", () => "7"),
  odd("a class", Empty),
  odd("an object", {}, "object"),
  odd("a list", [], "list"),
  odd("a text as an object", Object("7")),
  odd("a number as an object", Object(7)),
  odd("an instance of a class", new Empty()),
  odd("a Date", new Date(0)),
  odd("a RegExp", /7/),
  odd("an Error", new Error("7")),
  odd("a Promise", Promise.resolve("7")),
  odd("a Map", new Map([["entries", "7"]])),
  odd("a Set", new Set(["7"])),
  odd("a WeakMap", new WeakMap()),
  odd("a URL", new URL("https://example.com/7")),
  odd("URLSearchParams", new URLSearchParams("entries=7")),
  odd("bytes", new Uint8Array([7])),
  odd("a buffer", new ArrayBuffer(7)),
  odd("what can be iterated", [7].values()),
  odd("what has a length, as a list has", { 0: "7", length: 1 }, "object"),
  odd("an object that holds itself", circular(), "object"),
  odd("a proxy that throws", new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing })),
  odd("a proxy that throws for its prototype", new Proxy({}, { getPrototypeOf: throwing })),
  odd("a revoked proxy", revoked({})),
  odd("a revoked proxy of a list", revoked([])),
  odd(
    "an object that cannot be made a text",
    {
      toString: throwing,
      valueOf: throwing,
      toJSON: throwing,
      [Symbol.toPrimitive]: throwing
    },
    "object"
  )
]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Makes each object anew, the inner ones first; lists stay lists. */
const eachObject =
  (make: (object: Record<string, unknown>) => object, list = (items: Array<unknown>) => items) =>
  (value: unknown): unknown => {
    if (Array.isArray(value)) return list(value.map(eachObject(make, list)))
    if (!isObject(value)) return value
    return make(
      Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, eachObject(make, list)(inner)])
      )
    )
  }

/** An object of a class whose fields are getters of the class. */
const withGetters = (object: Record<string, unknown>): object => {
  class Row {
    toString(): string {
      return Object.keys(object).join()
    }
  }
  for (const [key, value] of Object.entries(object)) {
    Object.defineProperty(Row.prototype, key, { get: () => value })
  }
  return new Row()
}

class Items extends Array<unknown> {}

/** Other forms of the same input, which are to be sent as the plain one is. */
export const sameForms: Readonly<Record<string, (value: unknown) => unknown>> = {
  "frozen objects": eachObject(Object.freeze, (items) => Object.freeze(items) as Array<unknown>),
  "objects without a prototype": eachObject((object) => Object.assign(Object.create(null), object)),
  proxies: eachObject(
    (object) => new Proxy(object, {}),
    (items) => new Proxy(items, {})
  ),
  "objects with getters": eachObject((object) =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(object).map(([key, value]) => [key, { get: () => value, enumerable: true }])
      )
    )
  ),
  "objects of another realm": (value) =>
    value === undefined
      ? value
      : runInNewContext("JSON.parse(text)", { text: JSON.stringify(value) }),
  "fields that are undefined beside the others": eachObject((object) => ({
    ...object,
    unknownField: undefined
  })),
  "lists of a class of their own": eachObject(
    (object) => object,
    (items) => Items.from(items)
  )
}

/** Forms that only objects with known fields can have; a map of free keys has to be plain. */
export const sameMessages: Readonly<Record<string, (value: unknown) => unknown>> = {
  "objects of a class": (value) => (isObject(value) ? Object.assign(new Empty(), value) : value),
  "objects of a class with getters": (value) => (isObject(value) ? withGetters(value) : value),
  "objects that inherit their fields": (value) => (isObject(value) ? Object.create(value) : value)
}
