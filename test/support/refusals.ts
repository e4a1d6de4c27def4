/**
 * Calls with inputs that the types forbid, and what is found to be wrong with them.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  type ApiError,
  CustomerConfigurations,
  CustomerDevices,
  CustomerId,
  DeviceId,
  type PartnerClaimInput,
  PartnerCustomers,
  PartnerDevices,
  PartnerId,
  type TransportError,
  type ZeroTouch
} from "effect-zero-touch"
import { least } from "./fakeHttp.ts"
import { failureOf, successOf } from "./outcome.ts"
import { runServices } from "./services.ts"

export const partnerId = PartnerId.from(1)
export const customerId = CustomerId.from(2)
export const deviceId = DeviceId.from(3)

export type Call = Effect.Effect<unknown, ApiError | TransportError, ZeroTouch.Services>

export const run = (call: Call) => runServices([least], call)

/** What is wrong with a call, of which nothing may be sent. */
export const problemsOf = Effect.fnUntraced(function* (call: Call) {
  const { exit, sent } = yield* run(call)
  assert.lengthOf(sent, 0)
  const error = failureOf(exit)
  if (error._tag !== "TransportError" || error.reason._tag !== "InvalidRequest") {
    return assert.fail(error.message)
  }
  const [first] = error.reason.problems ?? []
  assert.strictEqual(error.reason.field, first?.field)
  assert.strictEqual(error.reason.description, first?.message)
  assert.isFalse(error.isTransient)
  assert.strictEqual(error.tries, 0)
  return error.reason.problems?.map(({ field, message }) => `${field} ${message}`)
})

/** As from JavaScript, where the types forbid nothing. */
export const untyped = (value: unknown) => value as never

export const good = {
  deviceIdentifier: { imei: "490154203237518" },
  sectionType: "SECTION_TYPE_ZERO_TOUCH",
  customerId
} satisfies PartnerClaimInput

export const claimAll = (...claims: ReadonlyArray<unknown>): Call =>
  Effect.flatMap(PartnerDevices, (devices) =>
    devices.claimAsync(partnerId, { claims: untyped(claims) })
  )
export const unclaim = (request: object): Call =>
  Effect.flatMap(PartnerDevices, (devices) =>
    devices.unclaim(partnerId, untyped({ sectionType: "SECTION_TYPE_ZERO_TOUCH", ...request }))
  )
/** Releases of so many devices. */
export const unclaimMany = (count: number): Call =>
  Effect.flatMap(PartnerDevices, (devices) =>
    devices.unclaimAsync(partnerId, {
      unclaims: Array.from({ length: count }, (_, i) => ({
        deviceId: DeviceId.from(i + 1),
        sectionType: "SECTION_TYPE_ZERO_TOUCH"
      }))
    })
  )
export const updateAll = (...updates: ReadonlyArray<unknown>): Call =>
  Effect.flatMap(PartnerDevices, (devices) =>
    devices.updateMetadataAsync(partnerId, { updates: untyped(updates) })
  )
export const unclaimAll = (...unclaims: ReadonlyArray<unknown>): Call =>
  Effect.flatMap(PartnerDevices, (devices) =>
    devices.unclaimAsync(partnerId, { unclaims: untyped(unclaims) })
  )
export const find = (request: object): Call =>
  Effect.flatMap(PartnerDevices, (devices) =>
    Stream.runDrain(devices.findByIdentifier(partnerId, untyped(request)))
  )
export const findByOwner = (request: object): Call =>
  Effect.flatMap(PartnerDevices, (devices) =>
    Stream.runDrain(devices.findByOwner(partnerId, untyped(request)))
  )
export const create = (customer: unknown): Call =>
  Effect.flatMap(PartnerCustomers, (customers) =>
    customers.create(partnerId, { customer: untyped(customer) })
  )
export const apply = (request: object): Call =>
  Effect.flatMap(CustomerDevices, (devices) =>
    devices.applyConfiguration(customerId, untyped(request))
  )
export const configuration = {
  configurationName: "Sales",
  dpcResourcePath: "customers/2/dpcs/abc",
  companyName: "Example",
  contactEmail: "help@example.com",
  contactPhone: "555",
  isDefault: true
}
export const configure = (fields: object): Call =>
  Effect.flatMap(CustomerConfigurations, (configurations) =>
    configurations.create(customerId, untyped({ ...configuration, ...fields }))
  )

/** A test for each call that is refused, with all that is wrong with it. */
export const testRefusals = (
  rows: ReadonlyArray<readonly [what: string, call: Call, ...problems: ReadonlyArray<string>]>
): void => {
  for (const [what, call, ...problems] of rows) {
    it.effect(what, () =>
      Effect.map(problemsOf(call), (found) => assert.deepStrictEqual(found, problems))
    )
  }
}

/** A test for each call that is sent, in one request. */
export const testSent = (rows: ReadonlyArray<readonly [what: string, call: Call]>): void => {
  for (const [what, call] of rows) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { exit, sent } = yield* run(call)
        successOf(exit)
        assert.lengthOf(sent, 1)
      })
    )
  }
}
