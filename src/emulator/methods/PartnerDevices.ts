/**
 * `partners.devices.*` for one device: what resellers claim, give up, look at and annotate.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as DeviceViews from "../DeviceViews.ts"
import type { DeviceResult } from "../DeviceRules.ts"
import { problemOf } from "../Identifiers.ts"
import { object, text } from "../Json.ts"
import { reply } from "../Router.ts"
import type { Call, Method } from "../Router.ts"
import { int64 } from "../Service.ts"
import type { Service } from "../Service.ts"
import { badRequest, invalidField, refusal } from "../ServiceError.ts"
import type { ServiceError, StatusName } from "../ServiceError.ts"
import * as wire from "../wire/devices.ts"
import { empty } from "../wire/empty.ts"

/** The statuses of what goes wrong, by the API's own codes; all others are invalid arguments. */
const statuses: Readonly<Record<string, StatusName>> = {
  AUTHORIZATION_FAIL: "PERMISSION_DENIED",
  DEVICE_ALREADY_EXISTS: "ALREADY_EXISTS",
  INVALID_DEVICE_ID: "NOT_FOUND",
  INVALID_OPERATION: "FAILED_PRECONDITION"
}

/** What fails for a device in a batch fails here for the whole call. */
const orFail = (result: DeviceResult): Effect.Effect<string | undefined, ServiceError> => {
  const code = text(result, "errorIdentifier")
  return code === undefined
    ? Effect.succeed(text(result, "deviceId"))
    : Effect.fail(
        refusal(statuses[code] ?? "INVALID_ARGUMENT", code, text(result, "errorMessage") ?? code)
      )
}

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  const { catalog, devices, partner, rules } = service

  /** The device in a path, where the reseller has claimed it. */
  const deviceOf = Effect.fnUntraced(function* (partnerId: string, { params }: Call) {
    const deviceId = yield* int64("device_id", params["deviceId"])
    const device = devices.byId(deviceId)
    if (device !== undefined && DeviceViews.isClaimedBy(device, partnerId)) return device
    return yield* refusal("NOT_FOUND", "INVALID_DEVICE_ID", `No device has id ${deviceId}`)
  })

  return [
    {
      id: "partners.devices.claim",
      summary: "Claims a device for a customer.",
      verb: "POST",
      path: "/v1/partners/{partnerId}/devices:claim",
      body: wire.claimDeviceRequest,
      answer: wire.claimDeviceResponse,
      handle: Effect.fnUntraced(function* ({ params, body, now }) {
        const partnerId = yield* partner(params["partnerId"])
        const deviceId = (yield* orFail(rules.claim(body, partnerId, now))) ?? ""
        return reply({ deviceId, deviceName: `partners/${partnerId}/devices/${deviceId}` })
      })
    },
    {
      id: "partners.devices.unclaim",
      summary: "Gives a device up, or puts its SIM lock on vacation.",
      verb: "POST",
      path: "/v1/partners/{partnerId}/devices:unclaim",
      body: wire.unclaimDeviceRequest,
      answer: empty,
      handle: Effect.fnUntraced(function* ({ params, body, now }) {
        const partnerId = yield* partner(params["partnerId"])
        yield* orFail(rules.unclaim(body, partnerId, now))
        return reply({})
      })
    },
    {
      id: "partners.devices.get",
      summary: "Shows a device that the reseller has claimed.",
      verb: "GET",
      path: "/v1/partners/{partnerId}/devices/{deviceId}",
      answer: wire.device,
      handle: Effect.fnUntraced(function* (call) {
        const partnerId = yield* partner(call.params["partnerId"])
        const device = yield* deviceOf(partnerId, call)
        return reply(DeviceViews.forPartner(device, partnerId, call.now))
      })
    },
    {
      id: "partners.devices.metadata",
      summary: "Changes the reseller's metadata of a device. An empty value deletes its key.",
      verb: "POST",
      path: "/v1/partners/{metadataOwnerId}/devices/{deviceId}/metadata",
      body: wire.updateDeviceMetadataRequest,
      answer: wire.deviceMetadata,
      handle: Effect.fnUntraced(function* (call) {
        const partnerId = yield* partner(call.params["metadataOwnerId"])
        const device = yield* deviceOf(partnerId, call)
        const metadata = object(call.body, "deviceMetadata")
        if (metadata === undefined) {
          return yield* badRequest([
            { field: "device_metadata", description: "deviceMetadata is required" }
          ])
        }
        devices.annotate(device, partnerId, object(metadata, "entries"))
        return reply(
          object(DeviceViews.forPartner(device, partnerId, call.now), "deviceMetadata") ?? {}
        )
      })
    },
    {
      id: "partners.devices.getSimLockState",
      summary: "Says whether a device is SIM-locked, and to whom.",
      verb: "POST",
      path: "/v1/partners/{partnerId}/devices:getSimLockState",
      body: wire.simLockStateRequest,
      answer: wire.simLockStateResponse,
      handle: Effect.fnUntraced(function* ({ params, body, now }) {
        const partnerId = yield* partner(params["partnerId"])
        const identifier = object(body, "deviceIdentifier") ?? {}
        const problem = problemOf(identifier, catalog)
        if (problem !== undefined) {
          return yield* invalidField(problem.code, "device_identifier", problem.message)
        }
        const [device] = devices.find(identifier)
        return reply({ simLockState: DeviceViews.simLockOf(device, partnerId, now) })
      })
    }
  ]
}
