/**
 * What Google documents of inputs and types cannot say: of ids, of how devices are named, of claims.
 * Each check knows the fields that it looks at, and no message as a whole.
 */
import { parseTimestamp } from "../../rpc/ProtoJson.ts"
import { idFault, imeiFault, meidFault, timeFault } from "./faults.ts"
import { below, type Check, type Report } from "./input.ts"
import { isId, isImei, isMeid, type NamedDevice } from "./names.ts"
import { quote } from "./printable.ts"

/** A device that is named in one of two ways: by the service's record of it, or by its hardware. */
interface Reference {
  readonly deviceId?: string
  readonly deviceIdentifier?: Identifier
}

interface Identifier extends NonNullable<NamedDevice["deviceIdentifier"]> {
  readonly deviceType?: string
  readonly chromeOsAttestedDeviceId?: string
}

interface Claim {
  readonly deviceIdentifier?: Identifier
  readonly sectionType?: string
  readonly customerId?: string
  readonly googleWorkspaceCustomerId?: string
  readonly configurationId?: string
  readonly simlockProfileId?: string
  readonly preProvisioningToken?: string
}

interface Unclaim extends Reference {
  readonly sectionType?: string
  readonly vacationModeExpireTime?: string
}

interface Metadata {
  readonly deviceMetadata?: unknown
}

/** On the wire an empty text is an absent field. */
export const isAbsent = (text: string | undefined): text is "" | undefined =>
  text === undefined || text === ""

/** How a field that has to be there is not. */
const absence = (text: unknown): string => (text === "" ? "is empty" : "is missing")

/** Texts that have to be there, by their fields. */
export const checkRequired = (
  texts: Readonly<Record<string, string | undefined>>,
  report: Report
): void => {
  if (!report.isOn("required")) return
  for (const [field, text] of Object.entries(texts)) {
    if (isAbsent(text)) report("required", field, `${absence(text)}; it is required`)
  }
}

export const checkId = (id: unknown, report: Report, field: string): void => {
  if (report.isOn("ids") && !isId(id)) report("ids", field, idFault(id))
}

/** An id that may be absent. */
const checkOptionalId = (id: string | undefined, report: Report, field: string): void => {
  if (!isAbsent(id)) checkId(id, report, field)
}

/** A whole number within bounds, which it may reach. */
export const checkRange = (
  value: number | undefined,
  [minimum, maximum]: readonly [number, number],
  report: Report,
  field: string
): void => {
  if (value === undefined || !report.isOn("ranges")) return
  if (value < minimum || value > maximum) {
    report("ranges", field, `is ${value}; give a whole number from ${minimum} to ${maximum}`)
  }
}

export const checkSection = (sectionType: string | undefined, report: Report): void => {
  if (!isAbsent(sectionType) && sectionType !== "SECTION_TYPE_UNSPECIFIED") return
  const found = isAbsent(sectionType) ? absence(sectionType) : `is ${sectionType}`
  report(
    "required",
    "sectionType",
    `${found}; give SECTION_TYPE_ZERO_TOUCH or SECTION_TYPE_SIM_LOCK`
  )
}

/** Reports what is wrong, by field; `path` is what stands in front of the field's name. */
export const checkIdentifier = (identifier: Identifier, report: Report, path = ""): void => {
  checkNumbers(identifier, report, path)
  if (report.isOn("deviceIdentifier")) checkMissing(identifier, report, path)
}

/** The form and the check digit of each number that is given. */
const checkNumbers = (identifier: Identifier, report: Report, path = ""): void => {
  if (!report.isOn("imei")) return
  const { imei, imei2, meid, meid2 } = identifier
  checkImei(imei, report, `${path}imei`)
  checkImei(imei2, report, `${path}imei2`)
  checkMeid(meid, report, `${path}meid`)
  checkMeid(meid2, report, `${path}meid2`)
}

const checkImei = (imei: string | undefined, report: Report, field: string): void => {
  if (!isAbsent(imei) && !isImei(imei)) report("imei", field, imeiFault(imei))
}

const checkMeid = (meid: string | undefined, report: Report, field: string): void => {
  if (!isAbsent(meid) && !isMeid(meid)) report("imei", field, meidFault(meid))
}

const serial = {
  fields: ["serialNumber", "manufacturer", "model"],
  rule: "a serial number needs manufacturer and model beside it"
} as const

const chromeOs = {
  fields: ["serialNumber", "model", "chromeOsAttestedDeviceId"],
  rule: "a ChromeOS device needs serialNumber, model and chromeOsAttestedDeviceId"
} as const

/** Whether there is enough to know the device by. */
const checkMissing = (identifier: Identifier, report: Report, path: string): void => {
  const { deviceType, imei, imei2, meid, meid2, serialNumber } = identifier
  if (deviceType === "DEVICE_TYPE_CHROME_OS") return checkFields(identifier, chromeOs, report, path)
  if (!isAbsent(serialNumber)) return checkFields(identifier, serial, report, path)
  if (!isAbsent(imei) || !isAbsent(meid)) return
  if (!isAbsent(imei2)) {
    report(
      "deviceIdentifier",
      `${path}imei`,
      "is missing, but imei2 is given; give the only IMEI as imei"
    )
  } else if (!isAbsent(meid2)) {
    report(
      "deviceIdentifier",
      `${path}meid`,
      "is missing, but meid2 is given; give the only MEID as meid"
    )
  } else {
    const message = `${absence(imei)}, and so are meid and serialNumber; give one of them`
    report("deviceIdentifier", `${path}imei`, message)
  }
}

const checkFields = (
  identifier: Identifier,
  { fields, rule }: typeof serial | typeof chromeOs,
  report: Report,
  path: string
): void => {
  for (const field of fields) {
    const text = identifier[field]
    if (isAbsent(text)) report("deviceIdentifier", path + field, `${absence(text)}; ${rule}`)
  }
}

/** A device that is named by its hardware, so that the service knows which one it is. */
const checkHardware = (identifier: Identifier, report: Report): void =>
  checkIdentifier(identifier, report, "deviceIdentifier.")

/** A device to search for. Any field may do, so that only the form of those given is checked. */
export const checkSearch: Check<{ readonly deviceIdentifier?: Identifier }> = (
  { deviceIdentifier },
  report
) => {
  if (deviceIdentifier === undefined) {
    report("required", "deviceIdentifier", "is missing; give at least one of its fields")
  } else if (!Object.values(deviceIdentifier).some(Boolean)) {
    report("required", "deviceIdentifier", "has no field that is set; give at least one")
  } else checkNumbers(deviceIdentifier, report, "deviceIdentifier.")
}

/** A device that is named in one of two ways. */
const checkReference: Check<Reference> = ({ deviceId, deviceIdentifier }, report) => {
  if (deviceIdentifier !== undefined) checkHardware(deviceIdentifier, report)
  checkOptionalId(deviceId, report, "deviceId")
  if (deviceIdentifier === undefined && isAbsent(deviceId)) {
    report("required", "deviceIdentifier", "is missing, and so is deviceId; give one of them")
  }
  if (deviceIdentifier !== undefined && !isAbsent(deviceId)) {
    report(
      "oneOf",
      "deviceId",
      `is ${quote(deviceId)}, and deviceIdentifier is given, too; give one of them`
    )
  }
}

/** The device of a customer's request. */
export const checkDevice: Check<{ readonly device?: Reference }> = ({ device }, report) => {
  if (device === undefined) {
    report("required", "device", "is missing; give its deviceId or its deviceIdentifier")
  } else checkReference(device, below(report, "device"))
}

export const checkClaim: Check<Claim> = (claim, report) => {
  const { customerId, deviceIdentifier } = claim
  if (deviceIdentifier === undefined) {
    report("required", "deviceIdentifier", "is missing; give an object such as { imei: … }")
  } else checkHardware(deviceIdentifier, report)
  checkSection(claim.sectionType, report)
  checkOptionalId(customerId, report, "customerId")
  checkOptionalId(claim.configurationId, report, "configurationId")
  checkOptionalId(claim.simlockProfileId, report, "simlockProfileId")

  const workspace = claim.googleWorkspaceCustomerId
  if (isAbsent(customerId) && isAbsent(workspace)) {
    const message = `${absence(customerId)}, and so is googleWorkspaceCustomerId; give one of them`
    report("required", "customerId", message)
  }
  if (!isAbsent(customerId) && !isAbsent(workspace)) {
    const message = `is ${quote(workspace)}, and customerId is given, too; give one of them`
    report("oneOf", "googleWorkspaceCustomerId", message)
  }
  checkGoesWith(report, "simlockProfileId", claim.simlockProfileId, {
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
  if (when && isAbsent(value)) report("required", field, `${absence(value)}; ${what} needs it`)
  if (!when && !isAbsent(value)) {
    report("oneOf", field, `is given, but goes with ${what} only; leave it out`)
  }
}

export const checkUnclaim: Check<Unclaim> = (unclaim, report) => {
  checkReference(unclaim, report)
  checkSection(unclaim.sectionType, report)
  const { vacationModeExpireTime: time } = unclaim
  if (!isAbsent(time) && report.isOn("formats") && parseTimestamp(time)._tag === "None") {
    const message = `is not a valid time: ${quote(time)} ${timeFault(time)}`
    report("formats", "vacationModeExpireTime", message)
  }
}

export const checkUpdate: Check<Reference & Metadata> = (update, report) => {
  checkReference(update, report)
  checkMetadata(update, report)
}

export const checkMetadata: Check<Metadata> = ({ deviceMetadata }, report) => {
  if (deviceMetadata === undefined) {
    report("required", "deviceMetadata", "is missing; give an object such as { entries: { … } }")
  }
}
