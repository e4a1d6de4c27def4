/**
 * Where a caller's text goes into a URL, and what a call with such a text sends.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  type ApiError,
  type ConfigurationId,
  type ConfigurationPath,
  CustomerConfigurations,
  type CustomerId,
  type DeviceId,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  type PartnerId,
  PartnerVendors,
  RequestChecks,
  type TransportError,
  type VendorId,
  ZeroTouch
} from "effect-zero-touch"
import { clientOver, fakeHttp, json, onlyOf } from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"
import { parseUri, type Uri } from "./inputUri.ts"

/** Any call of the API. */
export type Call = Effect.Effect<unknown, ApiError | TransportError, ZeroTouch.Services>

const partner = "7" as PartnerId
const customer = "8" as CustomerId
const device = "9" as DeviceId

export const getOperation = (name: string, options?: Parameters<Operations["Service"]["get"]>[1]) =>
  Effect.flatMap(Operations, (operations) => operations.get(name, options))

export const getDevice = (deviceId: string) =>
  Effect.flatMap(PartnerDevices, (devices) => devices.get(partner, deviceId as DeviceId))

/** Calls with an id in the path, in each place where one stands, and their path around it. */
export const idTargets: ReadonlyArray<{
  readonly call: (id: string) => Call
  readonly before: ReadonlyArray<string>
  readonly after: ReadonlyArray<string>
}> = [
  {
    call: getDevice,
    before: ["v1", "partners", partner, "devices"],
    after: []
  },
  {
    call: (id) => Effect.flatMap(PartnerDevices, (devices) => devices.get(id as PartnerId, device)),
    before: ["v1", "partners"],
    after: ["devices", device]
  },
  {
    call: (id) =>
      Effect.flatMap(PartnerDevices, (devices) =>
        devices.unclaimAsync(id as PartnerId, {
          unclaims: [{ deviceId: device, sectionType: "SECTION_TYPE_ZERO_TOUCH" }]
        })
      ),
    before: ["v1", "partners"],
    after: ["devices:unclaimAsync"]
  },
  {
    call: (id) =>
      Effect.flatMap(PartnerDevices, (devices) =>
        devices.metadata(partner, id as DeviceId, { deviceMetadata: { entries: {} } })
      ),
    before: ["v1", "partners", partner, "devices"],
    after: ["metadata"]
  },
  {
    call: (id) =>
      Effect.flatMap(PartnerVendors, (vendors) =>
        vendors.customers.listPage(partner, id as VendorId)
      ),
    before: ["v1", "partners", partner, "vendors"],
    after: ["customers"]
  },
  {
    call: (id) =>
      Effect.flatMap(CustomerConfigurations, (configurations) =>
        configurations.delete(customer, id as ConfigurationId)
      ),
    before: ["v1", "customers", customer, "configurations"],
    after: []
  }
]

/**
 * Calls with a text in each value of a query, their path, and the parameters that they are to have
 * for the text as it is in UTF-8.
 */
export const queryTargets: ReadonlyArray<{
  readonly call: (text: string) => Call
  readonly segments: ReadonlyArray<string>
  readonly parameters: (text: string) => Readonly<Record<string, string>>
}> = [
  {
    call: (text) =>
      getOperation("operations/1", { fields: text, quotaUser: text, xgafv: text as "1" }),
    segments: ["v1", "operations", "1"],
    parameters: (text) => ({
      ...(text === "" ? {} : { fields: `${text},name,done,error` }),
      quotaUser: text,
      "$.xgafv": text
    })
  },
  {
    call: (text) =>
      Effect.flatMap(PartnerCustomers, (customers) =>
        customers.listPage(partner, { pageSize: 10, pageToken: text, fields: text })
      ),
    segments: ["v1", "partners", partner, "customers"],
    parameters: (text) => ({
      pageSize: "10",
      pageToken: text,
      ...(text === "" ? {} : { fields: `${text},nextPageToken` })
    })
  },
  {
    call: (text) =>
      Effect.flatMap(CustomerConfigurations, (configurations) =>
        configurations.patch(
          customer,
          "5" as ConfigurationId,
          { isDefault: true },
          { updateMask: [text as ConfigurationPath], quotaUser: text }
        )
      ),
    segments: ["v1", "customers", customer, "configurations", "5"],
    parameters: (text) => ({ updateMask: text, quotaUser: text })
  }
]

/** Calls as a program does whose ids and masks are not checked: the service may know better. */
export const unchecked = Effect.provideService(RequestChecks, false)

/** Over one client: what a call sends, if anything; what it does not send it refuses by name. */
export const makeSentBy = Effect.gen(function* () {
  const http = fakeHttp(json({ name: "operations/1" }))
  const services = yield* Layer.build(
    ZeroTouch.layer.pipe(Layer.provide(clientOver(http, { retry: false, quotaUser: ofClient })))
  )
  return Effect.fnUntraced(function* (call: Call) {
    const exit = yield* Effect.exit(Effect.provideContext(call, services))
    const sent = http.sent.splice(0)
    if (sent.length === 0) {
      const error = failureOf(exit)
      assert.strictEqual(error._tag === "TransportError" && error.reason._tag, "InvalidRequest")
      assert.isFalse(error.isTransient)
      assert.isBelow(error.message.length, 1000)
      return undefined
    }
    const uri = parseUri(onlyOf(sent).url.href)
    assert.strictEqual(uri.scheme, "https")
    assert.strictEqual(uri.authority, "androiddeviceprovisioning.googleapis.com")
    assert.isUndefined(uri.fragment)
    return uri
  })
})

/** A parameter of the client's own, which stays unless a call has another one. */
const ofClient = "a client & its = sign"

/** It has these parameters beside the client's, each once, and no others. */
export const assertParameters = (
  uri: Uri | undefined,
  parameters: Readonly<Record<string, string>>
) => {
  const sorted = (pairs: ReadonlyArray<readonly [string, string]>) =>
    pairs.map((pair) => JSON.stringify(pair)).toSorted()
  const expected = Object.entries({ quotaUser: ofClient, ...parameters })
  assert.deepStrictEqual(uri && sorted(uri.parameters), uri && sorted(expected))
}
