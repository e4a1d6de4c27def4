/**
 * What customer methods take and give, as Google has it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Company } from "./Company.ts"
import { Configuration } from "./Configuration.ts"
import { Device, DeviceReference, type DeviceReferenceInput } from "./Device.ts"
import { Dpc } from "./Dpc.ts"
import { text } from "./internal/fields.ts"

const device = Schema.optionalKey(DeviceReference)

/**
 * @category models
 * @since 0.1.0
 */
export const CustomerApplyConfigurationRequest = Schema.Struct({
  device,
  /** `customers/{customerId}/configurations/{configurationId}`. */
  configuration: text
})

/**
 * @category models
 * @since 0.1.0
 */
export const CustomerRemoveConfigurationRequest = Schema.Struct({ device })

/**
 * @category models
 * @since 0.1.0
 */
export const CustomerUnclaimDeviceRequest = Schema.Struct({ device })

/**
 * The device that a request is about.
 *
 * @category inputs
 * @since 0.1.0
 */
export interface CustomerDeviceInput {
  readonly device: DeviceReferenceInput
}

/**
 * @category inputs
 * @since 0.1.0
 */
export interface ApplyConfigurationInput extends CustomerDeviceInput {
  /** A configuration's `name`: `customers/{customerId}/configurations/{configurationId}`. */
  readonly configuration: string
}

/** Where the next page begins; absent after the last one. */
const nextPageToken = text

/**
 * @category models
 * @since 0.1.0
 */
export const CustomerListCustomersResponse = Schema.Struct({
  customers: Schema.optionalKey(Schema.Array(Company)),
  nextPageToken
})

/**
 * @category models
 * @since 0.1.0
 */
export interface CustomerListCustomersResponse extends Schema.Schema.Type<
  typeof CustomerListCustomersResponse
> {}

/**
 * All configurations at once: this list has no pages.
 *
 * @category models
 * @since 0.1.0
 */
export const CustomerListConfigurationsResponse = Schema.Struct({
  configurations: Schema.optionalKey(Schema.Array(Configuration))
})

/**
 * @category models
 * @since 0.1.0
 */
export interface CustomerListConfigurationsResponse extends Schema.Schema.Type<
  typeof CustomerListConfigurationsResponse
> {}

/**
 * @category models
 * @since 0.1.0
 */
export const CustomerListDevicesResponse = Schema.Struct({
  devices: Schema.optionalKey(Schema.Array(Device)),
  nextPageToken
})

/**
 * @category models
 * @since 0.1.0
 */
export interface CustomerListDevicesResponse extends Schema.Schema.Type<
  typeof CustomerListDevicesResponse
> {}

/**
 * All DPCs at once: this list has no pages.
 *
 * @category models
 * @since 0.1.0
 */
export const CustomerListDpcsResponse = Schema.Struct({
  dpcs: Schema.optionalKey(Schema.Array(Dpc))
})

/**
 * @category models
 * @since 0.1.0
 */
export interface CustomerListDpcsResponse extends Schema.Schema.Type<
  typeof CustomerListDpcsResponse
> {}
