/**
 * Reads the options of a call. Callers without types may give anything, and an option that is not
 * understood must not be dropped without a word.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { copyFields, thrown, wrongText } from "../model/internal/copy.ts"
import { checked, type Problem, type Report } from "../model/internal/input.ts"
import type { ReadOptions, SendBefore, StartOptions } from "./CallOptions.ts"
import { attempt } from "./optionChecks.ts"
import { printableValue } from "./printable.ts"

/** The options of all calls; which of them a method takes is said by its service. */
export type Options = ReadOptions & StartOptions

/** What is sent of the options, or all that is wrong with them. */
export const readOptions = (
  options: Options
): Effect.Effect<CheckedOptions, ReadonlyArray<Problem>> =>
  checked((report) => check(read(options, report), report), "options")

/** With the check of formats off, the service says what it takes for `xgafv`. */
export interface CheckedOptions extends Omit<Options, "xgafv"> {
  readonly xgafv?: string | undefined
}

/** The options by name, and whether each is a text. */
const names = new Map<string, boolean>([
  ["fields", true],
  ["quotaUser", true],
  ["xgafv", true],
  ["sendBefore", false],
  ["onPossiblyStarted", false]
] satisfies ReadonlyArray<readonly [keyof Options, boolean]>)

/** The options that are given. A wrong object, and what should be a text, is reported. */
const read = (options: unknown, report: Report): ReadonlyMap<string, unknown> => {
  try {
    const given = copyFields(names, options, report, (name, isText, value) =>
      isText && !Predicate.isString(value) ? report("type", name, wrongText(value)) : value
    )
    return given ?? new Map()
  } catch (error) {
    report("type", "", thrown(error))
    return new Map()
  }
}

const check = (given: ReadonlyMap<string, unknown>, report: Report): CheckedOptions => {
  const text = (name: keyof Options) => {
    const value = given.get(name)
    return Predicate.isString(value) ? value : undefined
  }
  const xgafv = text("xgafv")
  const quotaUser = text("quotaUser")
  const sendBefore = given.get("sendBefore")
  const onPossiblyStarted = given.get("onPossiblyStarted")
  if (xgafv !== undefined && xgafv !== "1" && xgafv !== "2") {
    report("formats", "xgafv", `is ${printableValue(xgafv)}; give "1" or "2"`)
  }
  if (quotaUser !== undefined && quotaUser.length > 40) {
    report("ranges", "quotaUser", `has ${quotaUser.length} characters; give at most 40`)
  }
  if (sendBefore !== undefined && !isSendBefore(sendBefore)) {
    const form = "an object with wallMillis, a number, and monotonicNanos, a bigint"
    report("type", "sendBefore", `is ${printableValue(sendBefore)}; give ${form}`)
  }
  if (onPossiblyStarted !== undefined && !isEffect(onPossiblyStarted)) {
    report("type", "onPossiblyStarted", `is ${printableValue(onPossiblyStarted)}; give an Effect`)
  }
  return {
    fields: text("fields"),
    quotaUser,
    xgafv,
    sendBefore: isSendBefore(sendBefore) ? sendBefore : undefined,
    onPossiblyStarted: isEffect(onPossiblyStarted) ? onPossiblyStarted : undefined
  }
}

const isSendBefore = (value: unknown): value is SendBefore =>
  attempt(
    () =>
      Predicate.isObject(value) &&
      Predicate.hasProperty(value, "wallMillis") &&
      typeof value.wallMillis === "number" &&
      !Number.isNaN(value.wallMillis) &&
      Predicate.hasProperty(value, "monotonicNanos") &&
      typeof value.monotonicNanos === "bigint",
    false
  )

/** The types of what it needs and gives cannot be seen. */
const isEffect = (value: unknown): value is Effect.Effect<void> =>
  attempt(() => Effect.isEffect(value), false)
