/**
 * What Google documents of inputs and types cannot say: of ids, of how devices are named, of claims.
 */
import { parseTimestamp } from "../../rpc/ProtoJson.ts"
import type { DeviceMetadata, DeviceReference } from "../Device.ts"
import { DeviceIdentifier } from "../DeviceIdentifier.ts"
import type { PartnerClaim, PartnerUnclaim, UpdateMetadataArguments } from "../PartnerClaim.ts"
import { below, type Check, checkId, type Report } from "./request.ts"

/** On the wire an empty text is an absent field. */
export const isAbsent = (text: string | undefined): text is "" | undefined =>
  text === undefined || text === ""

/** Texts that have to be there, by their fields. */
export const checkRequired = (
  texts: Readonly<Record<string, string | undefined>>,
  report: Report
): void => {
  for (const [field, text] of Object.entries(texts)) {
    if (isAbsent(text)) report("required", field, "is missing")
  }
}

/** Ids that may be absent, by their fields. */
const checkIds = (ids: Readonly<Record<string, string | undefined>>, report: Report): void => {
  for (const [field, id] of Object.entries(ids)) if (!isAbsent(id)) checkId(id, report, field)
}

/** A whole number within bounds, which it may reach. */
export const checkRange = (
  value: number | undefined,
  [minimum, maximum]: readonly [number, number],
  report: Report,
  field: string
): void => {
  if (value === undefined) return
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    report("ranges", field, `is not a whole number from ${minimum} to ${maximum}`)
  }
}

export const checkSection = (sectionType: string | undefined, report: Report): void => {
  if (isAbsent(sectionType) || sectionType === "SECTION_TYPE_UNSPECIFIED") {
    report("required", "sectionType", "is missing")
  }
}

/** A device that is named by its hardware, so that the service knows which one it is. */
const checkIdentifier = (identifier: DeviceIdentifier, report: Report): void => {
  const problems = DeviceIdentifier.validate(identifier)
  if (problems.length === 0) return
  const inside = below(report, "deviceIdentifier")
  for (const { field, message } of problems) {
    inside(isAbsent(identifier[field]) ? "deviceIdentifier" : "imei", field, message)
  }
}

/** A device to search for. Any field may do, so that only the form of those given is checked. */
export const checkSearch: Check<{ readonly deviceIdentifier?: DeviceIdentifier }> = (
  { deviceIdentifier },
  report
) => {
  if (deviceIdentifier === undefined || !Object.values(deviceIdentifier).some(Boolean)) {
    return report("required", "deviceIdentifier", "is missing, or says nothing")
  }
  checkIdentifier(deviceIdentifier, (check, ...problem) => {
    if (check === "imei") report(check, ...problem)
  })
}

/** A device that is named in one of two ways. */
export const checkReference: Check<DeviceReference> = ({ deviceId, deviceIdentifier }, report) => {
  if (deviceIdentifier !== undefined) checkIdentifier(deviceIdentifier, report)
  checkIds({ deviceId }, report)
  if (deviceIdentifier === undefined && isAbsent(deviceId)) {
    report("required", "deviceIdentifier", "is missing, and so is deviceId; one is needed")
  }
  if (deviceIdentifier !== undefined && !isAbsent(deviceId)) {
    report("oneOf", "deviceId", "and deviceIdentifier exclude each other; give one of them")
  }
}

/** The device of a customer's request. */
export const checkDevice: Check<{ readonly device?: DeviceReference }> = ({ device }, report) => {
  if (device === undefined) report("required", "device", "is missing")
  else checkReference(device, below(report, "device"))
}

export const checkClaim: Check<PartnerClaim> = (claim, report) => {
  const { configurationId, customerId, deviceIdentifier, simlockProfileId } = claim
  if (deviceIdentifier === undefined) report("required", "deviceIdentifier", "is missing")
  else checkIdentifier(deviceIdentifier, report)
  checkSection(claim.sectionType, report)
  checkIds({ customerId, configurationId, simlockProfileId }, report)

  const hasWorkspace = !isAbsent(claim.googleWorkspaceCustomerId)
  if (isAbsent(customerId) && !hasWorkspace) {
    report("required", "customerId", "is missing, and so is googleWorkspaceCustomerId")
  }
  if (!isAbsent(customerId) && hasWorkspace) {
    report("oneOf", "googleWorkspaceCustomerId", "and customerId exclude each other; give one")
  }
  checkGoesWith(report, "simlockProfileId", simlockProfileId, {
    when: claim.sectionType === "SECTION_TYPE_SIM_LOCK",
    what: "SECTION_TYPE_SIM_LOCK"
  })
  checkGoesWith(report, "preProvisioningToken", claim.preProvisioningToken, {
    when: deviceIdentifier?.deviceType === "DEVICE_TYPE_CHROME_OS",
    what: "DEVICE_TYPE_CHROME_OS"
  })
}

/** A field that must, and may only, be given in a certain case. */
const checkGoesWith = (
  report: Report,
  field: string,
  value: string | undefined,
  { what, when }: { readonly when: boolean; readonly what: string }
): void => {
  if (when && isAbsent(value)) report("required", field, `is missing, which ${what} needs`)
  if (!when && !isAbsent(value)) report("oneOf", field, `goes with ${what} only`)
}

export const checkUnclaim: Check<PartnerUnclaim> = (unclaim, report) => {
  checkReference(unclaim, report)
  checkSection(unclaim.sectionType, report)
  const { vacationModeExpireTime: time } = unclaim
  if (!isAbsent(time) && parseTimestamp(time)._tag === "None") {
    report("formats", "vacationModeExpireTime", "is no time such as 2027-01-31T00:00:00Z")
  }
}

export const checkUpdate: Check<UpdateMetadataArguments> = (update, report) => {
  checkReference(update, report)
  checkMetadata(update, report)
}

export const checkMetadata: Check<{ readonly deviceMetadata?: DeviceMetadata }> = (
  { deviceMetadata },
  report
) => {
  if (deviceMetadata === undefined) report("required", "deviceMetadata", "is missing")
}
