/**
 * The customers that the user who calls belongs to.
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
import type { Company } from "../model/Company.ts"
import { CustomerListCustomersResponse } from "../model/CustomerMessages.ts"
import { pageQuery } from "../model/internal/listings.ts"

/**
 * @category services
 * @since 0.1.0
 */
export class Customers extends Context.Service<
  Customers,
  {
    /** The customers whose user the caller is. `pageSize` is 1 to 100; default: 100. */
    readonly list: (options?: ListOptions) => Stream.Stream<Company, ApiError | TransportError>
    /** One page of `list`. */
    readonly listPage: (
      options?: ListOptions
    ) => Effect.Effect<CustomerListCustomersResponse, ApiError | TransportError>
  }
>()("effect-zero-touch/Customers") {
  /** The customers of the service behind `Client`. */
  static readonly layer: Layer.Layer<Customers, never, Client> = Layer.effect(
    Customers,
    Effect.map(Client, (client) => {
      const list = listCustomers(client)
      return {
        list: (options = {}) => list.stream({}, options, options),
        listPage: (options = {}) => list.page({}, options, options)
      }
    })
  )
}

const listCustomers = listing(
  "Customers.list",
  method({
    method: "customers.list",
    httpMethod: "GET",
    path: "v1/customers",
    scope: OAuthScope.customer,
    // the one list that insists on a page size
    prepare: pageQuery([1, 100], 100),
    needs: "nextPageToken",
    decode: answer("CustomerListCustomersResponse", CustomerListCustomersResponse)
  }),
  ({ customers }) => customers
)
