/**
 * Our schema of each message of the API, by Google's name. `Empty` has none: methods that give it
 * give nothing.
 */
import * as Struct from "effect/Struct"
import * as sdk from "effect-zero-touch"

export const schemas = {
  ...Struct.pick(sdk, [
    "ClaimDeviceRequest",
    "ClaimDeviceResponse",
    "ClaimDevicesRequest",
    "Company",
    "Configuration",
    "CreateCustomerRequest",
    "CustomerApplyConfigurationRequest",
    "CustomerListConfigurationsResponse",
    "CustomerListCustomersResponse",
    "CustomerListDevicesResponse",
    "CustomerListDpcsResponse",
    "CustomerRemoveConfigurationRequest",
    "CustomerUnclaimDeviceRequest",
    "Device",
    "DeviceClaim",
    "DeviceIdentifier",
    "DeviceMetadata",
    "DeviceReference",
    "Dpc",
    "FindDevicesByDeviceIdentifierRequest",
    "FindDevicesByDeviceIdentifierResponse",
    "FindDevicesByOwnerRequest",
    "FindDevicesByOwnerResponse",
    "GetDeviceSimLockStateRequest",
    "GetDeviceSimLockStateResponse",
    "GoogleWorkspaceAccount",
    "ListCustomersResponse",
    "ListVendorCustomersResponse",
    "ListVendorsResponse",
    "Operation",
    "OperationPerDevice",
    "PartnerClaim",
    "PartnerUnclaim",
    "PerDeviceStatusInBatch",
    "Status",
    "UnclaimDeviceRequest",
    "UnclaimDevicesRequest",
    "UpdateDeviceMetadataInBatchRequest",
    "UpdateDeviceMetadataRequest",
    "UpdateMetadataArguments"
  ]),
  DevicesLongRunningOperationMetadata: sdk.DevicesMetadata,
  DevicesLongRunningOperationResponse: sdk.DevicesResponse
}

export type Schemas = typeof schemas
