/**
 * The methods `customers.devices.*`, as data.
 */
import { OAuthScope } from "../../client/Credentials.ts"
import { answer, empty, method } from "../../client/internal/method.ts"
import {
  CustomerApplyConfigurationRequest,
  CustomerListDevicesResponse,
  CustomerRemoveConfigurationRequest,
  CustomerUnclaimDeviceRequest
} from "../../model/CustomerMessages.ts"
import { Device } from "../../model/Device.ts"
import { checkDevice } from "../../model/internal/checks.ts"
import { checkApply } from "../../model/internal/configurations.ts"
import { pageQuery } from "../../model/internal/listings.ts"
import { body, nothing } from "../../model/internal/request.ts"

const scope = OAuthScope.customer

export const get = method({
  method: "customers.devices.get",
  httpMethod: "GET",
  path: "v1/customers/{customerId}/devices/{deviceId}",
  scope,
  prepare: nothing,
  decode: answer("Device", Device)
})

export const list = method({
  method: "customers.devices.list",
  httpMethod: "GET",
  path: "v1/customers/{customerId}/devices",
  scope,
  // an int64, which the service cuts to 10,000
  prepare: pageQuery([0, Number.MAX_SAFE_INTEGER]),
  needs: "nextPageToken",
  decode: answer("CustomerListDevicesResponse", CustomerListDevicesResponse)
})

export const applyConfiguration = method({
  method: "customers.devices.applyConfiguration",
  httpMethod: "POST",
  path: "v1/customers/{customerId}/devices:applyConfiguration",
  scope,
  prepare: body(CustomerApplyConfigurationRequest, checkApply),
  decode: empty
})

export const removeConfiguration = method({
  method: "customers.devices.removeConfiguration",
  httpMethod: "POST",
  path: "v1/customers/{customerId}/devices:removeConfiguration",
  scope,
  prepare: body(CustomerRemoveConfigurationRequest, checkDevice),
  decode: empty
})

export const unclaim = method({
  method: "customers.devices.unclaim",
  httpMethod: "POST",
  path: "v1/customers/{customerId}/devices:unclaim",
  scope,
  prepare: body(CustomerUnclaimDeviceRequest, checkDevice),
  decode: empty
})
