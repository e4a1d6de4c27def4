/**
 * `customers.list` and `customers.dpcs.list`: what a customer's user may work with.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { describe } from "../Companies.ts"
import { dpcs } from "../Configurations.ts"
import { compact, text } from "../Json.ts"
import { int32, string } from "../Kinds.ts"
import { page, size } from "../Paging.ts"
import { reply } from "../Router.ts"
import type { Method } from "../Router.ts"
import type { Service } from "../Service.ts"
import { customerListCustomersResponse } from "../wire/companies.ts"
import { listDpcsResponse } from "../wire/configurations.ts"

/** The methods, over the service's state. */
export const methods = (service: Service): ReadonlyArray<Method> => [
  {
    id: "customers.list",
    summary: "Lists the customers that the caller belongs to: here, all.",
    verb: "GET",
    path: "/v1/customers",
    query: { pageSize: int32, pageToken: string },
    answer: customerListCustomersResponse,
    handle: Effect.fnUntraced(function* ({ query }) {
      const { items, nextPageToken } = yield* page(
        service.companies.customers(),
        (customer) => customer.customerId,
        {
          list: ["customers"],
          size: yield* size(query, { name: "pageSize", min: 1, max: 100 }),
          token: text(query, "pageToken")
        }
      )
      return reply(
        compact({
          customers: items.map((customer) =>
            describe(customer, `customers/${customer.customerId}`)
          ),
          nextPageToken
        })
      )
    })
  },
  {
    id: "customers.dpcs.list",
    summary: "Lists the device policy controllers that a configuration may name.",
    verb: "GET",
    path: "/v1/customers/{customerId}/dpcs",
    answer: listDpcsResponse,
    handle: Effect.fnUntraced(function* ({ params }) {
      const customerId = yield* service.customer(params["customerId"])
      return reply({
        dpcs: dpcs.map(({ id, ...dpc }) => ({ name: `customers/${customerId}/dpcs/${id}`, ...dpc }))
      })
    })
  }
]
