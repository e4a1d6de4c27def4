/**
 * The error of `DeviceResults.requireAll`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { printable, printableName } from "../client/printable.ts"
import { DeviceResult } from "./DeviceResult.ts"

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
  /** How many results belong to none of the requests. */
  unmatched: Schema.Number,
  /** Whether the response is about devices, and can be read. */
  readable: Schema.Boolean,
  failures: Schema.Array(DeviceResult)
}) {
  override get message(): string {
    const { expected, readable, unmatched } = this
    const operationName = printableName(this.operationName)
    if (!readable) return `${operationName}: the response is not about devices, or cannot be read`
    // the others belong to none of the requests
    const failures = this.failures.filter(({ index }) => index < expected)
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
        ? "no device failed"
        : `${failures.length} of ${expected} devices did not succeed: ${kinds.join(", ")}`
    const link = failures.length === 0 ? "but" : "and"
    const results = unmatched === 1 ? "1 result belongs" : `${unmatched} results belong`
    const rest = unmatched === 0 ? "" : `, ${link} ${results} to none of the requests`
    return `${operationName}: ${outcome}${rest}`
  }
}
