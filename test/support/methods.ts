/**
 * Every method of the API: a call of ours, and what it has to be on the wire.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  type ApiError,
  ConfigurationId,
  CustomerConfigurations,
  CustomerDevices,
  CustomerDpcs,
  CustomerId,
  Customers,
  DeviceId,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  PartnerId,
  PartnerVendors,
  type TransportError,
  VendorId,
  type ZeroTouch
} from "effect-zero-touch"

export interface MethodCase {
  /** The call under our name. */
  readonly ours: string
  readonly call: Effect.Effect<unknown, ApiError | TransportError, ZeroTouch.Services>
  readonly verb: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly scope: "partner" | "customer"
  /** Whether it may be sent again by itself. */
  readonly idempotent: boolean
}

const partnerId = PartnerId.from(1)
const customerId = CustomerId.from(2)
const deviceId = DeviceId.from(3)
const vendorId = VendorId.from(4)
const configurationId = ConfigurationId.from(5)
const deviceIdentifier = { imei: "490154203237518", manufacturer: "Example" }
const sectionType = "SECTION_TYPE_ZERO_TOUCH"
const deviceMetadata = { entries: { ordernumber: "A-1" } }
const configuration = {
  configurationName: "Sales",
  dpcResourcePath: "customers/2/dpcs/abc",
  companyName: "Example",
  contactEmail: "help@example.com",
  contactPhone: "+1 (555) 010-0000",
  isDefault: true
}
const pageSize = 10
const pageToken = "next"
const page = { pageSize: "10", pageToken }

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

/** Of a list the first page is asked for, in both forms. */
const both = <A, B>(
  stream: Stream.Stream<A, ApiError | TransportError>,
  page: Effect.Effect<B, ApiError | TransportError>
) => Effect.andThen(page, Stream.runCollect(stream))

const read = { verb: "GET", idempotent: true } as const
const post = { verb: "POST", idempotent: false } as const

/** By Google's names. */
export const methodCases: Readonly<Record<string, MethodCase>> = {
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
  },
  "customers.list": {
    ...read,
    ours: "Customers.list",
    call: Effect.flatMap(Customers, (service) =>
      both(service.list({ pageToken }), service.listPage({ pageToken }))
    ),
    path: "/v1/customers",
    query: { pageSize: "100", pageToken },
    scope: "customer"
  },
  "customers.configurations.create": {
    ...post,
    ours: "CustomerConfigurations.create",
    call: Effect.flatMap(CustomerConfigurations, (service) =>
      service.create(customerId, { ...configuration, forcedResetTime: "90 minutes" })
    ),
    path: "/v1/customers/2/configurations",
    body: { ...configuration, forcedResetTime: "5400s" },
    scope: "customer"
  },
  "customers.configurations.delete": {
    verb: "DELETE",
    idempotent: false,
    ours: "CustomerConfigurations.delete",
    call: Effect.flatMap(CustomerConfigurations, (service) =>
      service.delete(customerId, configurationId)
    ),
    path: "/v1/customers/2/configurations/5",
    scope: "customer"
  },
  "customers.configurations.get": {
    ...read,
    ours: "CustomerConfigurations.get",
    call: Effect.flatMap(CustomerConfigurations, (service) =>
      service.get(customerId, configurationId)
    ),
    path: "/v1/customers/2/configurations/5",
    scope: "customer"
  },
  "customers.configurations.list": {
    ...read,
    ours: "CustomerConfigurations.list",
    call: Effect.flatMap(CustomerConfigurations, (service) =>
      both(service.list(customerId), service.listPage(customerId))
    ),
    path: "/v1/customers/2/configurations",
    scope: "customer"
  },
  "customers.configurations.patch": {
    verb: "PATCH",
    idempotent: false,
    ours: "CustomerConfigurations.patch",
    call: Effect.flatMap(CustomerConfigurations, (service) =>
      service.patch(customerId, configurationId, { isDefault: false, customMessage: "" })
    ),
    path: "/v1/customers/2/configurations/5",
    query: { updateMask: "customMessage,isDefault" },
    body: { isDefault: false, customMessage: "" },
    scope: "customer"
  },
  "customers.devices.applyConfiguration": {
    ...post,
    ours: "CustomerDevices.applyConfiguration",
    call: Effect.flatMap(CustomerDevices, (service) =>
      service.applyConfiguration(customerId, {
        device: { deviceId },
        configuration: "customers/2/configurations/5"
      })
    ),
    path: "/v1/customers/2/devices:applyConfiguration",
    body: { device: { deviceId: "3" }, configuration: "customers/2/configurations/5" },
    scope: "customer"
  },
  "customers.devices.get": {
    ...read,
    ours: "CustomerDevices.get",
    call: Effect.flatMap(CustomerDevices, (service) => service.get(customerId, deviceId)),
    path: "/v1/customers/2/devices/3",
    scope: "customer"
  },
  "customers.devices.list": {
    ...read,
    ours: "CustomerDevices.list",
    call: Effect.flatMap(CustomerDevices, (service) =>
      both(
        service.list(customerId, { pageSize, pageToken }),
        service.listPage(customerId, { pageSize, pageToken })
      )
    ),
    path: "/v1/customers/2/devices",
    query: page,
    scope: "customer"
  },
  "customers.devices.removeConfiguration": {
    ...post,
    ours: "CustomerDevices.removeConfiguration",
    call: Effect.flatMap(CustomerDevices, (service) =>
      service.removeConfiguration(customerId, { device: { deviceIdentifier } })
    ),
    path: "/v1/customers/2/devices:removeConfiguration",
    body: { device: { deviceIdentifier } },
    scope: "customer"
  },
  "customers.devices.unclaim": {
    ...post,
    ours: "CustomerDevices.unclaim",
    call: Effect.flatMap(CustomerDevices, (service) =>
      service.unclaim(customerId, { device: { deviceId } })
    ),
    path: "/v1/customers/2/devices:unclaim",
    body: { device: { deviceId: "3" } },
    scope: "customer"
  },
  "customers.dpcs.list": {
    ...read,
    ours: "CustomerDpcs.list",
    call: Effect.flatMap(CustomerDpcs, (service) =>
      both(service.list(customerId), service.listPage(customerId))
    ),
    path: "/v1/customers/2/dpcs",
    scope: "customer"
  }
}
