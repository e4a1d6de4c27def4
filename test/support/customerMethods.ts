/**
 * The methods of customers.
 */
import * as Effect from "effect/Effect"
import {
  ConfigurationId,
  CustomerConfigurations,
  CustomerDevices,
  CustomerDpcs,
  CustomerId,
  Customers,
  DeviceId
} from "effect-zero-touch"
import { both, type MethodCase, page, pageSize, pageToken, post, read } from "./methodCase.ts"

const customerId = CustomerId.from(2)
const deviceId = DeviceId.from(3)
const configurationId = ConfigurationId.from(5)
const deviceIdentifier = { imei: "490154203237518", manufacturer: "Example" }
const configuration = {
  configurationName: "Sales",
  dpcResourcePath: "customers/2/dpcs/abc",
  companyName: "Example",
  contactEmail: "help@example.com",
  contactPhone: "+1 (555) 010-0000",
  isDefault: true
}

/** By Google's names. */
export const customerMethods: Readonly<Record<string, MethodCase>> = {
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
