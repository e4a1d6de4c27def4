import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import {
  ApiError,
  PartnerCustomers,
  PartnerDevices,
  PartnerId,
  PartnerVendors
} from "effect-zero-touch"
import { envelope, json, systemError } from "../support/fakeHttp.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import { onTheWire, runServices } from "../support/services.ts"

const partnerId = PartnerId.from(1)
const deviceIdentifier = { imei: "490154203237518" }

const customers = (...names: ReadonlyArray<string>) => names.map((companyName) => ({ companyName }))

const list = (options?: Parameters<PartnerCustomers["Service"]["list"]>[1]) =>
  Effect.flatMap(PartnerCustomers, (service) =>
    service.list(partnerId, options).pipe(
      Stream.map((found) => found.companyName),
      // more than any of these lists has, should one not end
      Stream.take(20),
      Stream.runCollect
    )
  )

describe("a listing", () => {
  it.effect("goes through all pages, in order", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [
          json({ customers: customers("a", "b"), nextPageToken: "p2", totalSize: 3 }),
          json({ nextPageToken: "p3" }),
          json({ customers: customers("c"), nextPageToken: "" })
        ],
        list({ pageSize: 2 })
      )
      assert.deepStrictEqual(successOf(exit), ["a", "b", "c"])
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).query),
        [{ pageSize: "2" }, { pageSize: "2", pageToken: "p2" }, { pageSize: "2", pageToken: "p3" }]
      )
    })
  )

  it.effect("goes through all pages when fields have their original names", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices(
        [
          json({ customers: [{ company_name: "a" }], next_page_token: "p2", total_size: 2 }),
          json({ customers: [{ company_name: "b" }] })
        ],
        list({})
      )
      assert.deepStrictEqual(successOf(exit), ["a", "b"])
    })
  )

  it.effect("asks for no page before it is needed", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [json({ customers: customers("a", "b"), nextPageToken: "p2" })],
        Effect.flatMap(PartnerCustomers, (service) =>
          Stream.runCollect(Stream.take(service.list(partnerId), 2))
        )
      )
      assert.deepStrictEqual<unknown>(successOf(exit), customers("a", "b"))
      assert.lengthOf(sent, 1)
    })
  )

  it.effect("starts anew each time that it is run", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices(
        [
          json({ customers: customers("a"), nextPageToken: "p2" }),
          json({ customers: customers("b") }),
          json({ customers: customers("a"), nextPageToken: "p2" }),
          json({ customers: customers("b") })
        ],
        Effect.flatMap(PartnerCustomers, (service) => {
          const all = Stream.runCollect(service.list(partnerId))
          return Effect.zip(all, all)
        })
      )
      const [first, second] = successOf(exit)
      assert.deepStrictEqual<unknown>(first, customers("a", "b"))
      assert.deepStrictEqual(first, second)
    })
  )

  it.effect("keeps the token of its next page, whatever fields are asked for", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [json({ nextPageToken: "p2" }), json({})],
        list({ fields: "customers/name" })
      )
      successOf(exit)
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).query["fields"]),
        ["customers/name,nextPageToken", "customers/name,nextPageToken"]
      )
      const whole = yield* runServices([json({})], list({ fields: "" }))
      assert.notProperty(onTheWire(whole.sent[0] ?? assert.fail()).query, "fields")
    })
  )

  it.effect("sends the options of the call with every page", () =>
    Effect.gen(function* () {
      const { sent } = yield* runServices(
        [json({ nextPageToken: "p2" }), json({})],
        list({ quotaUser: "q", xgafv: "1" })
      )
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).query),
        [
          { quotaUser: "q", "$.xgafv": "1" },
          { quotaUser: "q", "$.xgafv": "1", pageToken: "p2" }
        ]
      )
    })
  )
})

describe("a listing that breaks", () => {
  it.effect("has given the pages before, and says which page to go on with", () =>
    Effect.gen(function* () {
      const seen: Array<string | undefined> = []
      const { exit, sent } = yield* runServices(
        [
          json({ customers: customers("a"), nextPageToken: "p2" }),
          envelope(403, "PERMISSION_DENIED"),
          json({ customers: customers("b"), nextPageToken: "p3" }),
          json({ customers: customers("c") })
        ],
        Effect.gen(function* () {
          const service = yield* PartnerCustomers
          const note = ({ companyName }: { readonly companyName?: string }) =>
            Effect.sync(() => seen.push(companyName))
          const run = (pageToken?: string) =>
            Stream.runForEach(service.list(partnerId, { pageToken }), note)
          const error = yield* Effect.flip(run())
          assert.strictEqual(error.pageToken, "p2")
          assert.deepStrictEqual(seen, ["a"])
          yield* run(error.pageToken)
        })
      )
      successOf(exit)
      assert.deepStrictEqual(seen, ["a", "b", "c"])
      assert.deepStrictEqual(
        sent.map(({ url }) => url.searchParams.get("pageToken")),
        [null, "p2", "p2", "p3"]
      )
    })
  )

  it.effect("tries a page again first, as every read", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [
          json({ customers: customers("a"), nextPageToken: "p2" }),
          systemError("read ECONNRESET", "ECONNRESET", "read"),
          envelope(503, "UNAVAILABLE"),
          json({ customers: customers("b") })
        ],
        list()
      )
      assert.deepStrictEqual(successOf(exit), ["a", "b"])
      assert.lengthOf(sent, 4)
    })
  )

  it.effect("keeps the token also where it stands in a body, and when a connection breaks", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [
          json({ devices: [{}], nextPageToken: "p2" }),
          systemError("read ECONNRESET", "ECONNRESET", "read")
        ],
        Effect.flatMap(PartnerDevices, (service) =>
          Stream.runDrain(service.findByIdentifier(partnerId, { deviceIdentifier }))
        )
      )
      const error = failureOf(exit)
      assert.strictEqual(error._tag, "TransportError")
      assert.strictEqual(error.pageToken, "p2")
      assert.strictEqual(error.tries, 5)
      assert.lengthOf(sent, 6)
      assert.deepStrictEqual<unknown>(JSON.parse(sent.at(-1)?.body ?? ""), {
        deviceIdentifier,
        limit: "100",
        pageToken: "p2"
      })
    })
  )

  it.effect("has no token when its first page failed", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices([envelope(400, "INVALID_ARGUMENT")], list())
      assert.isUndefined(failureOf(exit).pageToken)
    })
  )

  it.effect("of one page tells the token too, and in another process still", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices(
        [envelope(400, "INVALID_ARGUMENT")],
        Effect.flatMap(PartnerVendors, (service) =>
          service.listPage(partnerId, { pageToken: "here" })
        )
      )
      const error = failureOf(exit)
      const text = JSON.stringify(yield* Schema.encodeUnknownEffect(ApiError)(error))
      const copy = yield* Schema.decodeUnknownEffect(ApiError)(JSON.parse(text))
      assert.strictEqual(copy.pageToken, "here")
    })
  )
})

describe("a listing that would never end", () => {
  for (const [what, tokens] of [
    ["repeats a token", ["x", "x"]],
    ["comes back to a token", ["x", "y", "z", "x"]]
  ] as const) {
    it.effect(`since the service ${what} ends with an error`, () =>
      Effect.gen(function* () {
        const { exit, sent } = yield* runServices(
          tokens.map((nextPageToken) => json({ customers: [{}], nextPageToken })),
          list()
        )
        const error = failureOf(exit)
        assert.strictEqual(error._tag, "TransportError")
        assert.include(error.message, "goes in circles")
        assert.strictEqual(error.method, "partners.customers.list")
        assert.strictEqual(error.pageToken, "x")
        assert.isFalse(error.isTransient)
        assert.lengthOf(sent, tokens.length)
      })
    )
  }

  it.effect("does so too when it was begun in the middle", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [json({ customers: [{}], nextPageToken: "x" })],
        list({ pageToken: "x" })
      )
      assert.include(failureOf(exit).message, "goes in circles")
      assert.lengthOf(sent, 1)
    })
  )
})

describe("a page", () => {
  it.effect("is what the service says, the total too", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices(
        [json({ customers: customers("a"), nextPageToken: "p2", totalSize: 7, new: 1 })],
        Effect.flatMap(PartnerCustomers, (service) => service.listPage(partnerId))
      )
      assert.deepStrictEqual<unknown>(successOf(exit), {
        customers: customers("a"),
        nextPageToken: "p2",
        totalSize: 7
      })
    })
  )
})
