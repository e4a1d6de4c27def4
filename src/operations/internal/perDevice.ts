/**
 * What an operation says of each device, beside what was asked for it.
 */
import type { DevicesResponse, OperationPerDevice } from "../../model/DevicesOperation.ts"
import type { DeviceResult, EchoedRequest } from "../DeviceResult.ts"
import type { Operation } from "../Operation.ts"
import { align, type DeviceReference } from "./align.ts"

/** One device: its request, when those that were sent are given, and what the service says of it. */
export interface PerDevice<R> {
  readonly asked?: R | undefined
  readonly device?: OperationPerDevice | undefined
}

/**
 * The devices in the order of their requests, or else in that of the response: then with as many
 * more as a finished operation says that there were.
 */
export const perDevice = <R extends DeviceReference>(
  operation: Operation,
  requests?: ReadonlyArray<R>
): ReadonlyArray<PerDevice<R>> => {
  const devices = devicesOf(operation)
  if (requests === undefined) {
    const missing = operation.done ? expectedOf(operation) - devices.length : 0
    return [
      ...devices.map((device) => ({ device })),
      ...Array.from({ length: Math.min(Math.max(missing, 0), mostMissing) }, () => ({}))
    ]
  }
  return align(requests, devices, referenceOf).map(([asked, device]) => ({ asked, device }))
}

/** A number from the wire is no reason to make more than a batch can have. */
const mostMissing = 100_000

/** How many devices the service says there were: in its metadata, and at least the successes. */
export const expectedOf = (operation: Operation): number => {
  const { metadata } = operation
  const response = responseOf(operation)
  return Math.max(
    metadata?._tag === "DevicesMetadata" ? (metadata.devicesCount ?? 0) : 0,
    response?.successCount ?? 0,
    response?.perDeviceStatus?.length ?? 0
  )
}

const responseOf = (operation: Operation): DevicesResponse | undefined => {
  const response: DevicesResponse | { readonly _tag: "UnknownAny" } | undefined =
    "response" in operation ? operation.response : undefined
  return response?._tag === "DevicesResponse" ? response : undefined
}

/** The devices of the response, if it is about devices. */
export const devicesOf = (operation: Operation): ReadonlyArray<OperationPerDevice> =>
  responseOf(operation)?.perDeviceStatus ?? []

/** The service's copy of the request. */
export const echoOf = ({ device }: PerDevice<unknown>): EchoedRequest | undefined => {
  const { claim, unclaim, updateMetadata } = device ?? {}
  return claim === undefined && unclaim === undefined && updateMetadata === undefined
    ? undefined
    : {
        ...(claim === undefined ? {} : { claim }),
        ...(unclaim === undefined ? {} : { unclaim }),
        ...(updateMetadata === undefined ? {} : { updateMetadata })
      }
}

const referenceOf = (device: OperationPerDevice | undefined): DeviceReference | undefined =>
  device?.claim ?? device?.unclaim ?? device?.updateMetadata

/** How the device came out, with a request of the caller's choice. */
export const toResult = <R>(
  { asked, device }: PerDevice<DeviceReference>,
  index: number,
  request: R | undefined
): DeviceResult<R> => {
  const deviceIdentifier = referenceOf(device)?.deviceIdentifier ?? asked?.deviceIdentifier
  const common = {
    index,
    ...(request === undefined ? {} : { request }),
    ...(deviceIdentifier === undefined ? {} : { deviceIdentifier })
  }
  const { deviceId, errorIdentifier, errorMessage, status } = device?.result ?? {}
  switch (status) {
    case undefined:
    case "SINGLE_DEVICE_STATUS_UNSPECIFIED":
      return { _tag: "DeviceUnreported", ...common }
    case "SINGLE_DEVICE_STATUS_SUCCESS":
      return { _tag: "DeviceSucceeded", ...common, ...(deviceId === undefined ? {} : { deviceId }) }
    default:
      return {
        _tag: "DeviceFailed",
        ...common,
        status,
        ...(errorIdentifier === undefined ? {} : { errorIdentifier }),
        ...(errorMessage === undefined ? {} : { errorMessage })
      }
  }
}
