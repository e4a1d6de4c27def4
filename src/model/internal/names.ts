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
      if (id === "" || id.length > 19 || id.charCodeAt(0) === zero || !isDigits(id)) return false
      return id.length < 19 || BigInt(id) <= largestId
    case "number":
      return Number.isSafeInteger(id) && id > 0
    case "bigint":
      return id > 0n && id <= largestId
    default:
      return false
  }
}

const zero = 48
const nine = 57

/** Whether a text has digits alone. A loop, since each claim has two such texts, and a pattern takes longer. */
const isDigits = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < zero || code > nine) return false
  }
  return true
}

/** Whether a text is an IMEI: 15 digits, the last of them the check digit. */
export const isImei = (text: string): boolean =>
  text.length === 15 && isDigits(text) && luhnSum(text, 10, false) % 10 === 0

/** Whether a text is a MEID: 14 hexadecimal digits, or 15 of which the last is the check digit. */
export const isMeid = (text: string): boolean =>
  isMeidForm(text) && (text.length === 14 || text[14]?.toLowerCase() === meidCheckDigit(text))

/** Whether a text has the form of a MEID, with a check digit or without. */
export const isMeidForm = (text: string): boolean => /^[\da-f]{14,15}$/i.test(text)

/** The check digit of a MEID. One of decimal digits alone has that of an IMEI (3GPP2 X.S0008). */
export const meidCheckDigit = (meid: string): string =>
  checkDigit(meid.slice(0, 14), /^\d{14}/.test(meid) ? 10 : 16)

/** Luhn's check digit of digits in the given base. */
export const checkDigit = (digits: string, base: 10 | 16): string =>
  ((base - (luhnSum(digits, base, true) % base)) % base).toString(base)

/** Luhn's sum: every second digit from the right is doubled, and the digits of what comes out are added up. */
const luhnSum = (digits: string, base: 10 | 16, isLastDoubled: boolean): number => {
  let sum = 0
  let isDoubled = isLastDoubled
  for (let i = digits.length - 1; i >= 0; i--) {
    const value = valueOf(digits.charCodeAt(i)) * (isDoubled ? 2 : 1)
    sum += value < base ? value : value - base + 1
    isDoubled = !isDoubled
  }
  return sum
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
  const sections = new Map<string, Positions>()
  for (const [index, item] of items.entries()) {
    if (item === undefined) continue
    const { sectionType = "" } = item
    const found = sections.get(sectionType)
    const positions = found ?? noPositions()
    if (found === undefined) sections.set(sectionType, positions)
    let problem: string | undefined
    forEachDeviceKey(item, (kind, key) => {
      const first = positions[kind].get(key)
      if (first === undefined) positions[kind].set(key, index)
      else if (first !== index) {
        const section = sectionType === "" ? "" : ` in ${quote(sectionType).slice(1, -1)}`
        problem ??= `names the same device as ${list}[${first}], by ${kind} ${shown(kind, key)}; give each device once${section}`
      }
    })
    if (problem !== undefined) below(report, `${list}[${index}]`)("duplicates", "", problem)
  }
}

/** Where in a list a key was seen first, by its kind. */
type Positions = Readonly<Record<DeviceKeyKind, Map<string, number>>>

const noPositions = (): Positions => ({
  deviceId: new Map(),
  imei: new Map(),
  meid: new Map(),
  serialNumber: new Map()
})

/** The key of a serial number is a JSON list, whose first item it is. */
const shown = (kind: DeviceKeyKind, key: string): string => {
  if (kind !== "serialNumber") return quote(key)
  const [serialNumber]: ReadonlyArray<unknown> = JSON.parse(key)
  return quote(String(serialNumber))
}
