/**
 * The method `operations.get`, as data. The API has no other one for operations: the name is all that
 * a client has.
 */
import { OAuthScope } from "../client/ApiRequest.ts"
import { method } from "../client/method.ts"
import { decodeAsked, prepareName } from "./Operation.ts"

export const get = method({
  name: "Operations.get",
  method: "operations.get",
  httpMethod: "GET",
  path: "v1/{+name}",
  scope: OAuthScope.partner,
  prepare: prepareName,
  needs: "name,done,error",
  decode: decodeAsked
})
