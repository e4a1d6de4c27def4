/**
 * How each device of an operation came out. An operation that succeeded says only that its batch
 * ran; what happened to the devices is in its response, and this module brings it to one result per
 * device, with its index and its request.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { identifier } from "../model/DeviceIdentifier.ts"
import { DeviceStatus, EchoedRequest } from "../model/DevicesOperation.ts"
import type { DeviceId } from "../model/Ids.ts"
import { id } from "../model/internal/fields.ts"

const base = {
  /**
   * The position in the requests, when they were given, and otherwise among the results. What
   * belongs to none of the requests comes after the last.
   */
  index: Schema.Number,
  /** What was asked for the device; absent when the result belongs to none of the requests. */
  request: Schema.optionalKey(EchoedRequest),
  /** The device's hardware identifier, as far as the request names it. */
  deviceIdentifier: identifier
}

/** The device was processed as asked. A successful unclaim has no `deviceId`. */
const DeviceSucceeded = Schema.TaggedStruct("DeviceSucceeded", {
  ...base,
  deviceId: Schema.optionalKey(id<DeviceId>())
})

/** The service refused the device, for the reason that `status` and `errorIdentifier` give. */
const DeviceFailed = Schema.TaggedStruct("DeviceFailed", {
  ...base,
  status: DeviceStatus,
  errorIdentifier: Schema.optionalKey(Schema.String),
  errorMessage: Schema.optionalKey(Schema.String)
})

/**
 * The service has said nothing of the device that can be read (in a running operation: not yet).
 */
const DeviceUnreported = Schema.TaggedStruct("DeviceUnreported", {
  ...base,
  /** What the service said, as JSON, when it could not be read. */
  unreadable: Schema.optionalKey(Schema.Unknown)
})

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
