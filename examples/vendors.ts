/**
 * You sell through vendors and want to see their customers, page by page, and to go on where a
 * listing broke off.
 *
 *     npm run example examples/vendors.ts
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { PartnerId, PartnerVendors, VendorId } from "effect-zero-touch"
import { live } from "./support/live.ts"

const reseller = PartnerId.from(1)

const program = Effect.gen(function* () {
  const vendors = yield* PartnerVendors

  // A stream asks for a page when it is needed.
  yield* vendors.list(reseller, { pageSize: 50 }).pipe(
    Stream.runForEach((vendor) => {
      const vendorId = VendorId.from(vendor.companyId ?? "")
      return vendors.customers
        .list(reseller, vendorId)
        .pipe(
          Stream.runForEach(({ companyName }) =>
            Console.log(`${vendor.companyName} sells to ${companyName}`)
          )
        )
    })
  )
}).pipe(
  // The error of a page that failed has its token: give it to `list` to go on from there.
  Effect.tapError((error) => Console.log(`broke off at page ${error.pageToken ?? "one"}`))
)

program.pipe(Effect.provide(live), NodeRuntime.runMain)
