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
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { items, page } from "../client/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { Company, Vendor } from "../model/Company.ts"
import type { PartnerId, VendorId } from "../model/Ids.ts"
import type {
  ListVendorCustomersResponse,
  ListVendorsResponse
} from "../model/PartnerCustomerMessages.ts"
import { vendors as methods } from "./methods.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface PartnerVendorsService {
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

/**
 * @category services
 * @since 0.1.0
 */
export class PartnerVendors extends Context.Service<PartnerVendors, PartnerVendorsService>()(
  "effect-zero-touch/PartnerVendors"
) {
  /** The vendors of the service behind `Client`. */
  static readonly layer: Layer.Layer<PartnerVendors, never, Client> = boundTo([Client], () =>
    Layer.effect(PartnerVendors, Effect.map(Client, make))
  )
}

const make = (client: ClientService): PartnerVendorsService => ({
  list: (partnerId, options = {}) => items(client, methods.list, { partnerId }, options, options),
  listPage: (partnerId, options = {}) =>
    page(client, methods.list, { partnerId }, options, options),
  customers: {
    list: (partnerId, vendorId, options = {}) =>
      items(client, methods.listCustomers, { partnerId, vendorId }, options, options),
    listPage: (partnerId, vendorId, options = {}) =>
      page(client, methods.listCustomers, { partnerId, vendorId }, options, options)
  }
})
