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
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { items, page } from "../client/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { Company } from "../model/Company.ts"
import type { CustomerListCustomersResponse } from "../model/CustomerMessages.ts"
import { customers as methods } from "./methods.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface CustomersService {
  /** The customers whose user the caller is. `pageSize` is 1 to 100; default: 100. */
  readonly list: (options?: ListOptions) => Stream.Stream<Company, ApiError | TransportError>
  /** One page of `list`. */
  readonly listPage: (
    options?: ListOptions
  ) => Effect.Effect<CustomerListCustomersResponse, ApiError | TransportError>
}

/**
 * @category services
 * @since 0.1.0
 */
export class Customers extends Context.Service<Customers, CustomersService>()(
  "effect-zero-touch/Customers"
) {
  /** The customers of the service behind `Client`. */
  static readonly layer: Layer.Layer<Customers, never, Client> = boundTo([Client], () =>
    Layer.effect(Customers, Effect.map(Client, make))
  )
}

const make = (client: ClientService): CustomersService => ({
  list: (options = {}) => items(client, methods.list, {}, options, options),
  listPage: (options = {}) => page(client, methods.list, {}, options, options)
})
