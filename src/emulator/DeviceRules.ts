/**
 * What becomes of one device in a batch: the rules of claiming, unclaiming and annotating, each
 * with the outcome that the service reports.
 *
 * @since 0.1.0
 */
import type { Companies } from "./Companies.ts"
import type { Configurations } from "./Configurations.ts"
import type { ClaimRecord, DeviceRecord, Devices, SectionType } from "./Devices.ts"
import { problemOf } from "./Identifiers.ts"
import type { Catalog } from "./Identifiers.ts"
import { number, object, text } from "./Json.ts"
import type { JsonObject } from "./Json.ts"

/** A `PerDeviceStatusInBatch`. */
export interface DeviceResult extends JsonObject {
  readonly status: string
}

/** One item of a batch, done at a time (in milliseconds) for a reseller. */
export type DeviceRule = (request: JsonObject, partnerId: string, now: number) => DeviceResult

const success = (deviceId?: string): DeviceResult => ({
  ...(deviceId !== undefined && { deviceId }),
  status: "SINGLE_DEVICE_STATUS_SUCCESS"
})

const failure = (status: string, errorIdentifier: string, errorMessage: string): DeviceResult => ({
  status: `SINGLE_DEVICE_STATUS_${status}`,
  errorIdentifier,
  errorMessage
})

const invalid = (code: string, message: string) =>
  failure("INVALID_DEVICE_IDENTIFIER", code, message)

const other = (code: string, message: string) => failure("OTHER_ERROR", code, message)

const sectionOf = (request: JsonObject): SectionType | undefined => {
  const section = text(request, "sectionType")
  return section === "SECTION_TYPE_SIM_LOCK" || section === "SECTION_TYPE_ZERO_TOUCH"
    ? section
    : undefined
}

const noSection = failure(
  "INVALID_SECTION_TYPE",
  "INVALID_SECTION_TYPE",
  "sectionType is required: SECTION_TYPE_ZERO_TOUCH or SECTION_TYPE_SIM_LOCK"
)

const dayInMillis = 86_400_000

/** The rules, over the devices there are. */
export const make = (options: {
  readonly devices: Devices
  readonly catalog: Catalog
  readonly companies: Companies
  readonly configurations: Configurations
}): Readonly<Record<"claim" | "unclaim" | "updateMetadata", DeviceRule>> => {
  const { devices, catalog, companies, configurations } = options

  // Named by its id, or by its identifier.
  const existing = (request: JsonObject): DeviceRecord | DeviceResult | undefined => {
    const deviceId = text(request, "deviceId")
    const identifier = object(request, "deviceIdentifier")
    if (deviceId !== undefined) {
      return devices.byId(deviceId) ?? invalid("INVALID_DEVICE_ID", `No device has id ${deviceId}`)
    }
    const problem = problemOf(identifier, catalog)
    if (problem !== undefined) return invalid(problem.code, problem.message)
    const [device, ...others] = devices.find(identifier ?? {})
    return others.length === 0 ? device : severalDevices
  }

  const claim: DeviceRule = (request, partnerId) => {
    const section = sectionOf(request)
    if (section === undefined) return noSection
    const refusal = claimRefusal(request, section)
    if (refusal !== undefined) return refusal

    const identifier = object(request, "deviceIdentifier") ?? {}
    const problem = problemOf(identifier, catalog)
    if (problem !== undefined) return invalid(problem.code, problem.message)
    const [known, ...others] = devices.find(identifier)
    if (others.length > 0) return severalDevices

    const customerId = text(request, "customerId")
    const workspaceId = text(request, "googleWorkspaceCustomerId")
    if (customerId !== undefined && !companies.hasCustomer(customerId)) {
      return other("INVALID_CUSTOMER_ID", `No customer has id ${customerId}`)
    }
    const held = known?.claims.get(section)
    if (
      held !== undefined &&
      (held.resellerId !== partnerId ||
        held.ownerCompanyId !== customerId ||
        held.googleWorkspaceCustomerId !== workspaceId)
    ) {
      return failure(
        "SECTION_NOT_YOURS",
        "DEVICE_ALREADY_EXISTS",
        "The device is already claimed by another company"
      )
    }

    const asked = text(request, "configurationId")
    if (asked !== undefined && customerId !== undefined) {
      const known = configurations.of(customerId)
      if (known.length > 0 && !known.some((_) => _.configurationId === asked)) {
        return other("INVALID_PARAMETER", `The customer has no configuration ${asked}`)
      }
    }

    // Claiming again for the same customer changes nothing but what is said anew.
    const device = devices.register(identifier, known)
    const isNew = held === undefined && section === "SECTION_TYPE_ZERO_TOUCH"
    const usual =
      isNew && customerId !== undefined ? configurations.defaultOf(customerId) : undefined
    const configurationId = asked ?? usual
    const token = text(request, "preProvisioningToken")
    if (workspaceId !== undefined && token !== undefined) companies.tokenUsed(workspaceId, token)
    const simlockProfileId = text(request, "simlockProfileId")
    const record: ClaimRecord = {
      ...held,
      resellerId: partnerId,
      ...(customerId !== undefined && { ownerCompanyId: customerId }),
      ...(workspaceId !== undefined && { googleWorkspaceCustomerId: workspaceId }),
      ...(configurationId !== undefined && { configurationId }),
      ...(simlockProfileId !== undefined && { simlockProfileId })
    }
    device.claims.set(section, record)
    const metadata = object(request, "deviceMetadata")
    devices.annotate(device, partnerId, metadata && object(metadata, "entries"))
    return success(device.deviceId)
  }

  const unclaim: DeviceRule = (request, partnerId, now) => {
    const section = sectionOf(request)
    if (section === undefined) return noSection
    const device = existing(request)
    if (device !== undefined && "status" in device) return device
    const held = device?.claims.get(section)
    if (device === undefined || held === undefined) {
      return other("INVALID_OPERATION", "The device is not claimed in this section")
    }
    if (held.resellerId !== partnerId) {
      return failure(
        "SECTION_NOT_YOURS",
        "AUTHORIZATION_FAIL",
        "The section is claimed by another company"
      )
    }
    const days = number(request, "vacationModeDays")
    const until = text(request, "vacationModeExpireTime")
    if (days === undefined && until === undefined) {
      device.claims.delete(section)
      return success()
    }
    // A vacation unlocks the SIM for a while; the claim stays.
    const expire = until === undefined ? now + (days ?? 0) * dayInMillis : Date.parse(until)
    if ((days !== undefined && until !== undefined) || expire <= now) {
      return other(
        "INVALID_PARAMETER",
        "A vacation has vacationModeDays or vacationModeExpireTime, not both, and ends in future"
      )
    }
    if (section !== "SECTION_TYPE_SIM_LOCK") {
      return other("INVALID_PARAMETER", "Vacation mode is for SECTION_TYPE_SIM_LOCK only")
    }
    device.claims.set(section, { ...held, vacation: { start: now, expire } })
    return success()
  }

  const updateMetadata: DeviceRule = (request, partnerId) => {
    const device = existing(request)
    if (device === undefined) return invalid("INVALID_DEVICE_ID", "There is no such device")
    if ("status" in device) return device
    if (![...device.claims.values()].some((held) => held.resellerId === partnerId)) {
      return failure(
        "PERMISSION_DENIED",
        "AUTHORIZATION_FAIL",
        "Only a reseller that has claimed the device may attach metadata to it"
      )
    }
    const metadata = object(request, "deviceMetadata")
    if (metadata === undefined) return other("INVALID_PARAMETER", "deviceMetadata is required")
    devices.annotate(device, partnerId, object(metadata, "entries"))
    return success(device.deviceId)
  }

  return { claim, unclaim, updateMetadata }
}

const severalDevices = invalid(
  "INVALID_IDENTIFIER_SET",
  "The parts of the identifier belong to different devices"
)

/** The rules on a claim's own fields. */
const claimRefusal = (request: JsonObject, section: SectionType): DeviceResult | undefined => {
  const has = (key: string) => text(request, key) !== undefined
  const identifier = object(request, "deviceIdentifier")
  const chromeOs =
    identifier !== undefined && text(identifier, "deviceType") === "DEVICE_TYPE_CHROME_OS"
  if (has("customerId") && has("googleWorkspaceCustomerId")) {
    return other("INVALID_PARAMETER", "Only one of customerId and googleWorkspaceCustomerId")
  }
  if (!has("customerId") && !has("googleWorkspaceCustomerId")) {
    return other("INVALID_CUSTOMER_ID", "customerId or googleWorkspaceCustomerId is required")
  }
  if (has("simlockProfileId") !== (section === "SECTION_TYPE_SIM_LOCK")) {
    return other(
      "INVALID_PARAMETER",
      "simlockProfileId goes with SECTION_TYPE_SIM_LOCK, and only it"
    )
  }
  if (has("preProvisioningToken") !== chromeOs) {
    return failure(
      "INVALID_TOKEN",
      "INVALID_PARAMETER",
      "preProvisioningToken goes with ChromeOS devices, and only with them"
    )
  }
  return undefined
}
