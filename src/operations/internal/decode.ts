/**
 * From a reply's JSON to an `Operation`.
 */
import * as Result from "effect/Result"
import * as ProtoJson from "../../rpc/ProtoJson.ts"
import { Operation } from "../Operation.ts"

const decode = ProtoJson.decoder(Operation)

/**
 * Decodes an operation; one without a name has the one that was asked for. The failure says what is
 * wrong with the JSON.
 */
export const decodeOperation = (
  json: unknown,
  askedName: string
): Result.Result<Operation, string> => {
  const result = decode(json)
  if (Result.isFailure(result)) {
    const issue = result.failure.message.replaceAll(/\s+/g, " ").slice(0, 300)
    return Result.fail(`it is not an operation: ${issue}`)
  }
  const operation = result.success
  return Result.succeed(operation.name === "" ? { ...operation, name: askedName } : operation)
}
