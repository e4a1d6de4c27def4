/**
 * What is sent of a company that is to be created.
 */
import * as Schema from "effect/Schema"
import { NewCompany } from "../Company.ts"
import { isAbsent } from "./checks.ts"
import { below, body, type Check } from "./request.ts"

/** Google's `CreateCustomerRequest` without what only the service sets. */
const NewCustomer = Schema.Struct({ customer: NewCompany })

const check: Check<typeof NewCustomer.Type> = ({ customer }, report) => {
  const inside = below(report, "customer")
  if (isAbsent(customer.companyName)) inside("required", "companyName", "is missing")
  if (!customer.ownerEmails?.some((email) => email !== "")) {
    inside("required", "ownerEmails", "is empty; the customer needs an owner")
  }
}

export const newCustomer = body(NewCustomer, check)
