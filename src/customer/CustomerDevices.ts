/**
 * The devices of a customer, and which configuration is applied to them.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import type { CallOptions, ListOptions, ReadOptions } from "../client/CallOptions.ts"
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { call } from "../client/method.ts"
import { items, page } from "../client/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type {
  ApplyConfigurationInput,
  CustomerDeviceInput,
  CustomerListDevicesResponse
} from "../model/CustomerMessages.ts"
import type { Device } from "../model/Device.ts"
import type { CustomerId, DeviceId } from "../model/Ids.ts"
import { devices as methods } from "./methods.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface CustomerDevicesService {
  /** One device. */
  readonly get: (
    customerId: CustomerId,
    deviceId: DeviceId,
    options?: ReadOptions
  ) => Effect.Effect<Device, ApiError | TransportError>

  /**
   * The devices of a customer. `pageSize` is 5,000 by default; of more than 10,000 the service
   * makes 10,000.
   */
  readonly list: (
    customerId: CustomerId,
    options?: ListOptions
  ) => Stream.Stream<Device, ApiError | TransportError>
  /** One page of `list`. */
  readonly listPage: (
    customerId: CustomerId,
    options?: ListOptions
  ) => Effect.Effect<CustomerListDevicesResponse, ApiError | TransportError>

  /**
   * Applies a configuration to a device, which then sets itself up at its first boot or its next
   * factory reset.
   */
  readonly applyConfiguration: (
    customerId: CustomerId,
    request: ApplyConfigurationInput,
    options?: CallOptions
  ) => Effect.Effect<void, ApiError | TransportError>

  /** Takes the configuration from a device. */
  readonly removeConfiguration: (
    customerId: CustomerId,
    request: CustomerDeviceInput,
    options?: CallOptions
  ) => Effect.Effect<void, ApiError | TransportError>

  /** Takes a device out of zero-touch enrollment. Only a reseller can bring it back. */
  readonly unclaim: (
    customerId: CustomerId,
    request: CustomerDeviceInput,
    options?: CallOptions
  ) => Effect.Effect<void, ApiError | TransportError>
}

/**
 * @category services
 * @since 0.1.0
 */
export class CustomerDevices extends Context.Service<CustomerDevices, CustomerDevicesService>()(
  "effect-zero-touch/CustomerDevices"
) {
  /** The devices of the service behind `Client`. */
  static readonly layer: Layer.Layer<CustomerDevices, never, Client> = boundTo([Client], () =>
    Layer.effect(CustomerDevices, Effect.map(Client, make))
  )
}

const make = (client: ClientService): CustomerDevicesService => ({
  get: (customerId, deviceId, options) =>
    call(client, methods.get, { customerId, deviceId }, undefined, options),
  list: (customerId, options = {}) => items(client, methods.list, { customerId }, options, options),
  listPage: (customerId, options = {}) =>
    page(client, methods.list, { customerId }, options, options),
  applyConfiguration: (customerId, request, options) =>
    call(client, methods.applyConfiguration, { customerId }, request, options),
  removeConfiguration: (customerId, request, options) =>
    call(client, methods.removeConfiguration, { customerId }, request, options),
  unclaim: (customerId, request, options) =>
    call(client, methods.unclaim, { customerId }, request, options)
})
