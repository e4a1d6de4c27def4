/**
 * You claim some devices and want to know which of them failed, or demand that none did.
 *
 *     npm run example examples/devices.ts
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { CustomerId, DeviceResults, Operations, PartnerDevices, PartnerId } from "effect-zero-touch"
import { live } from "./support/live.ts"

const claims = [
  { imei: "001017000000011", manufacturer: "Google" },
  { serialNumber: "ZX30930845", manufacturer: "Zebra", model: "Unknown ET99" },
  { imei: "001017000000037", manufacturer: "Google" }
].map((deviceIdentifier) => ({
  deviceIdentifier,
  sectionType: "SECTION_TYPE_ZERO_TOUCH" as const,
  customerId: CustomerId.from(42)
}))

const program = Effect.gen(function* () {
  const operations = yield* Operations
  const devices = yield* PartnerDevices

  const started = yield* devices.claimAsync(PartnerId.from(1), { claims })
  const done = yield* operations.await(started)

  // `done` says that the batch ran; each device has an outcome of its own.
  for (const failure of DeviceResults.failures(done, claims)) {
    const { imei, serialNumber } = failure.request?.deviceIdentifier ?? {}
    const why = failure._tag === "DeviceFailed" ? failure.status : "no result"
    yield* Console.log(`${imei ?? serialNumber}: ${why}`)
  }

  // Or demand that all went well, and go on with a typed error where they did not.
  yield* DeviceResults.requireAll(done, claims)
}).pipe(Effect.catchTag("DevicesFailed", ({ message }) => Console.log(message)))

program.pipe(Effect.provide(live), NodeRuntime.runMain)
