/**
 * You note the orders with many devices, and release them again: the other operations that are
 * started and awaited like a claim.
 *
 *     npm run example examples/batches.ts
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Operation, Operations, PartnerDevices, PartnerId } from "effect-zero-touch"
import { live } from "./support/live.ts"

const reseller = PartnerId.from(1)
const identifiers = ["001017000000011", "001017000000029"].map((imei) => ({ imei }))

const program = Effect.gen(function* () {
  const operations = yield* Operations
  const devices = yield* PartnerDevices

  const updated = yield* devices
    .updateMetadataAsync(reseller, {
      updates: identifiers.map((deviceIdentifier, i) => ({
        deviceIdentifier,
        deviceMetadata: { entries: { ordernumber: `PO-${i}` } }
      }))
    })
    .pipe(Effect.flatMap(operations.await))
  yield* Console.log(`${Operation.deviceFailures(updated).length} updates failed`)

  const released = yield* devices
    .unclaimAsync(reseller, {
      unclaims: identifiers.map((deviceIdentifier) => ({
        deviceIdentifier,
        sectionType: "SECTION_TYPE_ZERO_TOUCH"
      }))
    })
    .pipe(Effect.flatMap(operations.await))
  yield* Console.log(`${Operation.deviceFailures(released).length} releases failed`)
})

program.pipe(Effect.provide(live), NodeRuntime.runMain)
