/**
 * What is sent of a configuration: to create one, and to change some of its fields.
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { FieldMask } from "../../rpc/ProtoJson.ts"
import {
  Configuration,
  type ConfigurationInput,
  type ConfigurationPatch,
  type ConfigurationPath,
  WritableConfiguration
} from "../Configuration.ts"
import type { CustomerApplyConfigurationRequest } from "../CustomerMessages.ts"
import { checkDevice, checkRequired, isAbsent } from "./checks.ts"
import { durationOf, printableDuration } from "./durations.ts"
import { type Check, named, type Report } from "./input.ts"
import { codePoint } from "./oddities.ts"
import { printableValue, quote } from "./printable.ts"
import { encoder, type Prepare, prepare, reader } from "./request.ts"

const writable = Struct.keys(WritableConfiguration.fields)

const resourceNames = {
  configuration: {
    form: /^customers\/[^/]+\/configurations\/[^/]+$/,
    example: "customers/1/configurations/2"
  },
  dpc: { form: /^customers\/[^/]+\/dpcs\/[^/]+$/, example: "customers/1/dpcs/2" }
}

/** A resource name that has the right form, if it is there. */
const checkResourceName = (
  kind: keyof typeof resourceNames,
  name: string | undefined,
  report: Report,
  field: string
): void => {
  const { example, form } = resourceNames[kind]
  if (isAbsent(name) || form.test(name)) return
  const cause = form.test(name.replace(/^.*?(?=customers\/)/s, ""))
    ? "has something in front of customers/"
    : form.test(name.replace(/\/$/, ""))
      ? "ends in a slash"
      : name.includes("/")
        ? "has another form"
        : "is only a part of one"
  report(
    "formats",
    field,
    `is not a valid resource name: ${quote(name)} ${cause}; give one such as ${example}`
  )
}

/** Looks at the fields that are given. */
const check: Check<typeof WritableConfiguration.Encoded> = (configuration, report) => {
  if (!report.isOn("formats")) return
  const { contactEmail, contactPhone, dpcExtras, dpcResourcePath } = configuration
  checkResourceName("dpc", dpcResourcePath, report, "dpcResourcePath")
  if (!isAbsent(contactEmail) && !/^[^\s@]+@[^\s@]+$/.test(contactEmail)) {
    report(
      "formats",
      "contactEmail",
      `is not a valid email address: ${quote(contactEmail)} ${emailFault(contactEmail)}`
    )
  }
  const wrong = /[^\d +()-]/u.exec(contactPhone ?? "")?.[0]
  if (!isAbsent(contactPhone) && wrong !== undefined) {
    const character = /^[ -~]$/.test(wrong) ? JSON.stringify(wrong) : codePoint(wrong)
    report(
      "formats",
      "contactPhone",
      `is not a valid phone number: ${quote(contactPhone)} contains ${character}; only digits, spaces, plus sign, hyphens and parentheses are allowed`
    )
  }
  const fault = isAbsent(dpcExtras) ? undefined : jsonFault(dpcExtras)
  if (fault !== undefined) {
    report("formats", "dpcExtras", `is not the text of a JSON object: ${fault}`)
  }
}

const emailFault = (email: string): string => {
  const count = email.split("@").length - 1
  if (count === 0) return 'has no "@"'
  if (count > 1) return `has ${count} "@"; give one address`
  return /\s/.test(email) ? "contains a space" : 'has nothing before or after "@"'
}

/** Why a text is not that of a JSON object, without a word of it: DPC extras can hold secrets. */
const jsonFault = (text: string): string | undefined => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return "it is not JSON, which has double quotes around every key and every string, and no comma at the end"
  }
  if (json === null) return "it is null"
  if (Array.isArray(json)) return "it is a JSON list"
  if (typeof json === "string") return "it is a JSON string; the object was made into JSON twice"
  return typeof json === "object" ? undefined : `it is a JSON ${typeof json}`
}

const encode = encoder(WritableConfiguration, check)

const sixHours = Duration.hours(6)

/** Durations can be given in all of Effect's forms. */
const withDuration = (
  { forcedResetTime, ...others }: typeof Given.Type,
  report: Report
): typeof WritableConfiguration.Type => {
  if (forcedResetTime === undefined) return others
  const duration = durationOf(forcedResetTime)
  if (duration === undefined) {
    const message = `is ${printableValue(forcedResetTime)}; give a duration such as "2 hours"`
    report("type", "forcedResetTime", message)
    return others
  }
  if (!Duration.between(duration, { minimum: Duration.zero, maximum: sixHours })) {
    const found = printableDuration(forcedResetTime, duration)
    report("ranges", "forcedResetTime", `is ${found}; give a duration from 0 to 6 hours`)
  }
  return { ...others, forcedResetTime: duration }
}

/** A configuration as a caller can give it. */
const Given = Schema.Struct({
  ...WritableConfiguration.fields,
  forcedResetTime: Schema.optionalKey(Schema.Unknown)
})

/** A configuration with all that the API requires. */
export const newConfiguration: Prepare<ConfigurationInput> = prepare(Given, (input, report) => {
  const body = encode(withDuration(input, report), report)
  const { companyName, configurationName, contactEmail, contactPhone, dpcResourcePath } = input
  checkRequired(
    { configurationName, dpcResourcePath, companyName, contactEmail, contactPhone },
    report
  )
  return { body }
})

const readGiven = reader(Given)
const readMask = reader(
  Schema.Struct({ updateMask: Schema.optionalKey(Schema.Array(Schema.String)) })
)

/** Some fields of a configuration, and the mask that names them. */
export const configurationPatch: Prepare<{
  readonly patch: ConfigurationPatch
  readonly options:
    { readonly updateMask?: ReadonlyArray<ConfigurationPath> | undefined } | undefined
}> = prepare(
  Schema.Struct({
    patch: Schema.optionalKey(Schema.Unknown),
    options: Schema.optionalKey(Schema.Unknown)
  }),
  ({ options = {}, patch }, report) => {
    const given = readGiven(patch, named(report, "patch"))
    const { updateMask } = readMask(options, named(report, "options")) ?? {}
    if (given === undefined) return {}
    const body = encode(withDuration(given, report), report)
    const mask = updateMask ?? writable.filter((path) => given[path] !== undefined)
    checkMask(mask, report)
    return { body, query: { updateMask: formatMask(mask) } }
  }
)

const checkMask = (mask: ReadonlyArray<string>, report: Report): void => {
  if (mask.length === 0) {
    report(
      "updateMask",
      "updateMask",
      "names no field, so nothing would change; give a field to change"
    )
  }
  for (const [i, path] of mask.entries()) {
    if (writable.some((name) => name === path)) continue
    const rule = Object.hasOwn(Configuration.fields, path)
      ? "which only the service sets"
      : `which is not a field of a configuration; the fields are ${writable.join(", ")}`
    report("updateMask", `updateMask[${i}]`, `is ${quote(path)}, ${rule}`)
  }
}

/** A configuration that is applied to a device. */
export const checkApply: Check<typeof CustomerApplyConfigurationRequest.Encoded> = (
  request,
  report
) => {
  const { configuration } = request
  checkDevice(request, report)
  checkRequired({ configuration }, report)
  if (report.isOn("formats")) {
    checkResourceName("configuration", configuration, report, "configuration")
  }
}

const formatMask = Schema.encodeSync(FieldMask)
