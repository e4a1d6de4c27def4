/**
 * The devices of a reseller: claims for customers, releases, metadata, one at a time or many at once.
 * The methods whose names end in `Async` start an operation, for `Operations.await` to wait for.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import type { CallOptions, ReadOptions, StartOptions } from "../client/CallOptions.ts"
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { call } from "../client/method.ts"
import { items, page } from "../client/pages.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { Device, DeviceMetadata } from "../model/Device.ts"
import type { DeviceIdentifier } from "../model/DeviceIdentifier.ts"
import type { DeviceId, PartnerId } from "../model/Ids.ts"
import type {
  PartnerClaimInput,
  PartnerUnclaimInput,
  UpdateMetadataInput
} from "../model/PartnerClaim.ts"
import type {
  ClaimDeviceResponse,
  FindByIdentifierInput,
  FindByOwnerInput,
  FindDevicesByDeviceIdentifierResponse,
  FindDevicesByOwnerResponse,
  GetDeviceSimLockStateResponse
} from "../model/PartnerDeviceMessages.ts"
import type { Operation } from "../operations/Operation.ts"
import { large, noteLarge } from "../operations/Operations.ts"
import { devices as methods } from "./methods.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface PartnerDevicesService {
  /** One device. */
  readonly get: (
    partnerId: PartnerId,
    deviceId: DeviceId,
    options?: ReadOptions
  ) => Effect.Effect<Device, ApiError | TransportError>

  /** Claims a device for a customer. It is an error when another customer holds it. */
  readonly claim: (
    partnerId: PartnerId,
    request: PartnerClaimInput,
    options?: ReadOptions
  ) => Effect.Effect<ClaimDeviceResponse, ApiError | TransportError>

  /** Releases a device. */
  readonly unclaim: (
    partnerId: PartnerId,
    request: PartnerUnclaimInput,
    options?: CallOptions
  ) => Effect.Effect<void, ApiError | TransportError>

  /** Updates the metadata of an Android device, and gives it; an empty value deletes its key. */
  readonly metadata: (
    partnerId: PartnerId,
    deviceId: DeviceId,
    request: { readonly deviceMetadata: DeviceMetadata },
    options?: ReadOptions
  ) => Effect.Effect<DeviceMetadata, ApiError | TransportError>

  /** The devices that have these hardware identifiers. */
  readonly findByIdentifier: (
    partnerId: PartnerId,
    request: FindByIdentifierInput,
    options?: ReadOptions
  ) => Stream.Stream<Device, ApiError | TransportError>
  /** One page of `findByIdentifier`. */
  readonly findByIdentifierPage: (
    partnerId: PartnerId,
    request: FindByIdentifierInput,
    options?: ReadOptions
  ) => Effect.Effect<FindDevicesByDeviceIdentifierResponse, ApiError | TransportError>

  /** The devices of customers, as far as this reseller registered them. */
  readonly findByOwner: (
    partnerId: PartnerId,
    request: FindByOwnerInput,
    options?: ReadOptions
  ) => Stream.Stream<Device, ApiError | TransportError>
  /** One page of `findByOwner`. */
  readonly findByOwnerPage: (
    partnerId: PartnerId,
    request: FindByOwnerInput,
    options?: ReadOptions
  ) => Effect.Effect<FindDevicesByOwnerResponse, ApiError | TransportError>

  /** Whether a device is locked to a SIM, and whether by this reseller. */
  readonly getSimLockState: (
    partnerId: PartnerId,
    request: { readonly deviceIdentifier: DeviceIdentifier },
    options?: ReadOptions
  ) => Effect.Effect<GetDeviceSimLockStateResponse, ApiError | TransportError>

  /** Starts to claim devices for customers. A device that is refused fails alone, in the result. */
  readonly claimAsync: (
    partnerId: PartnerId,
    request: { readonly claims: ReadonlyArray<PartnerClaimInput> },
    options?: StartOptions
  ) => Effect.Effect<Operation, ApiError | TransportError>

  /** Starts to release devices. */
  readonly unclaimAsync: (
    partnerId: PartnerId,
    request: { readonly unclaims: ReadonlyArray<PartnerUnclaimInput> },
    options?: StartOptions
  ) => Effect.Effect<Operation, ApiError | TransportError>

  /** Starts to update the metadata of Android devices; an empty value deletes its key. */
  readonly updateMetadataAsync: (
    partnerId: PartnerId,
    request: { readonly updates: ReadonlyArray<UpdateMetadataInput> },
    options?: StartOptions
  ) => Effect.Effect<Operation, ApiError | TransportError>
}

/**
 * Methods that change something are not idempotent: when the reply is lost, they may have done it,
 * and nothing is sent again by itself.
 *
 * @category services
 * @since 0.1.0
 */
export class PartnerDevices extends Context.Service<PartnerDevices, PartnerDevicesService>()(
  "effect-zero-touch/PartnerDevices"
) {
  /** The devices of the service behind `Client`. */
  static readonly layer: Layer.Layer<PartnerDevices, never, Client> = boundTo([Client], () =>
    Layer.effect(PartnerDevices, Effect.map(Client, make))
  )
}

const make = (client: ClientService): PartnerDevicesService => ({
  get: (partnerId, deviceId, options) =>
    call(client, methods.get, { partnerId, deviceId }, undefined, options),
  claim: (partnerId, request, options) =>
    call(client, methods.claim, { partnerId }, request, options),
  unclaim: (partnerId, request, options) =>
    call(client, methods.unclaim, { partnerId }, request, options),
  metadata: (partnerId, deviceId, request, options) =>
    call(client, methods.metadata, { partnerId, deviceId }, request, options),
  findByIdentifier: (partnerId, request, options) =>
    items(client, methods.findByIdentifier, { partnerId }, request, options),
  findByIdentifierPage: (partnerId, request, options) =>
    page(client, methods.findByIdentifier, { partnerId }, request, options),
  findByOwner: (partnerId, request, options) =>
    items(client, methods.findByOwner, { partnerId }, request, options),
  findByOwnerPage: (partnerId, request, options) =>
    page(client, methods.findByOwner, { partnerId }, request, options),
  getSimLockState: (partnerId, request, options) =>
    call(client, methods.getSimLockState, { partnerId }, request, options),
  claimAsync: (partnerId, request, options) =>
    Effect.map(call(client, methods.claimAsync, { partnerId }, request, options), (operation) =>
      request.claims.length < large ? operation : noteLarge(operation)
    ),
  unclaimAsync: (partnerId, request, options) =>
    Effect.map(call(client, methods.unclaimAsync, { partnerId }, request, options), (operation) =>
      request.unclaims.length < large ? operation : noteLarge(operation)
    ),
  updateMetadataAsync: (partnerId, request, options) =>
    Effect.map(
      call(client, methods.updateMetadataAsync, { partnerId }, request, options),
      (operation) => (request.updates.length < large ? operation : noteLarge(operation))
    )
})
