/**
 * The messages of requests, field by field.
 *
 * @since 0.1.0
 */
import { int32, int64, message, oneOf, string, strings, timestamp } from "../Messages.ts"

const deviceIdentifier = message("DeviceIdentifier", {
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

const deviceMetadata = message("DeviceMetadata", { entries: strings })

const sectionType = oneOf(
  "DeviceProvisioningSectionType",
  "SECTION_TYPE_UNSPECIFIED",
  "SECTION_TYPE_SIM_LOCK",
  "SECTION_TYPE_ZERO_TOUCH"
)

export const partnerClaim = message("PartnerClaim", {
  deviceIdentifier,
  sectionType,
  customerId: int64,
  googleWorkspaceCustomerId: string,
  deviceMetadata,
  configurationId: int64,
  simlockProfileId: int64,
  preProvisioningToken: string
})

export const partnerUnclaim = message("PartnerUnclaim", {
  deviceId: int64,
  deviceIdentifier,
  sectionType,
  vacationModeDays: int32,
  vacationModeExpireTime: timestamp
})

export const updateMetadataArguments = message("UpdateMetadataArguments", {
  deviceId: int64,
  deviceIdentifier,
  deviceMetadata
})

/** The fields of an `Operation`. */
export const operationFields: ReadonlyArray<string> = [
  "name",
  "metadata",
  "done",
  "error",
  "response"
]
