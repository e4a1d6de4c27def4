/**
 * `customers.configurations.*`: what the devices of a customer do when they are set up.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as ConfigurationRules from "../ConfigurationRules.ts"
import { isApplied } from "../DeviceViews.ts"
import { compact, text } from "../Json.ts"
import { string } from "../Kinds.ts"
import { reply } from "../Router.ts"
import type { Call, Method } from "../Router.ts"
import type { Service } from "../Service.ts"
import { refusal } from "../ServiceError.ts"
import { configuration, listConfigurationsResponse } from "../wire/configurations.ts"
import { empty } from "../wire/empty.ts"

const collection = "/v1/customers/{customerId}/configurations"
const item = `${collection}/{configurationId}`

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  const { configurations, customer, devices } = service

  /** The configuration in a path. */
  const existing = Effect.fnUntraced(function* ({ params }: Call) {
    const customerId = yield* customer(params["customerId"])
    const id = params["configurationId"] ?? ""
    const found = configurations.get(customerId, id)
    if (found !== undefined) return { customerId, id, found }
    const name = `customers/${customerId}/configurations/${id}`
    return yield* refusal("NOT_FOUND", "INVALID_PARAMETER", `Configuration not found: ${name}`)
  })

  return [
    {
      id: "customers.configurations.create",
      summary: "Makes a configuration.",
      verb: "POST",
      path: collection,
      body: configuration,
      answer: configuration,
      handle: Effect.fnUntraced(function* ({ params, body }) {
        const customerId = yield* customer(params["customerId"])
        const fields = ConfigurationRules.settable(body)
        yield* ConfigurationRules.check(fields, customerId)
        return reply(configurations.put(customerId, fields))
      })
    },
    {
      id: "customers.configurations.get",
      summary: "Shows a configuration.",
      verb: "GET",
      path: item,
      answer: configuration,
      handle: (call) => Effect.map(existing(call), ({ found }) => reply(found))
    },
    {
      id: "customers.configurations.list",
      summary: "Lists the customer's configurations.",
      verb: "GET",
      path: collection,
      answer: listConfigurationsResponse,
      handle: Effect.fnUntraced(function* ({ params }) {
        const customerId = yield* customer(params["customerId"])
        return reply(compact({ configurations: configurations.of(customerId) }))
      })
    },
    {
      id: "customers.configurations.patch",
      summary: "Changes the fields of a configuration that updateMask names.",
      verb: "PATCH",
      path: item,
      query: { updateMask: string },
      body: configuration,
      answer: configuration,
      handle: Effect.fnUntraced(function* (call) {
        const { customerId, id, found } = yield* existing(call)
        const named = yield* ConfigurationRules.fieldsOf(text(call.query, "updateMask"))
        // A field that the mask names and the body does not have is unset.
        const changes = Object.fromEntries(named.map((name) => [name, call.body[name]]))
        const fields = compact({ ...found, ...changes })
        yield* ConfigurationRules.check(fields, customerId)
        return reply(configurations.put(customerId, fields, id))
      })
    },
    {
      id: "customers.configurations.delete",
      summary: "Deletes a configuration that is applied to no device.",
      verb: "DELETE",
      path: item,
      answer: empty,
      handle: Effect.fnUntraced(function* (call) {
        const { customerId, id, found } = yield* existing(call)
        if (Array.from(devices.all()).some((device) => isApplied(device, customerId, id))) {
          return yield* refusal(
            "FAILED_PRECONDITION",
            "INVALID_OPERATION",
            `${found.name} is applied to devices`
          )
        }
        configurations.remove(customerId, id)
        return reply({})
      })
    }
  ]
}
