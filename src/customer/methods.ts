/**
 * The methods `customers.*`, as data.
 */
import { OAuthScope } from "../client/ApiRequest.ts"
import { answer, empty, method } from "../client/method.ts"
import { listing } from "../client/pages.ts"
import { Configuration } from "../model/Configuration.ts"
import {
  CustomerApplyConfigurationRequest,
  CustomerListConfigurationsResponse,
  CustomerListCustomersResponse,
  CustomerListDevicesResponse,
  CustomerListDpcsResponse,
  CustomerRemoveConfigurationRequest,
  CustomerUnclaimDeviceRequest
} from "../model/CustomerMessages.ts"
import { Device } from "../model/Device.ts"
import { checkDevice } from "../model/internal/checks.ts"
import {
  checkApply,
  configurationPatch,
  newConfiguration
} from "../model/internal/configurations.ts"
import { onePage, pageQuery } from "../model/internal/listings.ts"
import { body, nothing } from "../model/internal/request.ts"

const scope = OAuthScope.customer

export const customers = {
  list: listing(
    method({
      name: "Customers.list",
      method: "customers.list",
      httpMethod: "GET",
      path: "v1/customers",
      scope,
      // the one list that requires a page size
      prepare: pageQuery([1, 100], 100),
      needs: "nextPageToken",
      decode: answer("CustomerListCustomersResponse", CustomerListCustomersResponse)
    }),
    ({ customers }) => customers
  )
}

export const configurations = {
  create: method({
    name: "CustomerConfigurations.create",
    method: "customers.configurations.create",
    httpMethod: "POST",
    path: "v1/customers/{customerId}/configurations",
    scope,
    prepare: newConfiguration,
    decode: answer("Configuration", Configuration)
  }),

  delete: method({
    name: "CustomerConfigurations.delete",
    method: "customers.configurations.delete",
    httpMethod: "DELETE",
    path: "v1/customers/{customerId}/configurations/{configurationId}",
    scope,
    prepare: nothing,
    decode: empty
  }),

  get: method({
    name: "CustomerConfigurations.get",
    method: "customers.configurations.get",
    httpMethod: "GET",
    path: "v1/customers/{customerId}/configurations/{configurationId}",
    scope,
    prepare: nothing,
    decode: answer("Configuration", Configuration)
  }),

  list: listing(
    method({
      name: "CustomerConfigurations.list",
      method: "customers.configurations.list",
      httpMethod: "GET",
      path: "v1/customers/{customerId}/configurations",
      scope,
      prepare: onePage,
      decode: answer("CustomerListConfigurationsResponse", CustomerListConfigurationsResponse)
    }),
    ({ configurations }) => configurations
  ),

  patch: method({
    name: "CustomerConfigurations.patch",
    method: "customers.configurations.patch",
    httpMethod: "PATCH",
    path: "v1/customers/{customerId}/configurations/{configurationId}",
    scope,
    prepare: configurationPatch,
    decode: answer("Configuration", Configuration)
  })
}

export const devices = {
  get: method({
    name: "CustomerDevices.get",
    method: "customers.devices.get",
    httpMethod: "GET",
    path: "v1/customers/{customerId}/devices/{deviceId}",
    scope,
    prepare: nothing,
    decode: answer("Device", Device)
  }),

  list: listing(
    method({
      name: "CustomerDevices.list",
      method: "customers.devices.list",
      httpMethod: "GET",
      path: "v1/customers/{customerId}/devices",
      scope,
      // an int64, which the service cuts to 10,000
      prepare: pageQuery([0, Number.MAX_SAFE_INTEGER]),
      needs: "nextPageToken",
      decode: answer("CustomerListDevicesResponse", CustomerListDevicesResponse)
    }),
    ({ devices }) => devices
  ),

  applyConfiguration: method({
    name: "CustomerDevices.applyConfiguration",
    method: "customers.devices.applyConfiguration",
    httpMethod: "POST",
    path: "v1/customers/{customerId}/devices:applyConfiguration",
    scope,
    prepare: body(CustomerApplyConfigurationRequest, checkApply),
    decode: empty
  }),

  removeConfiguration: method({
    name: "CustomerDevices.removeConfiguration",
    method: "customers.devices.removeConfiguration",
    httpMethod: "POST",
    path: "v1/customers/{customerId}/devices:removeConfiguration",
    scope,
    prepare: body(CustomerRemoveConfigurationRequest, checkDevice),
    decode: empty
  }),

  unclaim: method({
    name: "CustomerDevices.unclaim",
    method: "customers.devices.unclaim",
    httpMethod: "POST",
    path: "v1/customers/{customerId}/devices:unclaim",
    scope,
    prepare: body(CustomerUnclaimDeviceRequest, checkDevice),
    decode: empty
  })
}

export const dpcs = {
  list: listing(
    method({
      name: "CustomerDpcs.list",
      method: "customers.dpcs.list",
      httpMethod: "GET",
      path: "v1/customers/{customerId}/dpcs",
      scope,
      prepare: onePage,
      decode: answer("CustomerListDpcsResponse", CustomerListDpcsResponse)
    }),
    ({ dpcs }) => dpcs
  )
}
