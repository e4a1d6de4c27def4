/**
 * What is sent of a company that is to be created.
 */
import * as Schema from "effect/Schema"
import { NewCompany } from "../Company.ts"
import { checkRequired } from "./checks.ts"
import { below, type Check } from "./input.ts"
import { body } from "./request.ts"

/** Google's `CreateCustomerRequest` without what only the service sets. */
const NewCustomer = Schema.Struct({ customer: NewCompany })

const check: Check<typeof NewCustomer.Encoded> = ({ customer }, report) => {
  const inside = below(report, "customer")
  const { companyName, ownerEmails } = customer
  checkRequired({ companyName }, inside)
  if (!ownerEmails?.some((email) => email !== "")) {
    const found = ownerEmails === undefined ? "is missing" : "names nobody"
    inside("required", "ownerEmails", `${found}; give at least one owner's email address`)
  }
}

export const newCustomer = body(NewCustomer, check)
