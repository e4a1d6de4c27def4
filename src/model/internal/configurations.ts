/**
 * What is sent of a configuration: to create one, and to change some of its fields.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
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
import { type Check, encoder, prepare, type Report } from "./request.ts"

type Writable = typeof WritableConfiguration.Type

const writable = Struct.keys(WritableConfiguration.fields)

export const resourceName = {
  configuration: /^customers\/[^/]+\/configurations\/[^/]+$/,
  dpc: /^customers\/[^/]+\/dpcs\/[^/]+$/
}

/** A resource name that has the right form, if it is there. */
export const checkResourceName = (
  kind: keyof typeof resourceName,
  name: string | undefined,
  report: Report,
  field: string
): void => {
  if (!isAbsent(name) && !resourceName[kind].test(name)) {
    report("formats", field, `is no resource name such as customers/1/${kind}s/2`)
  }
}

const sixHours = Duration.hours(6)

/** Looks at the fields that are given. */
const check: Check<Writable> = (configuration, report) => {
  const { contactEmail, contactPhone, dpcExtras, dpcResourcePath, forcedResetTime } = configuration
  checkResourceName("dpc", dpcResourcePath, report, "dpcResourcePath")
  if (!isAbsent(contactEmail) && !/^[^\s@]+@[^\s@]+$/.test(contactEmail)) {
    report("formats", "contactEmail", "is no email address")
  }
  if (!isAbsent(contactPhone) && !/^[\d +()-]+$/.test(contactPhone)) {
    report(
      "formats",
      "contactPhone",
      "has something else than digits, spaces, plus sign, hyphens and parentheses"
    )
  }
  if (!isAbsent(dpcExtras) && !isJsonObject(dpcExtras)) {
    report("formats", "dpcExtras", "is not the text of a JSON object")
  }
  if (
    forcedResetTime !== undefined &&
    !Duration.between(forcedResetTime, { minimum: Duration.zero, maximum: sixHours })
  ) {
    report("ranges", "forcedResetTime", "is not from 0 to 6 hours")
  }
}

const isJsonObject = (text: string): boolean => {
  const json = Result.try((): unknown => JSON.parse(text))
  return (
    Result.isSuccess(json) &&
    typeof json.success === "object" &&
    json.success !== null &&
    !Array.isArray(json.success)
  )
}

const encode = encoder(WritableConfiguration, check)

/** Durations may be given in all of Effect's forms. */
const withDuration = (
  { forcedResetTime, ...others }: ConfigurationPatch,
  report: Report
): Writable => {
  if (forcedResetTime === undefined) return others
  const duration = Duration.fromInput(forcedResetTime)
  if (Option.isSome(duration)) return { ...others, forcedResetTime: duration.value }
  report("type", "forcedResetTime", 'does not fit: expected a duration such as "2 hours"')
  return others
}

/** A configuration with all that the API requires. */
export const newConfiguration = prepare<ConfigurationInput>((input, report) => {
  const body = encode(withDuration(input, report), report)
  const { companyName, configurationName, contactEmail, contactPhone, dpcResourcePath } = input
  checkRequired(
    { configurationName, dpcResourcePath, companyName, contactEmail, contactPhone },
    report
  )
  return { body }
})

/** Some fields of a configuration, and the mask that names them. */
export const configurationPatch = prepare<{
  readonly patch: ConfigurationPatch
  readonly updateMask: ReadonlyArray<ConfigurationPath> | undefined
}>(({ patch, updateMask }, report) => {
  const body = encode(withDuration(patch, report), report)
  const mask = updateMask ?? writable.filter((path) => patch[path] !== undefined)
  if (mask.length === 0)
    report("updateMask", "updateMask", "names no field, so nothing would change")
  for (const [i, path] of mask.entries()) {
    if (path in Configuration.fields && !writable.includes(path)) {
      report("updateMask", `updateMask[${i}]`, `is ${path}, which only the service sets`)
    } else if (!writable.includes(path)) {
      report("updateMask", `updateMask[${i}]`, "is no field of a configuration")
    }
  }
  return { body, query: { updateMask: formatMask(mask) } }
})

/** A configuration that is applied to a device. */
export const checkApply: Check<typeof CustomerApplyConfigurationRequest.Type> = (
  request,
  report
) => {
  const { configuration } = request
  checkDevice(request, report)
  checkRequired({ configuration }, report)
  checkResourceName("configuration", configuration, report, "configuration")
}

const formatMask = Schema.encodeSync(FieldMask)
