/**
 * The methods `partners.*`, as data.
 */
import { OAuthScope } from "../client/ApiRequest.ts"
import { answer, empty, method } from "../client/method.ts"
import { listing } from "../client/pages.ts"
import { Company } from "../model/Company.ts"
import { Device, DeviceMetadata } from "../model/Device.ts"
import {
  checkClaim,
  checkMetadata,
  checkSearch,
  checkUnclaim,
  checkUpdate
} from "../model/internal/checks.ts"
import { newCustomer } from "../model/internal/companies.ts"
import * as listings from "../model/internal/listings.ts"
import { body, listBody, nothing } from "../model/internal/request.ts"
import { PartnerClaim, PartnerUnclaim, UpdateMetadataArguments } from "../model/PartnerClaim.ts"
import {
  ListCustomersResponse,
  ListVendorCustomersResponse,
  ListVendorsResponse
} from "../model/PartnerCustomerMessages.ts"
import {
  ClaimDeviceRequest,
  ClaimDeviceResponse,
  FindDevicesByDeviceIdentifierResponse,
  FindDevicesByOwnerResponse,
  GetDeviceSimLockStateRequest,
  GetDeviceSimLockStateResponse,
  UnclaimDeviceRequest,
  UpdateDeviceMetadataRequest
} from "../model/PartnerDeviceMessages.ts"
import { decodeStarted, type Operation } from "../operations/Operation.ts"

const scope = OAuthScope.partner
const operationOf = ({ name }: Operation): string => name

export const devices = {
  get: method({
    name: "PartnerDevices.get",
    method: "partners.devices.get",
    httpMethod: "GET",
    path: "v1/partners/{partnerId}/devices/{deviceId}",
    scope,
    prepare: nothing,
    decode: answer("Device", Device)
  }),

  claim: method({
    name: "PartnerDevices.claim",
    method: "partners.devices.claim",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/devices:claim",
    scope,
    prepare: body(ClaimDeviceRequest, checkClaim),
    decode: answer("ClaimDeviceResponse", ClaimDeviceResponse)
  }),

  unclaim: method({
    name: "PartnerDevices.unclaim",
    method: "partners.devices.unclaim",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/devices:unclaim",
    scope,
    prepare: body(UnclaimDeviceRequest, checkUnclaim),
    decode: empty
  }),

  metadata: method({
    name: "PartnerDevices.metadata",
    method: "partners.devices.metadata",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/devices/{deviceId}/metadata",
    scope,
    prepare: body(UpdateDeviceMetadataRequest, checkMetadata),
    decode: answer("DeviceMetadata", DeviceMetadata)
  }),

  findByIdentifier: listing(
    method({
      name: "PartnerDevices.findByIdentifier",
      method: "partners.devices.findByIdentifier",
      httpMethod: "POST",
      path: "v1/partners/{partnerId}/devices:findByIdentifier",
      scope,
      idempotent: true,
      prepare: listings.findByIdentifier,
      needs: "nextPageToken",
      decode: answer("FindDevicesByDeviceIdentifierResponse", FindDevicesByDeviceIdentifierResponse)
    }),
    ({ devices }) => devices
  ),

  findByOwner: listing(
    method({
      name: "PartnerDevices.findByOwner",
      method: "partners.devices.findByOwner",
      httpMethod: "POST",
      path: "v1/partners/{partnerId}/devices:findByOwner",
      scope,
      idempotent: true,
      prepare: listings.findByOwner,
      needs: "nextPageToken",
      decode: answer("FindDevicesByOwnerResponse", FindDevicesByOwnerResponse)
    }),
    ({ devices }) => devices
  ),

  getSimLockState: method({
    name: "PartnerDevices.getSimLockState",
    method: "partners.devices.getSimLockState",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/devices:getSimLockState",
    scope,
    idempotent: true,
    prepare: body(GetDeviceSimLockStateRequest, checkSearch),
    decode: answer("GetDeviceSimLockStateResponse", GetDeviceSimLockStateResponse)
  }),

  claimAsync: method({
    name: "PartnerDevices.claimAsync",
    method: "partners.devices.claimAsync",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/devices:claimAsync",
    scope,
    prepare: listBody("claims", PartnerClaim, checkClaim),
    operationOf,
    decode: decodeStarted
  }),

  unclaimAsync: method({
    name: "PartnerDevices.unclaimAsync",
    method: "partners.devices.unclaimAsync",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/devices:unclaimAsync",
    scope,
    prepare: listBody("unclaims", PartnerUnclaim, checkUnclaim),
    operationOf,
    decode: decodeStarted
  }),

  updateMetadataAsync: method({
    name: "PartnerDevices.updateMetadataAsync",
    method: "partners.devices.updateMetadataAsync",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/devices:updateMetadataAsync",
    scope,
    prepare: listBody("updates", UpdateMetadataArguments, checkUpdate),
    operationOf,
    decode: decodeStarted
  })
}

export const customers = {
  create: method({
    name: "PartnerCustomers.create",
    method: "partners.customers.create",
    httpMethod: "POST",
    path: "v1/partners/{partnerId}/customers",
    scope,
    prepare: newCustomer,
    decode: answer("Company", Company)
  }),

  list: listing(
    method({
      name: "PartnerCustomers.list",
      method: "partners.customers.list",
      httpMethod: "GET",
      path: "v1/partners/{partnerId}/customers",
      scope,
      prepare: listings.pageQuery(listings.anySize),
      needs: "nextPageToken",
      decode: answer("ListCustomersResponse", ListCustomersResponse)
    }),
    ({ customers }) => customers
  )
}

export const vendors = {
  list: listing(
    method({
      name: "PartnerVendors.list",
      method: "partners.vendors.list",
      httpMethod: "GET",
      path: "v1/partners/{partnerId}/vendors",
      scope,
      prepare: listings.pageQuery(listings.anySize),
      needs: "nextPageToken",
      decode: answer("ListVendorsResponse", ListVendorsResponse)
    }),
    ({ vendors }) => vendors
  ),

  listCustomers: listing(
    method({
      name: "PartnerVendors.customers.list",
      method: "partners.vendors.customers.list",
      httpMethod: "GET",
      path: "v1/partners/{partnerId}/vendors/{vendorId}/customers",
      scope,
      prepare: listings.pageQuery(listings.anySize),
      needs: "nextPageToken",
      decode: answer("ListVendorCustomersResponse", ListVendorCustomersResponse)
    }),
    ({ customers }) => customers
  )
}
