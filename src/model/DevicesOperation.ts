/**
 * What an operation on many devices says of itself: its progress as `metadata`, and one result per
 * device as `response`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Int32, openEnum } from "../rpc/ProtoJson.ts"
import type { DeviceId } from "./Ids.ts"
import { id, text } from "./internal/fields.ts"
import { PartnerClaim, PartnerUnclaim, UpdateMetadataArguments } from "./PartnerClaim.ts"

/**
 * Progress. `progress` goes from 0 to 100, and 100 does not mean that the operation is done;
 * `devicesCount` may be less than was asked when some items could not be read.
 *
 * @category models
 * @since 0.1.0
 */
export const DevicesMetadata = Schema.Struct({
  /** How many devices the service read. */
  devicesCount: Schema.optionalKey(Int32),
  /** `BATCH_PROCESS_PROCESSED` says nothing of whether the devices did well. */
  processingStatus: Schema.optionalKey(
    openEnum([
      "BATCH_PROCESS_STATUS_UNSPECIFIED",
      "BATCH_PROCESS_PENDING",
      "BATCH_PROCESS_IN_PROGRESS",
      "BATCH_PROCESS_PROCESSED"
    ])
  ),
  /** 0 to 100. */
  progress: Schema.optionalKey(Int32)
})

/**
 * @category models
 * @since 0.1.0
 */
export interface DevicesMetadata extends Schema.Schema.Type<typeof DevicesMetadata> {
  readonly _tag: "DevicesMetadata"
}

/**
 * How one device came out.
 *
 * @category models
 * @since 0.1.0
 */
export const DeviceStatus = openEnum([
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
])

/**
 * @category models
 * @since 0.1.0
 */
export type DeviceStatus = typeof DeviceStatus.Type

/**
 * How one device came out, and why.
 *
 * @category models
 * @since 0.1.0
 */
export const PerDeviceStatusInBatch = Schema.Struct({
  status: Schema.optionalKey(DeviceStatus),
  /** Of a device that was processed as asked; a successful unclaim has none. */
  deviceId: Schema.optionalKey(id<DeviceId>()),
  /** What went wrong, in a word: an open list, of which Google documents a part. */
  errorIdentifier: text,
  /** What went wrong, for developers. */
  errorMessage: text
})

/**
 * @category models
 * @since 0.1.0
 */
export interface PerDeviceStatusInBatch extends Schema.Schema.Type<typeof PerDeviceStatusInBatch> {}

const echoes = {
  claim: Schema.optionalKey(PartnerClaim),
  unclaim: Schema.optionalKey(PartnerUnclaim),
  updateMetadata: Schema.optionalKey(UpdateMetadataArguments)
}

/**
 * The service's copy of what was asked for a device.
 *
 * @category models
 * @since 0.1.0
 */
export const EchoedRequest = Schema.Struct(echoes)

/**
 * @category models
 * @since 0.1.0
 */
export interface EchoedRequest extends Schema.Schema.Type<typeof EchoedRequest> {}

/**
 * One device's result beside the request that it answers, as the service understood it.
 *
 * @category models
 * @since 0.1.0
 */
export const OperationPerDevice = Schema.Struct({
  result: Schema.optionalKey(PerDeviceStatusInBatch),
  ...echoes
})

/**
 * @category models
 * @since 0.1.0
 */
export interface OperationPerDevice extends Schema.Schema.Type<typeof OperationPerDevice> {
  /** The JSON of an entry that could not be read. Such an entry has no `result`. */
  readonly unreadable?: unknown
}

/**
 * The results, in the order of the request. A running operation may already carry some.
 *
 * @category models
 * @since 0.1.0
 */
export const DevicesResponse = Schema.Struct({
  perDeviceStatus: Schema.optionalKey(Schema.Array(OperationPerDevice)),
  /** How many devices were processed as asked; it moves while the operation runs. */
  successCount: Schema.optionalKey(Int32)
})

/**
 * @category models
 * @since 0.1.0
 */
export interface DevicesResponse extends Schema.Schema.Type<typeof DevicesResponse> {
  readonly _tag: "DevicesResponse"
  readonly perDeviceStatus?: ReadonlyArray<OperationPerDevice>
}
