/**
 * Values of our schemas, through the emulator and back: as answers of its own choosing, and as state
 * that it keeps.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import {
  type ApiError,
  Client,
  ClaimDeviceResponse,
  Company,
  Configuration,
  ConfigurationId,
  Credentials,
  CustomerConfigurations,
  CustomerDevices,
  CustomerDpcs,
  CustomerId,
  CustomerListConfigurationsResponse,
  CustomerListCustomersResponse,
  CustomerListDevicesResponse,
  CustomerListDpcsResponse,
  Customers,
  Device,
  DeviceId,
  DeviceMetadata,
  DevicesResponse,
  FindDevicesByDeviceIdentifierResponse,
  FindDevicesByOwnerResponse,
  GetDeviceSimLockStateResponse,
  ListCustomersResponse,
  ListVendorCustomersResponse,
  ListVendorsResponse,
  Operation,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  PartnerId,
  PartnerVendors,
  type TransportError,
  VendorId,
  ZeroTouch
} from "effect-zero-touch"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { onTheWire } from "../support/onTheWire.ts"

const partnerId = PartnerId.from(1)
const customerId = CustomerId.from(2)
const deviceIdentifier = { imei: "490154203237518" }
const sectionType = "SECTION_TYPE_ZERO_TOUCH"

const services = ZeroTouch.layer.pipe(
  Layer.provide(Client.layer({ quota: false })),
  Layer.provideMerge(Emulator.layer()),
  Layer.provide(Credentials.layerAnonymous)
)

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** That a call gives whatever the service answers, as long as it is of the schema. */
const survives = <A, I>(
  name: string,
  schema: Schema.Codec<A, I>,
  call: Effect.Effect<A, ApiError | TransportError, ZeroTouch.Services>
) =>
  it.effect.prop(
    name,
    [Schema.toType(schema)],
    ([value]) =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const wire = onTheWire(yield* Schema.encodeEffect(schema)(value))
        yield* emulator.setFaults([{ reply: Reply.Json(200, wire) }])
        const answer = yield* Schema.encodeEffect(schema)(yield* call)
        assert.deepStrictEqual(throughJson(answer), wire)
      }).pipe(Effect.provide(services)),
    { arbitrary: { runs: 10 } }
  )

describe("an answer of the service", () => {
  survives(
    "Device, for a reseller",
    Device,
    Effect.flatMap(PartnerDevices, (devices) => devices.get(partnerId, DeviceId.from(3)))
  )
  survives(
    "ClaimDeviceResponse",
    ClaimDeviceResponse,
    Effect.flatMap(PartnerDevices, (devices) =>
      devices.claim(partnerId, { deviceIdentifier, sectionType, customerId })
    )
  )
  survives(
    "DeviceMetadata",
    DeviceMetadata,
    Effect.flatMap(PartnerDevices, (devices) =>
      devices.metadata(partnerId, DeviceId.from(3), { deviceMetadata: {} })
    )
  )
  survives(
    "FindDevicesByDeviceIdentifierResponse",
    FindDevicesByDeviceIdentifierResponse,
    Effect.flatMap(PartnerDevices, (devices) =>
      devices.findByIdentifierPage(partnerId, { deviceIdentifier })
    )
  )
  survives(
    "FindDevicesByOwnerResponse",
    FindDevicesByOwnerResponse,
    Effect.flatMap(PartnerDevices, (devices) =>
      devices.findByOwnerPage(partnerId, { sectionType, customerId: [customerId] })
    )
  )
  survives(
    "GetDeviceSimLockStateResponse",
    GetDeviceSimLockStateResponse,
    Effect.flatMap(PartnerDevices, (devices) =>
      devices.getSimLockState(partnerId, { deviceIdentifier })
    )
  )
  survives(
    "Company",
    Company,
    Effect.flatMap(PartnerCustomers, (customers) =>
      customers.create(partnerId, { customer: { companyName: "A", ownerEmails: ["a@b.example"] } })
    )
  )
  survives(
    "ListCustomersResponse",
    ListCustomersResponse,
    Effect.flatMap(PartnerCustomers, (customers) => customers.listPage(partnerId))
  )
  survives(
    "ListVendorsResponse",
    ListVendorsResponse,
    Effect.flatMap(PartnerVendors, (vendors) => vendors.listPage(partnerId))
  )
  survives(
    "ListVendorCustomersResponse",
    ListVendorCustomersResponse,
    Effect.flatMap(PartnerVendors, ({ customers }) =>
      customers.listPage(partnerId, VendorId.from(4))
    )
  )
  survives(
    "CustomerListCustomersResponse",
    CustomerListCustomersResponse,
    Effect.flatMap(Customers, (customers) => customers.listPage())
  )
  survives(
    "Configuration",
    Configuration,
    Effect.flatMap(CustomerConfigurations, (configurations) =>
      configurations.get(customerId, ConfigurationId.from(5))
    )
  )
  survives(
    "CustomerListConfigurationsResponse",
    CustomerListConfigurationsResponse,
    Effect.flatMap(CustomerConfigurations, (configurations) => configurations.listPage(customerId))
  )
  survives(
    "Device, for a customer",
    Device,
    Effect.flatMap(CustomerDevices, (devices) => devices.get(customerId, DeviceId.from(3)))
  )
  survives(
    "CustomerListDevicesResponse",
    CustomerListDevicesResponse,
    Effect.flatMap(CustomerDevices, (devices) => devices.listPage(customerId))
  )
  survives(
    "CustomerListDpcsResponse",
    CustomerListDpcsResponse,
    Effect.flatMap(CustomerDpcs, (dpcs) => dpcs.listPage(customerId))
  )

  it.effect.prop(
    "an Operation with results of devices",
    [Schema.toType(DevicesResponse)],
    ([response]) =>
      Effect.gen(function* () {
        const operation: Operation = {
          _tag: "Succeeded",
          name: "operations/x",
          done: true,
          response: { _tag: "DevicesResponse", ...response }
        }
        const wire = onTheWire(yield* Schema.encodeEffect(Operation)(operation))
        const emulator = yield* Emulator
        yield* emulator.script(operation.name, [{ reply: Reply.Json(200, wire) }])
        const operations = yield* Operations
        const answer = yield* operations.get(operation.name)
        assert.isTrue(Operation.guards.Succeeded(answer))
        assert.deepStrictEqual(throughJson(yield* Schema.encodeEffect(Operation)(answer)), wire)
      }).pipe(Effect.provide(services)),
    { arbitrary: { runs: 10 } }
  )
})

describe("what the service keeps", () => {
  const text = Schema.NonEmptyString
  const texts = Schema.Record(text, text)

  it.effect.prop(
    "comes back: metadata",
    [texts],
    ([entries]) =>
      Effect.gen(function* () {
        const devices = yield* PartnerDevices
        const { deviceId = DeviceId.from(1) } = yield* devices.claim(partnerId, {
          deviceIdentifier,
          sectionType,
          customerId,
          deviceMetadata: { entries }
        })
        const { deviceMetadata } = yield* devices.get(partnerId, deviceId)
        assert.deepStrictEqual({ ...deviceMetadata?.entries }, { ...entries })
      }).pipe(Effect.provide(services)),
    { arbitrary: { runs: 10 } }
  )

  it.effect.prop(
    "comes back: a configuration",
    [text, text, text],
    ([configurationName, companyName, customMessage]) =>
      Effect.gen(function* () {
        const configurations = yield* CustomerConfigurations
        const dpcs = yield* CustomerDpcs
        const { dpcs: [dpc] = [] } = yield* dpcs.listPage(customerId)
        const given = {
          configurationName,
          companyName,
          customMessage,
          dpcResourcePath: dpc?.name ?? "",
          contactEmail: "a@b.example",
          contactPhone: "1",
          isDefault: true
        }
        const created = yield* configurations.create(customerId, {
          ...given,
          forcedResetTime: "1 hour"
        })
        const id = created.configurationId ?? ConfigurationId.from(1)
        const kept = yield* Schema.encodeEffect(Configuration)(
          yield* configurations.get(customerId, id)
        )
        const name = `customers/2/configurations/${id}`
        assert.deepStrictEqual<unknown>(kept, {
          ...given,
          name,
          configurationId: id,
          forcedResetTime: "3600s"
        })
      }).pipe(Effect.provide(services)),
    { arbitrary: { runs: 10 } }
  )
})
