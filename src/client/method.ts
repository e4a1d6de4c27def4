/**
 * One method of the API, described as data, and its call. All methods go through `call`.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type { Prepare, Prepared, Problem } from "../model/internal/request.ts"
import * as ProtoJson from "../rpc/ProtoJson.ts"
import type { ApiError } from "./ApiError.ts"
import type { AnswerFacts, ApiRequest } from "./ApiRequest.ts"
import type { ClientService } from "./Client.ts"
import { printableValue } from "./printable.ts"
import { type CheckedOptions, type Options, readOptions } from "./readOptions.ts"
import { withSpan } from "./telemetry.ts"
import { InvalidRequest, refuse, type TransportError } from "./TransportError.ts"

export interface Method<Path extends string, Input, A> extends Pick<
  ApiRequest<A>,
  "method" | "httpMethod" | "scope" | "idempotent"
> {
  /** Our name of the method, `PartnerDevices.get`: that of its span. */
  readonly name: string
  /**
   * Below the base URL. `{customerId}` is a parameter of one segment; `{+name}` is the name of an
   * operation, whose slashes stay slashes.
   */
  readonly path: Path
  /** What is sent of an input, or all that is wrong with it. */
  readonly prepare: Prepare<Input>
  /** The operation that an answer names, for the span. */
  readonly operationOf?: (value: A) => string
  /** Fields that are needed besides those that a caller asks for. */
  readonly needs?: string
  /** Reads the JSON of a successful answer; the failure says what is wrong with it. */
  readonly decode: (
    json: unknown,
    answer: AnswerFacts,
    params: Params<Path>
  ) => Result.Result<A, string>
}

/** The parameters of a path. */
export type Params<Path extends string> = { readonly [Name in Names<Path>]: string }

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `+${infer Bare}` ? Bare : Name) | Names<Rest>
  : never

/** Keeps the path's literal type. */
export const method = <const Path extends string, Input, A>(
  method: Method<Path, Input, A>
): Method<Path, Input, A> => method

/** Calls a method under its span. An input that is wrong is refused, and nothing is sent. */
export const call = <Path extends string, Input, A>(
  client: ClientService,
  method: Method<Path, Input, A>,
  params: Params<Path>,
  input: Input,
  options?: Options
): Effect.Effect<A, ApiError | TransportError> =>
  withSpan(
    callUntraced(client, method, params, input, options),
    method.name,
    () => operationAttributes(operationOf(params)),
    (value) => operationAttributes(method.operationOf?.(value))
  )

/** The span attributes of the operation that a call is about. */
export const operationAttributes = (name: string | undefined): Record<string, string> =>
  name === undefined ? {} : { "gcp.resource.destination.id": name }

/** The same without a span, for callers that have one. */
export const callUntraced = <Path extends string, Input, A>(
  client: ClientService,
  method: Method<Path, Input, A>,
  params: Params<Path>,
  input: Input,
  options?: Options
): Effect.Effect<A, ApiError | TransportError> =>
  Effect.flatMap(requestOf(method, params, input, options), (request) =>
    Effect.map(client.execute(request), ({ value }) => value)
  )

/** The request of a call, checked. */
export const requestOf = <Path extends string, Input, A>(
  method: Method<Path, Input, A>,
  params: Params<Path>,
  input: Input,
  options?: Options
): Effect.Effect<ApiRequest<A>, TransportError> => {
  const { decode, httpMethod, idempotent = httpMethod === "GET", needs, scope } = method
  const refused = (problems: ReadonlyArray<Problem>) =>
    refuse(method.method, invalidRequest(problems), idempotent)
  const make = ({ body, pageToken, query }: Prepared, read: CheckedOptions) => {
    const path = fillIn(method.path, params)
    if (Result.isFailure(path)) return refused([path.failure])
    const { fields, onPossiblyStarted, quotaUser, sendBefore, xgafv } = read
    return Effect.succeed<ApiRequest<A>>({
      method: method.method,
      httpMethod,
      scope,
      idempotent,
      decode: (json, answer) => decode(json, answer, params),
      path: path.success,
      query: {
        ...query,
        "$.xgafv": xgafv,
        // an empty mask is none
        fields: fields ? [fields, ...(needs === undefined ? [] : [needs])].join() : undefined,
        quotaUser
      },
      body,
      operationName: operationOf(params),
      pageToken,
      sendBefore,
      onPossiblyProcessed: onPossiblyStarted
    })
  }
  const prepared = Effect.catch(method.prepare(params, input), refused)
  if (options === undefined) return Effect.flatMap(prepared, (prepared) => make(prepared, {}))
  const read = Effect.catch(readOptions(options), refused)
  return Effect.flatMap(prepared, (prepared) =>
    Effect.flatMap(read, (read) => make(prepared, read))
  )
}

/** The operation that a call is about: the one parameter that is called `name`. */
const operationOf = (params: Readonly<Record<string, string>>): string | undefined => params["name"]

const invalidRequest = (problems: ReadonlyArray<Problem>): InvalidRequest => {
  const [first = { field: "request", message: "may not be sent" }] = problems
  return new InvalidRequest({ field: first.field, description: first.message, problems })
}

const fillIn = (
  path: string,
  params: Readonly<Record<string, unknown>>
): Result.Result<string, Problem> => {
  let filled = path
  for (const name in params) {
    const many = `{+${name}}`
    const place = filled.includes(many) ? many : `{${name}}`
    const segments = segmentsOf(params[name], place === many)
    if (Result.isFailure(segments)) return Result.fail({ field: name, message: segments.failure })
    filled = filled.replace(place, () => segments.success)
  }
  return Result.succeed(filled)
}

const segmentsOf = (value: unknown, hasMany: boolean): Result.Result<string, string> => {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") {
    return Result.fail(`is ${printableValue(value)}; give a string`)
  }
  const text = String(value)
  return text.includes("/") && !hasMany ? Result.fail("has a slash") : encodeSegments(text)
}

/** Encodes one segment: everything but RFC 3986's unreserved characters is percent-encoded. */
const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  )

/** What is wrong with a segment, if anything: what URL parsers would fold away, or take for an end. */
const segmentProblem = (segment: string): string | undefined => {
  if (segment === "") return "has an empty segment"
  if (segment === "." || segment === "..") return `has a segment ${JSON.stringify(segment)}`
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f]/.test(segment)) return "has a control character"
  if (/[?#]/.test(segment)) return 'has a "?" or a "#"'
  if (/\p{Surrogate}/u.test(segment)) return "has half a surrogate pair, which no UTF-8 can hold"
  return undefined
}

/** Segments of which nothing has to be encoded; nearly all are. */
const plainSegments = /^[\w~-]+(?:\/[\w~-]+)*$/

/** What is wrong with a name of one or more segments, if anything. */
export const segmentsProblem = (name: string): string | undefined => {
  if (plainSegments.test(name)) return undefined
  for (const segment of name.split("/")) {
    const problem = segmentProblem(segment)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Encodes a name of one or more segments; its slashes stay slashes. The failure says what is wrong. */
const encodeSegments = (name: string): Result.Result<string, string> => {
  if (plainSegments.test(name)) return Result.succeed(name)
  const problem = segmentsProblem(name)
  return problem === undefined
    ? Result.succeed(name.split("/").map(encodeSegment).join("/"))
    : Result.fail(problem)
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
