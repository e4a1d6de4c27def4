/**
 * Makes messages of errors fit for a log: what a service says may be long, and may hold line breaks
 * or orders to a terminal.
 */
import * as Duration from "effect/Duration"
import { printable } from "../model/internal/printable.ts"

export { printable, printableValue } from "../model/internal/printable.ts"

/** A name in a message: that of an operation comes from the wire or from a caller. */
export const printableName = (name: string): string => printable(name, 200)

/** A time as people read it, to the millisecond: `1m 5s`, `0 s`. */
export const printableTime = (duration: Duration.Duration): string => {
  const rounded = Duration.millis(Math.round(Duration.toMillis(duration)))
  return Duration.isZero(rounded) ? "0 s" : Duration.format(rounded)
}
