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
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { call } from "../client/method.ts"
import { items, page } from "../client/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type {
  Configuration,
  ConfigurationInput,
  ConfigurationPatch,
  ConfigurationPath
} from "../model/Configuration.ts"
import type { CustomerListConfigurationsResponse } from "../model/CustomerMessages.ts"
import type { ConfigurationId, CustomerId } from "../model/Ids.ts"
import { configurations as methods } from "./methods.ts"

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
 * @category models
 * @since 0.1.0
 */
export interface CustomerConfigurationsService {
  /** Creates a configuration. With `isDefault` the former default is none any more. */
  readonly create: (
    customerId: CustomerId,
    configuration: ConfigurationInput,
    options?: ReadOptions
  ) => Effect.Effect<Configuration, ApiError | TransportError>

  /** Deletes a configuration. It is an error when it is applied to a device. */
  readonly delete: (
    customerId: CustomerId,
    configurationId: ConfigurationId,
    options?: CallOptions
  ) => Effect.Effect<void, ApiError | TransportError>

  /** One configuration. */
  readonly get: (
    customerId: CustomerId,
    configurationId: ConfigurationId,
    options?: ReadOptions
  ) => Effect.Effect<Configuration, ApiError | TransportError>

  /** The configurations of a customer. */
  readonly list: (
    customerId: CustomerId,
    options?: ReadOptions
  ) => Stream.Stream<Configuration, ApiError | TransportError>
  /** All of `list`, which the service does not page, as the one message that it is. */
  readonly listPage: (
    customerId: CustomerId,
    options?: ReadOptions
  ) => Effect.Effect<CustomerListConfigurationsResponse, ApiError | TransportError>

  /** Changes the fields that are given, or those of the mask; gives what came of it. */
  readonly patch: (
    customerId: CustomerId,
    configurationId: ConfigurationId,
    patch: ConfigurationPatch,
    options?: PatchOptions
  ) => Effect.Effect<Configuration, ApiError | TransportError>
}

/**
 * @category services
 * @since 0.1.0
 */
export class CustomerConfigurations extends Context.Service<
  CustomerConfigurations,
  CustomerConfigurationsService
>()("effect-zero-touch/CustomerConfigurations") {
  /** The configurations of the service behind `Client`. */
  static readonly layer: Layer.Layer<CustomerConfigurations, never, Client> = boundTo(
    [Client],
    () => Layer.effect(CustomerConfigurations, Effect.map(Client, make))
  )
}

const make = (client: ClientService): CustomerConfigurationsService => ({
  create: (customerId, configuration, options) =>
    call(client, methods.create, { customerId }, configuration, options),
  delete: (customerId, configurationId, options) =>
    call(client, methods.delete, { customerId, configurationId }, undefined, options),
  get: (customerId, configurationId, options) =>
    call(client, methods.get, { customerId, configurationId }, undefined, options),
  list: (customerId, options) => items(client, methods.list, { customerId }, {}, options),
  listPage: (customerId, options) => page(client, methods.list, { customerId }, {}, options),
  patch: (customerId, configurationId, patch, options) =>
    call(client, methods.patch, { customerId, configurationId }, { patch, options }, options)
})
