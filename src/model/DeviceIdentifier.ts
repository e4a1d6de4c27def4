/**
 * The hardware identity of a device: what is printed on the box. It names a manufactured device,
 * while a `DeviceId` names the service's record of it. `DeviceIdentifier.validate` finds what the
 * service would refuse, before anything is sent.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { openEnum } from "../rpc/ProtoJson.ts"
import { text } from "./internal/fields.ts"

const struct = Schema.Struct({
  /** Fifteen digits, the last of them a check digit. */
  imei: text,
  /** The second IMEI of a device with two SIM slots. */
  imei2: text,
  /** Fourteen hexadecimal digits, or fifteen with the check digit. */
  meid: text,
  /** The second MEID of a device with two SIM slots. */
  meid2: text,
  /** The maker's number of the device, which may be given again for another model. */
  serialNumber: text,
  /** As `android.os.Build.MANUFACTURER` has it; Google publishes the names that it knows. */
  manufacturer: text,
  /** The name of the model; Google publishes the names that it knows. */
  model: text,
  /** Without it, an Android device is meant. */
  deviceType: Schema.optionalKey(
    openEnum(["DEVICE_TYPE_UNSPECIFIED", "DEVICE_TYPE_ANDROID", "DEVICE_TYPE_CHROME_OS"])
  ),
  /** The number that the maker attests; ChromeOS only. */
  chromeOsAttestedDeviceId: text
})

/**
 * A cellular device is identified by `imei` or `meid` (dual-SIM: also `imei2` or `meid2`; Google
 * advises to give the lowest IMEI as the first), any other Android device by `serialNumber` with
 * `manufacturer` and `model`, a ChromeOS device by `serialNumber`, `model` and
 * `chromeOsAttestedDeviceId`. `manufacturer` and `model` are those of Android's `Build` class.
 *
 * @category models
 * @since 0.1.0
 */
export interface DeviceIdentifier extends Schema.Schema.Type<typeof struct> {}

/**
 * What is wrong with one field of an identifier.
 *
 * @category models
 * @since 0.1.0
 */
export interface DeviceIdentifierProblem {
  readonly field: keyof DeviceIdentifier
  /** What is wrong and what would be right, without the field's name. */
  readonly message: string
}

/**
 * Finds all that is wrong with an identifier: the form and the check digits of IMEI and MEID, and
 * fields that are missing. Empty when nothing is. Whether a manufacturer or a model exists is known
 * to the service alone.
 *
 * @category checks
 * @since 0.1.0
 */
export const validate = (identifier: DeviceIdentifier): ReadonlyArray<DeviceIdentifierProblem> => [
  ...(["imei", "imei2"] as const).flatMap((field) =>
    problem(field, identifier[field], imeiProblem)
  ),
  ...(["meid", "meid2"] as const).flatMap((field) =>
    problem(field, identifier[field], meidProblem)
  ),
  ...missing(identifier)
]

const problem = (
  field: keyof DeviceIdentifier,
  value: string | undefined,
  find: (value: string) => string | undefined
): ReadonlyArray<DeviceIdentifierProblem> => {
  // on the wire an empty text is an absent field
  const message = value === undefined || value === "" ? undefined : find(value)
  return message === undefined ? [] : [{ field, message }]
}

const imeiProblem = (imei: string): string | undefined => {
  if (!/^\d{15}$/.test(imei)) return "is not an IMEI, which has 15 digits and nothing else"
  const expected = checkDigit(imei.slice(0, 14), 10)
  return imei[14] === expected
    ? undefined
    : `has the check digit ${imei[14]}, but it should be ${expected}`
}

const meidProblem = (meid: string): string | undefined => {
  if (!/^[\da-f]{14,15}$/i.test(meid)) {
    return "is not a MEID, which has 14 hexadecimal digits and, if you like, a check digit"
  }
  // An identifier of decimal digits alone has the check digit of an IMEI (3GPP2 X.S0008).
  const base = /^\d{14}/.test(meid) ? 10 : 16
  const expected = checkDigit(meid.slice(0, 14), base)
  return meid.length === 14 || meid[14]?.toLowerCase() === expected
    ? undefined
    : `has the check digit ${meid[14]}, but it should be ${expected}`
}

/** Luhn's check digit, in the given base: double every second digit from the right, add up digits. */
const checkDigit = (digits: string, base: number): string => {
  const sum = [...digits]
    .toReversed()
    .map((digit, i) => parseInt(digit, base) * (i % 2 === 0 ? 2 : 1))
    .reduce((total, value) => total + Math.floor(value / base) + (value % base), 0)
  return ((base - (sum % base)) % base).toString(base)
}

const missing = (identifier: DeviceIdentifier): ReadonlyArray<DeviceIdentifierProblem> => {
  const has = (field: keyof DeviceIdentifier) => (identifier[field] ?? "") !== ""
  const isChromeOs = identifier.deviceType === "DEVICE_TYPE_CHROME_OS"
  if (!isChromeOs && (has("imei") || has("meid"))) return []
  const required = isChromeOs
    ? (["serialNumber", "model", "chromeOsAttestedDeviceId"] as const)
    : (["serialNumber", "manufacturer", "model"] as const)
  const absent = required.filter((field) => !has(field))
  if (!isChromeOs && !has("serialNumber")) {
    return [
      { field: "imei", message: "is missing, and so are a MEID and a serial number; one is needed" }
    ]
  }
  return absent.map((field) => ({
    field,
    message: `is missing, which is needed beside ${required.filter((other) => other !== field).join(" and ")}`
  }))
}

/**
 * The schema of an identifier, with `validate`.
 *
 * @category schemas
 * @since 0.1.0
 */
export interface DeviceIdentifierSchema extends Schema.Codec<DeviceIdentifier> {
  readonly fields: typeof struct.fields
  /** Finds all that is wrong with an identifier. Empty when nothing is. */
  readonly validate: typeof validate
}

/**
 * @category schemas
 * @since 0.1.0
 */
export const DeviceIdentifier: DeviceIdentifierSchema = Schema.make<DeviceIdentifierSchema>(
  struct.ast,
  { fields: struct.fields, validate }
)
