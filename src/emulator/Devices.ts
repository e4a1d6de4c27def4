/**
 * The devices that the service knows: who has claimed which section of them, for whom, and the
 * metadata that resellers attached.
 *
 * @since 0.1.0
 */
import { keysOf } from "./Identifiers.ts"
import type { JsonObject } from "./Json.ts"

/** The part of a device's record that is claimed by itself. */
export type SectionType = "SECTION_TYPE_SIM_LOCK" | "SECTION_TYPE_ZERO_TOUCH"

/** A claim as it is kept, with the field names of the API's `DeviceClaim`. */
export interface ClaimRecord {
  readonly resellerId: string
  readonly ownerCompanyId?: string
  readonly googleWorkspaceCustomerId?: string
  readonly configurationId?: string
  readonly simlockProfileId?: string
  readonly additionalService?: string
  /** In milliseconds. */
  readonly vacation?: { readonly start: number; readonly expire: number }
}

/** A device as it is kept. */
export interface DeviceRecord {
  readonly deviceId: string
  identifier: JsonObject
  readonly claims: Map<SectionType, ClaimRecord>
  /** By the reseller that attached it. */
  readonly metadata: Map<string, Map<string, string>>
}

/** All devices. */
export interface Devices {
  readonly byId: (deviceId: string) => DeviceRecord | undefined
  /** The devices that an identifier's parts name: one, none, or, where they disagree, several. */
  readonly find: (identifier: JsonObject) => ReadonlyArray<DeviceRecord>
  /** A new record, or the known one with its identifier completed. */
  readonly register: (identifier: JsonObject, known?: DeviceRecord) => DeviceRecord
  /** Changes metadata: an empty value deletes its key. */
  readonly annotate: (device: DeviceRecord, owner: string, entries: JsonObject | undefined) => void
  readonly all: () => Iterable<DeviceRecord>
}

/** The first id that is given to a device. */
const firstDeviceId = 1_000_000_001

/** No devices yet. */
export const make = (): Devices => {
  const byId = new Map<string, DeviceRecord>()
  const byKey = new Map<string, DeviceRecord>()

  return {
    byId: (deviceId) => byId.get(deviceId),
    find: (identifier) => {
      const found = new Set<DeviceRecord>()
      for (const key of keysOf(identifier)) {
        const device = byKey.get(key)
        if (device !== undefined) found.add(device)
      }
      return [...found]
    },
    register: (identifier, known) => {
      const device = known ?? {
        deviceId: String(firstDeviceId + byId.size),
        identifier,
        claims: new Map(),
        metadata: new Map()
      }
      if (known !== undefined) device.identifier = { ...device.identifier, ...identifier }
      byId.set(device.deviceId, device)
      for (const key of keysOf(device.identifier)) byKey.set(key, device)
      return device
    },
    annotate: (device, owner, entries) => {
      const own = device.metadata.get(owner) ?? new Map<string, string>()
      for (const [key, value] of Object.entries(entries ?? {})) {
        if (value === "") own.delete(key)
        else if (typeof value === "string") own.set(key, value)
      }
      if (own.size === 0) device.metadata.delete(owner)
      else device.metadata.set(owner, own)
    },
    all: () => byId.values()
  }
}
