/**
 * The state of the service, and what its methods share.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Batches from "./Batches.ts"
import * as DeviceRules from "./DeviceRules.ts"
import * as Devices from "./Devices.ts"
import type { SectionType } from "./Devices.ts"
import type { Catalog } from "./Identifiers.ts"
import type { JsonObject } from "./Json.ts"
import { isInt64 } from "./Messages.ts"
import * as Scripts from "./Scripts.ts"
import { badRequest, customError, ServiceError } from "./ServiceError.ts"

/**
 * A device that is there, and claimed, from the start.
 *
 * @category models
 * @since 0.1.0
 */
export interface SeedDevice {
  /** A `DeviceIdentifier`. It is taken as it is, without any check. */
  readonly identifier: Readonly<Record<string, string>>
  readonly customerId: string
  /** The reseller that claimed it. Default `"1"`. */
  readonly partnerId?: string
  /** Default `"SECTION_TYPE_ZERO_TOUCH"`. */
  readonly sectionType?: SectionType
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * What is there before the first request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Seed {
  /** The resellers there are. As long as none was seeded, every numeric id is one. */
  readonly partners?: ReadonlyArray<string>
  /** The customers there are. As long as none was seeded, every id is one. */
  readonly customers?: ReadonlyArray<string>
  readonly devices?: ReadonlyArray<SeedDevice>
}

/** The service, without HTTP. */
export interface Service {
  readonly batches: Batches.Batches
  readonly scripts: Scripts.Scripts
  readonly rules: ReturnType<typeof DeviceRules.make>
  /** The id of a reseller that exists, or the refusal of it. */
  readonly partner: (id: string) => Effect.Effect<string, ServiceError>
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

/** A service without anything in it. */
export const make = (options: {
  readonly batch: Batches.BatchOptions
  readonly catalog: Catalog
}): Service => {
  const devices = Devices.make()
  const batches = Batches.make(options.batch)
  const scripts = Scripts.make()
  const partners = new Set<string>()
  const customers = new Set<string>()

  // Counting on from a name in use ends, whatever the generator gives.
  const newOperationName = Effect.map(digits, (first) => {
    const nameOf = (id: bigint) => `operations/apibatchoperation/${id}`
    let id = BigInt(first)
    while (batches.has(nameOf(id))) id += 1n
    return nameOf(id)
  })

  return {
    batches,
    scripts,
    rules: DeviceRules.make({
      devices,
      catalog: options.catalog,
      customerExists: (id) => customers.size === 0 || customers.has(id)
    }),
    partner: (id) => {
      if (!isInt64(id)) {
        return Effect.fail(
          badRequest([
            {
              field: "partner_id",
              description: `Invalid value at 'partner_id' (TYPE_INT64), ${JSON.stringify(id)}`
            }
          ])
        )
      }
      if (partners.size > 0 && !partners.has(id)) {
        const text = `The caller does not have permission to act as partner ${id}`
        return Effect.fail(
          ServiceError.make("PERMISSION_DENIED", text, [customError("AUTHORIZATION_FAIL", text)])
        )
      }
      return Effect.succeed(id)
    },
    newOperationName,
    seed: (seed) => {
      for (const id of seed.partners ?? []) partners.add(id)
      for (const id of seed.customers ?? []) customers.add(id)
      for (const { identifier, customerId, ...rest } of seed.devices ?? []) {
        const { partnerId = "1", sectionType = "SECTION_TYPE_ZERO_TOUCH", metadata } = rest
        const device = devices.register(identifier, devices.find(identifier)[0])
        device.claims.set(sectionType, { resellerId: partnerId, ownerCompanyId: customerId })
        devices.annotate(device, partnerId, metadata)
      }
    },
    snapshot: (now) => ({
      partners: [...partners],
      customers: [...customers],
      devices: Array.from(devices.all(), DeviceRules.describe),
      operations: batches.describe(now)
    })
  }
}
