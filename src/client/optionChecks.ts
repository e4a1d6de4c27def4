/** What is checked of options, and how a wrong one is refused. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Durations from "../model/internal/durations.ts"
import { printableValue } from "./printable.ts"
import { InvalidRequest, TransportError } from "./TransportError.ts"

export const refuse = (reason: InvalidRequest) =>
  Effect.fail(new TransportError({ reason, tries: 0 }))

export const refuseOption = (field: string, description: string) =>
  refuse(new InvalidRequest({ field, description }))

/** Whether it is a whole number of 1 at least. */
export const isCount = (number: number): boolean => Number.isSafeInteger(number) && number > 0

/** Refuses what is not a whole number of requests. */
export const requireRequests = (
  field: string,
  number: number
): Effect.Effect<void, TransportError> =>
  isCount(number)
    ? Effect.void
    : refuseOption(
        field,
        `is ${printableValue(number)}; give a whole number of requests, 1 at least`
      )

/** A time that is finite and above zero. */
export const durationOf = (
  field: string,
  input: Duration.Input
): Effect.Effect<Duration.Duration, TransportError> => {
  const duration = Durations.durationOf(input)
  return duration !== undefined && Duration.isFinite(duration) && Duration.isPositive(duration)
    ? Effect.succeed(duration)
    : refuseOption(
        field,
        `is ${printableValue(duration === undefined ? input : Duration.format(duration))}; give a time above zero, such as "30 seconds"`
      )
}

/** What a getter or a proxy throws is no reason to fail in another way. */
export const attempt = <A, B>(make: () => A, otherwise: B): A | B => {
  try {
    return make()
  } catch {
    return otherwise
  }
}
