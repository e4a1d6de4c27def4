/**
 * The normal forms of numbers and times, as the service writes them, whatever form a request has: an
 * integer without a point or an exponent, a duration and a time with 0, 3, 6 or 9 digits after the
 * point, a time in UTC. `undefined` for what is not of the type.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

/** The integer that a decimal text is, such as `1e5` and `7.0`. */
const integerOf = (text: string): bigint | undefined => {
  const [, sign, whole, fraction = "", exponent = "0"] =
    /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text) ?? []
  if (sign === undefined) return undefined
  const digits = BigInt(`${whole}${fraction}`)
  const shift = Number(exponent) - fraction.length
  const unit = 10n ** BigInt(Math.abs(shift))
  if (shift < 0 && digits % unit !== 0n) return undefined
  const size = shift < 0 ? digits / unit : digits * unit
  return sign === "" ? size : -size
}

/** An int64, as digits. */
export const int64Of = (value: unknown): string | undefined => {
  const text = Number.isSafeInteger(value) ? String(value) : value
  const integer = typeof text === "string" ? integerOf(text) : undefined
  const fits = integer !== undefined && BigInt.asIntN(64, integer) === integer
  return fits ? String(integer) : undefined
}

/** An id in a path, which has digits alone. */
export const idOf = (text: string): string | undefined =>
  /^-?\d+$/.test(text) ? int64Of(text) : undefined

/** An int32, as a number. */
export const int32Of = (value: unknown): number | undefined => {
  const number = typeof value === "string" ? Number(integerOf(value)) : value
  return typeof number === "number" && (number | 0) === number ? number | 0 : undefined
}

/** As many digits as are needed, in groups of three. */
const fractionOf = (digits = ""): string => {
  const [, kept = ""] = /^((?:\d{3})*?)0*$/.exec(digits.padEnd(9, "0")) ?? []
  return kept === "" ? "" : `.${kept}`
}

/** At most 315,576,000,000 whole seconds, which are 10,000 years. */
export const durationOf = (text: string): string | undefined => {
  const [, sign, whole = "", digits] = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(text) ?? []
  const seconds = Number(whole)
  if (sign === undefined || seconds > 315_576_000_000) return undefined
  const size = `${seconds}${fractionOf(digits)}`
  return size === "0" ? "0s" : `${sign}${size}s`
}

const rfc3339 =
  /^(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** In UTC it is in the years 1 to 9999. */
export const timestampOf = (text: string): string | undefined => {
  const [, local = "", digits, zone = ""] = rfc3339.exec(text) ?? []
  const iso = (time: string) =>
    Option.getOrElse(Option.map(DateTime.make(time), DateTime.formatIso), () => "")
  // JavaScript takes the 30th of February for the 2nd of March.
  if (local === "" || !iso(`${local}Z`).startsWith(local)) return undefined
  const utc = iso(`${local}${zone}`)
  return /^(?!0000)\d{4}-/.test(utc) ? `${utc.slice(0, 19)}${fractionOf(digits)}Z` : undefined
}
