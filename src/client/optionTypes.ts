/**
 * The types of a client's options, for callers without types: each option is read once, and the first
 * one of a wrong type is named. Ranges and forms are checked after this.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { isPlainObject } from "../model/internal/input.ts"
import { attempt } from "./optionChecks.ts"
import { printableValue } from "./printable.ts"

interface Rule {
  readonly isRight: (value: unknown) => boolean
  readonly give: string
  /** Whether the value can be a secret, so that it must not be repeated. */
  readonly isSecret?: true
}

const text: Rule = { isRight: Predicate.isString, give: "give a string" }

const rules: Readonly<Record<string, Rule>> = {
  baseUrl: {
    isRight: (value) => Predicate.isString(value) || value instanceof URL,
    give: "give a URL, as a string or a URL object"
  },
  mutualTls: { isRight: Predicate.isBoolean, give: "give true or false" },
  quota: {
    isRight: (value) =>
      value === false ||
      (Predicate.isObject(value) &&
        (Predicate.hasProperty(value, "take")
          ? Effect.isEffect(value.take) && Predicate.hasProperty(value, "lanes")
          : Predicate.hasProperty(value, "limit"))),
    give: 'give an object such as { limit: 1000, window: "100 seconds" }, or SharedQuota.make(store), or false to switch it off'
  },
  quotaUser: text,
  userProject: text,
  apiKey: {
    isRight: (value) => Redacted.isRedacted(value) && Predicate.isString(Redacted.value(value)),
    give: "give Redacted.make(key)",
    isSecret: true
  },
  retry: {
    isRight: (value) => value === false || Schedule.isSchedule(value),
    give: "give a Schedule, or false to switch retries off"
  }
}

/** The first option of a wrong type. */
export const wrongOption = (
  options: unknown
): { readonly field: string; readonly description: string } | undefined => {
  if (!attempt(() => areOptions(options), false) || !Predicate.isObject(options)) {
    return { field: "options", description: `is ${printableValue(options)}; give an object` }
  }
  for (const [field, { give, isRight, isSecret }] of Object.entries(rules)) {
    const value = attempt(() => Reflect.get(options, field), unreadable)
    if (value === undefined || attempt(() => isRight(value), false)) continue
    const found = isSecret ? `of the type ${typeof value}` : printableValue(value)
    const description = value === unreadable ? "cannot be read: a getter throws" : `is ${found}`
    return { field, description: `${description}; ${give}` }
  }
  return undefined
}

/** An object of a class, such as a Map, has none of the options; they would be lost. */
const areOptions = (options: unknown): boolean =>
  isPlainObject(options) ||
  (Predicate.isObject(options) &&
    [...Object.keys(rules), ...checkedLater].some((name) => name in options))

/** The other options: their types are checked together with their ranges. */
const checkedLater = ["timeout", "maxBodyBytes", "xgafv"]

const unreadable = Symbol("unreadable")
