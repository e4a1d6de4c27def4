/**
 * How the devices of an operation came out. An operation that succeeded says only that its batch ran;
 * what happened to the devices is in its response, and this module brings it to one result per
 * device, with its index and its request.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type {
  DevicesMetadata,
  DevicesResponse,
  OperationPerDevice
} from "../model/DevicesOperation.ts"
import { defined } from "../rpc/defined.ts"
import { align, type DeviceReference, echoOf } from "./align.ts"
import type { EchoedRequest } from "../model/DevicesOperation.ts"
import type { DeviceResult } from "./DeviceResult.ts"
import { DevicesFailed } from "./DevicesFailed.ts"
import { unreadEntries } from "./entries.ts"
import type { Operation, OperationResponse, Succeeded } from "./Operation.ts"

/**
 * The results of the devices, in the order of the request; for a running operation those so far. A
 * wait reads those of 1,000 devices or more only at the end.
 *
 * Without the requests that were sent, each result has the service's copy of its request, the echo. A
 * finished operation that reports fewer devices than it counts (`devicesCount`, `successCount`, the
 * entries of a response that cannot be read) has the others unreported at its end, up to 100,000. When
 * it counts none and its response cannot be read as one about devices, one is unreported: see
 * `response`.
 *
 * With them, each request has its result, or is `DeviceUnreported`:
 *
 * - A result belongs to the request that its echo names, wherever the service put it: by identifier
 *   (a MEID with or without its check digit, an IMEI in either SIM slot, or the device id), then by
 *   section, then by customer. Results of requests that say the very same come in their order.
 * - The position decides only when there are as many results as requests, for a result without an
 *   echo, for one whose echo cannot be compared with the request (asked by device id, echoed by
 *   IMEI), and for one whose echo does not tell which of several requests it means.
 * - No result is at a request that its echo contradicts. A result that belongs to none of the
 *   requests comes after the last of them, without a `request`.
 *
 * An entry that cannot be read is `DeviceUnreported`, with its JSON as `unreadable`.
 *
 * @category accessors
 * @since 0.1.0
 */
export function of(operation: Operation): ReadonlyArray<DeviceResult>
export function of<R extends DeviceReference>(
  operation: Operation,
  requests: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R>>
export function of<R extends DeviceReference>(
  operation: Operation,
  requests?: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R | EchoedRequest>> {
  return perDevice(operation, requests).map((device, index) =>
    toResult(device, index, requests === undefined ? echoedRequest(device) : device.asked)
  )
}

/**
 * The devices that did not succeed: of a done operation all but the successes, of a running one
 * those that have failed so far.
 *
 * @category accessors
 * @since 0.1.0
 */
export function failures(operation: Operation): ReadonlyArray<DeviceResult>
export function failures<R extends DeviceReference>(
  operation: Operation,
  requests: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R>>
export function failures<R extends DeviceReference>(
  operation: Operation,
  requests?: ReadonlyArray<R>
): ReadonlyArray<DeviceResult<R | EchoedRequest>> {
  const results: ReadonlyArray<DeviceResult<R | EchoedRequest>> =
    requests === undefined ? of(operation) : of(operation, requests)
  return results.filter(
    ({ _tag }) => _tag === "DeviceFailed" || (operation.done && _tag === "DeviceUnreported")
  )
}

/**
 * Demands that every device of a finished operation succeeded: gives the operation back, or fails
 * with `DevicesFailed`. Give the requests that were sent: only they tell whether the service dropped
 * one, or reported another one twice. Without them it also fails when the service reports fewer
 * devices than it counts (`metadata.devicesCount`, `successCount`). With or without, it fails when the
 * response is not about devices, or cannot be read.
 *
 * @category combinators
 * @since 0.1.0
 */
export const requireAll = (
  operation: Succeeded,
  requests?: ReadonlyArray<DeviceReference>
): Effect.Effect<Succeeded, DevicesFailed> => {
  const devices = perDevice(operation, requests)
  const failed = devices
    .map((device, index) => toResult(device, index, echoedRequest(device)))
    .filter(({ _tag }) => _tag !== "DeviceSucceeded")
  const expected = requests?.length ?? expectedOf(operation)
  const unmatched = Math.max(devices.length - expected, 0)
  const readable = operation.response._tag === "DevicesResponse"
  return readable && failed.length === 0 && unmatched === 0
    ? Effect.succeed(operation)
    : Effect.fail(
        new DevicesFailed({
          operationName: operation.name,
          expected,
          reported: devicesOf(operation).length,
          unmatched,
          readable,
          failures: failed
        })
      )
}

/**
 * The progress of an operation on devices, if it reports any.
 *
 * @category accessors
 * @since 0.1.0
 */
export const metadata = (operation: Operation): Option.Option<DevicesMetadata> =>
  operation.metadata?._tag === "DevicesMetadata" ? Option.some(operation.metadata) : Option.none()

/**
 * The response of an operation on devices, if there is any yet.
 *
 * @category accessors
 * @since 0.1.0
 */
export const response = (operation: Operation): Option.Option<DevicesResponse> =>
  Option.fromUndefinedOr(responseOf(operation))

/** One device: its request, when those that were sent are given, and what the service says of it. */
interface PerDevice<R> {
  readonly asked?: R | undefined
  readonly device?: OperationPerDevice | undefined
}

/**
 * The devices in the order of their requests, or else in that of the response: then with as many
 * more as a finished operation says that there were.
 */
const perDevice = <R extends DeviceReference>(
  operation: Operation,
  requests?: ReadonlyArray<R>
): ReadonlyArray<PerDevice<R>> => {
  const devices = devicesOf(operation)
  if (requests === undefined) {
    // a response that cannot be read was about one device at least
    const least = operation._tag === "Succeeded" && responseOf(operation) === undefined ? 1 : 0
    const expected = Math.max(expectedOf(operation), least)
    const missing = operation.done ? expected - devices.length : 0
    return [
      ...devices.map((device) => ({ device })),
      ...Array.from({ length: Math.min(Math.max(missing, 0), mostMissing) }, () => ({}))
    ]
  }
  return align(requests, devices).map(([asked, device]) => ({ asked, device }))
}

/** A number from the wire is no reason to make more than a batch can have. */
const mostMissing = 100_000

/** How many devices the service says there were: in its metadata, and in its response. */
const expectedOf = (operation: Operation): number => {
  const { metadata } = operation
  const response = responseOf(operation)
  return Math.max(
    metadata?._tag === "DevicesMetadata" ? (metadata.devicesCount ?? 0) : 0,
    response?.successCount ?? 0,
    response?.perDeviceStatus?.length ?? unreadEntries(anyResponseOf(operation)).length
  )
}

const anyResponseOf = (operation: Operation): OperationResponse | undefined =>
  "response" in operation ? operation.response : undefined

const responseOf = (operation: Operation): DevicesResponse | undefined => {
  const response = anyResponseOf(operation)
  return response?._tag === "DevicesResponse" ? response : undefined
}

/** The devices of the response, if it is about devices. */
const devicesOf = (operation: Operation): ReadonlyArray<OperationPerDevice> =>
  responseOf(operation)?.perDeviceStatus ?? []

const echoedRequest = ({ device }: PerDevice<unknown>): EchoedRequest | undefined => {
  const { claim, unclaim, updateMetadata } = device ?? {}
  return claim === undefined && unclaim === undefined && updateMetadata === undefined
    ? undefined
    : defined({ claim, unclaim, updateMetadata })
}

/** How the device came out, with a request of the caller's choice. */
const toResult = <R>(
  { asked, device }: PerDevice<DeviceReference>,
  index: number,
  request: R | undefined
): DeviceResult<R> => {
  const deviceIdentifier = echoOf(device)?.deviceIdentifier ?? asked?.deviceIdentifier
  const common = { index, ...defined({ request, deviceIdentifier }) }
  const { deviceId, errorIdentifier, errorMessage, status } = device?.result ?? {}
  switch (status) {
    case undefined:
    case "SINGLE_DEVICE_STATUS_UNSPECIFIED":
      return { _tag: "DeviceUnreported", ...common, ...defined({ unreadable: device?.unreadable }) }
    case "SINGLE_DEVICE_STATUS_SUCCESS":
      return { _tag: "DeviceSucceeded", ...common, ...defined({ deviceId }) }
    default:
      return {
        _tag: "DeviceFailed",
        ...common,
        status,
        ...defined({ errorIdentifier, errorMessage })
      }
  }
}
