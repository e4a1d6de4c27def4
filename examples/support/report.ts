/**
 * How each device came out, by its line in the file.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Operation } from "effect-zero-touch"
import { DeviceResults } from "effect-zero-touch"
import type { CsvDevice } from "./csv.ts"
import { count } from "./text.ts"

/** Says how many devices are claimed, and of the others where they are and why. */
export const report = Effect.fn("report")(function* (
  operation: Operation,
  devices: ReadonlyArray<CsvDevice>
) {
  // With the claims that were sent, a device that the service dropped has its place as well.
  const claims = devices.map(({ claim }) => claim)
  const known = claims.length > 0
  const results = known ? DeviceResults.of(operation, claims) : DeviceResults.of(operation)
  const failures = known
    ? DeviceResults.failures(operation, claims)
    : DeviceResults.failures(operation)
  const succeeded = results.length - failures.length
  yield* Console.log(
    Option.isNone(DeviceResults.response(operation))
      ? "the response is not about devices"
      : `${succeeded} of ${count(results.length, "device")} claimed`
  )
  for (const failure of failures) {
    const { imei, meid, serialNumber } = failure.deviceIdentifier ?? {}
    const line = devices[failure.index]?.line
    const why =
      failure._tag === "DeviceFailed"
        ? [failure.status, failure.errorIdentifier, failure.errorMessage].filter(Boolean).join(", ")
        : "the service reported no result"
    const where = line === undefined ? `device ${failure.index}` : `line ${line}`
    yield* Console.log(`  ${where}, ${imei ?? meid ?? serialNumber ?? "unidentified"}: ${why}`)
  }
})
