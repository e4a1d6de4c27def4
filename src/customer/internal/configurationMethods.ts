/**
 * The methods `customers.configurations.*`, as data.
 */
import { OAuthScope } from "../../client/Credentials.ts"
import { answer, empty, method } from "../../client/internal/method.ts"
import { Configuration } from "../../model/Configuration.ts"
import { CustomerListConfigurationsResponse } from "../../model/CustomerMessages.ts"
import { configurationPatch, newConfiguration } from "../../model/internal/configurations.ts"
import { onePage } from "../../model/internal/listings.ts"
import { nothing } from "../../model/internal/request.ts"

const scope = OAuthScope.customer
const one = "v1/customers/{customerId}/configurations/{configurationId}"
const all = "v1/customers/{customerId}/configurations"
const decode = answer("Configuration", Configuration)

export const create = method({
  method: "customers.configurations.create",
  httpMethod: "POST",
  path: all,
  scope,
  prepare: newConfiguration,
  decode
})

/** `delete` is a word of the language. */
export const remove = method({
  method: "customers.configurations.delete",
  httpMethod: "DELETE",
  path: one,
  scope,
  prepare: nothing,
  decode: empty
})

export const get = method({
  method: "customers.configurations.get",
  httpMethod: "GET",
  path: one,
  scope,
  prepare: nothing,
  decode
})

export const list = method({
  method: "customers.configurations.list",
  httpMethod: "GET",
  path: all,
  scope,
  prepare: onePage,
  decode: answer("CustomerListConfigurationsResponse", CustomerListConfigurationsResponse)
})

export const patch = method({
  method: "customers.configurations.patch",
  httpMethod: "PATCH",
  path: one,
  scope,
  prepare: configurationPatch,
  decode
})
