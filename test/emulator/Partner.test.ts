import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Emulator } from "effect-zero-touch/Emulator"
import { TestClock } from "effect/testing"
import { call, claim, get, imei, memory, short } from "./support.ts"

const zeroTouch = "SECTION_TYPE_ZERO_TOUCH"
const simLock = "SECTION_TYPE_SIM_LOCK"
const partner = (path: string, body: unknown, id = "1") =>
  call(`POST /v1/partners/${id}/${path}`, body)
const first = "1000000001"
const theirs = { identifier: { imei: imei(9) }, customerId: "6", partnerId: "99" }

describe("one device of a reseller's", () => {
  it.effect("is claimed, looked at, annotated and given up", () =>
    Effect.gen(function* () {
      const metadata = { entries: { ordernumber: "1", a: "b" } }
      const claimed = yield* partner("devices:claim", claim(1, { deviceMetadata: metadata }))
      const name = `partners/1/devices/${first}`
      assert.deepStrictEqual(claimed.json, { deviceId: first, deviceName: name })
      const device = {
        name,
        deviceId: first,
        deviceIdentifier: { imei: imei(1), manufacturer: "Example" },
        claims: [{ sectionType: zeroTouch, ownerCompanyId: "5", resellerId: "1" }],
        deviceMetadata: metadata
      }
      assert.deepStrictEqual((yield* get(`/v1/${name}`)).json, device)

      const update = { deviceMetadata: { entries: { a: "", c: "d" } } }
      const updated = yield* partner(`devices/${first}/metadata`, update)
      assert.deepStrictEqual(updated.json, { entries: { ordernumber: "1", c: "d" } })

      const unclaim = { deviceId: first, sectionType: zeroTouch }
      const unclaimed = yield* partner("devices:unclaim", unclaim)
      assert.deepStrictEqual([unclaimed.status, unclaimed.json], [200, {}])
      const notFound = "404 NOT_FOUND INVALID_DEVICE_ID"
      assert.strictEqual(short(yield* get(`/v1/${name}`)), notFound)
      assert.strictEqual(short(yield* partner(`devices/${first}/metadata`, update)), notFound)
      assert.strictEqual(
        short(yield* partner("devices:unclaim", unclaim)),
        "400 FAILED_PRECONDITION INVALID_OPERATION"
      )
    }).pipe(Effect.provide(memory()))
  )

  it.effect("that another has claimed can be neither claimed, seen, annotated nor given up", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        short(yield* partner("devices:claim", claim(9))),
        "409 ALREADY_EXISTS DEVICE_ALREADY_EXISTS"
      )
      const same = claim(9, { customerId: "7" })
      assert.strictEqual(
        short(yield* partner("devices:claim", same, "99")),
        "409 ALREADY_EXISTS DEVICE_ALREADY_EXISTS"
      )
      const notFound = "404 NOT_FOUND INVALID_DEVICE_ID"
      assert.strictEqual(short(yield* get(`/v1/partners/1/devices/${first}`)), notFound)
      const metadata = { deviceMetadata: { entries: {} } }
      assert.strictEqual(short(yield* partner(`devices/${first}/metadata`, metadata)), notFound)
      assert.strictEqual(
        short(yield* partner("devices:unclaim", { deviceId: first, sectionType: zeroTouch })),
        "403 PERMISSION_DENIED AUTHORIZATION_FAIL"
      )
    }).pipe(Effect.provide(memory({ seed: { devices: [theirs] } })))
  )

  it.effect("shows each reseller and each owner no claims and no metadata but their own", () =>
    Effect.gen(function* () {
      const lock = claim(9, {
        sectionType: simLock,
        simlockProfileId: "4",
        deviceMetadata: { entries: { mine: "1" } }
      })
      assert.strictEqual((yield* partner("devices:claim", lock)).status, 200)
      const seen = (path: string) =>
        Effect.map(get(`/v1/${path}/devices/${first}`), ({ json }) => [
          json.claims.map((_: { sectionType: string }) => _.sectionType),
          json.deviceMetadata?.entries
        ])
      assert.deepStrictEqual(yield* seen("partners/1"), [[simLock], { mine: "1" }])
      assert.deepStrictEqual(yield* seen("partners/99"), [[zeroTouch], undefined])
      assert.deepStrictEqual(yield* seen("customers/5"), [[simLock], { mine: "1" }])
      assert.deepStrictEqual(yield* seen("customers/6"), [[zeroTouch], undefined])
    }).pipe(Effect.provide(memory({ seed: { devices: [theirs] } })))
  )

  const refused: ReadonlyArray<readonly [string, string, unknown, string]> = [
    [
      "a claim with a bad IMEI",
      "devices:claim",
      claim(1, { deviceIdentifier: { imei: "1" } }),
      "400 INVALID_ARGUMENT INVALID_IMEI"
    ],
    [
      "a claim without a section",
      "devices:claim",
      claim(1, { sectionType: null }),
      "400 INVALID_ARGUMENT INVALID_SECTION_TYPE"
    ],
    [
      "a claim without a customer",
      "devices:claim",
      claim(1, { customerId: null }),
      "400 INVALID_ARGUMENT INVALID_CUSTOMER_ID"
    ],
    ["an empty claim", "devices:claim", {}, "400 INVALID_ARGUMENT INVALID_SECTION_TYPE"],
    [
      "an unclaim of an unknown id",
      "devices:unclaim",
      { deviceId: "5", sectionType: zeroTouch },
      "404 NOT_FOUND INVALID_DEVICE_ID"
    ],
    ["metadata without any", `devices/${first}/metadata`, {}, "400 INVALID_ARGUMENT"],
    ["metadata of no device", "devices/x/metadata", {}, "400 INVALID_ARGUMENT"],
    [
      "the SIM lock of nothing",
      "devices:getSimLockState",
      {},
      "400 INVALID_ARGUMENT INVALID_IDENTIFIER_SET"
    ],
    [
      "a search for nothing",
      "devices:findByIdentifier",
      { limit: 1 },
      "400 INVALID_ARGUMENT INVALID_IDENTIFIER_SET"
    ],
    [
      "a search for no IMEI",
      "devices:findByIdentifier",
      { limit: 1, deviceIdentifier: { imei: "12" } },
      "400 INVALID_ARGUMENT INVALID_IMEI"
    ],
    [
      "a search without an owner",
      "devices:findByOwner",
      { limit: 1, sectionType: zeroTouch },
      "400 INVALID_ARGUMENT INVALID_CUSTOMER_ID"
    ],
    [
      "a search without a section",
      "devices:findByOwner",
      { limit: 1, customerId: ["5"] },
      "400 INVALID_ARGUMENT INVALID_SECTION_TYPE"
    ]
  ]
  for (const [what, path, body, outcome] of refused) {
    it.effect(`${what} is refused: ${outcome}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(short(yield* partner(path, body)), outcome)
      }).pipe(
        Effect.provide(
          memory({ seed: { devices: [{ identifier: { imei: imei(1) }, customerId: "5" }] } })
        )
      )
    )
  }

  it.effect("is locked to a reseller, or another, or not; a vacation unlocks it for a while", () =>
    Effect.gen(function* () {
      const state = (n: number, id: string) =>
        Effect.map(
          partner("devices:getSimLockState", { deviceIdentifier: { imei: imei(n) } }, id),
          (_) => _.json.simLockState as string
        )
      const lock = claim(1, { sectionType: simLock, simlockProfileId: "4" })
      yield* partner("devices:claim", lock)
      assert.strictEqual(yield* state(1, "1"), "LOCKED_TO_PARTNER")
      assert.strictEqual(yield* state(1, "2"), "LOCKED_TO_OTHER_PARTNER")
      assert.strictEqual(yield* state(2, "1"), "UNLOCKED")

      const vacation = { deviceId: first, sectionType: simLock, vacationModeDays: 1 }
      assert.strictEqual((yield* partner("devices:unclaim", vacation)).status, 200)
      assert.strictEqual(yield* state(1, "2"), "UNLOCKED")
      const claims = Effect.map(get(`/v1/partners/1/devices/${first}`), (_) => _.json.claims[0])
      assert.deepInclude(yield* claims, {
        vacationModeStartTime: "1970-01-01T00:00:00Z",
        vacationModeExpireTime: "1970-01-02T00:00:00Z"
      })
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* state(1, "2"), "LOCKED_TO_OTHER_PARTNER")
      assert.notProperty(yield* claims, "vacationModeExpireTime")
    }).pipe(Effect.provide(memory()))
  )
})

describe("a reseller's search", () => {
  const wifi = { serialNumber: "AbC", manufacturer: "Example", model: "Tab" }
  const seed = {
    devices: [
      { identifier: { imei: imei(1), imei2: imei(2) }, customerId: "5" },
      { identifier: { meid: "AF0123450ABCDE" }, customerId: "5" },
      { identifier: wifi, customerId: "6" },
      { identifier: { ...wifi, model: "Other" }, customerId: "5" },
      theirs
    ]
  }
  const ids = (json: { devices?: ReadonlyArray<{ deviceId: string }> }) =>
    (json.devices ?? []).map(({ deviceId }) => Number(deviceId) - 1_000_000_000)

  const searches: ReadonlyArray<readonly [string, object, ReadonlyArray<number>]> = [
    ["an IMEI", { imei: imei(1) }, [1]],
    ["the second IMEI of a device", { imei: imei(2) }, [1]],
    ["a MEID, in small letters and with its check digit", { meid: "af0123450abcdec" }, [2]],
    ["a serial number alone, in another case", { serialNumber: "aBc" }, [3, 4]],
    ["a serial number and a model", { serialNumber: "ABC", model: "Tab" }, [3]],
    ["an IMEI of another reseller's device", { imei: imei(9) }, []],
    ["an IMEI that nobody has", { imei: imei(7) }, []]
  ]
  for (const [what, deviceIdentifier, expected] of searches) {
    it.effect(`for ${what} finds ${expected.length}`, () =>
      Effect.gen(function* () {
        const { json } = yield* partner("devices:findByIdentifier", {
          limit: 100,
          deviceIdentifier
        })
        assert.deepStrictEqual(ids(json), expected)
        assert.strictEqual(json.totalSize ?? 0, expected.length)
      }).pipe(Effect.provide(memory({ seed })))
    )
  }

  it.effect("for owners finds what it has claimed for them, in that section", () =>
    Effect.gen(function* () {
      const found = (query: object) =>
        Effect.map(
          partner("devices:findByOwner", { limit: 100, sectionType: zeroTouch, ...query }),
          (_) => ids(_.json)
        )
      assert.deepStrictEqual(yield* found({ customerId: ["5"] }), [1, 2, 4])
      assert.deepStrictEqual(yield* found({ customerId: ["6", "5"] }), [1, 2, 3, 4])
      assert.deepStrictEqual(yield* found({ customerId: ["5"], sectionType: simLock }), [])
      const chrome = {
        deviceIdentifier: { chromeOsAttestedDeviceId: "x", deviceType: "DEVICE_TYPE_CHROME_OS" },
        sectionType: zeroTouch,
        googleWorkspaceCustomerId: "C1",
        preProvisioningToken: "t"
      }
      assert.strictEqual((yield* partner("devices:claim", chrome)).status, 200)
      assert.deepStrictEqual(yield* found({ googleWorkspaceCustomerId: ["C1"] }), [6])
    }).pipe(Effect.provide(memory({ seed })))
  )
})

describe("a reseller's companies", () => {
  const company = { companyName: "New", ownerEmails: ["o@example.com"] }
  const create = (customer: object) => partner("customers", { customer })

  it.effect("a customer that is created is listed, and without its owners", () =>
    Effect.gen(function* () {
      const { json } = yield* create({
        ...company,
        adminEmails: ["a@example.com"],
        languageCode: "de",
        skipWelcomeEmail: true
      })
      const created = {
        name: "partners/1/customers/2000000001",
        companyId: "2000000001",
        companyName: "New",
        adminEmails: ["a@example.com"],
        termsStatus: "TERMS_STATUS_ACCEPTED"
      }
      assert.deepStrictEqual(json, created)
      const listed = yield* get("/v1/partners/1/customers")
      assert.deepStrictEqual(listed.json, { customers: [created], totalSize: 1 })
      assert.deepStrictEqual((yield* get("/v1/partners/2/customers")).json, {})
      const own = yield* get("/v1/customers?pageSize=1")
      assert.strictEqual(own.json.customers[0].name, "customers/2000000001")
    }).pipe(Effect.provide(memory()))
  )

  const wrong: ReadonlyArray<readonly [string, object, string]> = [
    ["without a name", { ownerEmails: ["o@example.com"] }, "customer.company_name"],
    ["without an owner", { companyName: "New" }, "customer.owner_emails"],
    ["with an owner who is none", { ...company, ownerEmails: ["o"] }, "customer.owner_emails[0]"],
    ["with an admin who is none", { ...company, adminEmails: ["@"] }, "customer.admin_emails[0]"],
    ["with an id", { ...company, companyId: "1" }, "customer.company_id"],
    ["with a resource name", { ...company, name: "x" }, "customer.name"],
    ["in Klingon", { ...company, languageCode: "tlh" }, "customer.language_code"]
  ]
  for (const [what, customer, field] of wrong) {
    it.effect(`a customer ${what} is refused`, () =>
      Effect.gen(function* () {
        const { json, status } = yield* create(customer)
        assert.strictEqual(status, 400)
        assert.strictEqual(json.error.details[0].fieldViolations[0].field, field)
        assert.deepStrictEqual((yield* get("/v1/partners/1/customers")).json, {})
      }).pipe(Effect.provide(memory()))
    )
  }

  it.effect("a seeded company is everyone's, or one reseller's, or one vendor's", () =>
    Effect.gen(function* () {
      const names = (path: string, list: string) =>
        Effect.map(get(`/v1/partners/${path}`), ({ json }) =>
          (json[list] ?? []).map((_: { name: string }) => _.name)
        )
      assert.deepStrictEqual(yield* names("1/customers", "customers"), [
        "partners/1/customers/5",
        "partners/1/customers/6"
      ])
      assert.deepStrictEqual(yield* names("2/customers", "customers"), ["partners/2/customers/5"])
      assert.deepStrictEqual(yield* names("2/vendors", "vendors"), [])
      const vendors = yield* get("/v1/partners/1/vendors")
      assert.deepStrictEqual(vendors.json, {
        vendors: [{ name: "partners/1/vendors/3", companyId: "3", companyName: "Shop" }],
        totalSize: 1
      })
      assert.deepStrictEqual(yield* names("1/vendors/3/customers", "customers"), [
        "partners/1/vendors/3/customers/7"
      ])
      assert.strictEqual(
        short(yield* get("/v1/partners/1/vendors/4/customers")),
        "404 NOT_FOUND INVALID_RESELLER_ID"
      )
    }).pipe(
      Effect.provide(
        memory({
          seed: {
            vendors: [{ vendorId: "3", companyName: "Shop", partnerId: "1" }],
            customers: [
              "5",
              { customerId: "6", partnerId: "1" },
              { customerId: "7", partnerId: "1", vendorId: "3" }
            ]
          }
        })
      )
    )
  )

  it.effect("an account shows the tokens with which its ChromeOS devices were claimed", () =>
    Effect.gen(function* () {
      const chrome = {
        deviceIdentifier: { chromeOsAttestedDeviceId: "x", deviceType: "DEVICE_TYPE_CHROME_OS" },
        sectionType: zeroTouch,
        googleWorkspaceCustomerId: "C1",
        preProvisioningToken: "t"
      }
      const account = Effect.map(
        get("/v1/partners/1/customers"),
        (_) => _.json.customers[0].googleWorkspaceAccount
      )
      assert.deepStrictEqual(yield* account, { customerId: "C1" })
      yield* partner("devices:claim", chrome)
      assert.deepStrictEqual(yield* account, { customerId: "C1", preProvisioningTokens: ["t"] })
    }).pipe(
      Effect.provide(
        memory({ seed: { customers: [{ customerId: "5", googleWorkspaceCustomerId: "C1" }] } })
      )
    )
  )
})

it.effect("the state can be read back, and brought back to where it began", () =>
  Effect.gen(function* () {
    const emulator = yield* Emulator
    const before = yield* emulator.snapshot
    assert.deepInclude(before, {
      vendors: [{ vendorId: "3", companyName: "Vendor 3" }],
      customers: [{ customerId: "5", companyName: "Customer 5", terms: "accepted" }],
      configurations: [
        { name: "customers/5/configurations/7", configurationId: "7", isDefault: true }
      ]
    })
    yield* partner("devices:claim", claim(1))
    yield* partner("customers", {
      customer: { companyName: "New", ownerEmails: ["o@example.com"] }
    })
    const { customers, devices } = yield* emulator.snapshot
    assert.lengthOf(customers as ReadonlyArray<unknown>, 2)
    assert.deepInclude((devices as ReadonlyArray<object>)[0], {
      claims: [
        { sectionType: zeroTouch, resellerId: "1", ownerCompanyId: "5", configurationId: "7" }
      ]
    })
    yield* emulator.setAuth({ tokens: [] })
    yield* emulator.reset
    assert.deepStrictEqual(yield* emulator.snapshot, before)
    assert.deepStrictEqual(yield* emulator.requests, [])
    assert.strictEqual((yield* get("/v1/customers?pageSize=1")).status, 200)
  }).pipe(
    Effect.provide(
      memory({
        seed: {
          vendors: [{ vendorId: "3" }],
          customers: ["5"],
          configurations: [
            { customerId: "5", configurationId: "7", configuration: { isDefault: true } }
          ]
        }
      })
    )
  )
)
