/**
 * The companies that the service knows: resellers ("partners"), their vendors, and customers.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "./Json.ts"
import { compact } from "./Json.ts"
import type { Seed, SeedCustomer, SeedVendor, Terms } from "./Seed.ts"

/** A customer as it is kept. */
export interface Customer extends SeedCustomer {
  readonly companyName: string
  readonly terms: Terms
  /** The tokens with which ChromeOS devices were claimed for its Google Workspace account. */
  readonly preProvisioningTokens: Set<string>
}

/** A vendor as it is kept. */
export interface Vendor extends SeedVendor {
  readonly companyName: string
}

/** All companies. */
export interface Companies {
  /** Whether there is such a reseller; where none was seeded, there is any. */
  readonly hasPartner: (id: string) => boolean
  /** Whether there is such a customer; where none was seeded, there is any. */
  readonly hasCustomer: (id: string) => boolean
  /** What is known of a customer, which may be nothing even where it exists. */
  readonly customer: (id: string) => Customer | undefined
  /** The customers that were seeded or created. */
  readonly customers: () => ReadonlyArray<Customer>
  /** A reseller's own customers, or those of one of its vendors. */
  readonly customersOf: (partnerId: string, vendorId?: string) => ReadonlyArray<Customer>
  readonly vendorsOf: (partnerId: string) => ReadonlyArray<Vendor>
  readonly create: (customer: Omit<SeedCustomer, "customerId">) => Customer
  readonly seed: (seed: Seed) => void
  /** Remembers the token of a claim for a Google Workspace account. */
  readonly tokenUsed: (googleWorkspaceCustomerId: string, token: string) => void
  readonly snapshot: () => JsonObject
}

/** The first id that is given to a customer. */
const firstCustomerId = 2_000_000_001n

/** No companies yet. Customers have accepted these terms, unless they say otherwise. */
export const make = (terms: Terms): Companies => {
  const partners = new Set<string>()
  const vendors = new Map<string, Vendor>()
  const customers = new Map<string, Customer>()
  let anyCustomer = true
  let nextId = firstCustomerId

  const put = (customer: SeedCustomer): Customer => {
    const { customerId: id } = customer
    const kept: Customer = {
      companyName: `Customer ${id}`,
      terms,
      ...customer,
      preProvisioningTokens: customers.get(id)?.preProvisioningTokens ?? new Set()
    }
    customers.set(id, kept)
    return kept
  }

  // Who names no reseller is every reseller's.
  const isOf = (company: { readonly partnerId?: string }, partnerId: string) =>
    (company.partnerId ?? partnerId) === partnerId

  return {
    hasPartner: (id) => partners.size === 0 || partners.has(id),
    hasCustomer: (id) => anyCustomer || customers.has(id),
    customer: (id) => customers.get(id),
    customers: () => [...customers.values()],
    customersOf: (partnerId, vendorId) =>
      [...customers.values()].filter((_) => isOf(_, partnerId) && _.vendorId === vendorId),
    vendorsOf: (partnerId) => [...vendors.values()].filter((_) => isOf(_, partnerId)),
    create: (customer) => {
      while (customers.has(String(nextId))) nextId += 1n
      return put({ ...customer, customerId: String(nextId) })
    },
    seed: (seed) => {
      for (const id of seed.partners ?? []) partners.add(id)
      for (const vendor of seed.vendors ?? []) {
        vendors.set(vendor.vendorId, { companyName: `Vendor ${vendor.vendorId}`, ...vendor })
      }
      for (const customer of seed.customers ?? []) {
        anyCustomer = false
        put(typeof customer === "string" ? { customerId: customer } : customer)
      }
    },
    tokenUsed: (account, token) => {
      for (const customer of customers.values()) {
        if (customer.googleWorkspaceCustomerId === account) {
          customer.preProvisioningTokens.add(token)
        }
      }
    },
    snapshot: () => ({
      partners: [...partners],
      vendors: [...vendors.values()].map((vendor) => compact({ ...vendor })),
      customers: [...customers.values()].map(({ preProvisioningTokens, ...customer }) =>
        compact({ ...customer, preProvisioningTokens: [...preProvisioningTokens] })
      )
    })
  }
}

const termsStatus: Readonly<Record<Terms, string>> = {
  accepted: "TERMS_STATUS_ACCEPTED",
  notAccepted: "TERMS_STATUS_NOT_ACCEPTED",
  stale: "TERMS_STATUS_STALE"
}

/** A customer as the API's `Company` has it, by the name that it has for whoever asks. */
export const describe = (customer: Customer, name: string): JsonObject =>
  compact({
    name,
    companyId: customer.customerId,
    companyName: customer.companyName,
    adminEmails: customer.adminEmails ?? [],
    termsStatus: termsStatus[customer.terms],
    googleWorkspaceAccount:
      customer.googleWorkspaceCustomerId === undefined
        ? undefined
        : compact({
            customerId: customer.googleWorkspaceCustomerId,
            preProvisioningTokens: [...customer.preProvisioningTokens]
          })
  })
