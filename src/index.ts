/**
 * An Effect SDK for Google's Android Device Provisioning Partner API (zero-touch enrollment), made
 * around its long-running operations.
 *
 * @since 0.1.0
 */
export { ApiError, type LegacyError } from "./client/ApiError.ts"
export { type ApiRequest, type ApiResponse, Client, type ClientOptions } from "./client/Client.ts"
export { Credentials, OAuthScope } from "./client/Credentials.ts"
export {
  ConnectionError,
  CredentialsError,
  InvalidRequest,
  InvalidResponse,
  TimeoutError,
  TransportError,
  TransportErrorReason
} from "./client/TransportError.ts"
export { Emulator } from "./emulator/Emulator.ts"
export { DeviceIdentifier, type DeviceIdentifierProblem } from "./model/DeviceIdentifier.ts"
export {
  DevicesMetadata,
  DevicesResponse,
  DeviceStatus,
  OperationPerDevice
} from "./model/DevicesOperation.ts"
export { ConfigurationId, CustomerId, DeviceId, PartnerId, SimlockProfileId } from "./model/Ids.ts"
export {
  DeviceMetadata,
  PartnerClaim,
  type PartnerClaimInput,
  PartnerUnclaim,
  type PartnerUnclaimInput,
  SectionType,
  UpdateMetadataArguments,
  type UpdateMetadataInput
} from "./model/PartnerClaim.ts"
export { type DeviceResult, DevicesFailed, EchoedRequest } from "./operations/DeviceResult.ts"
export {
  FakeOperations,
  type FakeOutcome,
  type FakeScript,
  type FakeStep
} from "./operations/FakeOperations.ts"
export {
  type Done,
  type DoneWithoutResult,
  type Failed,
  Operation,
  OperationMetadata,
  OperationResponse,
  type Running,
  type Succeeded
} from "./operations/Operation.ts"
export {
  OperationFailed,
  OperationTimeout,
  OperationWithoutResult
} from "./operations/OperationError.ts"
export {
  type GetOptions,
  Operations,
  PollLimits,
  type WaitOptions
} from "./operations/Operations.ts"
export * as PollSchedule from "./operations/PollSchedule.ts"
export { PartnerDevices } from "./partner/PartnerDevices.ts"
export { UnknownAny } from "./rpc/Any.ts"
export { Code, type CodeName, codeName } from "./rpc/Code.ts"
export { ErrorDetail, type ErrorDetailOf } from "./rpc/ErrorDetail.ts"
export * as ProtoJson from "./rpc/ProtoJson.ts"
export { Status } from "./rpc/Status.ts"
