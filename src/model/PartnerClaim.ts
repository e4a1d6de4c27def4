/**
 * What a reseller asks for a device: a claim, an unclaim, an update of its metadata. The schemas are
 * what the service echoes in an operation, where every field may be absent; the input types are what
 * may be asked.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Int32, openEnum } from "../rpc/ProtoJson.ts"
import { DeviceIdentifier } from "./DeviceIdentifier.ts"
import { ConfigurationId, CustomerId, DeviceId, SimlockProfileId } from "./Ids.ts"

/**
 * Which of a device's provisioning records is meant: zero-touch enrollment or SIM lock.
 *
 * @category models
 * @since 0.1.0
 */
export const SectionType = openEnum([
  "SECTION_TYPE_UNSPECIFIED",
  "SECTION_TYPE_SIM_LOCK",
  "SECTION_TYPE_ZERO_TOUCH"
])

/**
 * Notes that are kept with a device, free strings by free keys; an empty value deletes its key.
 * Google names two keys: `phonenumber` and `ordernumber`.
 *
 * @category models
 * @since 0.1.0
 */
export const DeviceMetadata = Schema.Struct({
  entries: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})

/**
 * @category models
 * @since 0.1.0
 */
export interface DeviceMetadata extends Schema.Schema.Type<typeof DeviceMetadata> {}

/**
 * @category models
 * @since 0.1.0
 */
export const PartnerClaim = Schema.Struct({
  deviceIdentifier: Schema.optionalKey(DeviceIdentifier),
  sectionType: Schema.optionalKey(SectionType),
  customerId: Schema.optionalKey(CustomerId),
  googleWorkspaceCustomerId: Schema.optionalKey(Schema.String),
  deviceMetadata: Schema.optionalKey(DeviceMetadata),
  configurationId: Schema.optionalKey(ConfigurationId),
  simlockProfileId: Schema.optionalKey(SimlockProfileId),
  preProvisioningToken: Schema.optionalKey(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export interface PartnerClaim extends Schema.Schema.Type<typeof PartnerClaim> {}

/**
 * @category models
 * @since 0.1.0
 */
export const PartnerUnclaim = Schema.Struct({
  deviceId: Schema.optionalKey(DeviceId),
  deviceIdentifier: Schema.optionalKey(DeviceIdentifier),
  sectionType: Schema.optionalKey(SectionType),
  vacationModeDays: Schema.optionalKey(Int32),
  vacationModeExpireTime: Schema.optionalKey(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export interface PartnerUnclaim extends Schema.Schema.Type<typeof PartnerUnclaim> {}

/**
 * @category models
 * @since 0.1.0
 */
export const UpdateMetadataArguments = Schema.Struct({
  deviceId: Schema.optionalKey(DeviceId),
  deviceIdentifier: Schema.optionalKey(DeviceIdentifier),
  deviceMetadata: Schema.optionalKey(DeviceMetadata)
})

/**
 * @category models
 * @since 0.1.0
 */
export interface UpdateMetadataArguments extends Schema.Schema.Type<
  typeof UpdateMetadataArguments
> {}

/** The customer of a claim is named in one of two ways. */
type Owner =
  | { readonly customerId: CustomerId; readonly googleWorkspaceCustomerId?: never }
  | { readonly customerId?: never; readonly googleWorkspaceCustomerId: string }

/** A SIM lock profile goes with the SIM lock section only. */
type Section =
  | { readonly sectionType: "SECTION_TYPE_ZERO_TOUCH"; readonly simlockProfileId?: never }
  | { readonly sectionType: "SECTION_TYPE_SIM_LOCK"; readonly simlockProfileId?: SimlockProfileId }

/** A device is named by its hardware or by its record. */
type Reference =
  | { readonly deviceIdentifier: DeviceIdentifier; readonly deviceId?: never }
  | { readonly deviceIdentifier?: never; readonly deviceId: DeviceId }

/**
 * The claim of one device for a customer.
 *
 * @category inputs
 * @since 0.1.0
 */
export type PartnerClaimInput = Owner &
  Section & {
    readonly deviceIdentifier: DeviceIdentifier
    readonly deviceMetadata?: DeviceMetadata
    /** The configuration to apply; without one, the customer's default. */
    readonly configurationId?: ConfigurationId
    /** For ChromeOS devices, and only for these. */
    readonly preProvisioningToken?: string
  }

/**
 * The release of one device.
 *
 * @category inputs
 * @since 0.1.0
 */
export type PartnerUnclaimInput = Reference & {
  readonly sectionType: "SECTION_TYPE_ZERO_TOUCH" | "SECTION_TYPE_SIM_LOCK"
  /** A vacation unlock of this many days of 24 hours, from when the request is processed. */
  readonly vacationModeDays?: number
  /** When the vacation unlock ends, as an RFC 3339 time such as `"2027-01-31T00:00:00Z"`. */
  readonly vacationModeExpireTime?: string
}

/**
 * New metadata for one device.
 *
 * @category inputs
 * @since 0.1.0
 */
export type UpdateMetadataInput = Reference & { readonly deviceMetadata: DeviceMetadata }
