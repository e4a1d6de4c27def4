import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { PartnerId, PartnerVendors } from "effect-zero-touch"
import { json } from "../support/fakeHttp.ts"
import { successOf } from "../support/outcome.ts"
import { runServices } from "../support/services.ts"

describe("the vendors of a reseller", () => {
  it.effect("lead to their customers by their ids", () =>
    Effect.gen(function* () {
      const partnerId = PartnerId.from(1)
      const { exit, sent } = yield* runServices(
        [
          json({ vendors: [{ companyId: "4", companyName: "V" }, { companyId: "5" }] }),
          json({ customers: [{ companyId: "2" }], nextPageToken: "p2" }),
          json({ customers: [{ companyId: "3" }] }),
          json({ customers: [{ companyId: "6" }] })
        ],
        Effect.flatMap(PartnerVendors, ({ customers, list }) =>
          list(partnerId).pipe(
            Stream.flatMap(({ companyId }) =>
              companyId === undefined ? Stream.empty : customers.list(partnerId, companyId)
            ),
            Stream.runCollect
          )
        )
      )
      assert.deepStrictEqual<unknown>(successOf(exit), [
        { companyId: "2" },
        { companyId: "3" },
        { companyId: "6" }
      ])
      assert.deepStrictEqual(
        sent.map(({ url }) => url.pathname + url.search),
        [
          "/v1/partners/1/vendors",
          "/v1/partners/1/vendors/4/customers",
          "/v1/partners/1/vendors/4/customers?pageToken=p2",
          "/v1/partners/1/vendors/5/customers"
        ]
      )
    })
  )
})
