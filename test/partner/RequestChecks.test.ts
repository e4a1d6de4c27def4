import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  CustomerConfigurations,
  type PartnerClaim,
  PartnerDevices,
  RequestChecks
} from "effect-zero-touch"
import { successOf } from "../support/outcome.ts"
import { imei } from "../emulator/support.ts"
import {
  apply,
  type Call,
  claimAll,
  customerId,
  deviceId,
  find,
  good,
  partnerId,
  problemsOf,
  run,
  unclaim,
  unclaimMany,
  untyped
} from "../support/refusals.ts"

describe("each check can be switched off", () => {
  // that of a key's universe has its test in GoogleAuthSources.test.ts
  const calls: Readonly<Record<Exclude<keyof RequestChecks, "universe">, Call>> = {
    ids: claimAll({ ...good, customerId: "x" }),
    imei: claimAll({ ...good, deviceIdentifier: { imei: "1" } }),
    deviceIdentifier: claimAll({ ...good, deviceIdentifier: { serialNumber: "S" } }),
    duplicates: claimAll(good, good),
    batchSize: unclaimMany(100_001),
    required: claimAll({ deviceIdentifier: good.deviceIdentifier }),
    oneOf: unclaim({ deviceId, deviceIdentifier: good.deviceIdentifier }),
    ranges: find({ deviceIdentifier: good.deviceIdentifier, limit: 1000 }),
    formats: apply({ device: { deviceId }, configuration: "5" }),
    updateMask: Effect.flatMap(CustomerConfigurations, (service) =>
      service.patch(customerId, untyped("5"), {}, { updateMask: untyped(["name"]) })
    )
  }
  for (const [check, call] of Object.entries(calls)) {
    it.effect(check, () =>
      Effect.gen(function* () {
        assert.isNotEmpty(yield* problemsOf(call))
        const others = Object.fromEntries(
          Object.keys(calls)
            .filter((name) => name !== check)
            .map((name) => [name, false])
        )
        const withoutOthers = Effect.provideService(call, RequestChecks, others)
        assert.isNotEmpty(yield* problemsOf(withoutOthers))
        const without = Effect.provideService(call, RequestChecks, { [check]: false })
        const { exit, sent } = yield* run(without)
        successOf(exit)
        assert.lengthOf(sent, 1)
      })
    )
  }

  it.effect("and all of them together, and yet no id leaves its segment", () =>
    Effect.gen(function* () {
      const get = (id: string) =>
        Effect.flatMap(PartnerDevices, (devices) => devices.get(partnerId, untyped(id))).pipe(
          Effect.provideService(RequestChecks, false)
        )
      const { sent } = yield* run(get("a b:c"))
      assert.strictEqual(sent[0]?.url.pathname, "/v1/partners/1/devices/a%20b%3Ac")
      for (const id of ["", ".", "..", "1/../2", "1?x", "1#x", "a\nb"]) {
        const [problem] = (yield* problemsOf(get(id))) ?? []
        assert.match(problem ?? "", /^deviceId has /)
      }
    })
  )

  it.effect("but a wrong type is never sent", () =>
    Effect.gen(function* () {
      const call = Effect.provideService(claimAll({ customerId: 5 }), RequestChecks, false)
      assert.deepStrictEqual(yield* problemsOf(call), [
        'claims[0].customerId is the number 5; give a string: "5"'
      ])
    })
  )
})

describe("100,000 claims", () => {
  it.effect("are checked in well below a second", () =>
    Effect.gen(function* () {
      const claims = Array.from({ length: 99_999 }, (_, i) => ({
        ...good,
        deviceIdentifier: { imei: imei(i) },
        deviceMetadata: { entries: { ordernumber: String(i) } }
      }))
      // the last one is bad, so that nothing is sent and only the checks are measured
      const bad = { ...good, deviceIdentifier: { imei: "490154203237519" } } satisfies PartnerClaim
      const before = process.cpuUsage()
      const problems = yield* problemsOf(claimAll(...claims, bad))
      const { system, user } = process.cpuUsage(before)
      assert.lengthOf(problems ?? [], 1)
      // 0.3 to 0.4 s where this was written; the bound only tells that from a quadratic time
      assert.isBelow((user + system) / 1e6, 5)
    })
  )
})
