/**
 * The API's int64 identifiers as branded strings: no digit is lost in a number, and a `CustomerId`
 * cannot be passed for a `DeviceId`. `CustomerId.from` takes a string, a bigint or a safe integer.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
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

const checkedId = <Id extends string>(name: string): IdSchema<Id> =>
  Schema.make<IdSchema<Id>>(Int64.ast, {
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
export const PartnerId = checkedId<PartnerId>("PartnerId")
/** @since 0.1.0 */
export type PartnerId = string & Brand.Brand<"PartnerId">

/**
 * A vendor, who sells devices on behalf of a reseller.
 *
 * @category ids
 * @since 0.1.0
 */
export const VendorId = checkedId<VendorId>("VendorId")
/** @since 0.1.0 */
export type VendorId = string & Brand.Brand<"VendorId">

/**
 * A customer, the company whose devices are enrolled.
 *
 * @category ids
 * @since 0.1.0
 */
export const CustomerId = checkedId<CustomerId>("CustomerId")
/** @since 0.1.0 */
export type CustomerId = string & Brand.Brand<"CustomerId">

/**
 * The service's record of a device; not its hardware identifier.
 *
 * @category ids
 * @since 0.1.0
 */
export const DeviceId = checkedId<DeviceId>("DeviceId")
/** @since 0.1.0 */
export type DeviceId = string & Brand.Brand<"DeviceId">

/**
 * A configuration of a customer.
 *
 * @category ids
 * @since 0.1.0
 */
export const ConfigurationId = checkedId<ConfigurationId>("ConfigurationId")
/** @since 0.1.0 */
export type ConfigurationId = string & Brand.Brand<"ConfigurationId">

/**
 * A SIM lock profile.
 *
 * @category ids
 * @since 0.1.0
 */
export const SimlockProfileId = checkedId<SimlockProfileId>("SimlockProfileId")
/** @since 0.1.0 */
export type SimlockProfileId = string & Brand.Brand<"SimlockProfileId">
