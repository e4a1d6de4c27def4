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
import { Client } from "../client/Client.ts"
import { OAuthScope } from "../client/Credentials.ts"
import { answer, call, method } from "../client/internal/method.ts"
import { listing } from "../client/internal/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import { Company } from "../model/Company.ts"
import type { PartnerId } from "../model/Ids.ts"
import { newCustomer } from "../model/internal/companies.ts"
import { anySize, pageQuery } from "../model/internal/listings.ts"
import {
  type CreateCustomerInput,
  ListCustomersResponse
} from "../model/PartnerCustomerMessages.ts"

/**
 * @category services
 * @since 0.1.0
 */
export class PartnerCustomers extends Context.Service<
  PartnerCustomers,
  {
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
>()("effect-zero-touch/PartnerCustomers") {
  /** The customers of the service behind `Client`. */
  static readonly layer: Layer.Layer<PartnerCustomers, never, Client> = Layer.effect(
    PartnerCustomers,
    Effect.map(Client, (client) => {
      const list = listCustomers(client)
      return {
        create: Effect.fn("PartnerCustomers.create")((partnerId, request, options) =>
          call(client, create, { partnerId }, request, options)
        ),
        list: (partnerId, options = {}) => list.stream({ partnerId }, options, options),
        listPage: (partnerId, options = {}) => list.page({ partnerId }, options, options)
      }
    })
  )
}

const create = method({
  method: "partners.customers.create",
  httpMethod: "POST",
  path: "v1/partners/{partnerId}/customers",
  scope: OAuthScope.partner,
  prepare: newCustomer,
  decode: answer("Company", Company)
})

const listCustomers = listing(
  "PartnerCustomers.list",
  method({
    method: "partners.customers.list",
    httpMethod: "GET",
    path: "v1/partners/{partnerId}/customers",
    scope: OAuthScope.partner,
    prepare: pageQuery(anySize),
    needs: "nextPageToken",
    decode: answer("ListCustomersResponse", ListCustomersResponse)
  }),
  ({ customers }) => customers
)
