/**
 * Who has not accepted the terms of service may do nothing: a 403, whose structured detail is for
 * those that ask for the newer format of errors.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Companies } from "./Companies.ts"
import type { HeaderFields } from "./Http.ts"
import { idOf } from "./NormalForms.ts"
import type { Call, Method } from "./Router.ts"
import type { Terms } from "./Seed.ts"
import { ServiceError } from "./ServiceError.ts"

/** Lets a request pass, or not: by the customer's own acceptance, or else by everybody's. */
export const checkTerms = (
  method: Method,
  { params, headers }: Pick<Call, "params"> & { readonly headers: HeaderFields },
  options: { readonly companies: Companies; readonly terms: Terms }
): Effect.Effect<void, ServiceError> => {
  // An operation belongs to no company.
  if (method.id === "operations.get") return Effect.void
  const customer = options.companies.customer(idOf(params["customerId"] ?? "") ?? "")
  if ((customer?.terms ?? options.terms) === "accepted") return Effect.void
  return Effect.fail(
    ServiceError.make(
      "PERMISSION_DENIED",
      "The user must first accept the latest Terms of Service, in the portal.",
      headers["x-goog-api-format-version"] === "2"
        ? [
            {
              "@type": "type.googleapis.com/google.android.device.provisioning.v1.TosError",
              latestTosAccepted: false
            }
          ]
        : undefined
    )
  )
}
