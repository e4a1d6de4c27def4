/**
 * The vendors of a reseller, and their customers.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import type { ListOptions } from "../client/CallOptions.ts"
import { Client } from "../client/Client.ts"
import { OAuthScope } from "../client/Credentials.ts"
import { answer, method } from "../client/internal/method.ts"
import { listing } from "../client/internal/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { Company, Vendor } from "../model/Company.ts"
import type { PartnerId, VendorId } from "../model/Ids.ts"
import { anySize, pageQuery } from "../model/internal/listings.ts"
import {
  ListVendorCustomersResponse,
  ListVendorsResponse
} from "../model/PartnerCustomerMessages.ts"

/**
 * @category services
 * @since 0.1.0
 */
export class PartnerVendors extends Context.Service<
  PartnerVendors,
  {
    /** The vendors of a reseller. Google documents no page size by default, and no largest one. */
    readonly list: (
      partnerId: PartnerId,
      options?: ListOptions
    ) => Stream.Stream<Vendor, ApiError | TransportError>
    /** One page of `list`. */
    readonly listPage: (
      partnerId: PartnerId,
      options?: ListOptions
    ) => Effect.Effect<ListVendorsResponse, ApiError | TransportError>

    readonly customers: {
      /** The customers of a vendor. */
      readonly list: (
        partnerId: PartnerId,
        vendorId: VendorId,
        options?: ListOptions
      ) => Stream.Stream<Company, ApiError | TransportError>
      /** One page of `customers.list`. */
      readonly listPage: (
        partnerId: PartnerId,
        vendorId: VendorId,
        options?: ListOptions
      ) => Effect.Effect<ListVendorCustomersResponse, ApiError | TransportError>
    }
  }
>()("effect-zero-touch/PartnerVendors") {
  /** The vendors of the service behind `Client`. */
  static readonly layer: Layer.Layer<PartnerVendors, never, Client> = Layer.effect(
    PartnerVendors,
    Effect.map(Client, (client) => {
      const vendors = listVendors(client)
      const customers = listCustomers(client)
      return {
        list: (partnerId, options = {}) => vendors.stream({ partnerId }, options, options),
        listPage: (partnerId, options = {}) => vendors.page({ partnerId }, options, options),
        customers: {
          list: (partnerId, vendorId, options = {}) =>
            customers.stream({ partnerId, vendorId }, options, options),
          listPage: (partnerId, vendorId, options = {}) =>
            customers.page({ partnerId, vendorId }, options, options)
        }
      }
    })
  )
}

const listVendors = listing(
  "PartnerVendors.list",
  method({
    method: "partners.vendors.list",
    httpMethod: "GET",
    path: "v1/partners/{partnerId}/vendors",
    scope: OAuthScope.partner,
    prepare: pageQuery(anySize),
    needs: "nextPageToken",
    decode: answer("ListVendorsResponse", ListVendorsResponse)
  }),
  ({ vendors }) => vendors
)

const listCustomers = listing(
  "PartnerVendors.customers.list",
  method({
    method: "partners.vendors.customers.list",
    httpMethod: "GET",
    path: "v1/partners/{partnerId}/vendors/{vendorId}/customers",
    scope: OAuthScope.partner,
    prepare: pageQuery(anySize),
    needs: "nextPageToken",
    decode: answer("ListVendorCustomersResponse", ListVendorCustomersResponse)
  }),
  ({ customers }) => customers
)
