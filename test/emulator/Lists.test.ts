import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Emulator } from "effect-zero-touch/Emulator"
import { call, claim, get, imei, memory, short } from "./support.ts"

const count = 5
const numbers = Array.from({ length: count }, (_, n) => n + 1)
const seed = {
  vendors: numbers.map((n) => ({ vendorId: `${n}` })),
  customers: [
    // In no order: lists are by number.
    ...numbers.toReversed().map((n) => `${n * 3}`),
    ...numbers.map((n) => ({ customerId: `${n + 100}`, vendorId: "1" }))
  ],
  devices: numbers.map((n) => ({
    identifier: { serialNumber: "S", manufacturer: "Example", model: `M${n}` },
    customerId: "3"
  }))
}

interface Query {
  readonly size?: number
  readonly token?: string
}

const inQuery =
  (path: string) =>
  ({ size, token }: Query) => {
    const query = [size === undefined ? [] : `pageSize=${size}`, token ? `pageToken=${token}` : []]
    return get(`${path}?${query.flat().join("&")}`)
  }
const inBody =
  (method: string, query: object) =>
  ({ size, token }: Query) =>
    call(`POST /v1/partners/1/devices:${method}`, {
      ...query,
      limit: size ?? null,
      pageToken: token ?? null
    })

const byIdentifier = { deviceIdentifier: { serialNumber: "S" } }
const byOwner = { customerId: ["3"], sectionType: "SECTION_TYPE_ZERO_TOUCH" }

const lists = {
  "partners.customers.list": {
    ask: inQuery("/v1/partners/1/customers"),
    other: inQuery("/v1/partners/2/customers")
  },
  "partners.vendors.list": {
    ask: inQuery("/v1/partners/1/vendors"),
    other: inQuery("/v1/partners/1/customers")
  },
  "partners.vendors.customers.list": {
    ask: inQuery("/v1/partners/1/vendors/1/customers"),
    other: inQuery("/v1/partners/1/vendors/2/customers")
  },
  "customers.devices.list": {
    ask: inQuery("/v1/customers/3/devices"),
    other: inQuery("/v1/customers/6/devices")
  },
  "partners.devices.findByIdentifier": {
    ask: inBody("findByIdentifier", byIdentifier),
    other: inBody("findByIdentifier", { deviceIdentifier: { model: "M1" } })
  },
  "partners.devices.findByOwner": {
    ask: inBody("findByOwner", byOwner),
    other: inBody("findByOwner", { ...byOwner, customerId: ["3", "6"] })
  }
}

const namesOf = (json: Record<string, unknown>): ReadonlyArray<string> =>
  Object.values(json)
    .filter((value) => Array.isArray(value))
    .flat()
    .map((item: { name: string }) => item.name)

for (const [name, { ask, other }] of Object.entries(lists)) {
  const searches = name.includes("findBy")
  describe(`the pages of ${name}`, () => {
    it.effect("have each item once, and a token on all but the last", () =>
      Effect.gen(function* () {
        const whole = namesOf((yield* ask({ size: 100 })).json)
        assert.lengthOf(new Set(whole), count)
        const pages: Array<ReadonlyArray<string>> = []
        let token: string | undefined
        do {
          const { json } = yield* ask({ size: 2, ...(token !== undefined && { token }) })
          pages.push(namesOf(json))
          if (name.startsWith("partners.")) assert.strictEqual(json.totalSize, count)
          token = json.nextPageToken
        } while (token !== undefined)
        assert.deepStrictEqual(
          pages.map((page) => page.length),
          [2, 2, 1]
        )
        assert.deepStrictEqual(pages.flat(), whole)
        assert.notProperty((yield* ask({ size: count })).json, "nextPageToken")
      }).pipe(Effect.provide(memory({ seed })))
    )

    it.effect("belong together: a token of another list, or none at all, is refused", () =>
      Effect.gen(function* () {
        const token: string = (yield* ask({ size: 2 })).json.nextPageToken
        assert.match(token, /^[\w-]+$/)
        const refused = "400 INVALID_ARGUMENT INVALID_PAGE_TOKEN"
        assert.strictEqual(short(yield* other({ size: 2, token })), refused)
        assert.strictEqual(short(yield* ask({ size: 2, token: "junk" })), refused)
        assert.strictEqual(short(yield* ask({ size: 2, token: token.slice(2) })), refused)
        // The size may change from page to page.
        assert.lengthOf(namesOf((yield* ask({ size: 1, token })).json), 1)
      }).pipe(Effect.provide(memory({ seed })))
    )

    it.effect("have a size within the documented range", () =>
      Effect.gen(function* () {
        const status = (size?: number) =>
          Effect.map(ask(size === undefined ? {} : { size }), (_) => _.status)
        assert.strictEqual(yield* status(-1), 400)
        assert.strictEqual(yield* status(0), searches ? 400 : 200)
        assert.strictEqual(yield* status(100), 200)
        assert.strictEqual(yield* status(101), searches ? 400 : 200)
        assert.strictEqual(yield* status(20_000), searches ? 400 : 200)
        if (searches) assert.strictEqual(yield* status(), 400)
        else {
          assert.lengthOf(namesOf((yield* ask({ size: 0 })).json), count)
        }
      }).pipe(Effect.provide(memory({ seed })))
    )
  })
}

describe("customers.list", () => {
  it.effect("pages through all customers, 1 to 100 at a time", () =>
    Effect.gen(function* () {
      const ask = inQuery("/v1/customers")
      const one = yield* ask({ size: 9 })
      assert.lengthOf(one.json.customers, 9)
      assert.strictEqual(one.json.customers[0].name, "customers/3")
      const two = yield* ask({ size: 9, token: one.json.nextPageToken })
      assert.lengthOf(two.json.customers, 1)
      assert.notProperty(two.json, "nextPageToken")
      for (const size of [0, 101, -1]) {
        const refused = yield* ask({ size })
        assert.strictEqual(short(refused), "400 INVALID_ARGUMENT INVALID_PARAMETER")
        assert.strictEqual(refused.json.error.details[0].fieldViolations[0].field, "page_size")
      }
      assert.strictEqual(short(yield* get("/v1/customers?pageSize=x")), "400 INVALID_ARGUMENT")
      for (const query of ["", "?pageSize=0"]) {
        const required = yield* get(`/v1/customers${query}`)
        assert.strictEqual(short(required), "400 INVALID_ARGUMENT INVALID_PARAMETER")
        assert.strictEqual(
          required.json.error.message,
          "pageSize is required: a number between 1 and 100"
        )
      }
      assert.strictEqual(
        (yield* ask({ size: 101 })).json.error.message,
        "pageSize must be a number between 1 and 100, not 101"
      )
    }).pipe(Effect.provide(memory({ seed })))
  )

  it.effect("is empty as long as none was created, though claims for any are accepted", () =>
    Effect.gen(function* () {
      yield* call("POST /v1/partners/1/devices:claim", claim(1))
      assert.deepStrictEqual((yield* get("/v1/customers?pageSize=9")).json, {})
      assert.lengthOf((yield* get("/v1/customers/5/devices")).json.devices, 1)
    }).pipe(Effect.provide(memory()))
  )
})

it.effect("what comes and goes between two pages shows nothing twice and hides nothing", () =>
  Effect.gen(function* () {
    const { ask } = lists["customers.devices.list"]
    const { json } = yield* ask({ size: 2 })
    const unclaim = { device: { deviceId: "1000000002" } }
    yield* call("POST /v1/customers/3/devices:unclaim", unclaim)
    yield* call("POST /v1/partners/1/devices:claim", claim(1, { customerId: "3" }))
    const rest = yield* ask({ size: 9, token: json.nextPageToken })
    assert.deepStrictEqual(
      namesOf(rest.json).map((_) => _.slice(-1)),
      ["3", "4", "5", "6"]
    )
  }).pipe(Effect.provide(memory({ seed })))
)

it.effect("customers.devices.list shows 5,000 devices at a time, 10,000 at most", () =>
  Effect.gen(function* () {
    const emulator = yield* Emulator
    yield* emulator.seed({
      devices: Array.from({ length: 10_001 }, (_, n) => ({
        identifier: { imei: imei(n) },
        customerId: "8"
      }))
    })
    const ask = inQuery("/v1/customers/8/devices")
    const sizeOf = (query: Query) =>
      Effect.map(ask(query), ({ json }) => json.devices.length as number)
    assert.strictEqual(yield* sizeOf({}), 5_000)
    assert.strictEqual(yield* sizeOf({ size: 20_000 }), 10_000)
  }).pipe(Effect.provide(memory()))
)
