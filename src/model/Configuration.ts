/**
 * Configurations: which DPC is installed on a device at its first boot, with which settings, and what
 * the device shows meanwhile.
 *
 * @since 0.1.0
 */
import type * as Duration_ from "effect/Duration"
import * as Schema from "effect/Schema"
import { Duration } from "../rpc/ProtoJson.ts"
import type { ConfigurationId } from "./Ids.ts"
import { id, readOnly, text } from "./internal/fields.ts"

/** The fields that can be written, which are also those that an update mask can name. */
const writable = {
  /** A short name for administrators, who see it in the portal. */
  configurationName: text,
  /** The DPC, `customers/{customerId}/dpcs/{dpcId}`; `CustomerDpcs.list` gives it as `name`. */
  dpcResourcePath: text,
  /** What the DPC is told, as the text of a JSON object; each EMM documents its own. */
  dpcExtras: text,
  /** The organization, as device users see it. */
  companyName: text,
  /** Where device users find help; they see it before the device is set up. */
  contactEmail: text,
  /** Where device users find help: digits, spaces, plus sign, hyphens and parentheses. */
  contactPhone: text,
  /** A sentence or two for device users, before the device is set up. */
  customMessage: text,
  /**
   * Whether devices that are claimed from now on get it. A customer has one default at most: to set
   * it here takes it from the one before.
   */
  isDefault: Schema.optionalKey(Schema.Boolean),
  /**
   * How long a device may stay in the setup wizard, for lack of a network usually, before it resets
   * itself: 0 to 6 hours; 2 hours when it is not set.
   */
  forcedResetTime: Schema.optionalKey(Duration)
}

/**
 * @category models
 * @since 0.1.0
 */
export const Configuration = Schema.Struct({
  /** `customers/{customerId}/configurations/{configurationId}`. */
  name: readOnly(Schema.String),
  configurationId: readOnly(id<ConfigurationId>()),
  ...writable
})

/**
 * @category models
 * @since 0.1.0
 */
export interface Configuration extends Schema.Schema.Type<typeof Configuration> {}

/**
 * A configuration as it can be sent.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WritableConfiguration = Schema.Struct(writable)

/**
 * A configuration to be created. What `Configuration` says of its fields holds here too.
 *
 * @category inputs
 * @since 0.1.0
 */
export interface ConfigurationInput {
  readonly configurationName: string
  readonly dpcResourcePath: string
  readonly dpcExtras?: string
  readonly companyName: string
  readonly contactEmail: string
  readonly contactPhone: string
  readonly customMessage?: string
  readonly isDefault: boolean
  /** 0 to 6 hours. Default: 2 hours. */
  readonly forcedResetTime?: Duration_.Input
}

/**
 * A field of a configuration that can be written, by its name in an update mask.
 *
 * @category inputs
 * @since 0.1.0
 */
export type ConfigurationPath = keyof ConfigurationInput

/**
 * A change of a configuration: the fields to change.
 *
 * @category inputs
 * @since 0.1.0
 */
export type ConfigurationPatch = Partial<ConfigurationInput>
