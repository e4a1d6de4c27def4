/**
 * The methods of resellers, and of operations.
 */
import * as Effect from "effect/Effect"
import {
  ConfigurationId,
  CustomerId,
  DeviceId,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  PartnerId,
  PartnerVendors,
  VendorId
} from "effect-zero-touch"
import { both, type MethodCase, page, pageSize, pageToken, post, read } from "./methodCase.ts"

const partnerId = PartnerId.from(1)
const customerId = CustomerId.from(2)
const deviceId = DeviceId.from(3)
const vendorId = VendorId.from(4)
const configurationId = ConfigurationId.from(5)
const deviceIdentifier = { imei: "490154203237518", manufacturer: "Example" }
const sectionType = "SECTION_TYPE_ZERO_TOUCH"
const deviceMetadata = { entries: { ordernumber: "A-1" } }

const partner = (
  ours: string,
  call: MethodCase["call"],
  path: string,
  body: unknown,
  idempotent = false
): MethodCase => ({
  ours: `PartnerDevices.${ours}`,
  call,
  verb: "POST",
  path: `/v1/partners/1/devices${path}`,
  body,
  scope: "partner",
  idempotent
})

const onDevices = <A, E>(use: (service: PartnerDevices["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(PartnerDevices, use)

/** By Google's names. */
export const partnerMethods: Readonly<Record<string, MethodCase>> = {
  "operations.get": {
    ...read,
    ours: "Operations.get",
    call: Effect.flatMap(Operations, (service) => service.get("operations/x/9")),
    path: "/v1/operations/x/9",
    scope: "partner"
  },
  "partners.customers.create": {
    ...post,
    ours: "PartnerCustomers.create",
    call: Effect.flatMap(PartnerCustomers, (service) =>
      service.create(partnerId, {
        customer: { companyName: "Example", ownerEmails: ["a@example.com"], languageCode: "de" }
      })
    ),
    path: "/v1/partners/1/customers",
    body: {
      customer: { companyName: "Example", ownerEmails: ["a@example.com"], languageCode: "de" }
    },
    scope: "partner"
  },
  "partners.customers.list": {
    ...read,
    ours: "PartnerCustomers.list",
    call: Effect.flatMap(PartnerCustomers, (service) =>
      both(
        service.list(partnerId, { pageSize, pageToken }),
        service.listPage(partnerId, { pageSize, pageToken })
      )
    ),
    path: "/v1/partners/1/customers",
    query: page,
    scope: "partner"
  },
  "partners.devices.claim": partner(
    "claim",
    onDevices((service) =>
      service.claim(partnerId, { deviceIdentifier, sectionType, customerId, configurationId })
    ),
    ":claim",
    { deviceIdentifier, sectionType, customerId: "2", configurationId: "5" }
  ),
  "partners.devices.claimAsync": partner(
    "claimAsync",
    onDevices((service) =>
      service.claimAsync(partnerId, { claims: [{ deviceIdentifier, sectionType, customerId }] })
    ),
    ":claimAsync",
    { claims: [{ deviceIdentifier, sectionType, customerId: "2" }] }
  ),
  "partners.devices.findByIdentifier": partner(
    "findByIdentifier",
    onDevices((service) =>
      both(
        service.findByIdentifier(partnerId, { deviceIdentifier, limit: 10, pageToken }),
        service.findByIdentifierPage(partnerId, { deviceIdentifier, limit: 10, pageToken })
      )
    ),
    ":findByIdentifier",
    { deviceIdentifier, limit: "10", pageToken },
    true
  ),
  "partners.devices.findByOwner": partner(
    "findByOwner",
    onDevices((service) =>
      both(
        service.findByOwner(partnerId, { sectionType, customerId: [customerId] }),
        service.findByOwnerPage(partnerId, { sectionType, customerId: [customerId] })
      )
    ),
    ":findByOwner",
    { sectionType, customerId: ["2"], limit: "100" },
    true
  ),
  "partners.devices.get": {
    ...read,
    ours: "PartnerDevices.get",
    call: onDevices((service) => service.get(partnerId, deviceId)),
    path: "/v1/partners/1/devices/3",
    scope: "partner"
  },
  "partners.devices.getSimLockState": partner(
    "getSimLockState",
    onDevices((service) => service.getSimLockState(partnerId, { deviceIdentifier })),
    ":getSimLockState",
    { deviceIdentifier },
    true
  ),
  "partners.devices.metadata": partner(
    "metadata",
    onDevices((service) => service.metadata(partnerId, deviceId, { deviceMetadata })),
    "/3/metadata",
    { deviceMetadata }
  ),
  "partners.devices.unclaim": partner(
    "unclaim",
    onDevices((service) => service.unclaim(partnerId, { deviceId, sectionType })),
    ":unclaim",
    { deviceId: "3", sectionType }
  ),
  "partners.devices.unclaimAsync": partner(
    "unclaimAsync",
    onDevices((service) =>
      service.unclaimAsync(partnerId, { unclaims: [{ deviceIdentifier, sectionType }] })
    ),
    ":unclaimAsync",
    { unclaims: [{ deviceIdentifier, sectionType }] }
  ),
  "partners.devices.updateMetadataAsync": partner(
    "updateMetadataAsync",
    onDevices((service) =>
      service.updateMetadataAsync(partnerId, { updates: [{ deviceId, deviceMetadata }] })
    ),
    ":updateMetadataAsync",
    { updates: [{ deviceId: "3", deviceMetadata }] }
  ),
  "partners.vendors.list": {
    ...read,
    ours: "PartnerVendors.list",
    call: Effect.flatMap(PartnerVendors, (service) =>
      both(
        service.list(partnerId, { pageSize, pageToken }),
        service.listPage(partnerId, { pageSize, pageToken })
      )
    ),
    path: "/v1/partners/1/vendors",
    query: page,
    scope: "partner"
  },
  "partners.vendors.customers.list": {
    ...read,
    ours: "PartnerVendors.customers.list",
    call: Effect.flatMap(PartnerVendors, ({ customers }) =>
      both(
        customers.list(partnerId, vendorId, { pageSize, pageToken }),
        customers.listPage(partnerId, vendorId, { pageSize, pageToken })
      )
    ),
    path: "/v1/partners/1/vendors/4/customers",
    query: page,
    scope: "partner"
  }
}
