import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { call, claim, get, imei, memory, short } from "./support.ts"

const zeroTouch = "SECTION_TYPE_ZERO_TOUCH"
const collection = "/v1/customers/5/configurations"
const first = `${collection}/3000000001`
const second = `${collection}/3000000002`

const good = {
  configurationName: "Sales",
  dpcResourcePath: "customers/5/dpcs/android-device-policy",
  companyName: "Example",
  contactEmail: "help@example.com",
  contactPhone: "+44 (0)20 1234-5678"
}

const create = (more: object = {}) => call(`POST ${collection}`, { ...good, ...more })
const patch = (mask: string, body: object, path = first) =>
  call(`PATCH ${path}?updateMask=${mask}`, body)
const read = (path: string) => Effect.map(get(path), (_) => _.json)

describe("a configuration", () => {
  it.effect("is created, read, listed, changed and deleted", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* read(collection), {})
      const written = {
        ...good,
        dpcExtras: '{"a":1}',
        customMessage: "Hello",
        forcedResetTime: "21600s"
      }
      const { json, status } = yield* create(written)
      assert.strictEqual(status, 200)
      const name = first.replace("/v1/", "")
      assert.deepStrictEqual(json, { ...written, name, configurationId: "3000000001" })
      assert.deepStrictEqual(yield* read(first), json)
      assert.deepStrictEqual(yield* read(collection), { configurations: [json] })

      const changed = yield* patch("configurationName,custom_message", {
        configurationName: "HR",
        companyName: "not named by the mask"
      })
      const { customMessage: _, ...others } = json
      assert.deepStrictEqual(changed.json, { ...others, configurationName: "HR" })
      assert.deepStrictEqual(yield* read(first), changed.json)

      const whole = yield* patch("*", { ...good, name: "customers/9/configurations/9" })
      assert.deepStrictEqual(whole.json, { ...good, name, configurationId: "3000000001" })

      const deleted = yield* call(`DELETE ${first}`)
      assert.deepStrictEqual([deleted.status, deleted.json], [200, {}])
      assert.strictEqual(short(yield* get(first)), "404 NOT_FOUND INVALID_PARAMETER")
      assert.strictEqual(short(yield* call(`DELETE ${first}`)), "404 NOT_FOUND INVALID_PARAMETER")
      assert.strictEqual(short(yield* patch("isDefault", {})), "404 NOT_FOUND INVALID_PARAMETER")
    }).pipe(Effect.provide(memory()))
  )

  it.effect("that becomes the default takes the place of the one before", () =>
    Effect.gen(function* () {
      yield* create({ isDefault: true })
      yield* create({ isDefault: true })
      assert.notProperty(yield* read(first), "isDefault")
      assert.isTrue((yield* read(second)).isDefault)
      yield* patch("isDefault", { isDefault: true })
      assert.isTrue((yield* read(first)).isDefault)
      assert.notProperty(yield* read(second), "isDefault")
      yield* patch("isDefault", { isDefault: false })
      assert.notProperty(yield* read(first), "isDefault")
    }).pipe(Effect.provide(memory()))
  )

  const wrong: ReadonlyArray<readonly [string, object, string]> = [
    ["without a name", { configurationName: "" }, "configuration_name"],
    ["without a company", { companyName: null }, "company_name"],
    ["without an address", { contactEmail: null }, "contact_email"],
    ["with an address that is none", { contactEmail: "help" }, "contact_email"],
    ["without a phone number", { contactPhone: null }, "contact_phone"],
    ["with letters in its phone number", { contactPhone: "1-800-HELP" }, "contact_phone"],
    ["without a DPC", { dpcResourcePath: null }, "dpc_resource_path"],
    [
      "with another customer's DPC",
      { dpcResourcePath: "customers/6/dpcs/test-dpc" },
      "dpc_resource_path"
    ],
    ["with an unknown DPC", { dpcResourcePath: "customers/5/dpcs/x" }, "dpc_resource_path"],
    ["with extras that are no JSON", { dpcExtras: "{" }, "dpc_extras"],
    ["that resets after more than six hours", { forcedResetTime: "21601s" }, "forced_reset_time"],
    ["that resets in the past", { forcedResetTime: "-1s" }, "forced_reset_time"],
    ["that resets at no time", { forcedResetTime: "2h" }, "forced_reset_time"],
    ["that is perhaps the default", { isDefault: "yes" }, "is_default"]
  ]
  for (const [what, change, field] of wrong) {
    it.effect(`${what} is refused, new or changed`, () =>
      Effect.gen(function* () {
        yield* create()
        for (const reply of [
          yield* create(change),
          yield* patch("*", { ...good, ...change }),
          yield* patch(Object.keys(change).join(","), change)
        ]) {
          assert.strictEqual(reply.status, 400)
          assert.deepStrictEqual(
            reply.json.error.details[0].fieldViolations.map((_: { field: string }) => _.field),
            [field]
          )
        }
        assert.lengthOf((yield* read(collection)).configurations, 1)
        assert.deepInclude(yield* read(first), good)
      }).pipe(Effect.provide(memory()))
    )
  }

  for (const mask of ["", "nope", "name", "configurationId", "companyName,name", "dpcExtras.a"]) {
    it.effect(`is not changed by updateMask=${mask}`, () =>
      Effect.gen(function* () {
        const { json } = yield* create()
        assert.strictEqual(
          short(yield* patch(mask, good)),
          "400 INVALID_ARGUMENT INVALID_PARAMETER"
        )
        assert.strictEqual(
          short(yield* call(`PATCH ${first}`, good)),
          "400 INVALID_ARGUMENT INVALID_PARAMETER"
        )
        assert.deepStrictEqual(yield* read(first), json)
      }).pipe(Effect.provide(memory()))
    )
  }
})

describe("a customer's device", () => {
  const devices = "/v1/customers/5/devices"
  const device = `${devices}/1000000001`
  const reference = { device: { deviceId: "1000000001" } }
  const act = (method: string, body: unknown, customer = "5") =>
    call(`POST /v1/customers/${customer}/devices:${method}`, body)
  const configuration = first.replace("/v1/", "")
  const seed = {
    devices: [
      { identifier: { imei: imei(1) }, customerId: "5", metadata: { ordernumber: "8" } },
      { identifier: { imei: imei(2) }, customerId: "6" },
      {
        identifier: { imei: imei(3) },
        customerId: "5",
        sectionType: "SECTION_TYPE_SIM_LOCK" as const
      }
    ]
  }

  it.effect("gets a configuration and loses it, by its id or its identifier", () =>
    Effect.gen(function* () {
      yield* create()
      const plain = {
        name: "customers/5/devices/1000000001",
        deviceId: "1000000001",
        deviceIdentifier: { imei: imei(1) },
        claims: [{ sectionType: zeroTouch, ownerCompanyId: "5", resellerId: "1" }],
        deviceMetadata: { entries: { ordernumber: "8" } }
      }
      assert.deepStrictEqual(yield* read(device), plain)
      const applied = yield* act("applyConfiguration", { ...reference, configuration })
      assert.deepStrictEqual([applied.status, applied.json], [200, {}])
      assert.deepStrictEqual(yield* read(device), { ...plain, configuration })
      assert.deepStrictEqual((yield* read(devices)).devices[0], { ...plain, configuration })
      assert.notProperty(yield* read("/v1/partners/1/devices/1000000001"), "configuration")

      assert.strictEqual(
        short(yield* call(`DELETE ${first}`)),
        "400 FAILED_PRECONDITION INVALID_OPERATION"
      )
      const byImei = { device: { deviceIdentifier: { imei: imei(1) } } }
      assert.strictEqual((yield* act("removeConfiguration", byImei)).status, 200)
      assert.deepStrictEqual(yield* read(device), plain)
      assert.strictEqual((yield* call(`DELETE ${first}`)).status, 200)
    }).pipe(Effect.provide(memory({ seed })))
  )

  it.effect("is given back, and is the reseller's no more", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* act("unclaim", reference)).status, 200)
      assert.strictEqual(short(yield* get(device)), "404 NOT_FOUND INVALID_DEVICE_ID")
      assert.strictEqual((yield* get("/v1/partners/1/devices/1000000001")).status, 404)
      const again = claim(1, { customerId: "6" })
      assert.strictEqual((yield* call("POST /v1/partners/1/devices:claim", again)).status, 200)
    }).pipe(Effect.provide(memory({ seed })))
  )

  it.effect("that is new gets the default configuration, unless the claim names another", () =>
    Effect.gen(function* () {
      yield* create({ isDefault: true })
      yield* create()
      const claimed = (n: number, more: object) =>
        Effect.gen(function* () {
          const reply = yield* call("POST /v1/partners/1/devices:claim", claim(n, more))
          const { configuration } = yield* read(`${devices}/${reply.json.deviceId}`)
          return [reply.status, configuration]
        })
      assert.deepStrictEqual(yield* claimed(7, {}), [200, configuration])
      assert.deepStrictEqual(yield* claimed(8, { configurationId: "3000000002" }), [
        200,
        second.replace("/v1/", "")
      ])
      // One that is there already keeps what it has: nothing.
      assert.deepStrictEqual(yield* claimed(1, {}), [200, undefined])
      const unknown = claim(9, { configurationId: "4" })
      assert.strictEqual(
        short(yield* call("POST /v1/partners/1/devices:claim", unknown)),
        "400 INVALID_ARGUMENT INVALID_PARAMETER"
      )
    }).pipe(Effect.provide(memory({ seed })))
  )

  const refused: ReadonlyArray<readonly [string, string, unknown, string]> = [
    ["no device", "unclaim", {}, "400 INVALID_ARGUMENT INVALID_IDENTIFIER_SET"],
    ["an unknown one", "unclaim", { device: { deviceId: "4" } }, "404 NOT_FOUND INVALID_DEVICE_ID"],
    [
      "another customer's",
      "unclaim",
      { device: { deviceId: "1000000002" } },
      "404 NOT_FOUND INVALID_DEVICE_ID"
    ],
    [
      "another customer's IMEI",
      "unclaim",
      { device: { deviceIdentifier: { imei: imei(2) } } },
      "404 NOT_FOUND INVALID_DEVICE_ID"
    ],
    [
      "one that is only SIM-locked",
      "unclaim",
      { device: { deviceId: "1000000003" } },
      "400 FAILED_PRECONDITION INVALID_OPERATION"
    ],
    ["no configuration", "applyConfiguration", reference, "400 INVALID_ARGUMENT INVALID_PARAMETER"],
    [
      "an unknown configuration",
      "applyConfiguration",
      { ...reference, configuration },
      "404 NOT_FOUND INVALID_PARAMETER"
    ],
    [
      "another customer's configuration",
      "applyConfiguration",
      { ...reference, configuration: "customers/6/configurations/1" },
      "400 INVALID_ARGUMENT INVALID_PARAMETER"
    ]
  ]
  for (const [what, method, body, outcome] of refused) {
    it.effect(`${method} with ${what} is refused: ${outcome}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(short(yield* act(method, body)), outcome)
      }).pipe(Effect.provide(memory({ seed })))
    )
  }

  it.effect("carries the additional service that it was seeded with", () =>
    Effect.gen(function* () {
      const { claims } = yield* read(device)
      assert.strictEqual(claims[0].additionalService, "DEVICE_PROTECTION")
    }).pipe(
      Effect.provide(
        memory({
          seed: {
            devices: [
              {
                identifier: { imei: imei(1) },
                customerId: "5",
                additionalService: "DEVICE_PROTECTION"
              }
            ]
          }
        })
      )
    )
  )
})

describe("a customer", () => {
  it.effect("may choose among DPCs, under its own name", () =>
    Effect.gen(function* () {
      const { dpcs } = yield* read("/v1/customers/5/dpcs")
      assert.deepStrictEqual(dpcs[0], {
        name: "customers/5/dpcs/android-device-policy",
        packageName: "com.google.android.apps.work.clouddpc",
        dpcName: "Android Device Policy"
      })
    }).pipe(Effect.provide(memory()))
  )

  it.effect(
    "that is no number is refused; one that was not seeded, where some were, is not there",
    () =>
      Effect.gen(function* () {
        const notFound = "404 NOT_FOUND INVALID_CUSTOMER_ID"
        assert.strictEqual(short(yield* get("/v1/customers/x/dpcs")), "400 INVALID_ARGUMENT")
        for (const path of ["dpcs", "configurations", "devices", "devices/1", "configurations/1"]) {
          assert.strictEqual(short(yield* get(`/v1/customers/6/${path}`)), notFound, path)
        }
      }).pipe(Effect.provide(memory({ seed: { customers: ["5"] } })))
  )
})
