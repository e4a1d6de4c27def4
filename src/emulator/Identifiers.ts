/**
 * Whether a device identifier names a device: the form and check digits of IMEI and MEID, and which
 * fields have to come together.
 *
 * @since 0.1.0
 */
import { text } from "./Json.ts"
import type { JsonObject } from "./Json.ts"

/**
 * Which manufacturers and models there are. Names are compared without regard to case.
 *
 * @category models
 * @since 0.1.0
 */
export interface Catalog {
  /** All that are known. By default every name but those that begin with `Unknown`. */
  readonly manufacturers?: ReadonlyArray<string>
  /** All that are known. By default every name but those that begin with `Unknown`. */
  readonly models?: ReadonlyArray<string>
}

/** What is wrong with an identifier, with the API's own code. */
export interface IdentifierProblem {
  readonly code:
    | "INVALID_IDENTIFIER_SET"
    | "INVALID_IMEI"
    | "INVALID_MEID"
    | "INVALID_SERIAL"
    | "INVALID_MANUFACTURER"
    | "INVALID_MODEL"
  readonly message: string
}

/** Luhn's check over digits of any base up to 16: double every second one from the right. */
const checks = (digits: string, base: number): boolean => {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number.parseInt(digits.charAt(digits.length - 1 - index), base)
    const weighted = index % 2 === 1 ? digit * 2 : digit
    sum += Math.floor(weighted / base) + (weighted % base)
  }
  return sum % base === 0
}

/** 15 digits, of which the last is the check digit. */
export const isImei = (imei: string): boolean => /^\d{15}$/.test(imei) && checks(imei, 10)

/**
 * 14 hexadecimal digits, with or without a check digit after them. A MEID of decimal digits only is
 * checked as an IMEI is, with any other the check is in base 16.
 */
export const isMeid = (meid: string): boolean =>
  /^[0-9A-F]{14}$/i.test(meid) ||
  (/^[0-9A-F]{15}$/i.test(meid) && checks(meid, /^\d+$/.test(meid) ? 10 : 16))

const isKnown = (name: string, known: ReadonlyArray<string> | undefined): boolean =>
  known === undefined
    ? !/^unknown/i.test(name)
    : known.some((one) => one.toLowerCase() === name.toLowerCase())

/** The first number in a `DeviceIdentifier` that cannot be one, if there is any. */
export const formProblemOf = (identifier: JsonObject): IdentifierProblem | undefined => {
  const of = (key: string) => text(identifier, key)
  const serial = of("serialNumber")

  for (const key of ["imei", "imei2"]) {
    const imei = of(key)
    if (imei !== undefined && !isImei(imei)) {
      return { code: "INVALID_IMEI", message: `${key} is not an IMEI: ${imei}` }
    }
  }
  for (const key of ["meid", "meid2"]) {
    const meid = of(key)
    if (meid !== undefined && !isMeid(meid)) {
      return { code: "INVALID_MEID", message: `${key} is not a MEID: ${meid}` }
    }
  }
  if (serial !== undefined && !/^[\x21-\x7e]{1,64}$/.test(serial)) {
    return { code: "INVALID_SERIAL", message: `serialNumber is not a serial number: ${serial}` }
  }
  return undefined
}

/** The first thing that is wrong with a `DeviceIdentifier`, if anything is. */
export const problemOf = (
  identifier: JsonObject | undefined,
  catalog: Catalog
): IdentifierProblem | undefined => {
  const of = (key: string) => text(identifier ?? {}, key)
  const [manufacturer, model, serial] = [of("manufacturer"), of("model"), of("serialNumber")]
  const problem = formProblemOf(identifier ?? {})
  if (problem !== undefined) return problem
  if (manufacturer !== undefined && !isKnown(manufacturer, catalog.manufacturers)) {
    return { code: "INVALID_MANUFACTURER", message: `Unknown manufacturer: ${manufacturer}` }
  }
  if (model !== undefined && !isKnown(model, catalog.models)) {
    return { code: "INVALID_MODEL", message: `Unknown model: ${model}` }
  }

  const named =
    of("deviceType") === "DEVICE_TYPE_CHROME_OS"
      ? of("chromeOsAttestedDeviceId") !== undefined ||
        (serial !== undefined && model !== undefined)
      : (of("imei") ?? of("meid")) !== undefined ||
        (serial !== undefined && manufacturer !== undefined && model !== undefined)
  return named
    ? undefined
    : {
        code: "INVALID_IDENTIFIER_SET",
        message:
          "A device is named by imei or meid, or by serialNumber with manufacturer and model; " +
          "a ChromeOS device by chromeOsAttestedDeviceId, or by serialNumber with model"
      }
}

/** The keys under which a device is found. Any one of them is enough to find it. */
export const keysOf = (identifier: JsonObject): ReadonlyArray<string> => {
  const of = (key: string) => text(identifier, key)?.toLowerCase()
  const keys: Array<string> = []
  for (const key of ["imei", "imei2"]) {
    const imei = of(key)
    if (imei !== undefined) keys.push(`imei ${imei}`)
  }
  for (const key of ["meid", "meid2"]) {
    const meid = of(key)
    // The check digit is no part of the number.
    if (meid !== undefined) keys.push(`meid ${meid.slice(0, 14)}`)
  }
  const attested = of("chromeOsAttestedDeviceId")
  if (attested !== undefined) keys.push(`chromeos ${attested}`)
  const serial = of("serialNumber")
  const model = of("model")
  if (serial !== undefined && model !== undefined) {
    keys.push(`serial ${JSON.stringify([serial, of("manufacturer") ?? "", model])}`)
  }
  return keys
}
