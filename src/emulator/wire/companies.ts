/**
 * The messages that are about resellers, vendors and customers, field by field.
 *
 * @since 0.1.0
 */
import { bool, int32, int64, list, message, oneOf, output, string } from "../Kinds.ts"

const googleWorkspaceAccount = message("GoogleWorkspaceAccount", {
  customerId: string,
  preProvisioningTokens: output(list(string))
})

export const company = message("Company", {
  name: output(string),
  companyId: output(int64),
  companyName: string,
  ownerEmails: list(string),
  adminEmails: list(string),
  languageCode: string,
  skipWelcomeEmail: bool,
  termsStatus: output(
    oneOf(
      "TermsStatus",
      "TERMS_STATUS_UNSPECIFIED",
      "TERMS_STATUS_NOT_ACCEPTED",
      "TERMS_STATUS_ACCEPTED",
      "TERMS_STATUS_STALE"
    )
  ),
  googleWorkspaceAccount: output(googleWorkspaceAccount)
})

const page = { nextPageToken: string, totalSize: int32 }

export const createCustomerRequest = message("CreateCustomerRequest", { customer: company })
export const listCustomersResponse = message("ListCustomersResponse", {
  customers: list(company),
  ...page
})
export const listVendorsResponse = message("ListVendorsResponse", {
  vendors: list(company),
  ...page
})
export const listVendorCustomersResponse = message("ListVendorCustomersResponse", {
  customers: list(company),
  ...page
})
export const customerListCustomersResponse = message("CustomerListCustomersResponse", {
  customers: list(company),
  nextPageToken: string
})
