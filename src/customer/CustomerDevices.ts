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
import { Client } from "../client/Client.ts"
import { call } from "../client/internal/method.ts"
import { listing } from "../client/internal/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type {
  ApplyConfigurationInput,
  CustomerDeviceInput,
  CustomerListDevicesResponse
} from "../model/CustomerMessages.ts"
import type { Device } from "../model/Device.ts"
import type { CustomerId, DeviceId } from "../model/Ids.ts"
import * as methods from "./internal/deviceMethods.ts"

type Called<A> = Effect.Effect<A, ApiError | TransportError>

/**
 * @category services
 * @since 0.1.0
 */
export class CustomerDevices extends Context.Service<
  CustomerDevices,
  {
    /** One device. */
    readonly get: (
      customerId: CustomerId,
      deviceId: DeviceId,
      options?: ReadOptions
    ) => Called<Device>

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
    ) => Called<CustomerListDevicesResponse>

    /**
     * Applies a configuration to a device, which then sets itself up at its first boot or its next
     * factory reset.
     */
    readonly applyConfiguration: (
      customerId: CustomerId,
      request: ApplyConfigurationInput,
      options?: CallOptions
    ) => Called<void>

    /** Takes the configuration from a device. */
    readonly removeConfiguration: (
      customerId: CustomerId,
      request: CustomerDeviceInput,
      options?: CallOptions
    ) => Called<void>

    /** Takes a device out of zero-touch enrollment. Only a reseller can bring it back. */
    readonly unclaim: (
      customerId: CustomerId,
      request: CustomerDeviceInput,
      options?: CallOptions
    ) => Called<void>
  }
>()("effect-zero-touch/CustomerDevices") {
  /** The devices of the service behind `Client`. */
  static readonly layer: Layer.Layer<CustomerDevices, never, Client> = Layer.effect(
    CustomerDevices,
    Effect.map(Client, (client) => {
      const list = listDevices(client)
      return {
        get: Effect.fn("CustomerDevices.get")((customerId, deviceId, options) =>
          call(client, methods.get, { customerId, deviceId }, undefined, options)
        ),
        list: (customerId, options = {}) => list.stream({ customerId }, options, options),
        listPage: (customerId, options = {}) => list.page({ customerId }, options, options),
        applyConfiguration: Effect.fn("CustomerDevices.applyConfiguration")(
          (customerId, request, options) =>
            call(client, methods.applyConfiguration, { customerId }, request, options)
        ),
        removeConfiguration: Effect.fn("CustomerDevices.removeConfiguration")(
          (customerId, request, options) =>
            call(client, methods.removeConfiguration, { customerId }, request, options)
        ),
        unclaim: Effect.fn("CustomerDevices.unclaim")((customerId, request, options) =>
          call(client, methods.unclaim, { customerId }, request, options)
        )
      }
    })
  )
}

const listDevices = listing("CustomerDevices.list", methods.list, ({ devices }) => devices)
