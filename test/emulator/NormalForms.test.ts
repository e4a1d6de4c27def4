/** The service repeats what it was sent in its normal form, as its own writer of JSON has it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { call, get, imei, memory, short, unclaimAsync } from "./support.ts"

/** What an operation says of the field of a request that it repeats. */
const echo = Effect.fnUntraced(function* (field: string, value: unknown) {
  const started = yield* unclaimAsync({
    deviceIdentifier: { imei: imei(1) },
    sectionType: "SECTION_TYPE_SIM_LOCK",
    [field]: value
  })
  if (started.status !== 200) return short(started)
  yield* TestClock.adjust("10 seconds")
  const { json } = yield* get(`/v1/${started.json.name}`)
  const repeated: unknown = json.response.perDeviceStatus[0].unclaim[field]
  return repeated
})

/** The forced reset of a configuration, as it comes back. */
const reset = Effect.fnUntraced(function* (forcedResetTime: unknown) {
  const created = yield* call("POST /v1/customers/5/configurations", {
    configurationName: "Sales",
    dpcResourcePath: "customers/5/dpcs/android-device-policy",
    companyName: "Example",
    contactEmail: "help@example.com",
    contactPhone: "+44 (0)20 1234-5678",
    forcedResetTime
  })
  const kept: unknown = created.json.forcedResetTime
  return created.status === 200 ? kept : short(created)
})

const refused = "400 INVALID_ARGUMENT"

describe("the emulator repeats a duration in its normal form", () => {
  it.effect.each([
    ["90s", "90s"],
    ["90.0s", "90s"],
    ["0090s", "90s"],
    ["90.5s", "90.500s"],
    ["90.500000s", "90.500s"],
    ["90.0005s", "90.000500s"],
    ["90.000000001s", "90.000000001s"],
    ["0.0s", "0s"],
    ["-0.0s", "0s"],
    ["90", refused],
    ["90.s", refused],
    ["90.0000000001s", refused],
    [90, refused]
  ])("%s", ([given, kept]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* reset(given), kept)
    }).pipe(Effect.provide(memory()))
  )

  it.effect("and refuses 10,000 years of a reset for its length, not for its form", () =>
    Effect.gen(function* () {
      for (const [given, says] of [
        ["315576000000.999999999s", "between 0 and 6 hours"],
        ["315576000001s", "Invalid value at 'forced_reset_time'"]
      ] as const) {
        const body = { configurationName: "A", forcedResetTime: given }
        const { text } = yield* call("POST /v1/customers/5/configurations", body)
        assert.include(text, says)
      }
    }).pipe(Effect.provide(memory()))
  )
})

describe("the emulator repeats a time in its normal form", () => {
  it.effect.each([
    ["2030-01-31T00:30:00+01:00", "2030-01-30T23:30:00Z"],
    ["2030-01-31T00:30:00.10Z", "2030-01-31T00:30:00.100Z"],
    ["2030-01-31T00:30:00.000Z", "2030-01-31T00:30:00Z"],
    ["2030-01-31T00:30:00.1234Z", "2030-01-31T00:30:00.123400Z"],
    ["9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"],
    ["2030-01-31t00:30:00Z", refused],
    ["2030-01-31T00:30:00z", refused],
    ["2030-02-30T00:00:00Z", refused],
    ["2030-01-31T24:00:00Z", refused],
    ["0001-01-01T00:00:00+00:01", refused],
    ["9999-12-31T23:59:59-00:01", refused]
  ])("%s", ([given, kept]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* echo("vacationModeExpireTime", given), kept)
    }).pipe(Effect.provide(memory()))
  )
})

describe("the emulator repeats an integer in its normal form", () => {
  it.effect.each([
    [2, 2],
    ["2", 2],
    ["2.0", 2],
    ["2e1", 20],
    ["-2", -2],
    ["2147483648", refused],
    ["2.5", refused],
    ["", refused],
    [2.5, refused]
  ])("an int32, %s", ([given, kept]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* echo("vacationModeDays", given), kept)
    }).pipe(Effect.provide(memory()))
  )

  it.effect.each([
    ["5", "5"],
    [5, "5"],
    ["005", "5"],
    ["5.0", "5"],
    ["5e3", "5000"],
    ["9223372036854775807", "9223372036854775807"],
    ["9223372036854775808", refused],
    ["0.5", refused],
    ["abc", refused],
    ["", refused],
    [2 ** 60, refused]
  ])("an int64, %s", ([given, kept]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* echo("deviceId", given), kept)
    }).pipe(Effect.provide(memory()))
  )
})
