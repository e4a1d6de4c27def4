/**
 * What waits count, measure and log. Units are UCUM's, in the attribute `unit`, where exporters look for
 * them. Each series is a metric of its own, made once: an update takes 0.1 µs, one through
 * `Metric.withAttributes` 1.8.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { ApiError } from "../client/ApiError.ts"
import { errorType } from "../client/telemetry.ts"
import type { TransportError } from "../client/TransportError.ts"
import { DeviceStatus } from "../model/DevicesOperation.ts"
import type { Done } from "./Operation.ts"

type Attributes = Readonly<Record<string, string>>

/** A counter's series, by their attributes. Each is kept, so attributes have few values. */
const counter = (name: string, description: string, unit: string) => {
  const series = new Map<string, Metric.Counter<number>>()
  return (attributes: Attributes): Metric.Counter<number> => {
    const key = Object.values(attributes).join(" ")
    const found = series.get(key)
    if (found !== undefined) return found
    const made = Metric.counter(name, {
      description,
      attributes: { unit, ...attributes },
      incremental: true
    })
    series.set(key, made)
    return made
  }
}

const polls = counter("zero_touch.operation.polls", "Polls sent, by what they came to", "{poll}")
const states = polls({ outcome: "state" })

const ends = counter(
  "zero_touch.operation.ends",
  "Operations that were seen to end, by outcome",
  "{operation}"
)
const endsByTag = {
  Succeeded: ends({ outcome: "succeeded" }),
  Failed: ends({ outcome: "failed" }),
  DoneWithoutResult: ends({ outcome: "without_result" })
}

const detection = Metric.histogram("zero_touch.operation.detection", {
  description: "The most that the end of an operation can have been past when it was seen",
  attributes: { unit: "s" },
  boundaries: [0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600]
})

const devices = counter(
  "zero_touch.operation.devices",
  "Devices of operations that were seen to end, by status",
  "{device}"
)
const statuses: ReadonlySet<string> = new Set(DeviceStatus.names)

/** A poll gave a state. The context has the registry of metrics, here as below. */
export const countState = (context: Context.Context<never>): void => states.updateUnsafe(1, context)

/** A poll had a transient failure, or a permanent one. */
export const countFailure = (
  context: Context.Context<never>,
  failure: ApiError | TransportError
): void =>
  polls({
    outcome: failure.isTransient ? "transient_failure" : "failure",
    "error.type": errorType(failure)
  }).updateUnsafe(1, context)

/** An operation was seen to end, so many milliseconds after it was seen to run, if it ever was. */
export const countEnd = (
  context: Context.Context<never>,
  done: Done,
  sinceRunning: number | undefined
): void => {
  endsByTag[done._tag].updateUnsafe(1, context)
  if (sinceRunning !== undefined) detection.updateUnsafe(sinceRunning / 1000, context)
  if (done._tag !== "Succeeded" || done.response._tag !== "DevicesResponse") return
  const byStatus = new Map<string, number>()
  for (const { result } of done.response.perDeviceStatus ?? []) {
    const given = result?.status ?? "SINGLE_DEVICE_STATUS_UNSPECIFIED"
    // each value is a series that is kept for good, so what is not known is one and the same
    const status = statuses.has(given) ? given : "_OTHER"
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
  }
  for (const [status, count] of byStatus) devices({ status }).updateUnsafe(count, context)
}

/**
 * A poll had a transient failure. It is a warning, however long the last answer is past: polls can be
 * hours apart. Those between two warnings are for debugging.
 */
export const noteFailure = (
  failure: ApiError | TransportError,
  isWarning: boolean
): Effect.Effect<void> => {
  const message = `a poll failed, the wait continues: ${failure.message}`
  return isWarning ? Effect.logWarning(message) : Effect.logDebug(message)
}
