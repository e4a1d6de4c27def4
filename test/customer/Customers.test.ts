import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Customers } from "effect-zero-touch"
import { json } from "../support/fakeHttp.ts"
import { successOf } from "../support/outcome.ts"
import { onTheWire, runServices } from "../support/services.ts"

describe("the customers of the user", () => {
  it.effect("come in pages of 100, since the service insists on a size", () =>
    Effect.gen(function* () {
      const company = {
        name: "customers/2",
        companyId: "2",
        companyName: "Example",
        termsStatus: "TERMS_STATUS_ACCEPTED",
        googleWorkspaceAccount: { customerId: "C1", preProvisioningTokens: ["t"] }
      }
      const { exit, sent } = yield* runServices(
        [json({ customers: [company], nextPageToken: "p2" }), json({ customers: [{}] })],
        Effect.flatMap(Customers, (customers) => Stream.runCollect(customers.list()))
      )
      assert.deepStrictEqual<unknown>(successOf(exit), [company, {}])
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).query),
        [{ pageSize: "100" }, { pageSize: "100", pageToken: "p2" }]
      )
    })
  )
})
