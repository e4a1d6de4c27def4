/**
 * The messages that are about long-running operations, field by field.
 *
 * @since 0.1.0
 */
import { any, bool, int32, int64, list, message, oneOf, string } from "../Kinds.ts"
import type { MessageKind } from "../Kinds.ts"
import { partnerClaim, partnerUnclaim, updateMetadataArguments } from "./devices.ts"

export const claimDevicesRequest = message("ClaimDevicesRequest", { claims: list(partnerClaim) })
export const unclaimDevicesRequest = message("UnclaimDevicesRequest", {
  unclaims: list(partnerUnclaim)
})
export const updateMetadataInBatchRequest = message("UpdateDeviceMetadataInBatchRequest", {
  updates: list(updateMetadataArguments)
})

const status = message("Status", { code: int32, message: string, details: list(any) })

export const operation = message("Operation", {
  name: string,
  metadata: any,
  done: bool,
  error: status,
  response: any
})

const perDeviceStatus = message("PerDeviceStatusInBatch", {
  status: oneOf(
    "SingleDeviceStatus",
    "SINGLE_DEVICE_STATUS_UNSPECIFIED",
    "SINGLE_DEVICE_STATUS_UNKNOWN_ERROR",
    "SINGLE_DEVICE_STATUS_OTHER_ERROR",
    "SINGLE_DEVICE_STATUS_SUCCESS",
    "SINGLE_DEVICE_STATUS_PERMISSION_DENIED",
    "SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER",
    "SINGLE_DEVICE_STATUS_INVALID_SECTION_TYPE",
    "SINGLE_DEVICE_STATUS_SECTION_NOT_YOURS",
    "SINGLE_DEVICE_STATUS_INVALID_TOKEN",
    "SINGLE_DEVICE_STATUS_REVOKED_TOKEN",
    "SINGLE_DEVICE_STATUS_DEVICE_LIMIT_EXCEEDED"
  ),
  deviceId: int64,
  errorIdentifier: string,
  errorMessage: string
})

/** What is inside the two `Any`s of an operation. No method names them as its own. */
export const insideOperations: ReadonlyArray<MessageKind> = [
  message("DevicesLongRunningOperationMetadata", {
    devicesCount: int32,
    processingStatus: oneOf(
      "BatchProcessStatus",
      "BATCH_PROCESS_STATUS_UNSPECIFIED",
      "BATCH_PROCESS_PENDING",
      "BATCH_PROCESS_IN_PROGRESS",
      "BATCH_PROCESS_PROCESSED"
    ),
    progress: int32
  }),
  message("DevicesLongRunningOperationResponse", {
    perDeviceStatus: list(
      message("OperationPerDevice", {
        claim: partnerClaim,
        unclaim: partnerUnclaim,
        updateMetadata: updateMetadataArguments,
        result: perDeviceStatus
      })
    ),
    successCount: int32
  })
]
