/** Batches that have run, as tests of what is read of them make them. */
import {
  CustomerId,
  type OperationPerDevice,
  type PartnerClaim,
  type Running,
  type Succeeded
} from "effect-zero-touch"

export const name = "operations/apibatchoperation/1"

export const claim = (imei: string): PartnerClaim => ({
  deviceIdentifier: { imei },
  customerId: CustomerId.from(42),
  sectionType: "SECTION_TYPE_ZERO_TOUCH"
})

export const ok = (imei: string): OperationPerDevice => ({
  claim: claim(imei),
  result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" }
})

export const refused = (imei: string): OperationPerDevice => ({
  claim: claim(imei),
  result: {
    status: "SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER",
    errorIdentifier: "INVALID_IMEI",
    errorMessage: "no such device"
  }
})

export const succeeded = (
  perDeviceStatus: ReadonlyArray<OperationPerDevice>,
  devicesCount?: number
): Succeeded => ({
  _tag: "Succeeded",
  name,
  done: true,
  ...(devicesCount === undefined
    ? {}
    : { metadata: { _tag: "DevicesMetadata", devicesCount } as const }),
  response: { _tag: "DevicesResponse", perDeviceStatus }
})

export const runningWith = (fields: Omit<Running, "_tag" | "done">): Running => ({
  _tag: "Running",
  done: false,
  ...fields
})
