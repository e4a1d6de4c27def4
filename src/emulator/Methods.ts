/**
 * The table of all methods, in the order of the API's resources. A method more is an entry in the
 * file of its resource, and its messages in `wire/`.
 *
 * @since 0.1.0
 */
import type { Method } from "./Router.ts"
import type { Service } from "./Service.ts"
import * as CustomerConfigurations from "./methods/CustomerConfigurations.ts"
import * as CustomerDevices from "./methods/CustomerDevices.ts"
import * as Customers from "./methods/Customers.ts"
import * as Operations from "./methods/Operations.ts"
import * as PartnerBatches from "./methods/PartnerBatches.ts"
import * as PartnerCustomers from "./methods/PartnerCustomers.ts"
import * as PartnerDevices from "./methods/PartnerDevices.ts"
import * as PartnerSearch from "./methods/PartnerSearch.ts"

/** The methods, over the service's state. */
export const all = (service: Service): ReadonlyArray<Method> =>
  [
    Customers,
    CustomerConfigurations,
    CustomerDevices,
    Operations,
    PartnerCustomers,
    PartnerDevices,
    PartnerSearch,
    PartnerBatches
  ].flatMap(({ methods }) => methods(service))
