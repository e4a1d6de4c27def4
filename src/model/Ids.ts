/**
 * The API's int64 identifiers as branded strings: no digit is lost in a number, and a `CustomerId`
 * cannot be passed for a `DeviceId`. `CustomerId.from` takes a string, a bigint or a safe integer.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Int64 } from "../rpc/ProtoJson.ts"
import { idFault } from "./internal/faults.ts"
import { isId } from "./internal/names.ts"

/**
 * The schema of an identifier. What the service sends is taken as it is; what the program makes up is
 * checked by `from`.
 *
 * @category ids
 * @since 0.1.0
 */
export interface IdSchema<Id extends string> extends Schema.Codec<Id, string> {
  /** Throws a `RangeError` for anything that is not an identifier, such as a number above 2⁵³−1. */
  readonly from: (input: string | number | bigint) => Id
}

const id = <Id extends string>(schema: Schema.Codec<Id, string>, name: string): IdSchema<Id> =>
  Schema.make<IdSchema<Id>>(schema.ast, {
    from: (input: string | number | bigint): string => {
      if (!isId(input)) throw new RangeError(`the ${name} ${idFault(input)}`)
      return String(input)
    }
  })

/**
 * A reseller, which the API calls partner. It is shown in the zero-touch reseller portal.
 *
 * @category ids
 * @since 0.1.0
 */
export const PartnerId = id(Int64.pipe(Schema.brand("PartnerId")), "PartnerId")
/** @since 0.1.0 */
export type PartnerId = typeof PartnerId.Type

/**
 * A vendor, who sells devices on behalf of a reseller.
 *
 * @category ids
 * @since 0.1.0
 */
export const VendorId = id(Int64.pipe(Schema.brand("VendorId")), "VendorId")
/** @since 0.1.0 */
export type VendorId = typeof VendorId.Type

/**
 * A customer, the company whose devices are enrolled.
 *
 * @category ids
 * @since 0.1.0
 */
export const CustomerId = id(Int64.pipe(Schema.brand("CustomerId")), "CustomerId")
/** @since 0.1.0 */
export type CustomerId = typeof CustomerId.Type

/**
 * The service's record of a device; not its hardware identifier.
 *
 * @category ids
 * @since 0.1.0
 */
export const DeviceId = id(Int64.pipe(Schema.brand("DeviceId")), "DeviceId")
/** @since 0.1.0 */
export type DeviceId = typeof DeviceId.Type

/**
 * A configuration of a customer.
 *
 * @category ids
 * @since 0.1.0
 */
export const ConfigurationId = id(Int64.pipe(Schema.brand("ConfigurationId")), "ConfigurationId")
/** @since 0.1.0 */
export type ConfigurationId = typeof ConfigurationId.Type

/**
 * A SIM lock profile.
 *
 * @category ids
 * @since 0.1.0
 */
export const SimlockProfileId = id(Int64.pipe(Schema.brand("SimlockProfileId")), "SimlockProfileId")
/** @since 0.1.0 */
export type SimlockProfileId = typeof SimlockProfileId.Type
