/**
 * An Effect SDK for Google's Android Device Provisioning Partner API (zero-touch enrollment), made
 * around its long-running operations.
 *
 * @since 0.1.0
 */
export { ApiError, type LegacyError } from "./client/ApiError.ts"
export type {
  CallOptions,
  ListOptions,
  ReadOptions,
  SendBefore,
  StartOptions
} from "./client/CallOptions.ts"
export {
  type AnswerFacts,
  type ApiRequest,
  type ApiResponse,
  OAuthScope
} from "./client/ApiRequest.ts"
export {
  Client,
  type ClientBehavior,
  type ClientOptions,
  type ClientService
} from "./client/Client.ts"
export * as ClientConfig from "./client/ClientConfig.ts"
export { Credentials } from "./client/Credentials.ts"
export * as SharedQuota from "./client/SharedQuota.ts"
export {
  ConnectionError,
  CredentialsError,
  InvalidRequest,
  InvalidResponse,
  TimeoutError,
  TransportError,
  TransportErrorReason
} from "./client/TransportError.ts"
export {
  CustomerConfigurations,
  type CustomerConfigurationsService,
  type PatchOptions
} from "./customer/CustomerConfigurations.ts"
export { CustomerDevices, type CustomerDevicesService } from "./customer/CustomerDevices.ts"
export { CustomerDpcs, type CustomerDpcsService } from "./customer/CustomerDpcs.ts"
export { Customers, type CustomersService } from "./customer/Customers.ts"
export {
  Company,
  type CompanyInput,
  GoogleWorkspaceAccount,
  type LanguageCode,
  Vendor
} from "./model/Company.ts"
export {
  Configuration,
  type ConfigurationInput,
  type ConfigurationPatch,
  type ConfigurationPath
} from "./model/Configuration.ts"
export {
  type ApplyConfigurationInput,
  CustomerApplyConfigurationRequest,
  type CustomerDeviceInput,
  CustomerListConfigurationsResponse,
  CustomerListCustomersResponse,
  CustomerListDevicesResponse,
  CustomerListDpcsResponse,
  CustomerRemoveConfigurationRequest,
  CustomerUnclaimDeviceRequest
} from "./model/CustomerMessages.ts"
export {
  Device,
  DeviceClaim,
  DeviceMetadata,
  DeviceReference,
  type DeviceReferenceInput,
  SectionType
} from "./model/Device.ts"
export {
  DeviceIdentifier,
  type DeviceIdentifierProblem,
  type DeviceIdentifierSchema
} from "./model/DeviceIdentifier.ts"
export {
  DevicesMetadata,
  DevicesResponse,
  DeviceStatus,
  EchoedRequest,
  OperationPerDevice,
  PerDeviceStatusInBatch
} from "./model/DevicesOperation.ts"
export { Dpc } from "./model/Dpc.ts"
export {
  ConfigurationId,
  CustomerId,
  DeviceId,
  type IdSchema,
  PartnerId,
  SimlockProfileId,
  VendorId
} from "./model/Ids.ts"
export {
  type ChromeOsIdentifier,
  PartnerClaim,
  type PartnerClaimInput,
  PartnerUnclaim,
  type PartnerUnclaimInput,
  UpdateMetadataArguments,
  type UpdateMetadataInput
} from "./model/PartnerClaim.ts"
export {
  type CreateCustomerInput,
  CreateCustomerRequest,
  ListCustomersResponse,
  ListVendorCustomersResponse,
  ListVendorsResponse
} from "./model/PartnerCustomerMessages.ts"
export {
  ClaimDeviceRequest,
  ClaimDeviceResponse,
  ClaimDevicesRequest,
  type FindByIdentifierInput,
  type FindByOwnerInput,
  FindDevicesByDeviceIdentifierRequest,
  FindDevicesByDeviceIdentifierResponse,
  FindDevicesByOwnerRequest,
  FindDevicesByOwnerResponse,
  GetDeviceSimLockStateRequest,
  GetDeviceSimLockStateResponse,
  UnclaimDeviceRequest,
  UnclaimDevicesRequest,
  UpdateDeviceMetadataInBatchRequest,
  UpdateDeviceMetadataRequest
} from "./model/PartnerDeviceMessages.ts"
export { RequestChecks } from "./model/RequestChecks.ts"
export { DeviceResult } from "./operations/DeviceResult.ts"
export * as DeviceResults from "./operations/DeviceResults.ts"
export { DevicesFailed } from "./operations/DevicesFailed.ts"
export {
  FakeOperations,
  type FakeOutcome,
  type FakeScript,
  type FakeStep,
  type UnnamedOperation
} from "./operations/FakeOperations.ts"
export {
  type Done,
  type DoneWithoutResult,
  type Failed,
  Operation,
  type OperationCases,
  OperationMetadata,
  OperationResponse,
  type OperationSchema,
  type Running,
  type Succeeded
} from "./operations/Operation.ts"
export { OperationFailed, OperationWithoutResult, WaitEnded } from "./operations/OperationError.ts"
export {
  type GetOptions,
  Operations,
  type OperationsService,
  type WaitError,
  type WaitOptions
} from "./operations/Operations.ts"
export { PollLimits } from "./operations/PollSchedule.ts"
export * as PollSchedule from "./operations/PollSchedule.ts"
export { PartnerCustomers, type PartnerCustomersService } from "./partner/PartnerCustomers.ts"
export { PartnerDevices, type PartnerDevicesService } from "./partner/PartnerDevices.ts"
export { PartnerVendors, type PartnerVendorsService } from "./partner/PartnerVendors.ts"
export { UnknownAny } from "./rpc/Any.ts"
export { Code, type CodeName, codeName } from "./rpc/Code.ts"
export { ErrorDetail, type ErrorDetailOf } from "./rpc/ErrorDetail.ts"
export * as ProtoJson from "./rpc/ProtoJson.ts"
export type { OpenEnum } from "./rpc/ProtoJson.ts"
export { Status, type StatusSchema } from "./rpc/Status.ts"
export * as ZeroTouch from "./ZeroTouch.ts"
