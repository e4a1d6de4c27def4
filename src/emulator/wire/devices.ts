/**
 * The messages that are about devices, field by field.
 *
 * @since 0.1.0
 */
import { int32, int64, list, message, oneOf, output, string, strings, timestamp } from "../Kinds.ts"

export const deviceIdentifier = message("DeviceIdentifier", {
  imei: string,
  imei2: string,
  meid: string,
  meid2: string,
  serialNumber: string,
  manufacturer: string,
  model: string,
  chromeOsAttestedDeviceId: string,
  deviceType: oneOf(
    "DeviceType",
    "DEVICE_TYPE_UNSPECIFIED",
    "DEVICE_TYPE_ANDROID",
    "DEVICE_TYPE_CHROME_OS"
  )
})

export const deviceMetadata = message("DeviceMetadata", { entries: strings })

export const sectionType = oneOf(
  "DeviceProvisioningSectionType",
  "SECTION_TYPE_UNSPECIFIED",
  "SECTION_TYPE_SIM_LOCK",
  "SECTION_TYPE_ZERO_TOUCH"
)

const deviceClaim = message("DeviceClaim", {
  sectionType: output(sectionType),
  ownerCompanyId: int64,
  resellerId: int64,
  googleWorkspaceCustomerId: string,
  additionalService: oneOf(
    "AdditionalService",
    "ADDITIONAL_SERVICE_UNSPECIFIED",
    "DEVICE_PROTECTION"
  ),
  vacationModeStartTime: timestamp,
  vacationModeExpireTime: timestamp
})

export const device = message("Device", {
  name: output(string),
  deviceId: output(int64),
  deviceIdentifier,
  claims: output(list(deviceClaim)),
  configuration: string,
  deviceMetadata
})

export const deviceReference = message("DeviceReference", { deviceId: int64, deviceIdentifier })

// A claim and an unclaim are the same by themselves and in a batch.
const claim = {
  deviceIdentifier,
  sectionType,
  customerId: int64,
  googleWorkspaceCustomerId: string,
  deviceMetadata,
  configurationId: int64,
  simlockProfileId: int64,
  preProvisioningToken: string
}

const unclaim = {
  deviceId: int64,
  deviceIdentifier,
  sectionType,
  vacationModeDays: int32,
  vacationModeExpireTime: timestamp
}

export const claimDeviceRequest = message("ClaimDeviceRequest", claim)
export const claimDeviceResponse = message("ClaimDeviceResponse", {
  deviceId: int64,
  deviceName: string
})
export const unclaimDeviceRequest = message("UnclaimDeviceRequest", unclaim)
export const updateDeviceMetadataRequest = message("UpdateDeviceMetadataRequest", {
  deviceMetadata
})

export const partnerClaim = message("PartnerClaim", claim)
export const partnerUnclaim = message("PartnerUnclaim", unclaim)
export const updateMetadataArguments = message("UpdateMetadataArguments", {
  deviceId: int64,
  deviceIdentifier,
  deviceMetadata
})

export const simLockStateRequest = message("GetDeviceSimLockStateRequest", { deviceIdentifier })
export const simLockStateResponse = message("GetDeviceSimLockStateResponse", {
  simLockState: oneOf(
    "SimLockState",
    "SIM_LOCK_STATE_UNSPECIFIED",
    "UNLOCKED",
    "LOCKED_TO_PARTNER",
    "LOCKED_TO_OTHER_PARTNER"
  )
})

const found = { devices: list(device), nextPageToken: string, totalSize: int32 }

export const findByIdentifierRequest = message("FindDevicesByDeviceIdentifierRequest", {
  deviceIdentifier,
  limit: int64,
  pageToken: string
})
export const findByIdentifierResponse = message("FindDevicesByDeviceIdentifierResponse", found)

export const findByOwnerRequest = message("FindDevicesByOwnerRequest", {
  customerId: list(int64),
  googleWorkspaceCustomerId: list(string),
  sectionType,
  limit: int64,
  pageToken: string
})
export const findByOwnerResponse = message("FindDevicesByOwnerResponse", found)

export const customerListDevicesResponse = message("CustomerListDevicesResponse", {
  devices: list(device),
  nextPageToken: string
})
export const applyConfigurationRequest = message("CustomerApplyConfigurationRequest", {
  device: deviceReference,
  configuration: string
})
export const removeConfigurationRequest = message("CustomerRemoveConfigurationRequest", {
  device: deviceReference
})
export const customerUnclaimRequest = message("CustomerUnclaimDeviceRequest", {
  device: deviceReference
})
