/**
 * What a reseller asks for a device: a claim, an unclaim, an update of its metadata. The schemas are
 * what the service echoes in an operation, where every field may be absent; the input types are what
 * can be sent.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Int32 } from "../rpc/ProtoJson.ts"
import { DeviceMetadata, type DeviceReferenceInput, SectionType } from "./Device.ts"
import { type DeviceIdentifier, identifier } from "./DeviceIdentifier.ts"
import type { ConfigurationId, CustomerId, DeviceId, SimlockProfileId } from "./Ids.ts"
import { id, text } from "./internal/fields.ts"

/**
 * The claim of a device for a customer.
 *
 * @category models
 * @since 0.1.0
 */
export const PartnerClaim = Schema.Struct({
  deviceIdentifier: identifier,
  sectionType: Schema.optionalKey(SectionType),
  /** The customer, unless it is named by its Google Workspace account. */
  customerId: Schema.optionalKey(id<CustomerId>()),
  googleWorkspaceCustomerId: text,
  deviceMetadata: Schema.optionalKey(DeviceMetadata),
  /** The configuration to apply. */
  configurationId: Schema.optionalKey(id<ConfigurationId>()),
  /** SIM lock only. */
  simlockProfileId: Schema.optionalKey(id<SimlockProfileId>()),
  /** ChromeOS only. */
  preProvisioningToken: text
})

/**
 * @category models
 * @since 0.1.0
 */
export interface PartnerClaim extends Schema.Schema.Type<typeof PartnerClaim> {}

/**
 * The release of a device, named by the service's record of it or by its hardware.
 *
 * @category models
 * @since 0.1.0
 */
export const PartnerUnclaim = Schema.Struct({
  deviceId: Schema.optionalKey(id<DeviceId>()),
  deviceIdentifier: identifier,
  sectionType: Schema.optionalKey(SectionType),
  /** The length of a vacation unlock, in days of 24 hours. */
  vacationModeDays: Schema.optionalKey(Int32),
  /** The end of a vacation unlock, an RFC 3339 time. */
  vacationModeExpireTime: text
})

/**
 * @category models
 * @since 0.1.0
 */
export interface PartnerUnclaim extends Schema.Schema.Type<typeof PartnerUnclaim> {}

/**
 * New metadata for a device, named by the service's record of it or by its hardware.
 *
 * @category models
 * @since 0.1.0
 */
export const UpdateMetadataArguments = Schema.Struct({
  deviceId: Schema.optionalKey(id<DeviceId>()),
  deviceIdentifier: identifier,
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

/** A SIM lock profile goes with the SIM lock section only, which the API says needs one. */
type Section =
  | { readonly sectionType: "SECTION_TYPE_ZERO_TOUCH"; readonly simlockProfileId?: never }
  | { readonly sectionType: "SECTION_TYPE_SIM_LOCK"; readonly simlockProfileId?: SimlockProfileId }

/** A pre-provisioning token goes with a ChromeOS device only, which the API says needs one. */
type Hardware =
  | { readonly deviceIdentifier: DeviceIdentifier; readonly preProvisioningToken?: never }
  | { readonly deviceIdentifier: ChromeOsIdentifier; readonly preProvisioningToken: string }

/**
 * A device that is said to be a ChromeOS one.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChromeOsIdentifier extends DeviceIdentifier {
  readonly deviceType: "DEVICE_TYPE_CHROME_OS"
}

/**
 * The claim of one device for a customer.
 *
 * @category inputs
 * @since 0.1.0
 */
export type PartnerClaimInput = Owner &
  Section &
  Hardware & {
    readonly deviceMetadata?: DeviceMetadata
    /** The configuration to apply. Default: the customer's default. */
    readonly configurationId?: ConfigurationId
  }

/**
 * The release of one device.
 *
 * @category inputs
 * @since 0.1.0
 */
export type PartnerUnclaimInput = DeviceReferenceInput & {
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
export type UpdateMetadataInput = DeviceReferenceInput & { readonly deviceMetadata: DeviceMetadata }
