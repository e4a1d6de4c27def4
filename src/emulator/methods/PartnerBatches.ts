/**
 * `partners.devices.*Async`: what resellers do with many devices at once. Each starts an operation.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { DeviceRule } from "../DeviceRules.ts"
import { objects } from "../Json.ts"
import type { MessageKind } from "../Kinds.ts"
import { reply } from "../Router.ts"
import type { Method } from "../Router.ts"
import type { Service } from "../Service.ts"
import { badRequest } from "../ServiceError.ts"
import * as wire from "../wire/operations.ts"

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  // The three differ in nothing but the names, the items and the rule.
  const batch = (names: {
    readonly method: string
    readonly summary: string
    readonly body: MessageKind
    readonly list: string
    readonly echo: string
    readonly rule: DeviceRule
  }): Method => ({
    id: `partners.devices.${names.method}`,
    summary: names.summary,
    verb: "POST",
    path: `/v1/partners/{partnerId}/devices:${names.method}`,
    body: names.body,
    answer: wire.operation,
    handle: Effect.fnUntraced(function* ({ params, body, now }) {
      const partnerId = yield* service.partner(params["partnerId"])
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
      return reply(service.batches.start(name, items, now))
    })
  })

  return [
    batch({
      method: "claimAsync",
      summary: "Starts an operation that claims devices for customers.",
      body: wire.claimDevicesRequest,
      list: "claims",
      echo: "claim",
      rule: service.rules.claim
    }),
    batch({
      method: "unclaimAsync",
      summary: "Starts an operation that gives devices up.",
      body: wire.unclaimDevicesRequest,
      list: "unclaims",
      echo: "unclaim",
      rule: service.rules.unclaim
    }),
    batch({
      method: "updateMetadataAsync",
      summary: "Starts an operation that changes the metadata of devices.",
      body: wire.updateMetadataInBatchRequest,
      list: "updates",
      echo: "updateMetadata",
      rule: service.rules.updateMetadata
    })
  ]
}
