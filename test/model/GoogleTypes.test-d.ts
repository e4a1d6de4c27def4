import type { androiddeviceprovisioning_v1 as Google } from "@googleapis/androiddeviceprovisioning"
import { describe, expectTypeOf, it } from "vitest"
import type {
  ApplyConfigurationInput,
  CompanyInput,
  CustomerDeviceInput,
  DeviceReferenceInput,
  FindByIdentifierInput,
  FindByOwnerInput,
  PartnerClaimInput,
  PartnerUnclaimInput,
  UpdateMetadataInput
} from "effect-zero-touch"
import type { Schemas } from "../support/schemas.ts"

/** Google's published types, by the names of the messages. */
interface Theirs {
  ClaimDeviceRequest: Google.Schema$ClaimDeviceRequest
  ClaimDeviceResponse: Google.Schema$ClaimDeviceResponse
  ClaimDevicesRequest: Google.Schema$ClaimDevicesRequest
  Company: Google.Schema$Company
  Configuration: Google.Schema$Configuration
  CreateCustomerRequest: Google.Schema$CreateCustomerRequest
  CustomerApplyConfigurationRequest: Google.Schema$CustomerApplyConfigurationRequest
  CustomerListConfigurationsResponse: Google.Schema$CustomerListConfigurationsResponse
  CustomerListCustomersResponse: Google.Schema$CustomerListCustomersResponse
  CustomerListDevicesResponse: Google.Schema$CustomerListDevicesResponse
  CustomerListDpcsResponse: Google.Schema$CustomerListDpcsResponse
  CustomerRemoveConfigurationRequest: Google.Schema$CustomerRemoveConfigurationRequest
  CustomerUnclaimDeviceRequest: Google.Schema$CustomerUnclaimDeviceRequest
  Device: Google.Schema$Device
  DeviceClaim: Google.Schema$DeviceClaim
  DeviceIdentifier: Google.Schema$DeviceIdentifier
  DeviceMetadata: Google.Schema$DeviceMetadata
  DeviceReference: Google.Schema$DeviceReference
  DevicesLongRunningOperationMetadata: Google.Schema$DevicesLongRunningOperationMetadata
  DevicesLongRunningOperationResponse: Google.Schema$DevicesLongRunningOperationResponse
  Dpc: Google.Schema$Dpc
  FindDevicesByDeviceIdentifierRequest: Google.Schema$FindDevicesByDeviceIdentifierRequest
  FindDevicesByDeviceIdentifierResponse: Google.Schema$FindDevicesByDeviceIdentifierResponse
  FindDevicesByOwnerRequest: Google.Schema$FindDevicesByOwnerRequest
  FindDevicesByOwnerResponse: Google.Schema$FindDevicesByOwnerResponse
  GetDeviceSimLockStateRequest: Google.Schema$GetDeviceSimLockStateRequest
  GetDeviceSimLockStateResponse: Google.Schema$GetDeviceSimLockStateResponse
  GoogleWorkspaceAccount: Google.Schema$GoogleWorkspaceAccount
  ListCustomersResponse: Google.Schema$ListCustomersResponse
  ListVendorCustomersResponse: Google.Schema$ListVendorCustomersResponse
  ListVendorsResponse: Google.Schema$ListVendorsResponse
  Operation: Google.Schema$Operation
  OperationPerDevice: Google.Schema$OperationPerDevice
  PartnerClaim: Google.Schema$PartnerClaim
  PartnerUnclaim: Google.Schema$PartnerUnclaim
  PerDeviceStatusInBatch: Google.Schema$PerDeviceStatusInBatch
  Status: Google.Schema$Status
  UnclaimDeviceRequest: Google.Schema$UnclaimDeviceRequest
  UnclaimDevicesRequest: Google.Schema$UnclaimDevicesRequest
  UpdateDeviceMetadataInBatchRequest: Google.Schema$UpdateDeviceMetadataInBatchRequest
  UpdateDeviceMetadataRequest: Google.Schema$UpdateDeviceMetadataRequest
  UpdateMetadataArguments: Google.Schema$UpdateMetadataArguments
}

type Name = keyof Schemas
type Encoded<N extends Name> = Schemas[N]["Encoded"]

/** Whether two types are the same, and not merely assignable to each other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * As Google writes types: arrays that may be changed. What we keep as JSON of any kind, Google calls
 * a record of any.
 */
type AsTheirs<T> = unknown extends T
  ? never
  : T extends ReadonlyArray<infer Item>
    ? Array<AsTheirs<Item>>
    : T extends string
      ? string
      : T extends object
        ? { -readonly [K in keyof T]: AsTheirs<T[K]> }
        : T

/** Without null and undefined, which Google's types have everywhere. */
type Present<T> =
  T extends Array<infer Item>
    ? Array<Present<Item>>
    : T extends object
      ? { [K in keyof T]: Present<Exclude<T[K], null | undefined>> }
      : T

/** The names of messages that a condition does not hold for. */
type Unlike<Holds extends Record<Name, boolean>> = {
  [N in Name]: Holds[N] extends true ? never : N
}[Name]

describe("the encoded form of our schemas", () => {
  it("exists for each of Google's types", () => {
    expectTypeOf<keyof Theirs>().toEqualTypeOf<Name>()
  })

  it("has the keys of Google's types", () => {
    type SameKeys = { [N in Name]: Same<keyof Encoded<N>, keyof Theirs[N]> }
    expectTypeOf<Unlike<SameKeys>>().toEqualTypeOf<never>()
  })

  it("is assignable to Google's types", () => {
    type Assignable = { [N in Name]: AsTheirs<Encoded<N>> extends Theirs[N] ? true : false }
    expectTypeOf<Unlike<Assignable>>().toEqualTypeOf<never>()
  })

  it("takes all that Google's types say, null and undefined aside", () => {
    type Assignable = { [N in Name]: Present<Theirs[N]> extends Encoded<N> ? true : false }
    expectTypeOf<Unlike<Assignable>>().toEqualTypeOf<never>()
  })
})

/**
 * The inputs are narrower than Google's types, which know of no rule: which fields are required,
 * which exclude each other, which only the service sets. So these are exempt from the last test.
 */
interface Inputs {
  ClaimDeviceRequest: PartnerClaimInput
  ClaimDevicesRequest: { claims: Array<PartnerClaimInput> }
  CreateCustomerRequest: { customer: CompanyInput }
  CustomerApplyConfigurationRequest: ApplyConfigurationInput
  CustomerRemoveConfigurationRequest: CustomerDeviceInput
  CustomerUnclaimDeviceRequest: CustomerDeviceInput
  DeviceReference: DeviceReferenceInput
  FindDevicesByDeviceIdentifierRequest: Omit<FindByIdentifierInput, "limit">
  FindDevicesByOwnerRequest: Omit<FindByOwnerInput, "limit">
  UnclaimDeviceRequest: PartnerUnclaimInput
  UnclaimDevicesRequest: { unclaims: Array<PartnerUnclaimInput> }
  UpdateDeviceMetadataInBatchRequest: { updates: Array<UpdateMetadataInput> }
}

describe("our inputs", () => {
  it("are assignable to Google's types", () => {
    type Assignable = {
      [N in Name]: N extends keyof Inputs
        ? AsTheirs<Inputs[N]> extends Theirs[N]
          ? true
          : false
        : true
    }
    expectTypeOf<Unlike<Assignable>>().toEqualTypeOf<never>()
  })
})
