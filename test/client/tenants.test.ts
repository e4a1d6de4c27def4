/** Several resellers in one process: each service sends with the token of the client it is built over. */
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as LayerMap from "effect/LayerMap"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import {
  Client,
  ClientConfig,
  ConfigurationId,
  Credentials,
  CustomerConfigurations,
  CustomerDevices,
  CustomerDpcs,
  CustomerId,
  Customers,
  DeviceId,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  PartnerId,
  PartnerVendors,
  VendorId,
  ZeroTouch
} from "effect-zero-touch"
import { fakeHttp, least } from "../support/fakeHttp.ts"

const customerId = CustomerId.from(1)
const partnerId = PartnerId.from(1)
const name = "operations/1"

/** One call of each service. */
const calls: Readonly<Record<string, Effect.Effect<unknown, unknown, ZeroTouch.Services>>> = {
  "Operations.get": Effect.flatMap(Operations, (operations) => operations.get(name)),
  "Operations.await": Effect.flatMap(Operations, (operations) => operations.await(name)),
  PartnerDevices: Effect.flatMap(PartnerDevices, (devices) =>
    devices.get(partnerId, DeviceId.from(1))
  ),
  PartnerCustomers: Effect.flatMap(PartnerCustomers, ({ list }) =>
    Stream.runDrain(list(partnerId))
  ),
  PartnerVendors: Effect.flatMap(PartnerVendors, ({ customers }) =>
    customers.listPage(partnerId, VendorId.from(1))
  ),
  Customers: Effect.flatMap(Customers, (customers) => customers.listPage()),
  CustomerConfigurations: Effect.flatMap(CustomerConfigurations, (configurations) =>
    configurations.get(customerId, ConfigurationId.from(1))
  ),
  CustomerDevices: Effect.flatMap(CustomerDevices, (devices) =>
    devices.get(customerId, DeviceId.from(1))
  ),
  CustomerDpcs: Effect.flatMap(CustomerDpcs, (dpcs) => dpcs.listPage(customerId))
}

const makeHttp = () => fakeHttp(least)
type Http = ReturnType<typeof makeHttp>

const tokensOf = ({ sent }: Http) => [
  ...new Set(sent.map(({ headers }) => headers["authorization"]))
]

/** A constant of an application that all its tenants use. */
const sharedClient = Client.layer({ quota: false })

const credentials = (tenant: string) => Credentials.layerAccessToken(Redacted.make(tenant))

const tenant = (name: string, http: Http, client = Client.layer({ quota: false })) =>
  ZeroTouch.layer.pipe(
    Layer.provide(client),
    Layer.provide(credentials(name)),
    Layer.provide(http.layer)
  )

describe("a call for tenant B goes out with the token of B", () => {
  for (const [service, call] of Object.entries(calls)) {
    it.effect(`${service}: provided for one request in a runtime of tenant A`, () =>
      Effect.gen(function* () {
        const http = makeHttp()
        const runtime = ManagedRuntime.make(tenant("a", http))
        const callOfB = Effect.provide(call, tenant("b", http))
        yield* Effect.promise(() => runtime.runPromise(Effect.andThen(call, callOfB)))
        yield* runtime.disposeEffect
        assert.deepStrictEqual(tokensOf(http), ["Bearer a", "Bearer b"])
      })
    )

    it.effect(`${service}: nested in what tenant A is provided to`, () =>
      Effect.gen(function* () {
        const http = makeHttp()
        const both = Effect.andThen(call, Effect.provide(call, tenant("b", http)))
        yield* Effect.provide(both, tenant("a", http))
        assert.deepStrictEqual(tokensOf(http), ["Bearer a", "Bearer b"])
      })
    )

    it.effect(`${service}: both tenants built in one memo map`, () =>
      Effect.gen(function* () {
        const http = makeHttp()
        const memoMap = yield* Layer.makeMemoMap
        const scope = yield* Effect.scope
        for (const name of ["a", "b"]) {
          const context = yield* Layer.buildWithMemoMap(tenant(name, http), memoMap, scope)
          yield* Effect.provideContext(call, context)
        }
        assert.deepStrictEqual(tokensOf(http), ["Bearer a", "Bearer b"])
      })
    )

    it.effect(`${service}: tenants merged in one layer, of which the last one is given`, () =>
      Effect.gen(function* () {
        const http = makeHttp()
        yield* Effect.provide(call, Layer.mergeAll(tenant("a", http), tenant("b", http)))
        assert.deepStrictEqual(tokensOf(http), ["Bearer b"])
      })
    )

    it.effect(`${service}: one constant client layer over two credentials`, () =>
      Effect.gen(function* () {
        const http = makeHttp()
        const both = Effect.andThen(call, Effect.provide(call, tenant("b", http, sharedClient)))
        yield* Effect.provide(both, tenant("a", http, sharedClient))
        assert.deepStrictEqual(tokensOf(http), ["Bearer a", "Bearer b"])
      })
    )
  }
})

describe("one application has one client", () => {
  it.effect("whose services share its quota and its polls, however often they are merged", () =>
    Effect.gen(function* () {
      const built: Array<unknown> = []
      const counted = Layer.effect(
        Client,
        Effect.map(Client, (client) => {
          built.push(client)
          return client
        })
      ).pipe(Layer.provide(sharedClient))
      const http = makeHttp()
      const app = Layer.mergeAll(ZeroTouch.layer, Operations.layer, PartnerDevices.layer).pipe(
        Layer.provide(counted),
        Layer.provide(Layer.mergeAll(credentials("a"), http.layer))
      )
      yield* Effect.provide(Effect.all(Object.values(calls)), app)
      assert.lengthOf(built, 1)
    })
  )

  it.effect("one transport, too: a client is bound to its HttpClient", () =>
    Effect.gen(function* () {
      const [first, second] = [makeHttp(), makeHttp()]
      const call = Effect.flatMap(Operations, (operations) => operations.get(name))
      const over = (http: Layer.Layer<HttpClient.HttpClient>) =>
        Operations.layer.pipe(
          Layer.provide(sharedClient),
          Layer.provide(Credentials.layerAnonymous),
          Layer.provide(http)
        )
      yield* Effect.provide(
        Effect.andThen(call, Effect.provide(call, over(second.layer))),
        over(first.layer)
      )
      assert.lengthOf(first.sent, 1)
      assert.lengthOf(second.sent, 1)
    })
  )
})

describe("layers of an application, as docs/tenants.md has it", () => {
  class Fleet extends Context.Service<Fleet, { readonly get: Effect.Effect<unknown, unknown> }>()(
    "Fleet"
  ) {}
  const makeFleet = () =>
    Layer.effect(
      Fleet,
      Effect.map(Operations, (operations) => ({ get: operations.get(name) }))
    )
  const constant = makeFleet()
  const get = Effect.flatMap(Fleet, (fleet) => fleet.get)

  const cases: Readonly<
    Record<
      string,
      { readonly fleet: () => typeof constant; readonly tokens: ReadonlyArray<string> }
    >
  > = {
    "a constant is memoized by Effect: tenant B is given that of A": {
      fleet: () => constant,
      tokens: ["Bearer a"]
    },
    "a layer from a function is each tenant's own": {
      fleet: makeFleet,
      tokens: ["Bearer a", "Bearer b"]
    },
    "a constant in Layer.fresh is each tenant's own": {
      fleet: () => Layer.fresh(constant),
      tokens: ["Bearer a", "Bearer b"]
    }
  }
  for (const [rule, { fleet, tokens }] of Object.entries(cases)) {
    it.effect(`${rule}, in nested provides and in a LayerMap`, () =>
      Effect.gen(function* () {
        const http = makeHttp()
        const layerOf = (id: string) => Layer.provide(fleet(), tenant(id, http))
        const getOfB = Effect.provide(get, layerOf("b"))
        yield* Effect.provide(Effect.andThen(get, getOfB), layerOf("a"))
        assert.deepStrictEqual(tokensOf(http), [...tokens])

        http.sent.length = 0
        const tenants = yield* LayerMap.make(layerOf, { idleTimeToLive: "1 minute" })
        for (const id of ["a", "b"]) yield* Effect.provide(get, tenants.get(id))
        assert.deepStrictEqual(tokensOf(http), [...tokens])
      })
    )
  }

  it.effect("a constant ClientConfig.layer() over two credentials is two clients", () =>
    Effect.gen(function* () {
      const http = makeHttp()
      const client = ClientConfig.layer()
      const layerOf = (id: string) =>
        Operations.layer.pipe(
          Layer.provide(client),
          Layer.provide(credentials(id)),
          Layer.provide(http.layer)
        )
      const call = Effect.flatMap(Operations, (operations) => operations.get(name))
      const both = Effect.andThen(call, Effect.provide(call, layerOf("b")))
      yield* Effect.provide(both, layerOf("a"))
      assert.deepStrictEqual(tokensOf(http), ["Bearer a", "Bearer b"])
    }).pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({}))))
  )
})
