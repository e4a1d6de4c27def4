/**
 * All services of the API over one `Client`, for applications that want them in one line.
 *
 * @since 0.1.0
 */
import * as Layer from "effect/Layer"
import { boundTo } from "./client/bound.ts"
import { Client } from "./client/Client.ts"
import { CustomerConfigurations } from "./customer/CustomerConfigurations.ts"
import { CustomerDevices } from "./customer/CustomerDevices.ts"
import { CustomerDpcs } from "./customer/CustomerDpcs.ts"
import { Customers } from "./customer/Customers.ts"
import { Operations } from "./operations/Operations.ts"
import { PartnerCustomers } from "./partner/PartnerCustomers.ts"
import { PartnerDevices } from "./partner/PartnerDevices.ts"
import { PartnerVendors } from "./partner/PartnerVendors.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Services =
  | Operations
  | PartnerCustomers
  | PartnerDevices
  | PartnerVendors
  | Customers
  | CustomerConfigurations
  | CustomerDevices
  | CustomerDpcs

/**
 * All services of the API.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Services, never, Client> = boundTo([Client], () =>
  Layer.mergeAll(
    Operations.layer,
    PartnerCustomers.layer,
    PartnerDevices.layer,
    PartnerVendors.layer,
    Customers.layer,
    CustomerConfigurations.layer,
    CustomerDevices.layer,
    CustomerDpcs.layer
  )
)
