/**
 * The service's record of a device, with the claims on it, and how requests name a device.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { openEnum } from "../rpc/ProtoJson.ts"
import { type DeviceIdentifier, identifier } from "./DeviceIdentifier.ts"
import type { CustomerId, DeviceId, PartnerId } from "./Ids.ts"
import { id, readOnly, text } from "./internal/fields.ts"

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
 * What a reseller claimed of a device for a customer; one claim per section.
 *
 * @category models
 * @since 0.1.0
 */
export const DeviceClaim = Schema.Struct({
  /** The customer that bought the device. */
  ownerCompanyId: Schema.optionalKey(id<CustomerId>()),
  /** The reseller that claimed it. */
  resellerId: Schema.optionalKey(id<PartnerId>()),
  sectionType: readOnly(SectionType),
  /** The Google Workspace account that owns it; ChromeOS only. */
  googleWorkspaceCustomerId: text,
  /** Device protection is Android Enterprise Essentials, for resellers enrolled with it. */
  additionalService: Schema.optionalKey(
    openEnum(["ADDITIONAL_SERVICE_UNSPECIFIED", "DEVICE_PROTECTION"])
  ),
  /**
   * When the vacation unlock began, and, below, when it ends: RFC 3339 times, which are there as long
   * as it lasts. `ProtoJson.parseTimestamp` reads them.
   */
  vacationModeStartTime: text,
  vacationModeExpireTime: text
})

/**
 * @category models
 * @since 0.1.0
 */
export interface DeviceClaim extends Schema.Schema.Type<typeof DeviceClaim> {}

/**
 * A device that is registered for zero-touch enrollment.
 *
 * @category models
 * @since 0.1.0
 */
export const Device = Schema.Struct({
  /** `partners/{partnerId}/devices/{deviceId}`; for a customer it begins with `customers/`. */
  name: readOnly(Schema.String),
  deviceId: readOnly(id<DeviceId>()),
  deviceIdentifier: identifier,
  deviceMetadata: Schema.optionalKey(DeviceMetadata),
  /** Without one of the section `SECTION_TYPE_ZERO_TOUCH` the device does not enroll. */
  claims: readOnly(Schema.Array(DeviceClaim)),
  /**
   * The configuration that is applied, `customers/{customerId}/configurations/{configurationId}`.
   * Customers see it, resellers do not.
   */
  configuration: text
})

/**
 * @category models
 * @since 0.1.0
 */
export interface Device extends Schema.Schema.Type<typeof Device> {}

/**
 * How customer methods name a device: by the service's record of it, or by its hardware.
 *
 * @category models
 * @since 0.1.0
 */
export const DeviceReference = Schema.Struct({
  deviceId: Schema.optionalKey(id<DeviceId>()),
  deviceIdentifier: identifier
})

/**
 * @category models
 * @since 0.1.0
 */
export interface DeviceReference extends Schema.Schema.Type<typeof DeviceReference> {}

/**
 * Exactly one of the two names.
 *
 * @category inputs
 * @since 0.1.0
 */
export type DeviceReferenceInput =
  | { readonly deviceIdentifier: DeviceIdentifier; readonly deviceId?: never }
  | { readonly deviceIdentifier?: never; readonly deviceId: DeviceId }
