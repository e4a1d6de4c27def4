/**
 * The methods `partners.devices.*`, as data.
 */
import * as Result from "effect/Result"
import { answer, empty, method } from "../../client/internal/method.ts"
import { OAuthScope } from "../../client/Credentials.ts"
import { Device, DeviceMetadata } from "../../model/Device.ts"
import {
  checkClaim,
  checkMetadata,
  checkSearch,
  checkUnclaim,
  checkUpdate
} from "../../model/internal/checks.ts"
import * as listings from "../../model/internal/listings.ts"
import { body, listBody, nothing } from "../../model/internal/request.ts"
import {
  ClaimDeviceRequest,
  ClaimDeviceResponse,
  FindDevicesByDeviceIdentifierResponse,
  FindDevicesByOwnerResponse,
  GetDeviceSimLockStateRequest,
  GetDeviceSimLockStateResponse,
  UnclaimDeviceRequest,
  UpdateDeviceMetadataRequest
} from "../../model/PartnerDeviceMessages.ts"
import { PartnerClaim, PartnerUnclaim, UpdateMetadataArguments } from "../../model/PartnerClaim.ts"
import { decodeOperation } from "../../operations/internal/decode.ts"
import { operationPath } from "../../operations/internal/name.ts"
import type { Operation } from "../../operations/Operation.ts"

const scope = OAuthScope.partner

export const get = method({
  method: "partners.devices.get",
  httpMethod: "GET",
  path: "v1/partners/{partnerId}/devices/{deviceId}",
  scope,
  prepare: nothing,
  decode: answer("Device", Device)
})

export const claim = method({
  method: "partners.devices.claim",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:claim",
  scope,
  prepare: body(ClaimDeviceRequest, checkClaim),
  decode: answer("ClaimDeviceResponse", ClaimDeviceResponse)
})

export const unclaim = method({
  method: "partners.devices.unclaim",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:unclaim",
  scope,
  prepare: body(UnclaimDeviceRequest, checkUnclaim),
  decode: empty
})

export const metadata = method({
  method: "partners.devices.metadata",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices/{deviceId}/metadata",
  scope,
  prepare: body(UpdateDeviceMetadataRequest, checkMetadata),
  decode: answer("DeviceMetadata", DeviceMetadata)
})

export const findByIdentifier = method({
  method: "partners.devices.findByIdentifier",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:findByIdentifier",
  scope,
  idempotent: true,
  prepare: listings.findByIdentifier,
  needs: "nextPageToken",
  decode: answer("FindDevicesByDeviceIdentifierResponse", FindDevicesByDeviceIdentifierResponse)
})

export const findByOwner = method({
  method: "partners.devices.findByOwner",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:findByOwner",
  scope,
  idempotent: true,
  prepare: listings.findByOwner,
  needs: "nextPageToken",
  decode: answer("FindDevicesByOwnerResponse", FindDevicesByOwnerResponse)
})

export const getSimLockState = method({
  method: "partners.devices.getSimLockState",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:getSimLockState",
  scope,
  idempotent: true,
  prepare: body(GetDeviceSimLockStateRequest, checkSearch),
  decode: answer("GetDeviceSimLockStateResponse", GetDeviceSimLockStateResponse)
})

/** The name is all that leads back to an operation, so a reply without a good one is none. */
const started = (json: unknown): Result.Result<Operation, string> =>
  Result.filterOrFail(
    decodeOperation(json, ""),
    ({ name }) => Result.isSuccess(operationPath(name)),
    ({ name }) =>
      `the operation has ${name === "" ? "no name" : "a name that cannot be asked for"}; one may have been started, so look at the devices before you try again`
  )

export const claimAsync = method({
  method: "partners.devices.claimAsync",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:claimAsync",
  scope,
  prepare: listBody("claims", PartnerClaim, checkClaim),
  decode: started
})

export const unclaimAsync = method({
  method: "partners.devices.unclaimAsync",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:unclaimAsync",
  scope,
  prepare: listBody("unclaims", PartnerUnclaim, checkUnclaim),
  decode: started
})

export const updateMetadataAsync = method({
  method: "partners.devices.updateMetadataAsync",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/devices:updateMetadataAsync",
  scope,
  prepare: listBody("updates", UpdateMetadataArguments, checkUpdate),
  decode: started
})
