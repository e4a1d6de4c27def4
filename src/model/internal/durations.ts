/**
 * Durations as callers may give them.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import { printableValue } from "./printable.ts"
import { isPlainObject } from "./input.ts"

/** A duration in any of Effect's forms, if it is one. */
export const durationOf = (value: unknown): Duration.Duration | undefined => {
  try {
    return isInput(value) ? Option.getOrUndefined(Duration.fromInput(value)) : undefined
  } catch {
    // a getter or a proxy threw
    return undefined
  }
}

/** Effect takes more than this, such as `NaN` and `{}` for no time at all. */
const isInput = (value: unknown): value is Duration.Input => {
  if (typeof value === "number") return !Number.isNaN(value)
  if (typeof value === "string" || typeof value === "bigint") return true
  if (Array.isArray(value)) return value.length === 2 && value.every(isNumber)
  return Duration.isDuration(value) || (isPlainObject(value) && isParts(value))
}

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && !Number.isNaN(value)

const units = /^(weeks|days|hours|minutes|seconds|milliseconds|microseconds|nanoseconds)$/

const isParts = (value: object): boolean => {
  const parts = Object.entries(value)
  return parts.length > 0 && parts.every(([unit, amount]) => units.test(unit) && isNumber(amount))
}

/** A duration as it was given. */
export const printableDuration = (value: unknown, duration: Duration.Duration): string =>
  typeof value === "string" ? printableValue(value) : Duration.format(duration)
