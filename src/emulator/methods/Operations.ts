/**
 * `operations.get`: the state of a batch, or what a test has scripted in its place.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Answer, Method } from "../Router.ts"
import { customError, ServiceError } from "../ServiceError.ts"
import type { Service } from "../Service.ts"
import { operationFields } from "./wire.ts"

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  const get = (name: string, now: number): Effect.Effect<Answer, ServiceError> => {
    const message = service.batches.get(name, now)
    if (message !== undefined) return Effect.succeed({ _tag: "Message", message })
    const text = `Operation not found: ${name}`
    return Effect.fail(
      ServiceError.make("NOT_FOUND", text, [customError("INVALID_OPERATION_ID", text)])
    )
  }

  return [
    {
      id: "operations.get",
      verb: "GET",
      path: "/v1/operations/{id=**}",
      fields: operationFields,
      handle: ({ params, now }) => {
        const name = `operations/${params["id"] ?? ""}`
        const reply = service.scripts.take(name, now)
        return reply === undefined
          ? get(name, now)
          : Effect.succeed({ _tag: "Scripted", reply, service: get(name, now) })
      }
    }
  ]
}
