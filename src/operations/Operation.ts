/**
 * A long-running operation, as the union of what it can be: running, succeeded, failed, or done
 * without a result. `done` alone decides; a `progress` of 100 does not.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import type { AnswerFacts } from "../client/ApiRequest.ts"
import { segmentsProblem } from "../client/method.ts"
import { printableName, printableValue } from "../client/printable.ts"
import { DevicesMetadata, DevicesResponse } from "../model/DevicesOperation.ts"
import type { Prepare } from "../model/internal/request.ts"
import { anyOf, type UnknownAny } from "../rpc/Any.ts"
import * as ProtoJson from "../rpc/ProtoJson.ts"
import { Status } from "../rpc/Status.ts"
import { readEntries, responseName, writeEntries } from "./entries.ts"

/**
 * What an operation says of its progress; `UnknownAny` when it is not about devices.
 *
 * @category models
 * @since 0.1.0
 */
export type OperationMetadata = DevicesMetadata | UnknownAny

/**
 * What an operation resulted in; `UnknownAny` when it is not about devices, or cannot be read. Entries
 * of devices that cannot be read are marked `unreadable`, and do not hide the others.
 *
 * @category models
 * @since 0.1.0
 */
export type OperationResponse = DevicesResponse | UnknownAny

interface Base {
  /** Its name, which is all that is needed to ask for it again. */
  readonly name: string
  readonly metadata?: OperationMetadata
}

/**
 * The operation is still running. What there is of a `response` so far is progress, not an end.
 *
 * @category models
 * @since 0.1.0
 */
export interface Running extends Base {
  readonly _tag: "Running"
  readonly done: false
  readonly response?: OperationResponse
  readonly error?: Status
  /**
   * How long the service asked to wait before the next poll, with the answer that this state came
   * from. It is set by the client and not written to the wire.
   */
  readonly retryAfter?: Duration.Duration
}

/**
 * The operation ran to its end. How its devices came out is in the `response`: see
 * `DeviceResults.failures` and `DeviceResults.requireAll`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Succeeded extends Base {
  readonly _tag: "Succeeded"
  readonly done: true
  readonly response: OperationResponse
}

/**
 * The operation ended in an error. The methods on devices never do so: they report per device.
 *
 * @category models
 * @since 0.1.0
 */
export interface Failed extends Base {
  readonly _tag: "Failed"
  readonly done: true
  readonly error: Status
  readonly response?: OperationResponse
}

/**
 * The operation is done, with neither a response nor an error. Services differ in what they mean by
 * it, so that the caller has to decide.
 *
 * @category models
 * @since 0.1.0
 */
export interface DoneWithoutResult extends Base {
  readonly _tag: "DoneWithoutResult"
  readonly done: true
}

/**
 * @category models
 * @since 0.1.0
 */
export type Operation = Running | Succeeded | Failed | DoneWithoutResult

/**
 * An operation that has ended, in whatever way.
 *
 * @category models
 * @since 0.1.0
 */
export type Done = Exclude<Operation, Running>

const metadataName = "google.android.device.provisioning.v1.DevicesLongRunningOperationMetadata"

/**
 * @category schemas
 * @since 0.1.0
 */
export const OperationMetadata: Schema.Codec<OperationMetadata, unknown> = anyOf(
  { DevicesMetadata },
  () => metadataName
)

/**
 * @category schemas
 * @since 0.1.0
 */
export const OperationResponse: Schema.Codec<OperationResponse, unknown> = anyOf(
  { DevicesResponse },
  () => responseName,
  { read: readEntries, write: writeEntries }
)

/** `google.longrunning.Operation` as it is on the wire. */
const Wire = Schema.Struct({
  name: Schema.optionalKey(Schema.String),
  done: Schema.optionalKey(Schema.Boolean),
  metadata: Schema.optionalKey(OperationMetadata),
  response: Schema.optionalKey(OperationResponse),
  error: Schema.optionalKey(Status)
})

const fromWire = ({ name = "", done, error, ...rest }: typeof Wire.Type): Operation => {
  if (done !== true) {
    return {
      _tag: "Running",
      name,
      done: false,
      ...rest,
      ...(error === undefined ? {} : { error })
    }
  }
  if (error !== undefined) return { _tag: "Failed", name, done, ...rest, error }
  const { response, ...others } = rest
  return response === undefined
    ? { _tag: "DoneWithoutResult", name, done, ...others }
    : { _tag: "Succeeded", name, done, ...others, response }
}

/** What is not of the wire stays behind: the tag, and the delay that a client noted. */
const toWire = (operation: Operation): typeof Wire.Type => {
  if (operation.done) {
    const { _tag, ...rest } = operation
    return rest
  }
  const { _tag, done: _, retryAfter: __, ...rest } = operation
  return rest
}

const tags: ReadonlySet<unknown> = new Set<Operation["_tag"]>([
  "Running",
  "Succeeded",
  "Failed",
  "DoneWithoutResult"
])

/** Whether a value is an operation. */
export const isOperation = (u: unknown): u is Operation =>
  Predicate.hasProperty(u, "_tag") && tags.has(u._tag) && Predicate.hasProperty(u, "name")

const codec = Wire.pipe(
  Schema.decodeTo(
    Schema.declare(isOperation),
    SchemaTransformation.transform({ decode: fromWire, encode: toWire })
  )
)

/**
 * What to do in each state of an operation.
 *
 * @category matching
 * @since 0.1.0
 */
export interface OperationCases<A, B, C, D> {
  readonly Running: (operation: Running) => A
  readonly Succeeded: (operation: Succeeded) => B
  readonly Failed: (operation: Failed) => C
  readonly DoneWithoutResult: (operation: DoneWithoutResult) => D
}

/**
 * The codec of an operation, with guards and `match` for its four states.
 *
 * @category schemas
 * @since 0.1.0
 */
export interface OperationSchema extends Schema.Codec<Operation, typeof Wire.Encoded> {
  /** Whether a value is an operation in a given state. */
  readonly guards: {
    readonly Running: (u: unknown) => u is Running
    readonly Succeeded: (u: unknown) => u is Succeeded
    readonly Failed: (u: unknown) => u is Failed
    readonly DoneWithoutResult: (u: unknown) => u is DoneWithoutResult
  }
  /** Handles each of the four states. */
  readonly match: <A, B, C, D>(
    operation: Operation,
    cases: OperationCases<A, B, C, D>
  ) => A | B | C | D
}

const match: OperationSchema["match"] = (operation, cases) => {
  switch (operation._tag) {
    case "Running":
      return cases.Running(operation)
    case "Succeeded":
      return cases.Succeeded(operation)
    case "Failed":
      return cases.Failed(operation)
    case "DoneWithoutResult":
      return cases.DoneWithoutResult(operation)
  }
}

/**
 * JSON as the service speaks it on one side, the union on the other, with `guards` and `match`.
 *
 * ```ts
 * const line = Operation.match(operation, {
 *   Running: () => "still running",
 *   Succeeded: ({ response }) => `done: ${response._tag}`,
 *   Failed: ({ error }) => error.message,
 *   DoneWithoutResult: () => "done"
 * })
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const Operation: OperationSchema = Schema.make<OperationSchema>(codec.ast, {
  match,
  guards: {
    Running: (u: unknown): u is Running => isOperation(u) && u._tag === "Running",
    Succeeded: (u: unknown): u is Succeeded => isOperation(u) && u._tag === "Succeeded",
    Failed: (u: unknown): u is Failed => isOperation(u) && u._tag === "Failed",
    DoneWithoutResult: (u: unknown): u is DoneWithoutResult =>
      isOperation(u) && u._tag === "DoneWithoutResult"
  }
})

const decodeWire = ProtoJson.decoder(Wire)

/**
 * Reads the JSON of an answer. Where a name was asked for, one without a name has that name, and one
 * with another name is refused. The failure says what is wrong with the JSON.
 */
export const decodeOperation = (
  json: unknown,
  { retryAfter }: AnswerFacts,
  askedName?: string
): Result.Result<Operation, string> => {
  const result = decodeWire(json)
  if (Result.isFailure(result)) {
    const issue = result.failure.message.replaceAll(/\s+/g, " ").slice(0, 300)
    return Result.fail(`it is not an operation: ${issue}`)
  }
  const operation = fromWire(result.success)
  if (askedName === undefined) return Result.succeed(noteDelay(operation, retryAfter))
  if (!isLikeOperation(json)) {
    return Result.fail("it is not an operation: it has no name, done, metadata or response")
  }
  if (operation.name !== "" && lastOf(operation.name) !== lastOf(askedName)) {
    return Result.fail(
      `it is another operation, ${printableName(operation.name)}, than was asked for, ${printableName(askedName)}`
    )
  }
  const named = operation.name === "" ? { ...operation, name: askedName } : operation
  return Result.succeed(noteDelay(named, retryAfter))
}

const noteDelay = (operation: Operation, retryAfter: AnswerFacts["retryAfter"]): Operation =>
  operation.done || Option.isNone(retryAfter)
    ? operation
    : { ...operation, retryAfter: retryAfter.value }

/** Any JSON object decodes as a running operation, so that something has to say that it is one. */
const isLikeOperation = (json: unknown): boolean =>
  Predicate.isObject(json) &&
  ["name", "done", "metadata", "response"].some(
    (field) => Predicate.hasProperty(json, field) && json[field] !== null
  )

const lastOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1)

/** Reads the answer to `operations.get`. */
export const decodeAsked = (
  json: unknown,
  answer: AnswerFacts,
  { name }: { readonly name: string }
): Result.Result<Operation, string> => decodeOperation(json, answer, name)

/** Reads the answer to a start. The name is all that leads back to an operation, so it must be good. */
export const decodeStarted = (
  json: unknown,
  answer: AnswerFacts
): Result.Result<Operation, string> =>
  Result.filterOrFail(
    decodeOperation(json, answer),
    ({ name }) => nameProblem(name) === undefined,
    ({ name }) =>
      `the operation has ${name === "" ? "no name" : "a name that cannot be asked for"}; one may have been started, so look at the devices before you try again`
  )

const prefix = "operations/"

/** Nothing is sent of a name but the path; a name that is wrong is refused. */
export const prepareName: Prepare<undefined> = ({ name }) => {
  const message = nameProblem(name)
  return message === undefined ? Effect.succeed({}) : Effect.fail([{ field: "name", message }])
}

/** What is wrong with the name of an operation, if anything. */
export const nameProblem = (name: unknown): string | undefined => {
  const problem = shortProblem(name)
  return problem === undefined
    ? undefined
    : `${problem}; an operation is named like "operations/apibatchoperation/1", as it is in the Operation that started it`
}

const shortProblem = (name: unknown): string | undefined => {
  if (!Predicate.isString(name)) return `is not a string, but ${printableValue(name)}`
  if (name === "") return "is empty"
  if (!name.startsWith(prefix)) return `${printableValue(name)} does not begin with "${prefix}"`
  const problem = segmentsProblem(name)
  return problem === undefined ? undefined : `${printableValue(name)} ${problem}`
}
