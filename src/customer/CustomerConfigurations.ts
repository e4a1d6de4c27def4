/**
 * The configurations of a customer.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import type { CallOptions, ReadOptions } from "../client/CallOptions.ts"
import { Client } from "../client/Client.ts"
import { call } from "../client/internal/method.ts"
import { listing } from "../client/internal/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type {
  Configuration,
  ConfigurationInput,
  ConfigurationPatch,
  ConfigurationPath
} from "../model/Configuration.ts"
import type { CustomerListConfigurationsResponse } from "../model/CustomerMessages.ts"
import type { ConfigurationId, CustomerId } from "../model/Ids.ts"
import * as methods from "./internal/configurationMethods.ts"

type Called<A> = Effect.Effect<A, ApiError | TransportError>

/**
 * @category models
 * @since 0.1.0
 */
export interface PatchOptions extends ReadOptions {
  /**
   * Which fields to change. One that is named here and not given goes back to its default, so that
   * this is the way to empty a field. Default: the fields that are given.
   */
  readonly updateMask?: ReadonlyArray<ConfigurationPath> | undefined
}

/**
 * @category services
 * @since 0.1.0
 */
export class CustomerConfigurations extends Context.Service<
  CustomerConfigurations,
  {
    /** Creates a configuration. With `isDefault` the former default is none any more. */
    readonly create: (
      customerId: CustomerId,
      configuration: ConfigurationInput,
      options?: ReadOptions
    ) => Called<Configuration>

    /** Deletes a configuration. It is an error when it is applied to a device. */
    readonly delete: (
      customerId: CustomerId,
      configurationId: ConfigurationId,
      options?: CallOptions
    ) => Called<void>

    /** One configuration. */
    readonly get: (
      customerId: CustomerId,
      configurationId: ConfigurationId,
      options?: ReadOptions
    ) => Called<Configuration>

    /** The configurations of a customer. */
    readonly list: (
      customerId: CustomerId,
      options?: ReadOptions
    ) => Stream.Stream<Configuration, ApiError | TransportError>
    /** All of `list`, which the service does not page, as the one message that it is. */
    readonly listPage: (
      customerId: CustomerId,
      options?: ReadOptions
    ) => Called<CustomerListConfigurationsResponse>

    /** Changes the fields that are given, or those of the mask; gives what came of it. */
    readonly patch: (
      customerId: CustomerId,
      configurationId: ConfigurationId,
      patch: ConfigurationPatch,
      options?: PatchOptions
    ) => Called<Configuration>
  }
>()("effect-zero-touch/CustomerConfigurations") {
  /** The configurations of the service behind `Client`. */
  static readonly layer: Layer.Layer<CustomerConfigurations, never, Client> = Layer.effect(
    CustomerConfigurations,
    Effect.map(Client, (client) => {
      const list = listConfigurations(client)
      return {
        create: Effect.fn("CustomerConfigurations.create")((customerId, configuration, options) =>
          call(client, methods.create, { customerId }, configuration, options)
        ),
        delete: Effect.fn("CustomerConfigurations.delete")((customerId, configurationId, options) =>
          call(client, methods.remove, { customerId, configurationId }, undefined, options)
        ),
        get: Effect.fn("CustomerConfigurations.get")((customerId, configurationId, options) =>
          call(client, methods.get, { customerId, configurationId }, undefined, options)
        ),
        list: (customerId, options) => list.stream({ customerId }, {}, options),
        listPage: (customerId, options) => list.page({ customerId }, {}, options),
        patch: Effect.fn("CustomerConfigurations.patch")(
          (customerId, configurationId, patch, { updateMask, ...options } = {}) => {
            const ids = { customerId, configurationId }
            return call(client, methods.patch, ids, { patch, updateMask }, options)
          }
        )
      }
    })
  )
}

const listConfigurations = listing(
  "CustomerConfigurations.list",
  methods.list,
  ({ configurations }) => configurations
)
