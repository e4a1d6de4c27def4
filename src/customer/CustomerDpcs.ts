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
import { Client } from "../client/Client.ts"
import { OAuthScope } from "../client/Credentials.ts"
import { answer, method } from "../client/internal/method.ts"
import { listing } from "../client/internal/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import { CustomerListDpcsResponse } from "../model/CustomerMessages.ts"
import type { Dpc } from "../model/Dpc.ts"
import type { CustomerId } from "../model/Ids.ts"
import { onePage } from "../model/internal/listings.ts"

/**
 * @category services
 * @since 0.1.0
 */
export class CustomerDpcs extends Context.Service<
  CustomerDpcs,
  {
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
>()("effect-zero-touch/CustomerDpcs") {
  /** The DPCs of the service behind `Client`. */
  static readonly layer: Layer.Layer<CustomerDpcs, never, Client> = Layer.effect(
    CustomerDpcs,
    Effect.map(Client, (client) => {
      const list = listDpcs(client)
      return {
        list: (customerId, options) => list.stream({ customerId }, {}, options),
        listPage: (customerId, options) => list.page({ customerId }, {}, options)
      }
    })
  )
}

const listDpcs = listing(
  "CustomerDpcs.list",
  method({
    method: "customers.dpcs.list",
    httpMethod: "GET",
    path: "v1/customers/{customerId}/dpcs",
    scope: OAuthScope.customer,
    prepare: onePage,
    decode: answer("CustomerListDpcsResponse", CustomerListDpcsResponse)
  }),
  ({ dpcs }) => dpcs
)
