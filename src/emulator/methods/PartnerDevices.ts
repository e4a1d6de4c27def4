/**
 * `partners.devices.*`: what resellers do with devices.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { DeviceRule } from "../DeviceRules.ts"
import { objects } from "../Json.ts"
import type { Kind } from "../Messages.ts"
import type { Method } from "../Router.ts"
import { badRequest } from "../ServiceError.ts"
import type { Service } from "../Service.ts"
import { operationFields, partnerClaim, partnerUnclaim, updateMetadataArguments } from "./wire.ts"
import { list } from "../Messages.ts"

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  // The three differ in nothing but the names, the items and the rule.
  const batch = (names: {
    readonly method: string
    readonly list: string
    readonly item: Kind
    readonly echo: string
    readonly rule: DeviceRule
  }): Method => ({
    id: `partners.devices.${names.method}`,
    verb: "POST",
    path: `/v1/partners/{partnerId}/devices:${names.method}`,
    body: { [names.list]: list(names.item) },
    fields: operationFields,
    handle: Effect.fnUntraced(function* ({ params, body, now }) {
      const partnerId = yield* service.partner(params["partnerId"] ?? "")
      const requests = objects(body, names.list)
      if (requests.length === 0) {
        return yield* badRequest([
          { field: names.list, description: `${names.list} is required and must not be empty` }
        ])
      }
      const name = yield* service.newOperationName
      const items = requests.map((request) => ({
        echo: { [names.echo]: request },
        run: (at: number) => names.rule(request, partnerId, at)
      }))
      return { _tag: "Message", message: service.batches.start(name, items, now) }
    })
  })

  return [
    batch({
      method: "claimAsync",
      list: "claims",
      item: partnerClaim,
      echo: "claim",
      rule: service.rules.claim
    }),
    batch({
      method: "unclaimAsync",
      list: "unclaims",
      item: partnerUnclaim,
      echo: "unclaim",
      rule: service.rules.unclaim
    }),
    batch({
      method: "updateMetadataAsync",
      list: "updates",
      item: updateMetadataArguments,
      echo: "updateMetadata",
      rule: service.rules.updateMetadata
    })
  ]
}
