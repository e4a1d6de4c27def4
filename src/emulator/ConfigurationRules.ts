/**
 * What a configuration must say, and which of its fields an update may name.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { isEmail } from "./CompanyRules.ts"
import { dpcs } from "./Configurations.ts"
import { text } from "./Json.ts"
import type { JsonObject } from "./Json.ts"
import { fieldOf } from "./Messages.ts"
import { badRequest, invalidField } from "./ServiceError.ts"
import type { ServiceError, Violation } from "./ServiceError.ts"
import { configuration } from "./wire/configurations.ts"

const writable: ReadonlyArray<string> = Object.entries(configuration.fields)
  .filter(([, kind]) => kind.output === undefined)
  .map(([name]) => name)

/** The fields that a customer may set: the others are left out, whatever they say. */
export const settable = (given: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(given).filter(([name]) => writable.includes(name)))

const required = [
  ["configurationName", "configuration_name"],
  ["dpcResourcePath", "dpc_resource_path"],
  ["companyName", "company_name"],
  ["contactEmail", "contact_email"],
  ["contactPhone", "contact_phone"]
] as const

const isJson = (value: string): boolean => {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

const maxForcedReset = 6 * 3600

/** Refuses a configuration that a customer may not have, with all that is wrong. */
export const check = (given: JsonObject, customerId: string): Effect.Effect<void, ServiceError> => {
  const violations: Array<Violation> = []
  const unless = (field: string, right: boolean, description: string) => {
    if (!right) violations.push({ field, description })
  }
  for (const [key, field] of required) {
    unless(field, text(given, key) !== undefined, `${key} is required`)
  }
  const of = (key: string) => text(given, key)
  const dpc = of("dpcResourcePath")
  unless(
    "dpc_resource_path",
    dpc === undefined || dpcs.some(({ id }) => dpc === `customers/${customerId}/dpcs/${id}`),
    `dpcResourcePath is none of the customer's DPCs: ${dpc}`
  )
  const email = of("contactEmail")
  unless("contact_email", email === undefined || isEmail(email), `Not an address: ${email}`)
  const phone = of("contactPhone")
  unless(
    "contact_phone",
    phone === undefined || (/^[\d ()+-]+$/.test(phone) && /\d/.test(phone)),
    `A phone number has digits, spaces, plus sign, hyphens and parentheses only: ${phone}`
  )
  const extras = of("dpcExtras")
  unless("dpc_extras", extras === undefined || isJson(extras), "dpcExtras must be JSON")
  const reset = Number.parseFloat(of("forcedResetTime") ?? "0s")
  unless(
    "forced_reset_time",
    reset >= 0 && reset <= maxForcedReset,
    "forcedResetTime must be between 0 and 6 hours"
  )
  return violations.length === 0 ? Effect.void : Effect.fail(badRequest(violations))
}

/** The fields that a mask names, `*` being all that can be set. */
export const fieldsOf = (
  mask: string | undefined
): Effect.Effect<ReadonlyArray<string>, ServiceError> => {
  const invalid = (description: string) =>
    Effect.fail(invalidField("INVALID_PARAMETER", "update_mask", description))
  if (mask === undefined) return invalid("updateMask is required")
  if (mask === "*") return Effect.succeed(writable)
  const names: Array<string> = []
  for (const path of mask.split(",")) {
    const name = fieldOf(configuration.fields, path.trim())?.[0]
    if (name === undefined) return invalid(`updateMask: Configuration has no field ${path}`)
    if (!writable.includes(name)) return invalid(`updateMask: ${path} is set by the service only`)
    names.push(name)
  }
  return Effect.succeed(names)
}
