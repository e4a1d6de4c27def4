/**
 * The calls of a reseller, but for those on many devices.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  ClaimDeviceResponse,
  Company,
  CustomerId,
  Device,
  DeviceId,
  DeviceMetadata,
  FindDevicesByDeviceIdentifierResponse,
  FindDevicesByOwnerResponse,
  GetDeviceSimLockStateResponse,
  ListCustomersResponse,
  ListVendorCustomersResponse,
  ListVendorsResponse,
  PartnerCustomers,
  PartnerDevices,
  PartnerId,
  PartnerVendors,
  VendorId
} from "effect-zero-touch"
import { body, type Judge, phone, tablet, taken } from "./support.ts"

const partnerId = PartnerId.from(1)
const customerId = CustomerId.from(2)
const sectionType = "SECTION_TYPE_ZERO_TOUCH"

export const customersAndVendors = Effect.fnUntraced(function* ({ google, judge }: Judge) {
  const { partners } = google
  const newCustomer = { companyName: "New", ownerEmails: ["o@example.com"] } as const
  yield* judge(
    "partners.customers.create",
    () =>
      partners.customers.create({
        parent: "partners/1",
        ...body({ customer: { companyName: "New", ownerEmails: ["o@example.com"] } })
      }),
    Effect.flatMap(PartnerCustomers, (service) =>
      service.create(partnerId, { customer: newCustomer })
    ),
    Company
  )
  const first = yield* judge(
    "partners.customers.list",
    () => partners.customers.list({ partnerId: "1", pageSize: 2 }),
    Effect.flatMap(PartnerCustomers, (service) => service.listPage(partnerId, { pageSize: 2 })),
    ListCustomersResponse
  )
  assert.isNotEmpty(first.nextPageToken)
  const second = yield* judge(
    "partners.customers.list",
    () =>
      partners.customers.list({
        partnerId: "1",
        pageSize: 2,
        pageToken: first.nextPageToken ?? ""
      }),
    Effect.flatMap(PartnerCustomers, (service) =>
      service.listPage(partnerId, { pageSize: 2, pageToken: first.nextPageToken })
    ),
    ListCustomersResponse
  )
  assert.isNotEmpty(second.customers)
  yield* judge(
    "partners.vendors.list",
    () => partners.vendors.list({ parent: "partners/1" }),
    Effect.flatMap(PartnerVendors, (service) => service.listPage(partnerId)),
    ListVendorsResponse
  )
  yield* judge(
    "partners.vendors.customers.list",
    () => partners.vendors.customers.list({ parent: "partners/1/vendors/40" }),
    Effect.flatMap(PartnerVendors, (service) =>
      service.customers.listPage(partnerId, VendorId.from(40))
    ),
    ListVendorCustomersResponse
  )
})

export const devices = Effect.fnUntraced(function* ({
  google,
  judge,
  judgeEmpty,
  judgeError
}: Judge) {
  const { partners } = google
  const claimed = yield* judge(
    "partners.devices.claim",
    () =>
      partners.devices.claim({
        partnerId: "1",
        ...body({ deviceIdentifier: phone, sectionType, customerId: "2" })
      }),
    Effect.flatMap(PartnerDevices, (service) =>
      service.claim(partnerId, { deviceIdentifier: phone, sectionType, customerId })
    ),
    ClaimDeviceResponse
  )
  const deviceId = claimed.deviceId ?? DeviceId.from(1)
  yield* judge(
    "partners.devices.metadata",
    () =>
      partners.devices.metadata({
        metadataOwnerId: "1",
        deviceId,
        ...body({ deviceMetadata: { entries: { ordernumber: "A-2", phonenumber: "" } } })
      }),
    Effect.flatMap(PartnerDevices, (service) =>
      service.metadata(partnerId, deviceId, {
        deviceMetadata: { entries: { ordernumber: "A-2", phonenumber: "" } }
      })
    ),
    DeviceMetadata
  )
  yield* judge(
    "partners.devices.get",
    () => partners.devices.get({ name: `partners/1/devices/${deviceId}` }),
    Effect.flatMap(PartnerDevices, (service) => service.get(partnerId, deviceId)),
    Device
  )
  yield* judge(
    "partners.devices.findByIdentifier",
    () =>
      partners.devices.findByIdentifier({
        partnerId: "1",
        ...body({ deviceIdentifier: tablet, limit: "10" })
      }),
    Effect.flatMap(PartnerDevices, (service) =>
      service.findByIdentifierPage(partnerId, { deviceIdentifier: tablet, limit: 10 })
    ),
    FindDevicesByDeviceIdentifierResponse
  )
  yield* judge(
    "partners.devices.findByOwner",
    () =>
      partners.devices.findByOwner({
        partnerId: "1",
        ...body({ customerId: ["2"], sectionType, limit: "1" })
      }),
    Effect.flatMap(PartnerDevices, (service) =>
      service.findByOwnerPage(partnerId, { sectionType, customerId: [customerId], limit: 1 })
    ),
    FindDevicesByOwnerResponse
  )
  yield* judge(
    "partners.devices.getSimLockState",
    () =>
      partners.devices.getSimLockState({
        partnerId: "1",
        ...body({ deviceIdentifier: { meid: "AF0123450ABCDE" } })
      }),
    Effect.flatMap(PartnerDevices, (service) =>
      service.getSimLockState(partnerId, { deviceIdentifier: { meid: "AF0123450ABCDE" } })
    ),
    GetDeviceSimLockStateResponse
  )
  yield* judgeEmpty(
    "partners.devices.unclaim",
    () => partners.devices.unclaim({ partnerId: "1", ...body({ deviceId, sectionType }) }),
    Effect.flatMap(PartnerDevices, (service) =>
      service.unclaim(partnerId, { deviceId, sectionType })
    )
  )

  yield* judgeError(
    () => partners.devices.get({ name: "partners/1/devices/404" }),
    Effect.flatMap(PartnerDevices, (service) => service.get(partnerId, DeviceId.from(404)))
  )
  yield* judgeError(
    () =>
      partners.devices.claim({
        partnerId: "1",
        ...body({ deviceIdentifier: taken, sectionType, customerId: "2" })
      }),
    Effect.flatMap(PartnerDevices, (service) =>
      service.claim(partnerId, { deviceIdentifier: taken, sectionType, customerId })
    )
  )
})
