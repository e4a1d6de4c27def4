/**
 * A long-running operation, as the union of what it can be: running, succeeded, failed, or done
 * without a result. `done` alone decides; a `progress` of 100 does not.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { DevicesMetadata, DevicesResponse } from "../model/DevicesOperation.ts"
import { anyOf, type UnknownAny } from "../rpc/Any.ts"
import { Status } from "../rpc/Status.ts"
import { deviceFailures, deviceResults } from "./DeviceResult.ts"
import { requireAllDevices } from "./DevicesFailed.ts"

/**
 * What an operation says of its progress; `UnknownAny` when it is not about devices.
 *
 * @category models
 * @since 0.1.0
 */
export type OperationMetadata = DevicesMetadata | UnknownAny

/**
 * What an operation resulted in; `UnknownAny` when it is not about devices.
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
 * The operation goes on. What there is of a `response` so far is progress, not an end.
 *
 * @category models
 * @since 0.1.0
 */
export interface Running extends Base {
  readonly _tag: "Running"
  readonly done: false
  readonly response?: OperationResponse
  readonly error?: Status
}

/**
 * The operation ran to its end. How its devices came out is in the `response`: see `deviceFailures`
 * and `requireAllDevices`.
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
 * The operation is done and says nothing of how. What that means differs between services, so it is
 * for the caller to decide.
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

const longRunning = "google.android.device.provisioning.v1.DevicesLongRunningOperation"

/**
 * @category schemas
 * @since 0.1.0
 */
export const OperationMetadata: Schema.Codec<OperationMetadata, unknown> = anyOf(
  { DevicesMetadata },
  () => `${longRunning}Metadata`
)

/**
 * @category schemas
 * @since 0.1.0
 */
export const OperationResponse: Schema.Codec<OperationResponse, unknown> = anyOf(
  { DevicesResponse },
  () => `${longRunning}Response`
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

const toWire = ({ _tag, done, ...rest }: Operation): typeof Wire.Type =>
  done ? { ...rest, done } : rest

const tags: ReadonlySet<unknown> = new Set<Operation["_tag"]>([
  "Running",
  "Succeeded",
  "Failed",
  "DoneWithoutResult"
])

/**
 * Whether a value is an operation.
 *
 * @category guards
 * @since 0.1.0
 */
export const isOperation = (u: unknown): u is Operation =>
  Predicate.hasProperty(u, "_tag") && tags.has(u._tag) && Predicate.hasProperty(u, "name")

const codec: Schema.Codec<Operation, typeof Wire.Encoded> = Wire.pipe(
  Schema.decodeTo(
    Schema.declare(isOperation),
    SchemaTransformation.transform({ decode: fromWire, encode: toWire })
  )
)

const done = <const Done extends boolean>(value: Done) =>
  Schema.Literal(value).pipe(Schema.withConstructorDefault(Effect.succeed(value)))

const name = Schema.String
const metadata = Schema.optionalKey(Schema.toType(OperationMetadata))
const response = Schema.toType(OperationResponse)
const error = Schema.toType(Status)

const union = Schema.Union([
  Schema.TaggedStruct("Running", {
    name,
    done: done(false),
    metadata,
    response: Schema.optionalKey(response),
    error: Schema.optionalKey(error)
  }),
  Schema.TaggedStruct("Succeeded", { name, done: done(true), metadata, response }),
  Schema.TaggedStruct("Failed", {
    name,
    done: done(true),
    metadata,
    response: Schema.optionalKey(response),
    error
  }),
  Schema.TaggedStruct("DoneWithoutResult", { name, done: done(true), metadata })
]).pipe(Schema.toTaggedUnion("_tag"))

/**
 * The progress of an operation on devices, if it says any.
 *
 * @category accessors
 * @since 0.1.0
 */
export const devicesMetadata = (operation: Operation): Option.Option<DevicesMetadata> =>
  operation.metadata?._tag === "DevicesMetadata" ? Option.some(operation.metadata) : Option.none()

/**
 * The response of an operation on devices, if there is any yet.
 *
 * @category accessors
 * @since 0.1.0
 */
export const devicesResponse = (operation: Operation): Option.Option<DevicesResponse> =>
  "response" in operation && operation.response?._tag === "DevicesResponse"
    ? Option.some(operation.response)
    : Option.none()

/** Of the union: constructors and guards by tag, and matching. */
export const { cases, guards, isAnyOf, match, matchOrElse } = union

/**
 * The codec of an operation (JSON as the service speaks it on one side, the union on the other),
 * with the union's `match`, `guards` and `cases` and this module's functions beside it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Operation = Object.assign(codec, {
  cases,
  guards,
  isAnyOf,
  match,
  matchOrElse,
  devicesMetadata,
  devicesResponse,
  deviceResults,
  deviceFailures,
  requireAllDevices
})

export { deviceFailures, deviceResults } from "./DeviceResult.ts"
export { requireAllDevices } from "./DevicesFailed.ts"
