/**
 * `partners.devices.findBy*`: the devices that a reseller has claimed, page by page.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { DeviceRecord } from "../Devices.ts"
import * as DeviceViews from "../DeviceViews.ts"
import { formProblemOf } from "../Identifiers.ts"
import { compact, isArray, object, text } from "../Json.ts"
import type { Json, JsonObject } from "../Json.ts"
import { page, size } from "../Paging.ts"
import { reply } from "../Router.ts"
import type { Call, Method } from "../Router.ts"
import type { Service } from "../Service.ts"
import { invalidField } from "../ServiceError.ts"
import * as wire from "../wire/devices.ts"

const listOf = (body: JsonObject, key: string): ReadonlyArray<Json> => {
  const value = body[key]
  return isArray(value) ? value : []
}

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  const { devices, partner } = service

  /** One page of the devices that match, as the reseller sees them. */
  const found = Effect.fnUntraced(function* (
    partnerId: string,
    { body, now }: Call,
    matches: (device: DeviceRecord) => boolean
  ) {
    const { limit: _, pageToken: __, ...query } = body
    const { items, nextPageToken, totalSize } = yield* page(
      [...devices.all()].filter(matches),
      (device) => device.deviceId,
      {
        list: [partnerId, query],
        size: yield* size(body, { name: "limit", min: 1, max: 100 }),
        token: text(body, "pageToken")
      }
    )
    return reply(
      compact({
        devices: items.map((device) => DeviceViews.forPartner(device, partnerId, now)),
        nextPageToken,
        totalSize
      })
    )
  })

  return [
    {
      id: "partners.devices.findByIdentifier",
      summary: "Finds the reseller's devices by what identifies them, page by page.",
      verb: "POST",
      path: "/v1/partners/{partnerId}/devices:findByIdentifier",
      body: wire.findByIdentifierRequest,
      answer: wire.findByIdentifierResponse,
      handle: Effect.fnUntraced(function* (call) {
        const partnerId = yield* partner(call.params["partnerId"])
        const identifier = object(call.body, "deviceIdentifier") ?? {}
        const problem = formProblemOf(identifier)
        if (problem !== undefined) {
          return yield* invalidField(problem.code, "device_identifier", problem.message)
        }
        if (Object.keys(identifier).length === 0) {
          return yield* invalidField(
            "INVALID_IDENTIFIER_SET",
            "device_identifier",
            "deviceIdentifier is required and must say something"
          )
        }
        return yield* found(
          partnerId,
          call,
          (device) =>
            DeviceViews.isClaimedBy(device, partnerId) && DeviceViews.matches(device, identifier)
        )
      })
    },
    {
      id: "partners.devices.findByOwner",
      summary: "Finds the devices that the reseller has claimed for customers, page by page.",
      verb: "POST",
      path: "/v1/partners/{partnerId}/devices:findByOwner",
      body: wire.findByOwnerRequest,
      answer: wire.findByOwnerResponse,
      handle: Effect.fnUntraced(function* (call) {
        const partnerId = yield* partner(call.params["partnerId"])
        const section = text(call.body, "sectionType")
        if (section !== "SECTION_TYPE_SIM_LOCK" && section !== "SECTION_TYPE_ZERO_TOUCH") {
          return yield* invalidField(
            "INVALID_SECTION_TYPE",
            "section_type",
            "sectionType is required: SECTION_TYPE_ZERO_TOUCH or SECTION_TYPE_SIM_LOCK"
          )
        }
        const customers = new Set(listOf(call.body, "customerId"))
        const accounts = new Set(listOf(call.body, "googleWorkspaceCustomerId"))
        if (customers.size + accounts.size === 0) {
          return yield* invalidField(
            "INVALID_CUSTOMER_ID",
            "customer_id",
            "customerId or googleWorkspaceCustomerId is required"
          )
        }
        return yield* found(partnerId, call, (device) => {
          const claim = device.claims.get(section)
          return (
            claim?.resellerId === partnerId &&
            (customers.has(claim.ownerCompanyId ?? null) ||
              accounts.has(claim.googleWorkspaceCustomerId ?? null))
          )
        })
      })
    }
  ]
}
