/**
 * `customers.devices.*`: the devices that a customer owns, and the configuration of each.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import type { ClaimRecord, DeviceRecord } from "../Devices.ts"
import * as DeviceViews from "../DeviceViews.ts"
import { problemOf } from "../Identifiers.ts"
import { compact, object, text } from "../Json.ts"
import type { JsonObject } from "../Json.ts"
import { int64 as int64Kind, string } from "../Kinds.ts"
import type { MessageKind } from "../Kinds.ts"
import { page, size } from "../Paging.ts"
import { reply } from "../Router.ts"
import type { Method } from "../Router.ts"
import { int64 } from "../Service.ts"
import type { Service } from "../Service.ts"
import { invalidField, refusal } from "../ServiceError.ts"
import type { ServiceError } from "../ServiceError.ts"
import * as wire from "../wire/devices.ts"
import { empty } from "../wire/empty.ts"

const section = "SECTION_TYPE_ZERO_TOUCH"

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  const { catalog, configurations, customer, devices } = service

  const byId = Effect.fnUntraced(function* (customerId: string, given: string | undefined) {
    const id = yield* int64("device_id", given)
    const device = devices.byId(id)
    if (device !== undefined && DeviceViews.isOwnedBy(device, customerId)) return device
    return yield* refusal("NOT_FOUND", "INVALID_DEVICE_ID", `No device has id ${id}`)
  })

  /** The device that a `DeviceReference` means: by its id, or by its identifier. */
  const referred = Effect.fnUntraced(function* (customerId: string, body: JsonObject) {
    const reference = object(body, "device") ?? {}
    const deviceId = text(reference, "deviceId")
    if (deviceId !== undefined) return yield* byId(customerId, deviceId)
    const identifier = object(reference, "deviceIdentifier")
    const problem = problemOf(identifier, catalog)
    if (problem !== undefined) {
      return yield* invalidField(problem.code, "device.device_identifier", problem.message)
    }
    const found = devices.find(identifier ?? {})
    const device = found.find((one) => DeviceViews.isOwnedBy(one, customerId))
    if (device !== undefined) return device
    return yield* refusal("NOT_FOUND", "INVALID_DEVICE_ID", "There is no such device")
  })

  /** A change of the customer's own claim on one device. */
  const change = (
    names: { readonly method: string; readonly summary: string; readonly body: MessageKind },
    effect: (
      device: DeviceRecord,
      claim: ClaimRecord,
      context: { readonly customerId: string; readonly body: JsonObject }
    ) => Effect.Effect<void, ServiceError>
  ): Method => ({
    id: `customers.devices.${names.method}`,
    summary: names.summary,
    verb: "POST",
    path: `/v1/customers/{customerId}/devices:${names.method}`,
    body: names.body,
    answer: empty,
    handle: Effect.fnUntraced(function* ({ params, body }) {
      const customerId = yield* customer(params["customerId"])
      const device = yield* referred(customerId, body)
      const claim = device.claims.get(section)
      if (claim?.ownerCompanyId !== customerId) {
        const message = "The device is not claimed for zero-touch enrollment"
        return yield* refusal("FAILED_PRECONDITION", "INVALID_OPERATION", message)
      }
      yield* effect(device, claim, { customerId, body })
      return reply({})
    })
  })

  return [
    {
      id: "customers.devices.get",
      summary: "Shows a device of the customer's.",
      verb: "GET",
      path: "/v1/customers/{customerId}/devices/{deviceId}",
      answer: wire.device,
      handle: Effect.fnUntraced(function* ({ params, now }) {
        const customerId = yield* customer(params["customerId"])
        const device = yield* byId(customerId, params["deviceId"])
        return reply(DeviceViews.forCustomer(device, customerId, now))
      })
    },
    {
      id: "customers.devices.list",
      summary: "Lists the customer's devices.",
      verb: "GET",
      path: "/v1/customers/{customerId}/devices",
      query: { pageSize: int64Kind, pageToken: string },
      answer: wire.customerListDevicesResponse,
      handle: Effect.fnUntraced(function* ({ params, query, now }) {
        const customerId = yield* customer(params["customerId"])
        const own = [...devices.all()].filter((one) => DeviceViews.isOwnedBy(one, customerId))
        const { items, nextPageToken } = yield* page(own, (device) => device.deviceId, {
          list: ["devices", customerId],
          size: yield* size(query, { name: "pageSize", min: 0, cap: 10_000, fallback: 5_000 }),
          token: text(query, "pageToken")
        })
        return reply(
          compact({
            devices: items.map((device) => DeviceViews.forCustomer(device, customerId, now)),
            nextPageToken
          })
        )
      })
    },
    change(
      {
        method: "applyConfiguration",
        summary: "Applies a configuration to a device.",
        body: wire.applyConfigurationRequest
      },
      Effect.fnUntraced(function* (device, claim, { customerId, body }) {
        const name = text(body, "configuration") ?? ""
        const [, owner, configurationId] =
          /^customers\/([^/]+)\/configurations\/([^/]+)$/.exec(name) ?? []
        if (owner !== customerId || configurationId === undefined) {
          return yield* invalidField(
            "INVALID_PARAMETER",
            "configuration",
            `configuration must be customers/${customerId}/configurations/…, not ${name}`
          )
        }
        if (configurations.get(customerId, configurationId) === undefined) {
          const message = `Configuration not found: ${name}`
          return yield* refusal("NOT_FOUND", "INVALID_PARAMETER", message)
        }
        device.claims.set(section, { ...claim, configurationId })
      })
    ),
    change(
      {
        method: "removeConfiguration",
        summary: "Takes the configuration of a device away.",
        body: wire.removeConfigurationRequest
      },
      (device, claim) =>
        Effect.sync(() => {
          device.claims.set(section, Struct.omit(claim, ["configurationId"]))
        })
    ),
    change(
      {
        method: "unclaim",
        summary: "Gives a device back: the reseller must claim it anew.",
        body: wire.customerUnclaimRequest
      },
      (device) =>
        Effect.sync(() => {
          device.claims.delete(section)
        })
    )
  ]
}
