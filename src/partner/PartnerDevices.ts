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
import type { CallOptions, ReadOptions } from "../client/CallOptions.ts"
import { Client } from "../client/Client.ts"
import { call } from "../client/internal/method.ts"
import { listing } from "../client/internal/pages.ts"
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
import * as methods from "./internal/deviceMethods.ts"

type Called<A> = Effect.Effect<A, ApiError | TransportError>

/**
 * Methods that change something are not idempotent: when the reply is lost, they may have done it,
 * and nothing is sent again by itself.
 *
 * @category services
 * @since 0.1.0
 */
export class PartnerDevices extends Context.Service<
  PartnerDevices,
  {
    /** One device. */
    readonly get: (
      partnerId: PartnerId,
      deviceId: DeviceId,
      options?: ReadOptions
    ) => Called<Device>

    /** Claims a device for a customer. It is an error when another customer holds it. */
    readonly claim: (
      partnerId: PartnerId,
      request: PartnerClaimInput,
      options?: ReadOptions
    ) => Called<ClaimDeviceResponse>

    /** Releases a device. */
    readonly unclaim: (
      partnerId: PartnerId,
      request: PartnerUnclaimInput,
      options?: CallOptions
    ) => Called<void>

    /** Updates the metadata of an Android device, and gives it; an empty value deletes its key. */
    readonly metadata: (
      partnerId: PartnerId,
      deviceId: DeviceId,
      request: { readonly deviceMetadata: DeviceMetadata },
      options?: ReadOptions
    ) => Called<DeviceMetadata>

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
    ) => Called<FindDevicesByDeviceIdentifierResponse>

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
    ) => Called<FindDevicesByOwnerResponse>

    /** Whether a device is locked to a SIM, and whether by this reseller. */
    readonly getSimLockState: (
      partnerId: PartnerId,
      request: { readonly deviceIdentifier: DeviceIdentifier },
      options?: ReadOptions
    ) => Called<GetDeviceSimLockStateResponse>

    /** Starts to claim devices for customers. A device that is refused fails alone, in the result. */
    readonly claimAsync: (
      partnerId: PartnerId,
      request: { readonly claims: ReadonlyArray<PartnerClaimInput> },
      options?: CallOptions
    ) => Called<Operation>

    /** Starts to release devices. */
    readonly unclaimAsync: (
      partnerId: PartnerId,
      request: { readonly unclaims: ReadonlyArray<PartnerUnclaimInput> },
      options?: CallOptions
    ) => Called<Operation>

    /** Starts to update the metadata of Android devices; an empty value deletes its key. */
    readonly updateMetadataAsync: (
      partnerId: PartnerId,
      request: { readonly updates: ReadonlyArray<UpdateMetadataInput> },
      options?: CallOptions
    ) => Called<Operation>
  }
>()("effect-zero-touch/PartnerDevices") {
  /** The devices of the service behind `Client`. */
  static readonly layer: Layer.Layer<PartnerDevices, never, Client> = Layer.effect(
    PartnerDevices,
    Effect.map(Client, (client) => {
      const byIdentifier = findByIdentifier(client)
      const byOwner = findByOwner(client)
      return {
        get: Effect.fn("PartnerDevices.get")((partnerId, deviceId, options) =>
          call(client, methods.get, { partnerId, deviceId }, undefined, options)
        ),
        claim: Effect.fn("PartnerDevices.claim")((partnerId, request, options) =>
          call(client, methods.claim, { partnerId }, request, options)
        ),
        unclaim: Effect.fn("PartnerDevices.unclaim")((partnerId, request, options) =>
          call(client, methods.unclaim, { partnerId }, request, options)
        ),
        metadata: Effect.fn("PartnerDevices.metadata")((partnerId, deviceId, request, options) =>
          call(client, methods.metadata, { partnerId, deviceId }, request, options)
        ),
        findByIdentifier: (partnerId, request, options) =>
          byIdentifier.stream({ partnerId }, request, options),
        findByIdentifierPage: (partnerId, request, options) =>
          byIdentifier.page({ partnerId }, request, options),
        findByOwner: (partnerId, request, options) =>
          byOwner.stream({ partnerId }, request, options),
        findByOwnerPage: (partnerId, request, options) =>
          byOwner.page({ partnerId }, request, options),
        getSimLockState: Effect.fn("PartnerDevices.getSimLockState")(
          (partnerId, request, options) =>
            call(client, methods.getSimLockState, { partnerId }, request, options)
        ),
        claimAsync: Effect.fn("PartnerDevices.claimAsync")(
          (partnerId, request, options) =>
            call(client, methods.claimAsync, { partnerId }, request, options),
          Effect.tap(noteOperation)
        ),
        unclaimAsync: Effect.fn("PartnerDevices.unclaimAsync")(
          (partnerId, request, options) =>
            call(client, methods.unclaimAsync, { partnerId }, request, options),
          Effect.tap(noteOperation)
        ),
        updateMetadataAsync: Effect.fn("PartnerDevices.updateMetadataAsync")(
          (partnerId, request, options) =>
            call(client, methods.updateMetadataAsync, { partnerId }, request, options),
          Effect.tap(noteOperation)
        )
      }
    })
  )
}

const findByIdentifier = listing(
  "PartnerDevices.findByIdentifier",
  methods.findByIdentifier,
  ({ devices }) => devices
)

const findByOwner = listing(
  "PartnerDevices.findByOwner",
  methods.findByOwner,
  ({ devices }) => devices
)

/** The span of a start says which operation it is about, as those of the polls do. */
const noteOperation = ({ name }: Operation) =>
  Effect.annotateCurrentSpan("gcp.resource.destination.id", name)
