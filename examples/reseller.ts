/**
 * You are a reseller and sell a device: register the customer, claim the device, look at it, note
 * the order with it, and take it back.
 *
 *     npm run example examples/reseller.ts
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  CustomerId,
  DeviceId,
  PartnerCustomers,
  PartnerDevices,
  PartnerId
} from "effect-zero-touch"
import { live } from "./support/live.ts"

const reseller = PartnerId.from(1)
const deviceIdentifier = { imei: "001017000000037", manufacturer: "Google" }
const sectionType = "SECTION_TYPE_ZERO_TOUCH"

const program = Effect.gen(function* () {
  const customers = yield* PartnerCustomers
  const devices = yield* PartnerDevices

  const created = yield* customers.create(reseller, {
    customer: { companyName: "Example", ownerEmails: ["owner@example.com"] }
  })
  const customerId = CustomerId.from(created.companyId ?? "")
  const names = yield* customers.list(reseller).pipe(
    Stream.map(({ companyName }) => companyName),
    Stream.runCollect
  )
  yield* Console.log(`customers: ${names.join(", ")}`)

  const claimed = yield* devices.claim(reseller, { deviceIdentifier, sectionType, customerId })
  const deviceId = DeviceId.from(claimed.deviceId ?? "")
  yield* devices.metadata(reseller, deviceId, { deviceMetadata: { entries: { ordernumber: "7" } } })

  const device = yield* devices.get(reseller, deviceId)
  yield* Console.log(`${device.name} is order ${device.deviceMetadata?.entries?.["ordernumber"]}`)

  const byImei = devices.findByIdentifier(reseller, { deviceIdentifier, limit: 10 })
  const byOwner = devices.findByOwner(reseller, {
    customerId: [customerId],
    sectionType,
    limit: 10
  })
  const found = yield* Effect.all([Stream.runCount(byImei), Stream.runCount(byOwner)])
  yield* Console.log(`found by IMEI and by owner: ${found.join(", ")}`)

  const lock = yield* devices.getSimLockState(reseller, { deviceIdentifier })
  yield* Console.log(`SIM lock: ${lock.simLockState}`)

  yield* devices.unclaim(reseller, { deviceId, sectionType })
  yield* Console.log("taken back")
})

program.pipe(Effect.provide(live), NodeRuntime.runMain)
