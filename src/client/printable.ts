/**
 * Makes messages of errors fit for a log: what a service says may be long, and may hold line breaks
 * or orders to a terminal.
 */
import * as Duration from "effect/Duration"

/** A message is cut after this many characters; the fields of an error have all. */
const longest = 2000

/** Control characters, line separators, and those that turn the direction of writing. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** In one line, and not too long. */
export const printable = (text: string, most = longest): string => {
  const rest = text.length - most
  const line = text.slice(0, most).replaceAll(unprintable, escape)
  return rest > 0 ? `${line}… (${rest} more characters)` : line
}

/** A name in a message: that of an operation comes from the wire or from a caller. */
export const printableName = (name: string): string => printable(name, 200)

/** A time as people read it, to the millisecond: `1m 5s`, `0 s`. */
export const printableTime = (duration: Duration.Duration): string => {
  const rounded = Duration.millis(Math.round(Duration.toMillis(duration)))
  return Duration.isZero(rounded) ? "0 s" : Duration.format(rounded)
}

const escape = (character: string): string => {
  const json = JSON.stringify(character).slice(1, -1)
  return json === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}` : json
}

/** A value as it was given, shortened, for a message that says what is wrong with it. */
export const printableValue = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return JSON.stringify(printable(value, 100))
    case "number":
    case "boolean":
    case "undefined":
    case "bigint":
      return String(value)
    default:
      return value === null
        ? "null"
        : Array.isArray(value)
          ? "a list"
          : `a value of type ${typeof value}`
  }
}
