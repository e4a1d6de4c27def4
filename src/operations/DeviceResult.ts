/**
 * How each device of an operation came out. An operation that succeeded says only that its batch
 * ran; what happened to the devices is in its response, and this module brings it to one result per
 * device, with its index and its request.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { DeviceIdentifier } from "../model/DeviceIdentifier.ts"
import { DeviceStatus, OperationPerDevice } from "../model/DevicesOperation.ts"
import { DeviceId } from "../model/Ids.ts"
import type { DeviceReference } from "./internal/align.ts"
import { echoOf, perDevice, toResult } from "./internal/perDevice.ts"
import type { Operation } from "./Operation.ts"

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

/**
 * How one device came out, with the service's copy of its request.
 *
 * @category schemas
 * @since 0.1.0
 */
export const DeviceResult = Schema.Union([DeviceSucceeded, DeviceFailed, DeviceUnreported]).pipe(
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
export type DeviceResult<Request = EchoedRequest> = WithRequest<Request, typeof DeviceResult.Type>

/**
 * The results of the devices, in the order of the request; for a running operation those so far.
 * Each has the service's copy of its request or, when the requests that were sent are given, its own
 * of these: by index when the numbers agree, and otherwise by the identifiers that the service
 * repeats, so that no result lands at another device. A request without a result is
 * `DeviceUnreported`, a result without a request has none. Without requests, a finished operation
 * that reports fewer devices than it counts (`devicesCount`, `successCount`) has the others unreported
 * at its end, up to 100,000. A response that is not about devices has no results: see
 * `devicesResponse`.
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
  return perDevice(operation, requests).map((device, index) =>
    toResult(device, index, requests === undefined ? echoOf(device) : device.asked)
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
