/**
 * A device as the API shows it: to a reseller what that reseller has claimed, to a customer what it
 * owns. Also the search for devices, which sees no more than these views show.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import type { ClaimRecord, DeviceRecord } from "./Devices.ts"
import { compact, text } from "./Json.ts"
import type { Json, JsonObject } from "./Json.ts"
import { timestampOf } from "./NormalForms.ts"

const isoTime = (millis: number) => timestampOf(DateTime.formatIso(DateTime.makeUnsafe(millis)))

const claimsOf = (
  device: DeviceRecord,
  visible: (claim: ClaimRecord) => boolean,
  now: number
): ReadonlyArray<JsonObject> =>
  [...device.claims]
    .filter(([, claim]) => visible(claim))
    .map(([sectionType, claim]) =>
      compact({
        sectionType,
        ownerCompanyId: claim.ownerCompanyId,
        resellerId: claim.resellerId,
        googleWorkspaceCustomerId: claim.googleWorkspaceCustomerId,
        additionalService: claim.additionalService,
        ...vacationOf(claim.vacation, now)
      })
    )

// Present only while the vacation lasts.
const vacationOf = (vacation: ClaimRecord["vacation"], now: number) =>
  vacation === undefined || vacation.expire <= now
    ? {}
    : {
        vacationModeStartTime: isoTime(vacation.start),
        vacationModeExpireTime: isoTime(vacation.expire)
      }

const entries = (metadata: ReadonlyMap<string, string> | undefined): Json | undefined =>
  metadata === undefined ? undefined : { entries: Object.fromEntries(metadata) }

/** Whether a reseller has claimed any section of a device. */
export const isClaimedBy = (device: DeviceRecord, partnerId: string): boolean =>
  [...device.claims.values()].some((claim) => claim.resellerId === partnerId)

/** Whether a customer owns any section of a device. */
export const isOwnedBy = (device: DeviceRecord, customerId: string): boolean =>
  [...device.claims.values()].some((claim) => claim.ownerCompanyId === customerId)

/** Whether a customer's configuration is applied to a device. */
export const isApplied = (device: DeviceRecord, customerId: string, id: string): boolean =>
  [...device.claims.values()].some(
    (claim) => claim.ownerCompanyId === customerId && claim.configurationId === id
  )

/** What a reseller sees. */
export const forPartner = (device: DeviceRecord, partnerId: string, now: number): JsonObject =>
  compact({
    name: `partners/${partnerId}/devices/${device.deviceId}`,
    deviceId: device.deviceId,
    deviceIdentifier: device.identifier,
    claims: claimsOf(device, (claim) => claim.resellerId === partnerId, now),
    deviceMetadata: entries(device.metadata.get(partnerId))
  })

/** What a customer sees, with the metadata of the resellers that it bought the device from. */
export const forCustomer = (device: DeviceRecord, customerId: string, now: number): JsonObject => {
  const own = [...device.claims.values()].filter((claim) => claim.ownerCompanyId === customerId)
  const metadata = own.flatMap((claim) => [...(device.metadata.get(claim.resellerId) ?? [])])
  const applied = device.claims.get("SECTION_TYPE_ZERO_TOUCH")
  return compact({
    name: `customers/${customerId}/devices/${device.deviceId}`,
    deviceId: device.deviceId,
    deviceIdentifier: device.identifier,
    claims: claimsOf(device, (claim) => claim.ownerCompanyId === customerId, now),
    configuration:
      applied?.ownerCompanyId === customerId && applied.configurationId !== undefined
        ? `customers/${customerId}/configurations/${applied.configurationId}`
        : undefined,
    deviceMetadata: metadata.length === 0 ? undefined : entries(new Map(metadata))
  })
}

/** All that is known of a device, for a snapshot. */
export const describe = (device: DeviceRecord): JsonObject => ({
  deviceId: device.deviceId,
  deviceIdentifier: device.identifier,
  claims: [...device.claims].map(([sectionType, { vacation, ...claim }]) =>
    compact({ sectionType, ...claim, ...vacationOf(vacation, 0) })
  ),
  deviceMetadata: Object.fromEntries(
    [...device.metadata].map(([owner, own]) => [owner, Object.fromEntries(own)])
  )
})

/** Whether a SIM lock is in force: a vacation lifts it for a while. */
export const simLockOf = (device: DeviceRecord | undefined, partnerId: string, now: number) => {
  const claim = device?.claims.get("SECTION_TYPE_SIM_LOCK")
  const lifted = claim?.vacation !== undefined && claim.vacation.expire > now
  if (claim === undefined || lifted) return "UNLOCKED"
  return claim.resellerId === partnerId ? "LOCKED_TO_PARTNER" : "LOCKED_TO_OTHER_PARTNER"
}

/** Whether a device has all that is asked for. Either slot will do for an IMEI or a MEID. */
export const matches = (device: DeviceRecord, asked: JsonObject): boolean => {
  const of = (key: string) => text(device.identifier, key)?.toLowerCase()
  // The check digit of a MEID is no part of the number.
  const core = (key: string, value: string | undefined) =>
    key.startsWith("meid") ? value?.slice(0, 14) : value
  return Object.keys(asked).every((key) => {
    const value = core(key, text(asked, key)?.toLowerCase())
    // A device that does not say what it is may be either.
    if (value === undefined || (key === "deviceType" && of(key) === undefined)) return true
    const slot = key.replace(/2$/, "")
    const slots = slot === "imei" || slot === "meid" ? [slot, `${slot}2`] : [key]
    return slots.some((name) => core(name, of(name)) === value)
  })
}
