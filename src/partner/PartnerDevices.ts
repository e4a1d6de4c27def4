/**
 * The devices of a reseller: claims for customers, releases, metadata, for many devices at once. Each
 * of these starts an operation, which is for `Operations.await` to wait for.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { ApiError } from "../client/ApiError.ts"
import { Client } from "../client/Client.ts"
import { OAuthScope } from "../client/Credentials.ts"
import { InvalidRequest, TransportError } from "../client/TransportError.ts"
import { isId, type PartnerId } from "../model/Ids.ts"
import {
  PartnerClaim,
  type PartnerClaimInput,
  PartnerUnclaim,
  type PartnerUnclaimInput,
  UpdateMetadataArguments,
  type UpdateMetadataInput
} from "../model/PartnerClaim.ts"
import { decodeOperation } from "../operations/internal/decode.ts"
import type { Operation } from "../operations/Operation.ts"

type Started = Effect.Effect<Operation, ApiError | TransportError>

/**
 * None of these methods is idempotent: when the reply is lost, an operation may have been started,
 * and nothing is sent again by itself.
 *
 * @category services
 * @since 0.1.0
 */
export class PartnerDevices extends Context.Service<
  PartnerDevices,
  {
    /** Starts to claim devices for customers. A device that is refused fails alone, in the result. */
    readonly claimAsync: (
      partnerId: PartnerId,
      request: { readonly claims: ReadonlyArray<PartnerClaimInput> }
    ) => Started
    /** Starts to release devices. */
    readonly unclaimAsync: (
      partnerId: PartnerId,
      request: { readonly unclaims: ReadonlyArray<PartnerUnclaimInput> }
    ) => Started
    /** Starts to update the metadata of devices; an empty value deletes its key. */
    readonly updateMetadataAsync: (
      partnerId: PartnerId,
      request: { readonly updates: ReadonlyArray<UpdateMetadataInput> }
    ) => Started
  }
>()("effect-zero-touch/PartnerDevices") {
  /** The devices of the service behind `Client`. */
  static readonly layer: Layer.Layer<PartnerDevices, never, Client> = Layer.effect(
    PartnerDevices,
    Effect.map(Client, (client) => {
      const claim = start(client, "claimAsync", "claims", PartnerClaim)
      const unclaim = start(client, "unclaimAsync", "unclaims", PartnerUnclaim)
      const update = start(client, "updateMetadataAsync", "updates", UpdateMetadataArguments)
      return {
        claimAsync: (partnerId, { claims }) => claim(partnerId, claims),
        unclaimAsync: (partnerId, { unclaims }) => unclaim(partnerId, unclaims),
        updateMetadataAsync: (partnerId, { updates }) => update(partnerId, updates)
      }
    })
  )
}

/** A method that starts an operation on a list of devices. */
function start<S extends Schema.Constraint & Schema.ConstraintEncoder<unknown>>(
  client: Client["Service"],
  name: "claimAsync" | "unclaimAsync" | "updateMetadataAsync",
  list: string,
  item: S
) {
  const method = `partners.devices.${name}`
  const encode = Schema.encodeUnknownResult(Schema.Array(item))
  const refuse = (field: string, description: string) =>
    Effect.fail(
      new TransportError({
        method,
        idempotent: false,
        tries: 0,
        reason: new InvalidRequest({ field, description })
      })
    )

  return Effect.fn(`PartnerDevices.${name}`)(function* (
    partnerId: string,
    items: ReadonlyArray<unknown>
  ): Effect.fn.Return<Operation, ApiError | TransportError> {
    if (!isId(partnerId)) {
      return yield* refuse("partnerId", "is not a partner's number; see PartnerId.from")
    }
    if (items.length === 0) {
      return yield* refuse(list, "is empty; give one device at least")
    }
    const encoded = encode(items)
    if (Result.isFailure(encoded)) {
      return yield* refuse(list, `does not fit: ${encoded.failure.message}`)
    }
    const { value } = yield* client.execute({
      method,
      httpMethod: "POST",
      path: `v1/partners/${partnerId}/devices:${name}`,
      body: { [list]: encoded.success },
      scope: OAuthScope.partner,
      decode: decodeStart
    })
    yield* Effect.annotateCurrentSpan("gcp.resource.destination.id", value.name)
    return value
  })
}

/** The name is all that leads back to an operation, so a reply without one is none. */
const decodeStart = (json: unknown): Result.Result<Operation, string> =>
  Result.filterOrFail(
    decodeOperation(json, ""),
    ({ name }) => name !== "",
    () =>
      "the operation has no name; one may have been started, so look at the devices before you try again"
  )
