/**
 * How devices and records are named: which texts are ids, IMEIs and MEIDs, and which two names are
 * those of the same device. What a text probably is that is none of these is said by faults.ts.
 */
import { below, type Report } from "./input.ts"
import { quote } from "./printable.ts"

const largestId = 2n ** 63n - 1n

/**
 * Whether a value is an id of this API: a whole number from 1 to 2⁶³−1, without leading zeros. A
 * number beyond the safe integers has lost digits before it came here.
 */
export const isId = (id: unknown): boolean => {
  switch (typeof id) {
    case "string":
      return /^[1-9]\d{0,18}$/.test(id) && (id.length < 19 || BigInt(id) <= largestId)
    case "number":
      return Number.isSafeInteger(id) && id > 0
    case "bigint":
      return id > 0n && id <= largestId
    default:
      return false
  }
}

/** Whether a text is an IMEI: 15 digits, the last of them the check digit. */
export const isImei = (text: string): boolean =>
  /^\d{15}$/.test(text) && text[14] === checkDigit(text.slice(0, 14), 10)

/** Whether a text is a MEID: 14 hexadecimal digits, or 15 of which the last is the check digit. */
export const isMeid = (text: string): boolean =>
  isMeidForm(text) && (text.length === 14 || text[14]?.toLowerCase() === meidCheckDigit(text))

/** Whether a text has the form of a MEID, with a check digit or without. */
export const isMeidForm = (text: string): boolean => /^[\da-f]{14,15}$/i.test(text)

/** The check digit of a MEID. One of decimal digits alone has that of an IMEI (3GPP2 X.S0008). */
export const meidCheckDigit = (meid: string): string =>
  checkDigit(meid.slice(0, 14), /^\d{14}/.test(meid) ? 10 : 16)

/** Luhn's check digit, in the given base: double every second digit from the right, add up digits. */
export const checkDigit = (digits: string, base: 10 | 16): string => {
  let sum = 0
  for (let i = digits.length - 1, isDoubled = true; i >= 0; i--, isDoubled = !isDoubled) {
    const value = valueOf(digits.charCodeAt(i)) * (isDoubled ? 2 : 1)
    sum += value < base ? value : value - base + 1
  }
  return ((base - (sum % base)) % base).toString(base)
}

/** The value of a hexadecimal digit, by its character code. */
const valueOf = (code: number): number => (code < 0x3a ? code - 0x30 : (code | 0x20) - 0x57)

/** A device as requests and echoes name it: by its hardware, or by the service's record of it. */
export interface NamedDevice {
  readonly deviceId?: string
  readonly deviceIdentifier?: {
    readonly imei?: string
    readonly imei2?: string
    readonly meid?: string
    readonly meid2?: string
    readonly serialNumber?: string
    readonly manufacturer?: string
    readonly model?: string
  }
}

/** What a key is made of. A serial number counts together with manufacturer and model. */
type DeviceKeyKind = "deviceId" | "imei" | "meid" | "serialNumber"

/**
 * Visits the keys of a device, one for each way in which it is named. Two devices are the same when
 * they share a key of the same kind: an IMEI counts in either slot, a MEID in any case and with or
 * without its check digit. On the wire an empty text is an absent field.
 */
const forEachDeviceKey = (
  { deviceId, deviceIdentifier }: NamedDevice,
  visit: (kind: DeviceKeyKind, key: string) => void
): void => {
  if (deviceId !== undefined && deviceId !== "") visit("deviceId", deviceId)
  if (deviceIdentifier === undefined) return
  const { imei, imei2, manufacturer, meid, meid2, model, serialNumber } = deviceIdentifier
  if (imei !== undefined && imei !== "") visit("imei", imei)
  if (imei2 !== undefined && imei2 !== "" && imei2 !== imei) visit("imei", imei2)
  if (meid !== undefined && meid !== "") visit("meid", normalMeid(meid))
  if (meid2 !== undefined && meid2 !== "" && meid2 !== meid) visit("meid", normalMeid(meid2))
  if (serialNumber !== undefined && serialNumber !== "") {
    visit("serialNumber", JSON.stringify([serialNumber, manufacturer ?? "", model ?? ""]))
  }
}

/** A MEID in upper case, without its check digit. */
export const normalMeid = (meid: string): string => {
  const upper = meid.toUpperCase()
  return /^[\dA-F]{15}$/.test(upper) ? upper.slice(0, 14) : upper
}

interface Item extends NamedDevice {
  readonly sectionType?: string
}

/**
 * Reports each device that is the same as one before it: a list of claims, unclaims or updates must not
 * name a device twice in one section. For one customer the results could not be told apart; for two
 * customers the second claim has to fail. The positions are those in the list that
 * was given; an item that cannot be sent leaves its place empty.
 */
export const checkDuplicates = (
  list: string,
  items: ReadonlyArray<Item | undefined>,
  report: Report
): void => {
  if (hasNone(items)) return
  const positions = new Map<string, number>()
  for (const [index, item] of items.entries()) {
    const problem = item && firstBefore(item, index, positions, list)
    if (problem !== undefined) below(report, `${list}[${index}]`)("duplicates", "", problem)
  }
}

/**
 * Whether every device is certainly named once, as is usual. A number for each key is enough for
 * that: sorted, they show at once whether two are equal, in a fraction of the time that a map of
 * 100,000 texts takes. Equal numbers need not mean equal keys.
 */
const hasNone = (items: ReadonlyArray<Item | undefined>): boolean => {
  const hashes: Array<number> = []
  for (const item of items) {
    if (item === undefined) continue
    const section = hashOf(item.sectionType ?? "", 0)
    forEachDeviceKey(item, (kind, key) => hashes.push(hashOf(key, section + kind.length)))
  }
  const sorted = Float64Array.from(hashes).toSorted()
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return false
  return true
}

/** A number of 53 bits, by two multiplicative hashes of 32 bits. */
const hashOf = (text: string, seed: number): number => {
  let high = seed ^ 0x9e3779b9
  let low = seed ^ 0x85ebca6b
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code, 0x5bd1e995) ^ (low >>> 13)
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}

const firstBefore = (
  item: Item,
  index: number,
  positions: Map<string, number>,
  list: string
): string | undefined => {
  const { sectionType = "" } = item
  let problem: string | undefined
  forEachDeviceKey(item, (kind, key) => {
    const name = JSON.stringify([sectionType, kind, key])
    const first = positions.get(name)
    if (first === undefined) positions.set(name, index)
    else if (first !== index) {
      const section = sectionType === "" ? "" : ` in ${quote(sectionType).slice(1, -1)}`
      problem ??= `names the same device as ${list}[${first}], by ${kind} ${shown(kind, key)}; give each device once${section}`
    }
  })
  return problem
}

/** The key of a serial number is a JSON list, whose first item it is. */
const shown = (kind: DeviceKeyKind, key: string): string => {
  if (kind !== "serialNumber") return quote(key)
  const [serialNumber]: ReadonlyArray<unknown> = JSON.parse(key)
  return quote(String(serialNumber))
}
