/**
 * You note the orders with many devices, and release them again: the other operations that are
 * started and awaited like a claim.
 *
 *     npm run example examples/batches.ts
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { DeviceResults, Operations, PartnerDevices, PartnerId } from "effect-zero-touch"
import { live } from "./support/live.ts"
import { count } from "./support/text.ts"

const reseller = PartnerId.from(1)
const identifiers = ["001017000000011", "001017000000029"].map((imei) => ({ imei }))

const program = Effect.gen(function* () {
  const operations = yield* Operations
  const devices = yield* PartnerDevices

  const updates = identifiers.map((deviceIdentifier, i) => ({
    deviceIdentifier,
    deviceMetadata: { entries: { ordernumber: `PO-${i}` } }
  }))
  const updated = yield* devices
    .updateMetadataAsync(reseller, { updates })
    .pipe(Effect.flatMap(operations.await))
  // given the requests, it counts the devices that the service left out as well
  const notUpdated = DeviceResults.failures(updated, updates)
  yield* Console.log(`${count(notUpdated.length, "update")} failed`)

  const unclaims = identifiers.map((deviceIdentifier) => ({
    deviceIdentifier,
    sectionType: "SECTION_TYPE_ZERO_TOUCH" as const
  }))
  const released = yield* devices
    .unclaimAsync(reseller, { unclaims })
    .pipe(Effect.flatMap(operations.await))
  // or demand that all went well: a typed DevicesFailed
  yield* DeviceResults.requireAll(released, unclaims)
  yield* Console.log(`${count(unclaims.length, "device")} released`)
})

program.pipe(Effect.provide(live), NodeRuntime.runMain)
