/**
 * What is there before the first request, as a test or a file says it.
 *
 * @since 0.1.0
 */
import type { SectionType } from "./Devices.ts"
import type { JsonObject } from "./Json.ts"

/**
 * Whether the terms of service were accepted: the latest ones, none, or only earlier ones.
 *
 * @category models
 * @since 0.1.0
 */
export type Terms = "accepted" | "notAccepted" | "stale"

/**
 * A customer that is there from the start.
 *
 * @category models
 * @since 0.1.0
 */
export interface SeedCustomer {
  /** An int64 in decimal. */
  readonly customerId: string
  /** Default: `Customer` and the id. */
  readonly companyName?: string
  readonly adminEmails?: ReadonlyArray<string>
  /** The reseller whose customer it is. Default: every reseller's. */
  readonly partnerId?: string
  /** The vendor whose customer it is, below the reseller. */
  readonly vendorId?: string
  readonly googleWorkspaceCustomerId?: string
  /** Default: the emulator's `terms`. Without `"accepted"` the customer's methods answer 403. */
  readonly terms?: Terms
}

/**
 * A vendor that is there from the start.
 *
 * @category models
 * @since 0.1.0
 */
export interface SeedVendor {
  /** An int64 in decimal. */
  readonly vendorId: string
  /** Default: `Vendor` and the id. */
  readonly companyName?: string
  /** The reseller whose vendor it is. Default: every reseller's. */
  readonly partnerId?: string
}

/**
 * A configuration that is there from the start.
 *
 * @category models
 * @since 0.1.0
 */
export interface SeedConfiguration {
  readonly customerId: string
  /** An int64 in decimal. */
  readonly configurationId: string
  /** The other fields of a `Configuration`, taken as they are, without any check. */
  readonly configuration?: JsonObject
}

/**
 * A device that is there, and claimed, from the start.
 *
 * @category models
 * @since 0.1.0
 */
export interface SeedDevice {
  /** A `DeviceIdentifier`. It is taken as it is, without any check. */
  readonly identifier: Readonly<Record<string, string>>
  readonly customerId: string
  /** The reseller that claimed it. Default `"1"`. */
  readonly partnerId?: string
  /** Default `"SECTION_TYPE_ZERO_TOUCH"`. */
  readonly sectionType?: SectionType
  /** The configuration that is applied. Default: none. */
  readonly configurationId?: string
  /** Default: none. */
  readonly additionalService?: "DEVICE_PROTECTION"
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * What is there before the first request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Seed {
  /** The resellers there are. As long as none was seeded, every numeric id is one. */
  readonly partners?: ReadonlyArray<string>
  readonly vendors?: ReadonlyArray<SeedVendor>
  /**
   * The customers there are, by id alone or with more. As long as none was seeded, every numeric id
   * is one, while lists show those that were created.
   */
  readonly customers?: ReadonlyArray<string | SeedCustomer>
  readonly configurations?: ReadonlyArray<SeedConfiguration>
  readonly devices?: ReadonlyArray<SeedDevice>
}
