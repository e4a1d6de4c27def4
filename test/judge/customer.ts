/**
 * The calls of a customer.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  Configuration,
  ConfigurationId,
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
  DeviceId
} from "effect-zero-touch"
import { body, type Judge } from "./support.ts"

const customerId = CustomerId.from(2)

export const customer = Effect.fnUntraced(function* ({
  google,
  judge,
  judgeEmpty,
  judgeError
}: Judge) {
  const { customers } = google
  yield* judge(
    "customers.list",
    () => customers.list({ pageSize: 100 }),
    Effect.flatMap(Customers, (service) => service.listPage()),
    CustomerListCustomersResponse
  )
  const { dpcs = [] } = yield* judge(
    "customers.dpcs.list",
    () => customers.dpcs.list({ parent: "customers/2" }),
    Effect.flatMap(CustomerDpcs, (service) => service.listPage(customerId)),
    CustomerListDpcsResponse
  )
  const sales = {
    configurationName: "Sales",
    dpcResourcePath: dpcs[0]?.name ?? "",
    dpcExtras: '{"a":1}',
    companyName: "Example",
    contactEmail: "help@example.com",
    contactPhone: "+1 (555) 010-0000",
    customMessage: "Hello",
    isDefault: true
  }
  const created = yield* judge(
    "customers.configurations.create",
    () =>
      customers.configurations.create({
        parent: "customers/2",
        ...body({ ...sales, forcedResetTime: "5400s" })
      }),
    Effect.flatMap(CustomerConfigurations, (service) =>
      service.create(customerId, { ...sales, forcedResetTime: "90 minutes" })
    ),
    Configuration
  )
  const id = created.configurationId ?? ConfigurationId.from(1)
  const name = `customers/2/configurations/${id}`
  assert.strictEqual(created.name, name)
  yield* judge(
    "customers.configurations.get",
    () => customers.configurations.get({ name }),
    Effect.flatMap(CustomerConfigurations, (service) => service.get(customerId, id)),
    Configuration
  )
  yield* judge(
    "customers.configurations.list",
    () => customers.configurations.list({ parent: "customers/2" }),
    Effect.flatMap(CustomerConfigurations, (service) => service.listPage(customerId)),
    CustomerListConfigurationsResponse
  )
  yield* judge(
    "customers.configurations.patch",
    () =>
      customers.configurations.patch({
        name,
        updateMask: "customMessage,isDefault",
        ...body({ customMessage: "", isDefault: false })
      }),
    Effect.flatMap(CustomerConfigurations, (service) =>
      service.patch(customerId, id, { isDefault: false, customMessage: "" })
    ),
    Configuration
  )
  const { devices = [] } = yield* judge(
    "customers.devices.list",
    () => customers.devices.list({ parent: "customers/2", pageSize: "10" }),
    Effect.flatMap(CustomerDevices, (service) => service.listPage(customerId, { pageSize: 10 })),
    CustomerListDevicesResponse
  )
  const owned = devices[0]?.deviceId ?? DeviceId.from(1)
  const device = { deviceId: owned }
  yield* judgeEmpty(
    "customers.devices.applyConfiguration",
    () =>
      customers.devices.applyConfiguration({
        parent: "customers/2",
        ...body({ device, configuration: name })
      }),
    Effect.flatMap(CustomerDevices, (service) =>
      service.applyConfiguration(customerId, { device, configuration: name })
    )
  )
  const applied = yield* judge(
    "customers.devices.get",
    () => customers.devices.get({ name: `customers/2/devices/${owned}` }),
    Effect.flatMap(CustomerDevices, (service) => service.get(customerId, owned)),
    Device
  )
  assert.strictEqual(applied.configuration, name)
  yield* judgeError(
    () => customers.configurations.delete({ name }),
    Effect.flatMap(CustomerConfigurations, (service) => service.delete(customerId, id))
  )
  yield* judgeEmpty(
    "customers.devices.removeConfiguration",
    () => customers.devices.removeConfiguration({ parent: "customers/2", ...body({ device }) }),
    Effect.flatMap(CustomerDevices, (service) =>
      service.removeConfiguration(customerId, { device })
    )
  )
  yield* judgeEmpty(
    "customers.configurations.delete",
    () => customers.configurations.delete({ name }),
    Effect.flatMap(CustomerConfigurations, (service) => service.delete(customerId, id))
  )
  yield* judgeEmpty(
    "customers.devices.unclaim",
    () => customers.devices.unclaim({ parent: "customers/2", ...body({ device }) }),
    Effect.flatMap(CustomerDevices, (service) => service.unclaim(customerId, { device }))
  )
})
