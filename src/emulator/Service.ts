/**
 * The state of the service, and what its methods share.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Batches from "./Batches.ts"
import * as Companies from "./Companies.ts"
import * as Configurations from "./Configurations.ts"
import * as DeviceRules from "./DeviceRules.ts"
import * as Devices from "./Devices.ts"
import * as DeviceViews from "./DeviceViews.ts"
import type { Catalog } from "./Identifiers.ts"
import type { JsonObject } from "./Json.ts"
import { idOf } from "./NormalForms.ts"
import * as Scripts from "./Scripts.ts"
import type { Seed, Terms } from "./Seed.ts"
import { badRequest, refusal } from "./ServiceError.ts"
import type { ServiceError } from "./ServiceError.ts"

/** The service, without HTTP. */
export interface Service {
  readonly batches: Batches.Batches
  readonly catalog: Catalog
  readonly companies: Companies.Companies
  readonly configurations: Configurations.Configurations
  readonly devices: Devices.Devices
  readonly rules: ReturnType<typeof DeviceRules.make>
  readonly scripts: Scripts.Scripts
  /** The id of a reseller that exists, or the refusal of it. */
  readonly partner: (id: string | undefined) => Effect.Effect<string, ServiceError>
  /** The id of a customer that exists, or the refusal of it. */
  readonly customer: (id: string | undefined) => Effect.Effect<string, ServiceError>
  /** The name of an operation that is not in use yet. */
  readonly newOperationName: Effect.Effect<string>
  readonly seed: (seed: Seed) => void
  /** All state as plain JSON. */
  readonly snapshot: (now: number) => JsonObject
}

// The first digit is below 9, since ids are int64.
const digits = Effect.gen(function* () {
  const high = yield* Random.nextIntBetween(1_000_000_000, 8_999_999_999)
  const low = yield* Random.nextIntBetween(0, 999_999_999)
  return `${high}${String(low).padStart(9, "0")}`
})

/** An id as it is kept: an int64 in its normal form. */
export const int64 = (field: string, id = ""): Effect.Effect<string, ServiceError> => {
  const normal = idOf(id)
  const description = `Invalid value at '${field}' (TYPE_INT64), ${JSON.stringify(id)}`
  return normal === undefined
    ? Effect.fail(badRequest([{ field, description }]))
    : Effect.succeed(normal)
}

/** A service without anything in it. */
export const make = (options: {
  readonly batch: Batches.BatchOptions
  readonly catalog: Catalog
  readonly terms: Terms
}): Service => {
  const { catalog } = options
  const batches = Batches.make(options.batch)
  const companies = Companies.make(options.terms)
  const configurations = Configurations.make()
  const devices = Devices.make()
  const scripts = Scripts.make()

  // Counting on from a name in use ends, whatever the generator gives.
  const newOperationName = Effect.map(digits, (first) => {
    const nameOf = (id: bigint) => `operations/apibatchoperation/${id}`
    let id = BigInt(first)
    while (batches.has(nameOf(id))) id += 1n
    return nameOf(id)
  })

  const partner = Effect.fnUntraced(function* (given: string | undefined) {
    const id = yield* int64("partner_id", given)
    if (companies.hasPartner(id)) return id
    const text = `The caller does not have permission to act as partner ${id}`
    return yield* refusal("PERMISSION_DENIED", "AUTHORIZATION_FAIL", text)
  })

  const customer = Effect.fnUntraced(function* (given: string | undefined) {
    const id = yield* int64("customer_id", given)
    if (companies.hasCustomer(id)) return id
    return yield* refusal("NOT_FOUND", "INVALID_CUSTOMER_ID", `No customer has id ${id}`)
  })

  return {
    batches,
    catalog,
    companies,
    configurations,
    devices,
    rules: DeviceRules.make({ devices, catalog, companies, configurations }),
    scripts,
    partner,
    customer,
    newOperationName,
    seed: (seed) => {
      companies.seed(seed)
      for (const { customerId, configurationId, configuration } of seed.configurations ?? []) {
        configurations.put(customerId, configuration ?? {}, configurationId)
      }
      for (const { identifier, customerId, metadata, ...rest } of seed.devices ?? []) {
        const { partnerId = "1", sectionType = "SECTION_TYPE_ZERO_TOUCH", ...claim } = rest
        const device = devices.register(identifier, devices.find(identifier)[0])
        device.claims.set(sectionType, {
          resellerId: partnerId,
          ownerCompanyId: customerId,
          ...claim
        })
        devices.annotate(device, partnerId, metadata)
      }
    },
    snapshot: (now) => ({
      ...companies.snapshot(),
      configurations: configurations.all(),
      devices: Array.from(devices.all(), DeviceViews.describe),
      operations: batches.describe(now)
    })
  }
}
