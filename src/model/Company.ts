/**
 * Companies: the customers of a reseller, its vendors, and what is needed to create a customer.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { openEnum } from "../rpc/ProtoJson.ts"
import type { CustomerId, VendorId } from "./Ids.ts"
import { id, readOnly, text } from "./internal/fields.ts"

/**
 * A customer of Google Workspace.
 *
 * @category models
 * @since 0.1.0
 */
export const GoogleWorkspaceAccount = Schema.Struct({
  customerId: text,
  /** The tokens with which devices were claimed for it before. */
  preProvisioningTokens: readOnly(Schema.Array(Schema.String))
})

/**
 * @category models
 * @since 0.1.0
 */
export interface GoogleWorkspaceAccount extends Schema.Schema.Type<typeof GoogleWorkspaceAccount> {}

/** What a caller gives to create a company. */
const given = {
  /** The name that the company's people see in the portal. */
  companyName: text,
  /** Users who may do everything, manage users too; they are given, and never sent back. */
  ownerEmails: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Users who may manage devices. */
  adminEmails: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The language of the company, see `LanguageCode`; it is given, and never sent back. */
  languageCode: text,
  /** @deprecated The service ignores it. */
  skipWelcomeEmail: Schema.optionalKey(Schema.Boolean)
}

/** What the service adds to it. */
const added = {
  /** The resource name, such as `partners/{partnerId}/customers/{customerId}`. */
  name: readOnly(Schema.String),
  /** Whether somebody of the company has accepted the terms of service, in their latest form. */
  termsStatus: readOnly(
    openEnum([
      "TERMS_STATUS_UNSPECIFIED",
      "TERMS_STATUS_NOT_ACCEPTED",
      "TERMS_STATUS_ACCEPTED",
      "TERMS_STATUS_STALE"
    ])
  ),
  /** Customers only. */
  googleWorkspaceAccount: readOnly(GoogleWorkspaceAccount)
}

/**
 * A customer. `companyId` is what other methods call its `customerId`.
 *
 * @category models
 * @since 0.1.0
 */
export const Company = Schema.Struct({ companyId: readOnly(id<CustomerId>()), ...added, ...given })

/**
 * @category models
 * @since 0.1.0
 */
export interface Company extends Schema.Schema.Type<typeof Company> {}

/**
 * A vendor of a reseller. Google has the same message for it as for a customer, and fills in `name`,
 * `companyId` and `companyName`.
 *
 * @category models
 * @since 0.1.0
 */
export const Vendor = Schema.Struct({ companyId: readOnly(id<VendorId>()), ...added, ...given })

/**
 * @category models
 * @since 0.1.0
 */
export interface Vendor extends Schema.Schema.Type<typeof Vendor> {}

/**
 * A company as it can be sent.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NewCompany = Schema.Struct(given)

/**
 * The languages in which Google writes to companies, as BCP 47 codes (Hebrew is `iw`); others are
 * refused.
 *
 * @category models
 * @since 0.1.0
 */
// prettier-ignore
export type LanguageCode =
  | "ar" | "cs" | "da" | "de" | "en-GB" | "en-US" | "es" | "es-419" | "fi" | "fil" | "fr" | "hi"
  | "hu" | "id" | "it" | "iw" | "ja" | "ko" | "nl" | "no" | "pl" | "pt-BR" | "pt-PT" | "ru" | "sv"
  | "th" | "tr" | "uk" | "vi" | "zh-CN" | "zh-HK" | "zh-TW"
  | (string & {})

/**
 * A customer to be created.
 *
 * @category inputs
 * @since 0.1.0
 */
export interface CompanyInput {
  readonly companyName: string
  /** At least one, each with a Google Account. */
  readonly ownerEmails: readonly [string, ...ReadonlyArray<string>]
  /** Each with a Google Account. Default: none. */
  readonly adminEmails?: ReadonlyArray<string>
  /** Default: the service's. */
  readonly languageCode?: LanguageCode
}
