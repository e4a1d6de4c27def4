/**
 * Names of operations, as they go into a path.
 */
import * as Result from "effect/Result"
import { encodeSegments } from "../../client/internal/path.ts"
import { InvalidRequest } from "../../client/TransportError.ts"

const prefix = "operations/"

/**
 * The path of an operation. Names have one or more segments below `operations/`; what is no such
 * name is refused here, since a URL parser might make something else of it.
 */
export const operationPath = (name: unknown): Result.Result<string, InvalidRequest> => {
  const refuse = (problem: string) =>
    Result.fail(
      new InvalidRequest({
        field: "name",
        description: `${problem}; an operation is named like "operations/apibatchoperation/1", as it is in the Operation that started it`
      })
    )
  if (typeof name !== "string") return refuse("is not a string")
  if (name === "") return refuse("is empty")
  if (!name.startsWith(prefix)) {
    return refuse(`${JSON.stringify(name.slice(0, 100))} does not begin with "${prefix}"`)
  }
  const path = encodeSegments(name)
  return Result.isSuccess(path)
    ? Result.succeed(`v1/${path.success}`)
    : refuse(`${JSON.stringify(name.slice(0, 100))} ${path.failure}`)
}
