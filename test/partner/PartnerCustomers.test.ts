import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { PartnerCustomers, PartnerId } from "effect-zero-touch"
import { json } from "../support/fakeHttp.ts"
import { successOf } from "../support/outcome.ts"
import { onTheWire, runServices } from "../support/services.ts"

describe("a customer", () => {
  it.effect("is created, and has an id then", () =>
    Effect.gen(function* () {
      const created = {
        name: "partners/1/customers/2",
        companyId: "2",
        companyName: "Example",
        termsStatus: "TERMS_STATUS_NOT_ACCEPTED"
      }
      const { exit, sent } = yield* runServices(
        [json(created)],
        Effect.flatMap(PartnerCustomers, (customers) =>
          customers.create(PartnerId.from(1), {
            customer: {
              companyName: "Example",
              ownerEmails: ["owner@example.com"],
              adminEmails: ["a@example.com", "b@example.com"],
              languageCode: "pt-BR"
            }
          })
        )
      )
      assert.deepStrictEqual<unknown>(successOf(exit), created)
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).body),
        [
          {
            customer: {
              companyName: "Example",
              ownerEmails: ["owner@example.com"],
              adminEmails: ["a@example.com", "b@example.com"],
              languageCode: "pt-BR"
            }
          }
        ]
      )
    })
  )
})
