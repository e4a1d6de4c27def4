/**
 * How each device of an operation came out. An operation that succeeded says only that its batch
 * ran; what happened to the devices is in its response, and this module brings it to one result per
 * device, with its index and its request.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { DeviceIdentifier } from "../model/DeviceIdentifier.ts"
import {
  DeviceStatus,
  type DevicesResponse,
  OperationPerDevice
} from "../model/DevicesOperation.ts"
import { DeviceId } from "../model/Ids.ts"
import { align, type DeviceReference } from "./internal/align.ts"
import type { Operation, Succeeded } from "./Operation.ts"

const { claim, unclaim, updateMetadata } = OperationPerDevice.fields

/**
 * The service's copy of what was asked for a device.
 *
 * @category models
 * @since 0.1.0
 */
export const EchoedRequest = Schema.Struct({ claim, unclaim, updateMetadata })

/**
 * @category models
 * @since 0.1.0
 */
export interface EchoedRequest extends Schema.Schema.Type<typeof EchoedRequest> {}

const base = {
  /**
   * The position in the requests, when they were given, and otherwise among the results: the same,
   * as long as the service dropped none. What fits no request comes after the last.
   */
  index: Schema.Number,
  /** What was asked for the device; absent when the result fits none of the requests. */
  request: Schema.optionalKey(EchoedRequest),
  /** The device's hardware identifier, as far as the request names it. */
  deviceIdentifier: Schema.optionalKey(DeviceIdentifier)
}

/** The device was processed as asked. A successful unclaim has no `deviceId`. */
const DeviceSucceeded = Schema.TaggedStruct("DeviceSucceeded", {
  ...base,
  deviceId: Schema.optionalKey(DeviceId)
})

/** The service refused the device, for the reason that `status` and `errorIdentifier` give. */
const DeviceFailed = Schema.TaggedStruct("DeviceFailed", {
  ...base,
  status: DeviceStatus,
  errorIdentifier: Schema.optionalKey(Schema.String),
  errorMessage: Schema.optionalKey(Schema.String)
})

/** The service has said nothing of the device (in a running operation: not yet). */
const DeviceUnreported = Schema.TaggedStruct("DeviceUnreported", base)

const Result = Schema.Union([DeviceSucceeded, DeviceFailed, DeviceUnreported]).pipe(
  Schema.toTaggedUnion("_tag")
)

type WithRequest<R, Member> = Member extends unknown
  ? Omit<Member, "request"> & { readonly request?: R }
  : never

/**
 * How one device came out: `DeviceSucceeded`, `DeviceFailed` or `DeviceUnreported`.
 *
 * @category models
 * @since 0.1.0
 */
export type DeviceResult<Request = EchoedRequest> = WithRequest<Request, typeof Result.Type>

/**
 * The results of the devices, in the order of the request; for a running operation those so far.
 * Each has the service's copy of its request or, when the requests that were sent are given, its own
 * of these: by index when the numbers agree, and otherwise by the identifiers that the service
 * repeats, so that no result lands at another device. A request without a result is
 * `DeviceUnreported`, a result without a request has none.
 *
 * @category accessors
 * @since 0.1.0
 */
export function deviceResults(operation: Operation): ReadonlyArray<DeviceResult>
export function deviceResults<R extends DeviceReference>(
  operation: Operation,
  requests: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R>>
export function deviceResults<R extends DeviceReference>(
  operation: Operation,
  requests?: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R | EchoedRequest>> {
  const reported = devicesOf(operation)
  if (requests === undefined) {
    return reported.map((device, index) => toResult(device, index, echoOf(device)))
  }
  return align(requests, reported, referenceOf).map(([request, device], index) =>
    device === undefined
      ? unreported(index, request, request)
      : toResult(device, index, request, request)
  )
}

/**
 * The devices that did not succeed: of a done operation all but the successes, of a running one
 * those that have failed so far.
 *
 * @category accessors
 * @since 0.1.0
 */
export function deviceFailures(operation: Operation): ReadonlyArray<DeviceResult>
export function deviceFailures<R extends DeviceReference>(
  operation: Operation,
  requests: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R>>
export function deviceFailures<R extends DeviceReference>(
  operation: Operation,
  requests?: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R | EchoedRequest>> {
  const results: ReadonlyArray<DeviceResult<R | EchoedRequest>> =
    requests === undefined ? deviceResults(operation) : deviceResults(operation, requests)
  return results.filter(
    ({ _tag }) => _tag === "DeviceFailed" || (operation.done && _tag === "DeviceUnreported")
  )
}

/**
 * Demands that every device of a finished operation succeeded: gives the operation back, or fails
 * with `DevicesFailed`. Give the requests that were sent, for only they tell whether the service
 * dropped one; without them it also fails when the service reports fewer devices than it counts
 * (`metadata.devicesCount`, `successCount`), and when the response is not about devices at all.
 *
 * @category combinators
 * @since 0.1.0
 */
export const requireAllDevices = (
  operation: Succeeded,
  requests?: ReadonlyArray<DeviceReference>
): Effect.Effect<Succeeded, DevicesFailed> => {
  const devices = devicesOf(operation)
  const results =
    requests === undefined
      ? deviceResults(operation)
      : align(requests, devices, referenceOf).map(([request, device], index) =>
          device === undefined
            ? unreported<EchoedRequest>(index, undefined, request)
            : toResult(device, index, echoOf(device), request)
        )
  const failures = results.filter(({ _tag }) => _tag !== "DeviceSucceeded")
  const reported = devices.length
  const expected = requests?.length ?? Math.max(reported, ...countsOf(operation))
  const readable = operation.response._tag === "DevicesResponse"
  return readable && failures.length === 0 && reported === expected
    ? Effect.succeed(operation)
    : Effect.fail(
        new DevicesFailed({
          operationName: operation.name,
          expected,
          reported,
          readable,
          failures
        })
      )
}

/**
 * Not every device of an operation succeeded.
 *
 * @category errors
 * @since 0.1.0
 */
export class DevicesFailed extends Schema.TaggedError<DevicesFailed>()("DevicesFailed", {
  operationName: Schema.String,
  /** How many devices there should be results for. */
  expected: Schema.Number,
  /** How many there are results for. */
  reported: Schema.Number,
  /** Whether the response is about devices at all. */
  readable: Schema.Boolean,
  failures: Schema.Array(Result)
}) {
  override get message(): string {
    const { expected, failures, operationName, readable, reported } = this
    if (!readable) return `${operationName}: the response is not about devices`
    const counts = new Map<string, number>()
    for (const failure of failures) {
      const status = failure._tag === "DeviceFailed" ? failure.status : "no result"
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
    const kinds = [...counts].map(([status, count]) => `${count} × ${status}`)
    const outcome =
      kinds.length === 0
        ? `no device failed`
        : `${failures.length} of ${expected} devices did not succeed: ${kinds.join(", ")}`
    const number =
      reported === expected ? "" : `, but there are results for ${reported} of ${expected} devices`
    return `${operationName}: ${outcome}${number}`
  }
}

const devicesOf = (operation: Operation): ReadonlyArray<OperationPerDevice> => {
  const response: DevicesResponse | { readonly _tag: "UnknownAny" } | undefined =
    "response" in operation ? operation.response : undefined
  return response?._tag === "DevicesResponse" ? (response.perDeviceStatus ?? []) : []
}

/** How many devices the service says there were: in its metadata, and at least the successes. */
const countsOf = ({ metadata, response }: Succeeded): ReadonlyArray<number> => [
  metadata?._tag === "DevicesMetadata" ? (metadata.devicesCount ?? 0) : 0,
  response._tag === "DevicesResponse" ? (response.successCount ?? 0) : 0
]

const echoOf = ({
  claim,
  unclaim,
  updateMetadata
}: OperationPerDevice): EchoedRequest | undefined =>
  claim === undefined && unclaim === undefined && updateMetadata === undefined
    ? undefined
    : {
        ...(claim === undefined ? {} : { claim }),
        ...(unclaim === undefined ? {} : { unclaim }),
        ...(updateMetadata === undefined ? {} : { updateMetadata })
      }

const referenceOf = (device: OperationPerDevice): DeviceReference | undefined =>
  device.claim ?? device.unclaim ?? device.updateMetadata

const identified = <R>(index: number, request: R | undefined, reference?: DeviceReference) => ({
  index,
  ...(request === undefined ? {} : { request }),
  ...(reference?.deviceIdentifier === undefined
    ? {}
    : { deviceIdentifier: reference.deviceIdentifier })
})

const unreported = <R>(
  index: number,
  request: R | undefined,
  reference: DeviceReference | undefined
): DeviceResult<R> => ({ _tag: "DeviceUnreported", ...identified(index, request, reference) })

const toResult = <R>(
  device: OperationPerDevice,
  index: number,
  request: R | undefined,
  asked?: DeviceReference
): DeviceResult<R> => {
  const { result } = device
  const reference = referenceOf(device) ?? asked
  const status = result?.status
  if (status === undefined || status === "SINGLE_DEVICE_STATUS_UNSPECIFIED") {
    return unreported(index, request, reference)
  }
  const common = identified(index, request, reference)
  if (status === "SINGLE_DEVICE_STATUS_SUCCESS") {
    return {
      _tag: "DeviceSucceeded",
      ...common,
      ...(result?.deviceId === undefined ? {} : { deviceId: result.deviceId })
    }
  }
  return {
    _tag: "DeviceFailed",
    ...common,
    status,
    ...(result?.errorIdentifier === undefined ? {} : { errorIdentifier: result.errorIdentifier }),
    ...(result?.errorMessage === undefined ? {} : { errorMessage: result.errorMessage })
  }
}
