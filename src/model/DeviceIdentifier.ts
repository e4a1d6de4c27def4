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
import { checkIdentifier } from "./internal/checks.ts"
import { makeReport } from "./internal/input.ts"
import { reader } from "./internal/request.ts"

const struct = Schema.Struct({
  /** Fifteen digits, the last of them a check digit. */
  imei: text,
  /** The second IMEI of a device with two SIM slots. */
  imei2: text,
  /** Fourteen hexadecimal digits, or fifteen with the check digit. */
  meid: text,
  /** The second MEID of a device with two SIM slots. */
  meid2: text,
  /** The maker's number of the device. A device of another model can have the same one. */
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

/** The field of a message that holds an identifier. It has no `validate`, which only callers need. */
export const identifier: Schema.optionalKey<Schema.Codec<DeviceIdentifier>> =
  Schema.optionalKey(struct)

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
 * Finds all that is wrong with an identifier: the form and the check digits of IMEI and MEID, fields
 * that are missing, and fields that are not texts. Empty when nothing is. Whether a manufacturer or a
 * model exists is known to the service alone.
 *
 * @category checks
 * @since 0.1.0
 */
export const validate = (identifier: DeviceIdentifier): ReadonlyArray<DeviceIdentifierProblem> => {
  const problems: Array<DeviceIdentifierProblem> = []
  const report = makeReport(
    () => true,
    ({ field, message }) => {
      problems.push(
        isField(field) ? { field, message } : { field: "imei", message: noObject(message) }
      )
    }
  )
  const plain = read(identifier, report)
  if (plain !== undefined) checkIdentifier(plain, report)
  return problems
}

const read = reader(struct)

const isField = (name: string): name is keyof DeviceIdentifier => Object.hasOwn(struct.fields, name)

/** A problem of the identifier as a whole is one of the field that is looked at first. */
const noObject = (message: string): string => `is missing, since the identifier ${message}`

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

const withValidate = ({ ast, fields }: typeof struct): DeviceIdentifierSchema =>
  Schema.make<DeviceIdentifierSchema>(ast, { fields, validate })

/**
 * @category schemas
 * @since 0.1.0
 */
export const DeviceIdentifier: DeviceIdentifierSchema = withValidate(struct)
