import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  type Configuration,
  ConfigurationId,
  type ConfigurationPatch,
  type ConfigurationPath,
  CustomerConfigurations,
  CustomerId,
  type PatchOptions
} from "effect-zero-touch"
import { json } from "../support/fakeHttp.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import { onTheWire, runServices } from "../support/services.ts"

const customerId = CustomerId.from(2)
const configurationId = ConfigurationId.from(5)

const wire = {
  name: "customers/2/configurations/5",
  configurationId: "5",
  configurationName: "Sales",
  dpcResourcePath: "customers/2/dpcs/abc",
  dpcExtras: '{"a":1}',
  companyName: "Example",
  contactEmail: "help@example.com",
  contactPhone: "555",
  customMessage: "Hello",
  isDefault: true,
  forcedResetTime: "7200s"
}

const patch = (changes: ConfigurationPatch, options?: PatchOptions) =>
  runServices(
    [json(wire)],
    Effect.flatMap(CustomerConfigurations, (service) =>
      service.patch(customerId, configurationId, changes, options)
    )
  )

describe("a configuration", () => {
  it.effect("is read with its durations", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices(
        [json(wire)],
        Effect.flatMap(CustomerConfigurations, (service) =>
          service.get(customerId, configurationId)
        )
      )
      const { forcedResetTime = Duration.zero, ...others } = successOf(exit)
      assert.deepStrictEqual<unknown>({ ...others, forcedResetTime: "7200s" }, wire)
      assert.strictEqual(Duration.toHours(forcedResetTime), 2)
    })
  )

  it.effect("that is created comes back with its id and its name", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [json(wire)],
        Effect.flatMap(CustomerConfigurations, (service) =>
          service.create(customerId, {
            configurationName: "Sales",
            dpcResourcePath: "customers/2/dpcs/abc",
            dpcExtras: '{"a":1}',
            companyName: "Example",
            contactEmail: "help@example.com",
            contactPhone: "555",
            customMessage: "Hello",
            isDefault: true,
            forcedResetTime: "2 hours"
          })
        )
      )
      assert.strictEqual(successOf(exit).configurationId, configurationId)
      const { configurationId: _id, name: _name, ...given } = wire
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).body),
        [given]
      )
    })
  )

  it.effect("and all others come at once", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [json({ configurations: [{ configurationId: "5" }, { configurationId: "6" }] })],
        Effect.flatMap(CustomerConfigurations, (service) =>
          Stream.runCollect(service.list(customerId, { fields: "configurations/configurationId" }))
        )
      )
      assert.deepStrictEqual<unknown>(successOf(exit), [
        { configurationId: "5" },
        { configurationId: "6" }
      ])
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).query),
        [{ fields: "configurations/configurationId" }]
      )
    })
  )

  it.effect("that is deleted gives nothing", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* runServices(
        [json({})],
        Effect.flatMap(CustomerConfigurations, (service) =>
          service.delete(customerId, configurationId)
        )
      )
      assert.isUndefined(successOf(exit))
      assert.strictEqual(sent[0]?.body, "")
    })
  )
})

describe("the update mask of a patch", () => {
  it.effect("names the fields that are given", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* patch({ contactPhone: "1-2", forcedResetTime: "1 hour" })
      successOf(exit)
      assert.deepStrictEqual(sent.map(onTheWire), [
        {
          verb: "PATCH",
          path: "/v1/customers/2/configurations/5",
          query: { updateMask: "contactPhone,forcedResetTime" },
          body: { contactPhone: "1-2", forcedResetTime: "3600s" }
        }
      ])
    })
  )

  it.effect("names a field that is given as empty or false, and none that is undefined", () =>
    Effect.gen(function* () {
      const { sent } = yield* patch({
        customMessage: "",
        isDefault: false,
        companyName: undefined
      } as unknown as ConfigurationPatch)
      assert.deepStrictEqual(sent.map(onTheWire), [
        {
          verb: "PATCH",
          path: "/v1/customers/2/configurations/5",
          query: { updateMask: "customMessage,isDefault" },
          body: { customMessage: "", isDefault: false }
        }
      ])
    })
  )

  it.effect("leaves out what only the service sets, so that a changed copy may be given", () =>
    Effect.gen(function* () {
      const read: Configuration = {
        name: "customers/2/configurations/5",
        configurationId,
        companyName: "Example",
        forcedResetTime: Duration.minutes(1)
      }
      const { exit, sent } = yield* patch({ ...read, companyName: "Other" })
      successOf(exit)
      assert.deepStrictEqual(
        sent.map(onTheWire).map(({ body, query }) => ({ body, query })),
        [
          {
            query: { updateMask: "companyName,forcedResetTime" },
            body: { companyName: "Other", forcedResetTime: "60s" }
          }
        ]
      )
    })
  )

  it.effect("may be given, to empty a field among others", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* patch(
        { companyName: "Other" },
        { updateMask: ["companyName", "forcedResetTime"], quotaUser: "q" }
      )
      successOf(exit)
      assert.deepStrictEqual(
        sent.map(onTheWire).map(({ body, query }) => ({ body, query })),
        [
          {
            query: { updateMask: "companyName,forcedResetTime", quotaUser: "q" },
            body: { companyName: "Other" }
          }
        ]
      )
    })
  )

  it.effect("has fields that exist and may be written, and some", () =>
    Effect.gen(function* () {
      const wrong = ["name", "companyName", "foo", "configurationId", "*"]
      const { exit, sent } = yield* patch(
        { companyName: "Other" },
        { updateMask: wrong as unknown as ReadonlyArray<ConfigurationPath> }
      )
      const error = failureOf(exit)
      assert.lengthOf(sent, 0)
      assert.deepStrictEqual(
        error._tag === "TransportError" &&
          error.reason._tag === "InvalidRequest" &&
          error.reason.problems?.map(({ field, message }) => `${field} ${message}`),
        [
          'updateMask[0] is "name", which only the service sets',
          'updateMask[2] is "foo", which is not a field of a configuration; the fields are configurationName, dpcResourcePath, dpcExtras, companyName, contactEmail, contactPhone, customMessage, isDefault, forcedResetTime',
          'updateMask[3] is "configurationId", which only the service sets',
          'updateMask[4] is "*", which is not a field of a configuration; the fields are configurationName, dpcResourcePath, dpcExtras, companyName, contactEmail, contactPhone, customMessage, isDefault, forcedResetTime'
        ]
      )
      const nothing = yield* patch({})
      assert.include(failureOf(nothing.exit).message, "updateMask names no field")
      assert.lengthOf(nothing.sent, 0)
    })
  )
})
