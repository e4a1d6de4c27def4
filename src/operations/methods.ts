/**
 * The method `operations.get`, as data. The API has no other one for operations: the name is all that
 * a client has.
 */
import * as Effect from "effect/Effect"
import { OAuthScope } from "../client/ApiRequest.ts"
import { method } from "../client/method.ts"
import { decodeOperation, nameProblem } from "./Operation.ts"

export const get = method({
  name: "Operations.get",
  method: "operations.get",
  httpMethod: "GET",
  path: "v1/{+name}",
  scope: OAuthScope.partner,
  prepare: ({ name }, _: undefined) => {
    const message = nameProblem(name)
    return message === undefined ? Effect.succeed({}) : Effect.fail([{ field: "name", message }])
  },
  needs: "name,done,error",
  decode: (json, answer, { name }) => decodeOperation(json, answer, name)
})
