/**
 * Responses on devices that cannot be read as a whole: their entries are read one by one, so that one
 * of them does not hide the others. A response that can be read does not come here.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { DevicesResponse, EchoedRequest, OperationPerDevice } from "../model/DevicesOperation.ts"
import { unknownAny, type UnknownAny } from "../rpc/Any.ts"
import { decoder } from "../rpc/decoder.ts"

/** The full name of the response's type, behind the last slash of its `@type`. */
export const responseName =
  "google.android.device.provisioning.v1.DevicesLongRunningOperationResponse"

const decodeResponse = decoder(DevicesResponse)
const decodeEntry = decoder(OperationPerDevice)
const decodeEcho = decoder(EchoedRequest)
const encodeResponse = Schema.encodeSync(DevicesResponse)

/** What a response that was not read has as its list of entries: under both names of the field. */
const listsOf = (response: DevicesResponse | UnknownAny | undefined): ReadonlyArray<unknown> => {
  if (response?._tag !== "UnknownAny" || !Predicate.isObject(response.raw)) return []
  const { per_device_status, perDeviceStatus } = response.raw
  // in ProtoJSON, null is an absent field
  return [perDeviceStatus, per_device_status].filter(Predicate.isNotNullish)
}

/** The entries of a response that was not read, as JSON. What is not a list is one that cannot be read. */
export const unreadEntries = (
  response: DevicesResponse | UnknownAny | undefined
): ReadonlyArray<unknown> => {
  const lists = listsOf(response)
  return lists.find(Array.isArray) ?? lists
}

/**
 * Reads the entries of a response that was not read as a whole. An entry that cannot be read keeps its
 * place, its echo if that can be read, and its JSON, but no result. A response with something else in
 * it that cannot be read stays as it is.
 */
export const readEntries = (response: UnknownAny): DevicesResponse | UnknownAny => {
  const [entries, ...others] = listsOf(response)
  // of two lists neither is known to be the right one
  if (!Array.isArray(entries) || entries.length === 0 || others.length > 0) return response
  const rest = decodeResponse({
    ...Object(response.raw),
    perDeviceStatus: null,
    per_device_status: null
  })
  return Result.isFailure(rest)
    ? response
    : { _tag: "DevicesResponse", ...rest.success, perDeviceStatus: entries.map(readEntry) }
}

const readEntry = (json: unknown): OperationPerDevice =>
  Result.getOrElse(decodeEntry(json), () => ({
    ...Result.getOrElse(decodeEcho(json), () => ({})),
    unreadable: json
  }))

/** The reverse of `readEntries`. */
export const writeEntries = (
  response: DevicesResponse | UnknownAny
): DevicesResponse | UnknownAny => {
  if (response._tag === "UnknownAny") return response
  const entries = response.perDeviceStatus ?? []
  if (!entries.some(isUnreadable)) return response
  const encoded = encodeResponse(response)
  const perDeviceStatus = encoded.perDeviceStatus?.map((json, index) => {
    const entry = entries[index]
    return entry !== undefined && isUnreadable(entry) ? entry.unreadable : json
  })
  return unknownAny({ "@type": `type.googleapis.com/${responseName}`, ...encoded, perDeviceStatus })
}

const isUnreadable = (entry: OperationPerDevice): boolean => Object.hasOwn(entry, "unreadable")
