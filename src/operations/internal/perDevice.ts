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

/** The devices in the order of their requests, or else in that of the response. */
export const perDevice = <R extends DeviceReference>(
  operation: Operation,
  requests?: ReadonlyArray<R>
): ReadonlyArray<PerDevice<R>> => {
  const devices = devicesOf(operation)
  return requests === undefined
    ? devices.map((device) => ({ device }))
    : align(requests, devices, referenceOf).map(([asked, device]) => ({ asked, device }))
}

/** The devices of the response, if it is about devices. */
export const devicesOf = (operation: Operation): ReadonlyArray<OperationPerDevice> => {
  const response: DevicesResponse | { readonly _tag: "UnknownAny" } | undefined =
    "response" in operation ? operation.response : undefined
  return response?._tag === "DevicesResponse" ? (response.perDeviceStatus ?? []) : []
}

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
