/**
 * The device policy controllers that a customer can choose from.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import type { ReadOptions } from "../client/CallOptions.ts"
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { items, page } from "../client/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { CustomerListDpcsResponse } from "../model/CustomerMessages.ts"
import type { Dpc } from "../model/Dpc.ts"
import type { CustomerId } from "../model/Ids.ts"
import { dpcs as methods } from "./methods.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface CustomerDpcsService {
  /** The DPCs that support zero-touch enrollment. */
  readonly list: (
    customerId: CustomerId,
    options?: ReadOptions
  ) => Stream.Stream<Dpc, ApiError | TransportError>
  /** All of `list`, which the service does not page, as the one message that it is. */
  readonly listPage: (
    customerId: CustomerId,
    options?: ReadOptions
  ) => Effect.Effect<CustomerListDpcsResponse, ApiError | TransportError>
}

/**
 * @category services
 * @since 0.1.0
 */
export class CustomerDpcs extends Context.Service<CustomerDpcs, CustomerDpcsService>()(
  "effect-zero-touch/CustomerDpcs"
) {
  /** The DPCs of the service behind `Client`. */
  static readonly layer: Layer.Layer<CustomerDpcs, never, Client> = boundTo([Client], () =>
    Layer.effect(CustomerDpcs, Effect.map(Client, make))
  )
}

const make = (client: ClientService): CustomerDpcsService => ({
  list: (customerId, options) => items(client, methods.list, { customerId }, {}, options),
  listPage: (customerId, options) => page(client, methods.list, { customerId }, {}, options)
})
