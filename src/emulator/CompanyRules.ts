/**
 * What the service wants to know of a new customer.
 *
 * @since 0.1.0
 */
import { isArray, text } from "./Json.ts"
import type { JsonObject } from "./Json.ts"
import type { Violation } from "./ServiceError.ts"

/** The languages that the service speaks, as BCP 47 codes. */
const languages: ReadonlySet<string> = new Set(
  (
    "ar cs da de en-GB en-US es es-419 fi fil fr hi hu id it iw ja ko nl no pl pt-BR pt-PT ro ru " +
    "sv th tr uk vi zh-CN zh-HK zh-TW"
  ).split(" ")
)

const email = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/

/** Whether a text looks like the address of a mailbox. */
export const isEmail = (value: string): boolean => email.test(value)

/** A field's addresses. */
export const emails = (company: JsonObject, key: string): ReadonlyArray<string> => {
  const value = company[key]
  return isArray(value) ? value.filter((one) => typeof one === "string") : []
}

/** All that is wrong with a `Company` from which a customer is to be made. */
export const problems = (company: JsonObject): ReadonlyArray<Violation> => {
  const violations: Array<Violation> = []
  const wrong = (field: string, description: string) =>
    violations.push({ field: `customer.${field}`, description })

  if (text(company, "companyName") === undefined) {
    wrong("company_name", "companyName is required")
  }
  if (emails(company, "ownerEmails").length === 0) {
    wrong("owner_emails", "ownerEmails must have at least one address")
  }
  for (const [key, field] of [
    ["ownerEmails", "owner_emails"],
    ["adminEmails", "admin_emails"]
  ] as const) {
    for (const [index, address] of emails(company, key).entries()) {
      if (!isEmail(address)) wrong(`${field}[${index}]`, `Not an e-mail address: ${address}`)
    }
  }
  if (text(company, "companyId") !== undefined) wrong("company_id", "companyId must be empty")
  if (text(company, "name") !== undefined) wrong("name", "name must be empty")
  const language = text(company, "languageCode")
  if (language !== undefined && !languages.has(language)) {
    wrong("language_code", `Not a language code that the service supports: ${language}`)
  }
  return violations
}
