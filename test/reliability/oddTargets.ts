/**
 * Every method of every service, with arguments that are right.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  CustomerConfigurations,
  CustomerDevices,
  CustomerDpcs,
  Customers,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  PartnerVendors,
  type ZeroTouch
} from "effect-zero-touch"

export interface Target {
  /** Our name of the method. */
  readonly name: string
  /** The arguments by name, in their order. */
  readonly args: Readonly<Record<string, unknown>>
  readonly call: (
    ...args: ReadonlyArray<unknown>
  ) => Effect.Effect<unknown, unknown, ZeroTouch.Services>
}

const isStream = (made: unknown): made is Stream.Stream<unknown, unknown> => Stream.isStream(made)

const isEffect = (made: unknown): made is Effect.Effect<unknown, unknown> => Effect.isEffect(made)

type Method = (...args: ReadonlyArray<never>) => unknown

const target = <S>(
  service: Effect.Effect<S, never, ZeroTouch.Services>,
  name: string,
  pick: (service: S) => Method,
  args: Readonly<Record<string, unknown>>
): Target => ({
  name,
  args,
  call: (...args) =>
    Effect.flatMap(service, (service) => {
      const made: unknown = Reflect.apply(pick(service), undefined, args)
      if (isStream(made)) return Stream.runCollect(made)
      return isEffect(made) ? made : Effect.die("neither an effect nor a stream")
    })
})

const [partnerId, customerId, deviceId, vendorId, configurationId] = ["1", "2", "3", "4", "5"]
const imei = { imei: "490154203237518", manufacturer: "Example" }
const sectionType = "SECTION_TYPE_ZERO_TOUCH"
const deviceMetadata = { entries: { ordernumber: "A-1" } }
const claim = { deviceIdentifier: imei, sectionType, customerId, configurationId, deviceMetadata }
const unclaim = { deviceId, sectionType, vacationModeDays: 3 }
const read = { fields: "name", quotaUser: "q", xgafv: "1" }
const write = { quotaUser: "q" }
const list = { ...read, pageSize: 10, pageToken: "next" }
const configuration = {
  configurationName: "Sales",
  dpcResourcePath: "customers/2/dpcs/abc",
  dpcExtras: "{}",
  companyName: "Example",
  contactEmail: "help@example.com",
  contactPhone: "555",
  isDefault: true
}

const devices = (name: string, pick: (s: PartnerDevices["Service"]) => Method, args: object) =>
  target(PartnerDevices, `PartnerDevices.${name}`, pick, { partnerId, ...args })
const byIdentifier = { request: { deviceIdentifier: imei, limit: 10 }, options: read }
const byOwner = {
  request: { sectionType, customerId: ["2"], googleWorkspaceCustomerId: ["C"], limit: 10 },
  options: read
}
const apply = { device: { deviceIdentifier: imei }, configuration: "customers/2/configurations/5" }
const onDevice = { request: { device: { deviceId } }, options: write }

export const targets: ReadonlyArray<Target> = [
  target(Operations, "Operations.get", (s) => s.get, { name: "operations/x/9", options: read }),
  devices("get", (s) => s.get, { deviceId, options: read }),
  devices("claim", (s) => s.claim, { request: claim, options: read }),
  devices("unclaim", (s) => s.unclaim, { request: unclaim, options: write }),
  devices("metadata", (s) => s.metadata, { deviceId, request: { deviceMetadata }, options: read }),
  devices("findByIdentifier", (s) => s.findByIdentifier, byIdentifier),
  devices("findByIdentifierPage", (s) => s.findByIdentifierPage, byIdentifier),
  devices("findByOwner", (s) => s.findByOwner, byOwner),
  devices("findByOwnerPage", (s) => s.findByOwnerPage, byOwner),
  devices("getSimLockState", (s) => s.getSimLockState, {
    request: { deviceIdentifier: imei },
    options: read
  }),
  devices("claimAsync", (s) => s.claimAsync, { request: { claims: [claim] }, options: write }),
  devices("unclaimAsync", (s) => s.unclaimAsync, {
    request: { unclaims: [unclaim] },
    options: write
  }),
  devices("updateMetadataAsync", (s) => s.updateMetadataAsync, {
    request: { updates: [{ deviceId, deviceMetadata }] },
    options: write
  }),
  target(PartnerCustomers, "PartnerCustomers.create", (s) => s.create, {
    partnerId,
    request: {
      customer: { companyName: "E", ownerEmails: ["a@example.com"], adminEmails: ["b@example.com"] }
    },
    options: read
  }),
  target(PartnerCustomers, "PartnerCustomers.list", (s) => s.list, { partnerId, options: list }),
  target(PartnerCustomers, "PartnerCustomers.listPage", (s) => s.listPage, {
    partnerId,
    options: list
  }),
  target(PartnerVendors, "PartnerVendors.list", (s) => s.list, { partnerId, options: list }),
  target(PartnerVendors, "PartnerVendors.listPage", (s) => s.listPage, {
    partnerId,
    options: list
  }),
  target(PartnerVendors, "PartnerVendors.customers.list", (s) => s.customers.list, {
    partnerId,
    vendorId,
    options: list
  }),
  target(PartnerVendors, "PartnerVendors.customers.listPage", (s) => s.customers.listPage, {
    partnerId,
    vendorId,
    options: list
  }),
  target(Customers, "Customers.list", (s) => s.list, { options: list }),
  target(Customers, "Customers.listPage", (s) => s.listPage, { options: list }),
  target(CustomerConfigurations, "CustomerConfigurations.create", (s) => s.create, {
    customerId,
    request: configuration,
    options: read
  }),
  target(CustomerConfigurations, "CustomerConfigurations.delete", (s) => s.delete, {
    customerId,
    configurationId,
    options: write
  }),
  target(CustomerConfigurations, "CustomerConfigurations.get", (s) => s.get, {
    customerId,
    configurationId,
    options: read
  }),
  target(CustomerConfigurations, "CustomerConfigurations.list", (s) => s.list, {
    customerId,
    options: read
  }),
  target(CustomerConfigurations, "CustomerConfigurations.listPage", (s) => s.listPage, {
    customerId,
    options: read
  }),
  target(CustomerConfigurations, "CustomerConfigurations.patch", (s) => s.patch, {
    customerId,
    configurationId,
    patch: { customMessage: "Hello", isDefault: true },
    options: { ...read, updateMask: ["customMessage", "isDefault"] }
  }),
  target(CustomerDevices, "CustomerDevices.get", (s) => s.get, {
    customerId,
    deviceId,
    options: read
  }),
  target(CustomerDevices, "CustomerDevices.list", (s) => s.list, { customerId, options: list }),
  target(CustomerDevices, "CustomerDevices.listPage", (s) => s.listPage, {
    customerId,
    options: list
  }),
  target(CustomerDevices, "CustomerDevices.applyConfiguration", (s) => s.applyConfiguration, {
    customerId,
    request: apply,
    options: write
  }),
  target(CustomerDevices, "CustomerDevices.removeConfiguration", (s) => s.removeConfiguration, {
    customerId,
    ...onDevice
  }),
  target(CustomerDevices, "CustomerDevices.unclaim", (s) => s.unclaim, { customerId, ...onDevice }),
  target(CustomerDpcs, "CustomerDpcs.list", (s) => s.list, { customerId, options: read }),
  target(CustomerDpcs, "CustomerDpcs.listPage", (s) => s.listPage, { customerId, options: read })
]
