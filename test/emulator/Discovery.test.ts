/**
 * The emulator against Google's discovery document.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Emulator } from "effect-zero-touch/Emulator"
import { absent, document, methods, type Property } from "../support/discovery.ts"
import { call, claim, get, imei, memory } from "./support.ts"

/** A template without the names of its variables. */
const template = (text: string) => text.replace(/\{[^}]*\}/g, "{}")

/** A property of the document as OpenAPI has it. */
const formats: Readonly<Record<string, string>> = { "google-datetime": "date-time" }
const typeOf = (property: Property): object =>
  property.$ref !== undefined
    ? { $ref: `#/components/schemas/${property.$ref}` }
    : {
        type: property.type,
        ...(property.format !== undefined && {
          format: formats[property.format] ?? property.format
        }),
        ...(property.enum !== undefined && { enum: property.enum }),
        ...(property.items !== undefined && { items: typeOf(property.items) }),
        ...(typeof property.additionalProperties === "object" && {
          additionalProperties:
            property.additionalProperties.type === "any"
              ? true
              : typeOf(property.additionalProperties)
        })
      }
const openApiOf = (property: Property) => ({
  ...typeOf(property),
  ...(property.readOnly === true && { readOnly: true })
})

/** Where an answer is not what the document says; an empty list when all is well. */
const deviations = (value: unknown, property: Property, at = "answer"): ReadonlyArray<string> => {
  const wrong = (what: string) => [`${at}: ${what}, ${JSON.stringify(value)}`]
  const defaults: ReadonlyArray<unknown> = ["", 0, false, null]
  if (defaults.includes(value) || (Array.isArray(value) && value.length === 0)) {
    return wrong("a default, which the wire leaves out")
  }
  if (property.$ref !== undefined || property.type === "object") {
    if (typeof value !== "object" || value === null) return wrong("no object")
    const { properties } = document.schemas[property.$ref ?? ""] ?? {}
    return Object.entries(value).flatMap(([key, inner]) => {
      if (property.$ref === undefined) return []
      const field = properties?.[key]
      return field === undefined
        ? wrong(`no field ${key}`)
        : deviations(inner, field, `${at}.${key}`)
    })
  }
  if (property.type === "array") {
    if (!Array.isArray(value)) return wrong("no list")
    return value.flatMap((item, index) => deviations(item, property.items ?? {}, `${at}[${index}]`))
  }
  if (property.enum !== undefined && !property.enum.includes(String(value)))
    return wrong("no value")
  if (property.type === "integer") return Number.isInteger(value) ? [] : wrong("no integer")
  return typeof value === property.type ? [] : wrong(`no ${property.type}`)
}

const seed = {
  vendors: [{ vendorId: "3" }],
  customers: [
    { customerId: "5", adminEmails: ["a@example.com"], googleWorkspaceCustomerId: "C1" },
    { customerId: "6", vendorId: "3" }
  ],
  configurations: [
    {
      customerId: "5",
      configurationId: "7",
      configuration: {
        configurationName: "n",
        companyName: "c",
        contactEmail: "a@example.com",
        contactPhone: "1",
        dpcResourcePath: "customers/5/dpcs/test-dpc",
        forcedResetTime: "3600s"
      }
    }
  ],
  devices: [1, 2].map((n) => ({
    identifier: { imei: imei(n) },
    customerId: "5",
    sectionType:
      n === 2 ? ("SECTION_TYPE_SIM_LOCK" as const) : ("SECTION_TYPE_ZERO_TOUCH" as const),
    metadata: { ordernumber: "1" }
  }))
}

const first = "1000000001"
const device = { deviceId: first }
const configuration = "customers/5/configurations/7"

/** A good call of each method, in an order in which they succeed. */
const calls: ReadonlyArray<readonly [id: string, line: string, body?: unknown]> = [
  ["customers.list", "GET /v1/customers?pageSize=1"],
  ["customers.dpcs.list", "GET /v1/customers/5/dpcs"],
  ["customers.configurations.list", "GET /v1/customers/5/configurations"],
  ["customers.configurations.get", `GET /v1/${configuration}`],
  [
    "customers.configurations.patch",
    `PATCH /v1/${configuration}?updateMask=isDefault`,
    { isDefault: true }
  ],
  [
    "customers.configurations.create",
    "POST /v1/customers/5/configurations",
    { ...seed.configurations[0]?.configuration, configurationName: "second" }
  ],
  ["customers.devices.list", "GET /v1/customers/5/devices?pageSize=1"],
  [
    "customers.devices.applyConfiguration",
    "POST /v1/customers/5/devices:applyConfiguration",
    { device, configuration }
  ],
  ["customers.devices.get", `GET /v1/customers/5/devices/${first}`],
  [
    "customers.devices.removeConfiguration",
    "POST /v1/customers/5/devices:removeConfiguration",
    { device }
  ],
  ["customers.configurations.delete", `DELETE /v1/${configuration}`],
  ["customers.devices.unclaim", "POST /v1/customers/5/devices:unclaim", { device }],
  [
    "partners.customers.create",
    "POST /v1/partners/1/customers",
    { customer: { companyName: "New", ownerEmails: ["o@example.com"] } }
  ],
  ["partners.customers.list", "GET /v1/partners/1/customers?pageSize=1"],
  ["partners.vendors.list", "GET /v1/partners/1/vendors"],
  ["partners.vendors.customers.list", "GET /v1/partners/1/vendors/3/customers"],
  ["partners.devices.claim", "POST /v1/partners/1/devices:claim", claim(1)],
  ["partners.devices.get", `GET /v1/partners/1/devices/${first}`],
  [
    "partners.devices.metadata",
    `POST /v1/partners/1/devices/${first}/metadata`,
    { deviceMetadata: { entries: { a: "b" } } }
  ],
  [
    "partners.devices.findByIdentifier",
    "POST /v1/partners/1/devices:findByIdentifier",
    { limit: "1", deviceIdentifier: { imei: imei(1) } }
  ],
  [
    "partners.devices.findByOwner",
    "POST /v1/partners/1/devices:findByOwner",
    { limit: "1", customerId: ["5"], sectionType: "SECTION_TYPE_ZERO_TOUCH" }
  ],
  [
    "partners.devices.getSimLockState",
    "POST /v1/partners/1/devices:getSimLockState",
    { deviceIdentifier: { imei: imei(2) } }
  ],
  [
    "partners.devices.unclaim",
    "POST /v1/partners/1/devices:unclaim",
    { deviceId: "1000000002", sectionType: "SECTION_TYPE_SIM_LOCK", vacationModeDays: 2 }
  ],
  ["partners.devices.claimAsync", "POST /v1/partners/1/devices:claimAsync", { claims: [claim(3)] }],
  [
    "partners.devices.updateMetadataAsync",
    "POST /v1/partners/1/devices:updateMetadataAsync",
    { updates: [{ deviceId: first, deviceMetadata: { entries: { a: "" } } }] }
  ],
  [
    "partners.devices.unclaimAsync",
    "POST /v1/partners/1/devices:unclaimAsync",
    { unclaims: [{ deviceId: first, sectionType: "SECTION_TYPE_ZERO_TOUCH" }] }
  ],
  ["operations.get", "GET /v1/operations/apibatchoperation/1"]
]

const openApi = Effect.map(get("/openapi.json"), (_) => _.json)

interface Operation {
  readonly operationId: string
  readonly parameters: ReadonlyArray<{ in?: string; name: string; schema: object }>
  readonly requestBody?: { readonly content: Content }
  readonly responses: { readonly 200: { readonly content: Content } }
}
type Content = Readonly<Record<"application/json", { readonly schema: { readonly $ref: string } }>>

describe.skipIf(absent)("compared with Google's discovery document, where that is at hand", () => {
  it("is complete: 27 methods, and a call here for each", () => {
    assert.lengthOf(methods, 27)
    assert.sameMembers(
      calls.map(([id]) => id),
      methods.map(({ id }) => id)
    )
  })

  it.effect("every method succeeds at its path and verb, with the fields of its answer", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      for (const [id, line, body] of calls) {
        const method = methods.find((one) => one.id === id)
        assert(method !== undefined)
        if (id === "operations.get") {
          const { operations } = (yield* emulator.snapshot) as {
            operations: ReadonlyArray<{ name: string }>
          }
          const { json, status } = yield* get(`/v1/${operations[0]?.name}`)
          assert.strictEqual(status, 200)
          assert.deepStrictEqual(deviations(json, method.response), [])
          continue
        }
        const { json, status, text } = yield* call(line, body)
        assert.strictEqual(status, 200, `${id}: ${text}`)
        assert.deepStrictEqual(deviations(json, method.response), [], id)
      }
    }).pipe(Effect.provide(memory({ seed })))
  )

  it.effect("every method has the document's path, verb, parameters and messages", () =>
    Effect.gen(function* () {
      const { paths } = yield* openApi
      const ours = Object.entries<Record<string, Operation>>(paths).flatMap(([path, verbs]) =>
        Object.entries(verbs).map(([verb, operation]) => ({
          id: operation.operationId,
          call: `${verb.toUpperCase()} ${template(path)}`,
          query: Object.fromEntries(
            operation.parameters.flatMap((_) => (_.in === "query" ? [[_.name, _.schema]] : []))
          ),
          request: operation.requestBody?.content["application/json"].schema.$ref,
          response: operation.responses[200].content["application/json"].schema.$ref
        }))
      )
      const theirs = methods.map(({ flatPath, httpMethod, id, parameters, request, response }) => ({
        id,
        call: `${httpMethod} /${template(flatPath)}`,
        query: Object.fromEntries(
          Object.entries(parameters ?? {}).flatMap(([name, property]) =>
            property.location === "query"
              ? [[name, name === "updateMask" ? { type: "string" } : openApiOf(property)]]
              : []
          )
        ),
        request: request && `#/components/schemas/${request.$ref}`,
        response: `#/components/schemas/${response.$ref}`
      }))
      assert.sameDeepMembers(ours, theirs)
    }).pipe(Effect.provide(memory()))
  )

  it.effect("every parameter that all methods take is taken", () =>
    Effect.gen(function* () {
      for (const [name, { enum: values, type }] of Object.entries(document.parameters)) {
        const value = name === "alt" ? "json" : (values?.[0] ?? (type === "boolean" ? "true" : ""))
        const { status } = yield* get(`/v1/customers?pageSize=1&${name}=${value}`)
        assert.strictEqual(status, 200, name)
      }
    }).pipe(Effect.provide(memory()))
  )

  for (const [name, { properties = {} }] of Object.entries(document.schemas)) {
    it.effect(`${name} has every field and every value`, () =>
      Effect.gen(function* () {
        const { components } = yield* openApi
        assert.deepStrictEqual(
          components.schemas[name]?.properties,
          Object.fromEntries(
            Object.entries(properties).map(([field, property]) => [field, openApiOf(property)])
          )
        )
      }).pipe(Effect.provide(memory()))
    )
  }
})
