/**
 * The customers of a reseller.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import type { ListOptions, ReadOptions } from "../client/CallOptions.ts"
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { call } from "../client/method.ts"
import { items, page } from "../client/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { Company } from "../model/Company.ts"
import type { PartnerId } from "../model/Ids.ts"
import type { ListCustomersResponse } from "../model/PartnerCustomerMessages.ts"
import { type CreateCustomerInput } from "../model/PartnerCustomerMessages.ts"
import { customers as methods } from "./methods.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface PartnerCustomersService {
  /**
   * Creates a customer, whose owners and administrators may then manage devices, by the portal or
   * the API. They are welcomed by email.
   */
  readonly create: (
    partnerId: PartnerId,
    request: CreateCustomerInput,
    options?: ReadOptions
  ) => Effect.Effect<Company, ApiError | TransportError>

  /**
   * The customers that the reseller created, and those that enrolled with it themselves. Without a
   * `pageSize` the service gives all of them on one page.
   */
  readonly list: (
    partnerId: PartnerId,
    options?: ListOptions
  ) => Stream.Stream<Company, ApiError | TransportError>
  /** One page of `list`. */
  readonly listPage: (
    partnerId: PartnerId,
    options?: ListOptions
  ) => Effect.Effect<ListCustomersResponse, ApiError | TransportError>
}

/**
 * @category services
 * @since 0.1.0
 */
export class PartnerCustomers extends Context.Service<PartnerCustomers, PartnerCustomersService>()(
  "effect-zero-touch/PartnerCustomers"
) {
  /** The customers of the service behind `Client`. */
  static readonly layer: Layer.Layer<PartnerCustomers, never, Client> = boundTo([Client], () =>
    Layer.effect(PartnerCustomers, Effect.map(Client, make))
  )
}

const make = (client: ClientService): PartnerCustomersService => ({
  create: (partnerId, request, options) =>
    call(client, methods.create, { partnerId }, request, options),
  list: (partnerId, options = {}) => items(client, methods.list, { partnerId }, options, options),
  listPage: (partnerId, options = {}) => page(client, methods.list, { partnerId }, options, options)
})
