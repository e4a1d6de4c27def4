/**
 * `operations.get`: the state of a batch, or what a test has scripted in its place.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { reply } from "../Router.ts"
import type { Answer, Method } from "../Router.ts"
import type { Service } from "../Service.ts"
import { refusal } from "../ServiceError.ts"
import type { ServiceError } from "../ServiceError.ts"
import { operation } from "../wire/operations.ts"

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => {
  const get = (name: string, now: number): Effect.Effect<Answer, ServiceError> => {
    const message = service.batches.get(name, now)
    return message === undefined
      ? Effect.fail(refusal("NOT_FOUND", "INVALID_OPERATION_ID", `Operation not found: ${name}`))
      : Effect.succeed(reply(message))
  }

  return [
    {
      id: "operations.get",
      summary: "Shows how far an operation is, and its results.",
      verb: "GET",
      path: "/v1/operations/{operationId=**}",
      answer: operation,
      handle: ({ params, now }) => {
        const name = `operations/${params["operationId"] ?? ""}`
        const scripted = service.scripts.take(name, now)
        return scripted === undefined
          ? get(name, now)
          : Effect.succeed({ _tag: "Scripted", reply: scripted, service: get(name, now) })
      }
    }
  ]
}
