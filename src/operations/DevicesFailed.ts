/**
 * The demand that every device of an operation succeeded, and the error of those that did not.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { printable, printableName } from "../client/internal/printable.ts"
import { DeviceResult } from "./DeviceResult.ts"
import type { DeviceReference } from "./internal/align.ts"
import { devicesOf, echoOf, expectedOf, perDevice, toResult } from "./internal/perDevice.ts"
import type { Succeeded } from "./Operation.ts"

/**
 * Not every device of an operation succeeded.
 *
 * @category errors
 * @since 0.1.0
 */
export class DevicesFailed extends Schema.TaggedError<DevicesFailed>()("DevicesFailed", {
  operationName: Schema.String,
  /** How many devices there should be results for. */
  expected: Schema.Number,
  /** How many there are results for. */
  reported: Schema.Number,
  /** Whether the response is about devices at all. */
  readable: Schema.Boolean,
  failures: Schema.Array(DeviceResult)
}) {
  override get message(): string {
    const { expected, failures, readable, reported } = this
    const operationName = printableName(this.operationName)
    if (!readable) return `${operationName}: the response is not about devices`
    const counts = new Map<string, number>()
    for (const failure of failures) {
      const status = failure._tag === "DeviceFailed" ? failure.status : "no result"
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
    const kinds = [...counts].map(([status, count]) => `${count} × ${printable(status, 100)}`)
    const others = kinds.splice(10).length
    if (others > 0) kinds.push(`and ${others} other statuses`)
    const outcome =
      kinds.length === 0
        ? `no device failed`
        : `${failures.length} of ${expected} devices did not succeed: ${kinds.join(", ")}`
    // too few show as devices without a result
    const number =
      reported > expected ? `, but there are results for ${reported} instead of ${expected}` : ""
    return `${operationName}: ${outcome}${number}`
  }
}

/**
 * Demands that every device of a finished operation succeeded: gives the operation back, or fails
 * with `DevicesFailed`. Give the requests that were sent, for only they tell whether the service
 * dropped one; without them it also fails when the service reports fewer devices than it counts
 * (`metadata.devicesCount`, `successCount`), and when the response is not about devices at all.
 *
 * @category combinators
 * @since 0.1.0
 */
export const requireAllDevices = (
  operation: Succeeded,
  requests?: ReadonlyArray<DeviceReference>
): Effect.Effect<Succeeded, DevicesFailed> => {
  const failures = perDevice(operation, requests)
    .map((device, index) => toResult(device, index, echoOf(device)))
    .filter(({ _tag }) => _tag !== "DeviceSucceeded")
  const reported = devicesOf(operation).length
  const expected = requests?.length ?? expectedOf(operation)
  const readable = operation.response._tag === "DevicesResponse"
  return readable && failures.length === 0 && reported === expected
    ? Effect.succeed(operation)
    : Effect.fail(
        new DevicesFailed({ operationName: operation.name, expected, reported, readable, failures })
      )
}
