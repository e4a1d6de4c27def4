/**
 * One method of the API, described as data, and its call.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as ProtoJson from "../../rpc/ProtoJson.ts"
import type { ApiError } from "../ApiError.ts"
import type { ReadOptions } from "../CallOptions.ts"
import type { ApiRequest, Client } from "../Client.ts"
import { InvalidRequest, type TransportError } from "../TransportError.ts"
import { encodeSegments } from "./path.ts"
import { refuse } from "./refuse.ts"

/** What goes into a request beside its path. */
interface Prepared {
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly pageToken?: string | undefined
}

type Problems = NonNullable<InvalidRequest["problems"]>

export interface Method<Path extends string, Input, A> extends Pick<
  ApiRequest<A>,
  "method" | "httpMethod" | "scope" | "idempotent" | "decode"
> {
  /** Below the base URL; `{customerId}` is a parameter. */
  readonly path: Path
  /** What is sent of an input, or all that is wrong with it. */
  readonly prepare: (
    params: Params<Path>,
    input: Input
  ) => Effect.Effect<Prepared, ReadonlyArray<Problems[number]>>
  /** Fields that are needed whatever a caller asks for. */
  readonly needs?: string
}

/** The parameters of a path, one segment each. */
export type Params<Path extends string> = { readonly [Name in Names<Path>]: string }

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never

/** Keeps the path's literal type. */
export const method = <const Path extends string, Input, A>(
  method: Method<Path, Input, A>
): Method<Path, Input, A> => method

/** Calls a method. What is wrong with the input is refused, and nothing is sent. */
export const call = Effect.fnUntraced(function* <Path extends string, Input, A>(
  client: Client["Service"],
  method: Method<Path, Input, A>,
  params: Params<Path>,
  input: Input,
  { fields, quotaUser, xgafv }: ReadOptions = {}
): Effect.fn.Return<A, ApiError | TransportError> {
  const { idempotent = method.httpMethod === "GET", needs } = method
  const refused = (problems: Problems) =>
    refuse(method.method, invalidRequest(problems), idempotent)

  const { body, pageToken, query } = yield* method
    .prepare(params, input)
    .pipe(Effect.catch(refused))
  const path = fillIn(method.path, params)
  if (Result.isFailure(path)) return yield* refused([path.failure])
  const { value } = yield* client.execute({
    ...method,
    path: path.success,
    // what is undefined here must not hide the client's own parameters
    query: Record.filter(
      {
        ...query,
        // an empty mask is none
        fields: fields ? [fields, ...(needs === undefined ? [] : [needs])].join() : undefined,
        quotaUser,
        "$.xgafv": xgafv
      },
      Predicate.isNotUndefined
    ),
    body,
    ...(pageToken === undefined ? {} : { pageToken })
  })
  return value
})

const invalidRequest = (problems: Problems): InvalidRequest => {
  const [first = { field: "request", message: "may not be sent" }] = problems
  return new InvalidRequest({ field: first.field, description: first.message, problems })
}

const fillIn = (
  path: string,
  params: Readonly<Record<string, string>>
): Result.Result<string, Problems[number]> => {
  let filled = path
  for (const [name, value] of Object.entries(params)) {
    const text = String(value)
    const segment = text.includes("/") ? Result.fail("has a slash") : encodeSegments(text)
    if (Result.isFailure(segment)) return Result.fail({ field: name, message: segment.failure })
    filled = filled.replace(`{${name}}`, () => segment.success)
  }
  return Result.succeed(filled)
}

/** Reads an answer that is a message of a schema. */
export const answer = <S extends Schema.ConstraintDecoder<unknown>>(name: string, schema: S) => {
  const decode = ProtoJson.decoder(schema)
  return (json: unknown): Result.Result<S["Type"], string> =>
    Result.mapError(decode(json), ({ message }) => {
      return `it is no ${name}: ${message.replaceAll(/\s+/g, " ").slice(0, 300)}`
    })
}

/** Reads `google.protobuf.Empty`. The service sends `{}`; nothing at all would be no answer. */
export const empty = (json: unknown): Result.Result<void, string> =>
  Predicate.isObject(json) ? Result.void : Result.fail("it is not the empty message, {}")
