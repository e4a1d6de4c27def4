/**
 * What reseller methods on devices take and give. The schemas are the messages as Google has them,
 * where every field may be absent; the input types are what can be sent.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Int32, Int64, openEnum } from "../rpc/ProtoJson.ts"
import { Device, DeviceMetadata, SectionType } from "./Device.ts"
import { type DeviceIdentifier, identifier } from "./DeviceIdentifier.ts"
import type { CustomerId, DeviceId } from "./Ids.ts"
import { id, text } from "./internal/fields.ts"
import { PartnerClaim, PartnerUnclaim, UpdateMetadataArguments } from "./PartnerClaim.ts"

/**
 * One claim. Its fields are those of a claim among many.
 *
 * @category models
 * @since 0.1.0
 */
export const ClaimDeviceRequest = PartnerClaim

/**
 * @category models
 * @since 0.1.0
 */
export const ClaimDeviceResponse = Schema.Struct({
  deviceId: Schema.optionalKey(id<DeviceId>()),
  /** `partners/{partnerId}/devices/{deviceId}`. */
  deviceName: text
})

/**
 * @category models
 * @since 0.1.0
 */
export interface ClaimDeviceResponse extends Schema.Schema.Type<typeof ClaimDeviceResponse> {}

/**
 * Many claims, in one operation. Google documents no limit here, and 100,000 for a library of its own.
 *
 * @category models
 * @since 0.1.0
 */
export const ClaimDevicesRequest = Schema.Struct({
  claims: Schema.optionalKey(Schema.Array(PartnerClaim))
})

/**
 * One release. Its fields are those of a release among many.
 *
 * @category models
 * @since 0.1.0
 */
export const UnclaimDeviceRequest = PartnerUnclaim

/**
 * Many releases, in one operation.
 *
 * @category models
 * @since 0.1.0
 */
export const UnclaimDevicesRequest = Schema.Struct({
  unclaims: Schema.optionalKey(Schema.Array(PartnerUnclaim))
})

/**
 * @category models
 * @since 0.1.0
 */
export const UpdateDeviceMetadataRequest = Schema.Struct({
  deviceMetadata: Schema.optionalKey(DeviceMetadata)
})

/**
 * Many updates of metadata, in one operation.
 *
 * @category models
 * @since 0.1.0
 */
export const UpdateDeviceMetadataInBatchRequest = Schema.Struct({
  updates: Schema.optionalKey(Schema.Array(UpdateMetadataArguments))
})

/** What every search takes: where to go on, and how many devices a page has, an int64. */
const paging = { limit: Schema.optionalKey(Int64), pageToken: text }

/** What every search gives. */
const found = {
  devices: Schema.optionalKey(Schema.Array(Device)),
  /** Where the next page begins; absent after the last one. */
  nextPageToken: text,
  /** The number of devices on all pages. */
  totalSize: Schema.optionalKey(Int32)
}

/**
 * @category models
 * @since 0.1.0
 */
export const FindDevicesByDeviceIdentifierRequest = Schema.Struct({
  deviceIdentifier: identifier,
  ...paging
})

/**
 * @category models
 * @since 0.1.0
 */
export const FindDevicesByDeviceIdentifierResponse = Schema.Struct(found)

/**
 * @category models
 * @since 0.1.0
 */
export interface FindDevicesByDeviceIdentifierResponse extends Schema.Schema.Type<
  typeof FindDevicesByDeviceIdentifierResponse
> {}

/**
 * @category models
 * @since 0.1.0
 */
export const FindDevicesByOwnerRequest = Schema.Struct({
  customerId: Schema.optionalKey(Schema.Array(id<CustomerId>())),
  googleWorkspaceCustomerId: Schema.optionalKey(Schema.Array(Schema.String)),
  sectionType: Schema.optionalKey(SectionType),
  ...paging
})

/**
 * @category models
 * @since 0.1.0
 */
export const FindDevicesByOwnerResponse = Schema.Struct(found)

/**
 * @category models
 * @since 0.1.0
 */
export interface FindDevicesByOwnerResponse extends Schema.Schema.Type<
  typeof FindDevicesByOwnerResponse
> {}

/**
 * @category models
 * @since 0.1.0
 */
export const GetDeviceSimLockStateRequest = Schema.Struct({
  deviceIdentifier: identifier
})

/**
 * @category models
 * @since 0.1.0
 */
export const GetDeviceSimLockStateResponse = Schema.Struct({
  /** Whether the device is locked, and whether to the reseller who asks. */
  simLockState: Schema.optionalKey(
    openEnum([
      "SIM_LOCK_STATE_UNSPECIFIED",
      "UNLOCKED",
      "LOCKED_TO_PARTNER",
      "LOCKED_TO_OTHER_PARTNER"
    ])
  )
})

/**
 * @category models
 * @since 0.1.0
 */
export interface GetDeviceSimLockStateResponse extends Schema.Schema.Type<
  typeof GetDeviceSimLockStateResponse
> {}

interface FindInput {
  /** How many devices a page has at most, 1 to 100. Default: 100. */
  readonly limit?: number
  /** The page to begin with. Default: the first one. */
  readonly pageToken?: string
}

/**
 * Which devices to find. Serial numbers are compared without regard to case.
 *
 * @category inputs
 * @since 0.1.0
 */
export interface FindByIdentifierInput extends FindInput {
  readonly deviceIdentifier: DeviceIdentifier
}

/**
 * Whose devices to find, among those that the reseller registered; at least one owner.
 *
 * @category inputs
 * @since 0.1.0
 */
export type FindByOwnerInput = FindInput & {
  readonly sectionType: "SECTION_TYPE_ZERO_TOUCH" | "SECTION_TYPE_SIM_LOCK"
} & (
    | {
        readonly customerId: ReadonlyArray<CustomerId>
        readonly googleWorkspaceCustomerId?: ReadonlyArray<string>
      }
    | {
        readonly customerId?: ReadonlyArray<CustomerId>
        readonly googleWorkspaceCustomerId: ReadonlyArray<string>
      }
  )
