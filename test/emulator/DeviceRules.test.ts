import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Emulator, type EmulatorOptions } from "effect-zero-touch/Emulator"
import { TestClock } from "effect/testing"
import {
  claim,
  claimAsync,
  get,
  imei,
  memory,
  post,
  unclaimAsync,
  updateMetadataAsync
} from "./support.ts"
import type { Reply } from "./support.ts"

const zeroTouch = "SECTION_TYPE_ZERO_TOUCH"
const simLock = "SECTION_TYPE_SIM_LOCK"

const finish = <E, R>(start: Effect.Effect<Reply, E, R>) =>
  Effect.gen(function* () {
    const { json } = yield* start
    yield* TestClock.adjust("10 seconds")
    const done = yield* get(`/v1/${json.name}`)
    return done.json.response.perDeviceStatus.map(
      ({ result }: { result: Record<string, string> }) => result
    ) as ReadonlyArray<Record<string, string>>
  })

/** Statuses and identifiers of errors, in short. */
const outcomes = <E, R>(start: Effect.Effect<Reply, E, R>) =>
  Effect.map(finish(start), (results) =>
    results.map(({ status, errorIdentifier }) =>
      [status?.replace("SINGLE_DEVICE_STATUS_", ""), errorIdentifier].filter(Boolean).join(" ")
    )
  )

const run = <A, E>(
  effect: Effect.Effect<A, E, Layer>,
  options: EmulatorOptions = {}
): Effect.Effect<A, E> => Effect.provide(effect, memory(options))
type Layer = Effect.Services<ReturnType<typeof get>> | Emulator

const identifiers: ReadonlyArray<readonly [string, object, string]> = [
  ["an IMEI", { imei: imei(7) }, "SUCCESS"],
  ["both IMEIs of a dual-SIM device", { imei: imei(8), imei2: imei(9) }, "SUCCESS"],
  ["a MEID", { meid: "A0000000002329" }, "SUCCESS"],
  ["a MEID with its check digit", { meid: "AF0123450ABCDEC" }, "SUCCESS"],
  ["a decimal-only MEID, checked as IMEIs are", { meid: imei(10) }, "SUCCESS"],
  [
    "serial number, manufacturer and model",
    { serialNumber: "S1", manufacturer: "Example", model: "M" },
    "SUCCESS"
  ],
  [
    "an attested ChromeOS device",
    { chromeOsAttestedDeviceId: "c1", deviceType: "DEVICE_TYPE_CHROME_OS" },
    "SUCCESS"
  ],
  [
    "a ChromeOS device's serial number and model",
    { serialNumber: "S2", model: "C", deviceType: "DEVICE_TYPE_CHROME_OS" },
    "SUCCESS"
  ],
  ["an IMEI with a wrong check digit", { imei: "490154203237519" }, "INVALID_IMEI"],
  ["an IMEI of 14 digits", { imei: "49015420323751" }, "INVALID_IMEI"],
  ["an IMEI with dashes", { imei: "49-015420-323751-8" }, "INVALID_IMEI"],
  ["a wrong second IMEI", { imei: imei(11), imei2: "1" }, "INVALID_IMEI"],
  ["a MEID with a wrong check digit", { meid: "AF0123450ABCDED" }, "INVALID_MEID"],
  ["a MEID that is not hexadecimal", { meid: "G0000000002329" }, "INVALID_MEID"],
  [
    "a serial number with a space",
    { serialNumber: "S 1", manufacturer: "Example", model: "M" },
    "INVALID_SERIAL"
  ],
  [
    "an unknown manufacturer",
    { imei: imei(12), manufacturer: "Unknown Corp" },
    "INVALID_MANUFACTURER"
  ],
  ["an unknown model", { imei: imei(12), model: "unknown one" }, "INVALID_MODEL"],
  [
    "a serial number without a model",
    { serialNumber: "S1", manufacturer: "Example" },
    "INVALID_IDENTIFIER_SET"
  ],
  [
    "a serial number without a manufacturer",
    { serialNumber: "S1", model: "M" },
    "INVALID_IDENTIFIER_SET"
  ],
  ["nothing", {}, "INVALID_IDENTIFIER_SET"]
]

describe("a device identifier", () => {
  for (const [what, deviceIdentifier, outcome] of identifiers) {
    it.effect(`with ${what}: ${outcome}`, () =>
      run(
        Effect.gen(function* () {
          const chromeOs = "deviceType" in deviceIdentifier
          const results = yield* finish(
            claimAsync(
              claim(0, { deviceIdentifier, ...(chromeOs && { preProvisioningToken: "t" }) })
            )
          )
          const [result] = results
          if (outcome === "SUCCESS") {
            assert.deepStrictEqual(result, {
              status: "SINGLE_DEVICE_STATUS_SUCCESS",
              deviceId: "1000000001"
            })
          } else {
            assert.strictEqual(result?.["status"], "SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER")
            assert.strictEqual(result?.["errorIdentifier"], outcome)
            assert.isNotEmpty(result?.["errorMessage"])
            assert.notProperty(result, "deviceId")
          }
        })
      )
    )
  }

  it.effect("is checked against the catalog, where one is given", () =>
    run(
      Effect.gen(function* () {
        const of = (manufacturer: string, model: string) =>
          claim(0, { deviceIdentifier: { serialNumber: "S", manufacturer, model } })
        assert.deepStrictEqual(
          yield* outcomes(claimAsync(of("ACME", "m1"), of("Example", "M1"), of("Acme", "M2"))),
          [
            "SUCCESS",
            "INVALID_DEVICE_IDENTIFIER INVALID_MANUFACTURER",
            "INVALID_DEVICE_IDENTIFIER INVALID_MODEL"
          ]
        )
      }),
      { catalog: { manufacturers: ["Acme"], models: ["M1"] } }
    )
  )

  it.effect("is the same with a MEID's check digit and without, in any case", () =>
    run(
      Effect.gen(function* () {
        const of = (meid: string) => claim(0, { deviceIdentifier: { meid } })
        const results = yield* finish(
          claimAsync(of("AF0123450ABCDEC"), of("AF0123450ABCDE"), of("af0123450abcde"))
        )
        assert.deepStrictEqual(
          results.map(({ deviceId }) => deviceId),
          ["1000000001", "1000000001", "1000000001"]
        )
      })
    )
  )

  it.effect("whose parts belong to two devices is refused", () =>
    run(
      Effect.gen(function* () {
        const deviceIdentifier = { imei: imei(1), imei2: imei(2) }
        assert.deepStrictEqual(
          yield* outcomes(claimAsync(claim(1), claim(2), claim(0, { deviceIdentifier }))),
          ["SUCCESS", "SUCCESS", "INVALID_DEVICE_IDENTIFIER INVALID_IDENTIFIER_SET"]
        )
      })
    )
  )
})

describe("a claim", () => {
  it.effect("of a device that another customer has is refused, and so is another reseller's", () =>
    run(
      Effect.gen(function* () {
        const theirs = [claim(1, { customerId: "6" }), claim(2), claim(3)]
        assert.deepStrictEqual(yield* outcomes(claimAsync(...theirs)), [
          "SECTION_NOT_YOURS DEVICE_ALREADY_EXISTS",
          "SECTION_NOT_YOURS DEVICE_ALREADY_EXISTS",
          "SUCCESS"
        ])
      }),
      {
        seed: {
          devices: [
            { identifier: { imei: imei(1) }, customerId: "5" },
            { identifier: { imei: imei(2) }, customerId: "5", partnerId: "99" }
          ]
        }
      }
    )
  )

  it.effect("of a device in another section, or a second one for the same customer, is fine", () =>
    run(
      Effect.gen(function* () {
        const sim = claim(1, { sectionType: simLock, simlockProfileId: "3", customerId: "6" })
        assert.deepStrictEqual(
          yield* finish(claimAsync(claim(1), claim(1), sim)),
          Array.from({ length: 3 }, () => ({
            status: "SINGLE_DEVICE_STATUS_SUCCESS",
            deviceId: "1000000001"
          }))
        )
      })
    )
  )

  it.effect("made again changes what it says anew, and keeps the rest", () =>
    run(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* finish(claimAsync(claim(1, { configurationId: "8" }), claim(1)))
        const { devices } = (yield* emulator.snapshot) as { devices: ReadonlyArray<object> }
        assert.deepInclude(devices[0], {
          claims: [
            {
              sectionType: zeroTouch,
              resellerId: "1",
              ownerCompanyId: "5",
              configurationId: "8"
            }
          ]
        })
      })
    )
  )

  it.effect("in which fields do not go together is refused for this device only", () =>
    run(
      Effect.gen(function* () {
        const noCustomer = { customerId: null }
        const results = yield* outcomes(
          claimAsync(
            claim(1, { sectionType: "SECTION_TYPE_UNSPECIFIED" }),
            claim(1, { googleWorkspaceCustomerId: "C1" }),
            claim(1, noCustomer),
            claim(1, { simlockProfileId: "3" }),
            claim(1, { sectionType: simLock }),
            claim(1, { preProvisioningToken: "t" }),
            claim(1, { ...noCustomer, googleWorkspaceCustomerId: "C1" })
          )
        )
        assert.deepStrictEqual(results, [
          "INVALID_SECTION_TYPE INVALID_SECTION_TYPE",
          "OTHER_ERROR INVALID_PARAMETER",
          "OTHER_ERROR INVALID_CUSTOMER_ID",
          "OTHER_ERROR INVALID_PARAMETER",
          "OTHER_ERROR INVALID_PARAMETER",
          "INVALID_TOKEN INVALID_PARAMETER",
          "SUCCESS"
        ])
      })
    )
  )

  it.effect("for a customer that does not exist is refused, where customers were seeded", () =>
    run(
      Effect.gen(function* () {
        assert.deepStrictEqual(
          yield* outcomes(claimAsync(claim(1), claim(2, { customerId: "6" }))),
          ["SUCCESS", "OTHER_ERROR INVALID_CUSTOMER_ID"]
        )
      }),
      { seed: { customers: ["5"] } }
    )
  )
})

describe("an unclaim", () => {
  const of = (n: number, more: object = {}) => ({
    deviceIdentifier: { imei: imei(n) },
    sectionType: zeroTouch,
    ...more
  })
  const byId = (deviceId: string) => ({ deviceId, sectionType: zeroTouch })

  it.effect("frees what the reseller has claimed, by identifier or by id, and nothing else", () =>
    run(
      Effect.gen(function* () {
        assert.deepStrictEqual(
          yield* outcomes(
            unclaimAsync(
              of(1),
              of(1),
              byId("1000000002"),
              of(3),
              of(4),
              byId("5"),
              of(1, { sectionType: null }),
              { sectionType: zeroTouch }
            )
          ),
          [
            "SUCCESS",
            "OTHER_ERROR INVALID_OPERATION",
            "SUCCESS",
            "SECTION_NOT_YOURS AUTHORIZATION_FAIL",
            "OTHER_ERROR INVALID_OPERATION",
            "INVALID_DEVICE_IDENTIFIER INVALID_DEVICE_ID",
            "INVALID_SECTION_TYPE INVALID_SECTION_TYPE",
            "INVALID_DEVICE_IDENTIFIER INVALID_IDENTIFIER_SET"
          ]
        )
        assert.deepStrictEqual(yield* outcomes(claimAsync(claim(1, { customerId: "6" }))), [
          "SUCCESS"
        ])
      }),
      {
        seed: {
          devices: [1, 2, 3].map((n) => ({
            identifier: { imei: imei(n) },
            customerId: "5",
            partnerId: n === 3 ? "99" : "1"
          }))
        }
      }
    )
  )

  it.effect("that names a device in both ways goes by its id, and so does new metadata", () =>
    run(
      Effect.gen(function* () {
        const both = { deviceIdentifier: { imei: imei(1) }, deviceId: "1000000002" }
        const update = { ...both, deviceMetadata: { entries: { a: "b" } } }
        assert.deepStrictEqual(yield* outcomes(updateMetadataAsync(update)), ["SUCCESS"])
        const annotated = yield* get("/v1/partners/1/devices/1000000002")
        assert.deepStrictEqual(annotated.json.deviceMetadata, { entries: { a: "b" } })
        const unclaim = { ...both, sectionType: zeroTouch }
        assert.deepStrictEqual(yield* outcomes(unclaimAsync(unclaim)), ["SUCCESS"])
        const alone = yield* post("/v1/partners/1/devices:unclaim", unclaim)
        assert.strictEqual(alone.status, 400)
        const { devices } = (yield* (yield* Emulator).snapshot) as {
          devices: ReadonlyArray<{ deviceId: string; claims: ReadonlyArray<unknown> }>
        }
        assert.deepStrictEqual(
          devices.map(({ claims, deviceId }) => [deviceId, claims.length]),
          [
            ["1000000001", 1],
            ["1000000002", 0]
          ]
        )
      }),
      { seed: { devices: [1, 2].map((n) => ({ identifier: { imei: imei(n) }, customerId: "5" })) } }
    )
  )

  it.effect("with a vacation keeps a SIM lock's claim", () =>
    run(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        assert.deepStrictEqual(
          yield* outcomes(
            unclaimAsync(
              of(1, { sectionType: simLock, vacationModeDays: 2 }),
              of(1, {
                sectionType: simLock,
                vacationModeDays: 2,
                vacationModeExpireTime: "2030-01-01T00:00:00Z"
              }),
              of(1, { sectionType: simLock, vacationModeExpireTime: "1969-01-01T00:00:00Z" })
            )
          ),
          ["SUCCESS", "OTHER_ERROR INVALID_PARAMETER", "OTHER_ERROR INVALID_PARAMETER"]
        )
        const { devices } = (yield* emulator.snapshot) as { devices: ReadonlyArray<object> }
        assert.deepInclude(devices[0], {
          claims: [
            {
              sectionType: simLock,
              resellerId: "1",
              ownerCompanyId: "5",
              vacationModeStartTime: "1970-01-01T00:00:00.504Z",
              vacationModeExpireTime: "1970-01-03T00:00:00.504Z"
            }
          ]
        })
      }),
      {
        seed: {
          devices: [{ identifier: { imei: imei(1) }, customerId: "5", sectionType: simLock }]
        }
      }
    )
  )
})

describe("metadata", () => {
  it.effect("is set, changed, and deleted by an empty value; only the reseller's own", () =>
    run(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const update = (n: number, entries: object) => ({
          deviceIdentifier: { imei: imei(n) },
          deviceMetadata: { entries }
        })
        yield* outcomes(
          claimAsync(claim(1, { deviceMetadata: { entries: { a: "1", b: "2", __proto__x: "" } } }))
        )
        assert.deepStrictEqual(
          yield* outcomes(
            updateMetadataAsync(
              update(1, { a: "", b: "3", c: "4" }),
              update(2, { a: "1" }),
              update(3, { a: "1" }),
              { deviceId: "1000000002" }
            )
          ),
          [
            "SUCCESS",
            "PERMISSION_DENIED AUTHORIZATION_FAIL",
            "INVALID_DEVICE_IDENTIFIER INVALID_DEVICE_ID",
            "OTHER_ERROR INVALID_PARAMETER"
          ]
        )
        assert.deepStrictEqual(yield* emulator.snapshot, {
          partners: [],
          vendors: [],
          customers: [],
          configurations: [],
          devices: [
            {
              deviceId: "1000000001",
              deviceIdentifier: { imei: imei(2) },
              claims: [{ sectionType: zeroTouch, resellerId: "99", ownerCompanyId: "5" }],
              deviceMetadata: { "99": { x: "y" } }
            },
            {
              deviceId: "1000000002",
              deviceIdentifier: { imei: imei(1), manufacturer: "Example" },
              claims: [{ sectionType: zeroTouch, resellerId: "1", ownerCompanyId: "5" }],
              deviceMetadata: { "1": { b: "3", c: "4" } }
            }
          ],
          operations: (yield* emulator.snapshot)["operations"] ?? null
        })
      }),
      {
        seed: {
          devices: [
            {
              identifier: { imei: imei(2) },
              customerId: "5",
              partnerId: "99",
              metadata: { x: "y" }
            }
          ]
        }
      }
    )
  )
})

it.effect("resellers that were not seeded may do nothing, where some were", () =>
  run(
    Effect.gen(function* () {
      assert.strictEqual((yield* claimAsync(claim(1))).status, 200)
      const refused = yield* post("/v1/partners/2/devices:claimAsync", { claims: [claim(1)] })
      assert.strictEqual(refused.status, 403)
      assert.strictEqual(refused.json.error.status, "PERMISSION_DENIED")
      assert.strictEqual(refused.json.error.details[0].code, "AUTHORIZATION_FAIL")
    }),
    { seed: { partners: ["1"] } }
  )
)
