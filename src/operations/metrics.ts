/**
 * What waits count and measure. Units are UCUM's, in the attribute `unit`, where exporters look for
 * them.
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { ApiError } from "../client/ApiError.ts"
import { errorType } from "../client/telemetry.ts"
import type { TransportError } from "../client/TransportError.ts"
import { DeviceStatus } from "../model/DevicesOperation.ts"
import type { Done } from "./Operation.ts"

const polls = Metric.counter("zero_touch.operation.polls", {
  description: "Polls sent, by what they came to",
  attributes: { unit: "{poll}" },
  incremental: true
})

const ends = Metric.counter("zero_touch.operation.ends", {
  description: "Operations that were seen to end, by outcome",
  attributes: { unit: "{operation}" },
  incremental: true
})

const detection = Metric.histogram("zero_touch.operation.detection", {
  description: "The most that the end of an operation can have been past when it was seen",
  attributes: { unit: "s" },
  boundaries: [0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600]
})

const devices = Metric.counter("zero_touch.operation.devices", {
  description: "Devices of operations that were seen to end, by status",
  attributes: { unit: "{device}" },
  incremental: true
})

/** A poll gave a state, or failed: in passing, or for good. */
export const countPoll = (failure: ApiError | TransportError | undefined): Effect.Effect<void> =>
  Metric.update(
    Metric.withAttributes(
      polls,
      failure === undefined
        ? { outcome: "state" }
        : {
            outcome: failure.isTransient ? "transient_failure" : "failure",
            "error.type": errorType(failure)
          }
    ),
    1
  )

const statuses: ReadonlySet<string> = new Set(DeviceStatus.names)

const outcomes = {
  Succeeded: "succeeded",
  Failed: "failed",
  DoneWithoutResult: "without_result"
} as const

/** An operation was seen to end, so many milliseconds after it was seen to run, if it ever was. */
export const countEnd = Effect.fnUntraced(function* (done: Done, sinceRunning: number | undefined) {
  yield* Metric.update(Metric.withAttributes(ends, { outcome: outcomes[done._tag] }), 1)
  if (sinceRunning !== undefined) yield* Metric.update(detection, sinceRunning / 1000)
  if (done._tag !== "Succeeded" || done.response._tag !== "DevicesResponse") return
  const byStatus = new Map<string, number>()
  for (const { result } of done.response.perDeviceStatus ?? []) {
    const given = result?.status ?? "SINGLE_DEVICE_STATUS_UNSPECIFIED"
    // each value is a series that is kept for good, so what is not known is one and the same
    const status = statuses.has(given) ? given : "_OTHER"
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
  }
  for (const [status, count] of byStatus) {
    yield* Metric.update(Metric.withAttributes(devices, { status }), count)
  }
})
