/**
 * What reseller methods on customers and vendors take and give, as Google has it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Int32 } from "../rpc/ProtoJson.ts"
import { Company, type CompanyInput, Vendor } from "./Company.ts"
import { text } from "./internal/fields.ts"

/**
 * @category models
 * @since 0.1.0
 */
export const CreateCustomerRequest = Schema.Struct({ customer: Schema.optionalKey(Company) })

/**
 * @category inputs
 * @since 0.1.0
 */
export interface CreateCustomerInput {
  readonly customer: CompanyInput
}

/** What every list gives beside its items. */
const paged = {
  /** Where the next page begins; absent after the last one. */
  nextPageToken: text,
  /** The number of items on all pages. */
  totalSize: Schema.optionalKey(Int32)
}

const customers = Schema.optionalKey(Schema.Array(Company))

/**
 * @category models
 * @since 0.1.0
 */
export const ListCustomersResponse = Schema.Struct({ customers, ...paged })

/**
 * @category models
 * @since 0.1.0
 */
export interface ListCustomersResponse extends Schema.Schema.Type<typeof ListCustomersResponse> {}

/**
 * @category models
 * @since 0.1.0
 */
export const ListVendorsResponse = Schema.Struct({
  vendors: Schema.optionalKey(Schema.Array(Vendor)),
  ...paged
})

/**
 * @category models
 * @since 0.1.0
 */
export interface ListVendorsResponse extends Schema.Schema.Type<typeof ListVendorsResponse> {}

/**
 * @category models
 * @since 0.1.0
 */
export const ListVendorCustomersResponse = Schema.Struct({ customers, ...paged })

/**
 * @category models
 * @since 0.1.0
 */
export interface ListVendorCustomersResponse extends Schema.Schema.Type<
  typeof ListVendorCustomersResponse
> {}
