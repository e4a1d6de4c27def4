/**
 * `partners.customers.*` and `partners.vendors.*`: the companies that a reseller deals with.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { describe } from "../Companies.ts"
import * as CompanyRules from "../CompanyRules.ts"
import { compact, object, text } from "../Json.ts"
import type { JsonObject } from "../Json.ts"
import { int32, string } from "../Kinds.ts"
import { page, size } from "../Paging.ts"
import { reply } from "../Router.ts"
import type { Call, Method } from "../Router.ts"
import { int64 } from "../Service.ts"
import type { Service } from "../Service.ts"
import { badRequest, refusal } from "../ServiceError.ts"
import * as wire from "../wire/companies.ts"

const paging = { pageSize: int32, pageToken: string }

/** One page of a list of companies. */
const listed = Effect.fnUntraced(function* <A>(
  items: ReadonlyArray<A>,
  id: (item: A) => string,
  options: {
    readonly call: Call
    readonly list: string
    readonly of: string
    readonly describe: (item: A, name: string) => JsonObject
  }
) {
  const { query } = options.call
  const name = (item: A) => `${options.of}/${id(item)}`
  const result = yield* page(items, id, {
    list: options.of,
    size: yield* size(query, { name: "pageSize", min: 0 }),
    token: text(query, "pageToken")
  })
  return reply(
    compact({
      [options.list]: result.items.map((item) => options.describe(item, name(item))),
      nextPageToken: result.nextPageToken,
      totalSize: result.totalSize
    })
  )
})

/** The methods, over the service's state. */
export const methods = ({ companies, partner }: Service): ReadonlyArray<Method> => [
  {
    id: "partners.customers.create",
    summary: "Makes a company a customer.",
    verb: "POST",
    path: "/v1/partners/{partnerId}/customers",
    body: wire.createCustomerRequest,
    answer: wire.company,
    handle: Effect.fnUntraced(function* ({ params, body }) {
      const partnerId = yield* partner(params["partnerId"])
      const company = object(body, "customer") ?? {}
      const violations = CompanyRules.problems(company)
      if (violations.length > 0) return yield* badRequest(violations)
      const customer = companies.create({
        partnerId,
        companyName: text(company, "companyName") ?? "",
        adminEmails: CompanyRules.emails(company, "adminEmails")
      })
      return reply(describe(customer, `partners/${partnerId}/customers/${customer.customerId}`))
    })
  },
  {
    id: "partners.customers.list",
    summary: "Lists the reseller's customers.",
    verb: "GET",
    path: "/v1/partners/{partnerId}/customers",
    query: paging,
    answer: wire.listCustomersResponse,
    handle: Effect.fnUntraced(function* (call) {
      const partnerId = yield* partner(call.params["partnerId"])
      return yield* listed(companies.customersOf(partnerId), (_) => _.customerId, {
        call,
        list: "customers",
        of: `partners/${partnerId}/customers`,
        describe
      })
    })
  },
  {
    id: "partners.vendors.list",
    summary: "Lists the reseller's vendors.",
    verb: "GET",
    path: "/v1/partners/{partnerId}/vendors",
    query: paging,
    answer: wire.listVendorsResponse,
    handle: Effect.fnUntraced(function* (call) {
      const partnerId = yield* partner(call.params["partnerId"])
      return yield* listed(companies.vendorsOf(partnerId), (_) => _.vendorId, {
        call,
        list: "vendors",
        of: `partners/${partnerId}/vendors`,
        describe: ({ vendorId, companyName }, name) => ({ name, companyId: vendorId, companyName })
      })
    })
  },
  {
    id: "partners.vendors.customers.list",
    summary: "Lists the customers of one of the reseller's vendors.",
    verb: "GET",
    path: "/v1/partners/{partnerId}/vendors/{vendorId}/customers",
    query: paging,
    answer: wire.listVendorCustomersResponse,
    handle: Effect.fnUntraced(function* (call) {
      const partnerId = yield* partner(call.params["partnerId"])
      const vendorId = yield* int64("vendor_id", call.params["vendorId"])
      if (!companies.vendorsOf(partnerId).some((_) => _.vendorId === vendorId)) {
        return yield* refusal(
          "NOT_FOUND",
          "INVALID_RESELLER_ID",
          `Partner ${partnerId} has no vendor ${vendorId}`
        )
      }
      return yield* listed(companies.customersOf(partnerId, vendorId), (_) => _.customerId, {
        call,
        list: "customers",
        of: `partners/${partnerId}/vendors/${vendorId}/customers`,
        describe
      })
    })
  }
]
