import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import { gzipSync } from "node:zlib"
import type { ClientOptions } from "effect-zero-touch"
import { clientOver, execute, probe } from "../support/fakeHttp.ts"
import { serve } from "../support/loopback.ts"
import { failureOf, successOf } from "../support/outcome.ts"

const transport = FetchHttpClient.layer

/** The outcome of one try of a GET. */
const once = (layer: Layer.Layer<HttpClient.HttpClient>, options: ClientOptions) =>
  Effect.exit(Effect.provide(execute(probe(), { retry: false }), clientOver({ layer }, options)))

describe("over fetch", () => {
  it.effect("an answer may come compressed", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* serve((_request, response) => {
        response.writeHead(200, { "content-encoding": "gzip" })
        response.end(gzipSync('{"a":"ü"}'))
      })
      const exit = yield* once(transport, { baseUrl })
      assert.deepStrictEqual(successOf(exit).value, { a: "ü" })
      assert.include(requests[0]?.headers["accept-encoding"], "gzip")
    })
  )

  it.effect("the cap counts what a compressed answer unfolds to", () =>
    Effect.gen(function* () {
      const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, " "))
      assert.isBelow(bomb.byteLength, 20_000)
      const { baseUrl } = yield* serve((_request, response) => {
        response.writeHead(200, { "content-encoding": "gzip" })
        response.end(bomb)
      })
      const exit = yield* once(transport, { baseUrl, maxBodyBytes: 100_000 })
      assert.include(failureOf(exit).message, "more than 100000 bytes")
    })
  )

  it.effect("what the application sets for fetch goes along, but redirects stay answers", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* serve((_request, response) => {
        response.writeHead(302, { location: "/elsewhere" })
        response.end()
      })
      const init = Layer.succeed(FetchHttpClient.RequestInit, {
        headers: { "x-of-the-application": "1" },
        redirect: "follow"
      })
      const exit = yield* once(transport, { baseUrl }).pipe(Effect.provide(init))
      assert.include(failureOf(exit).message, "redirects are not followed")
      assert.deepStrictEqual(
        requests.map(({ headers }) => headers["x-of-the-application"]),
        ["1"]
      )
    })
  )

  it.effect("an HttpClient that fails for error statuses still tells which error it was", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((_request, response) =>
        response.writeHead(404).end('{"error":{"status":"NOT_FOUND","message":"gone"}}')
      )
      const filtering = Layer.effect(
        HttpClient.HttpClient,
        Effect.map(HttpClient.HttpClient, HttpClient.filterStatusOk)
      ).pipe(Layer.provide(transport))
      const error = failureOf(yield* once(filtering, { baseUrl }))
      assert.strictEqual(error.message, "things.probe: NOT_FOUND (HTTP 404): gone")
    })
  )

  it.effect("a port that fetch keeps from everyone is an input that may not be sent", () =>
    Effect.gen(function* () {
      const error = failureOf(yield* once(transport, { baseUrl: "http://127.0.0.1:1" }))
      if (error._tag !== "TransportError") return assert.fail(error.message)
      assert.strictEqual(error.reason._tag, "InvalidRequest")
      assert.include(error.message, "not sent: baseUrl has a port that fetch")
      assert.isFalse(error.isTransient)
    })
  )

  /** Lets this be Deno for a time; gives what its clients are asked for, and which were closed. */
  const asDeno = Effect.acquireRelease(
    Effect.sync(() => {
      const clients: Array<{ readonly options: object; closed: boolean }> = []
      Reflect.set(globalThis, "Deno", {
        createHttpClient: (options: object) => {
          const client = { options, closed: false, close: () => void (client.closed = true) }
          clients.push(client)
          return client
        }
      })
      return clients
    }),
    () => Effect.sync(() => Reflect.deleteProperty(globalThis, "Deno"))
  )

  /** Sends a request, and gives the client that `fetch` got, and whether it was open then. */
  const clientOf = Effect.fnUntraced(function* (method: "GET" | "POST", init: object = {}) {
    let seen: { readonly client: unknown; readonly closed: unknown } | undefined
    const fetch = (_url: unknown, options: object | undefined) => {
      const client: unknown = Reflect.get(options ?? {}, "client")
      const closed: unknown = typeof client === "object" ? Reflect.get(client ?? {}, "closed") : 0
      seen = { client, closed }
      return Promise.resolve(Response.json({}))
    }
    yield* execute(probe(method), { retry: false }).pipe(
      Effect.provide(clientOver({ layer: transport })),
      Effect.provideService(FetchHttpClient.Fetch, fetch),
      Effect.provideService(FetchHttpClient.RequestInit, init)
    )
    return seen
  })

  it.effect("Deno, which sends again by itself, gets a client without a pool for a claim", () =>
    Effect.gen(function* () {
      const clients = yield* asDeno
      const seen = yield* clientOf("POST")
      assert.deepStrictEqual(
        clients.map(({ closed, options }) => ({ closed, options })),
        [{ closed: true, options: { poolMaxIdlePerHost: 0 } }]
      )
      assert.deepStrictEqual(seen, { client: clients[0], closed: false })
      assert.deepStrictEqual(yield* clientOf("GET"), { client: undefined, closed: 0 })
      assert.lengthOf(clients, 1)
    })
  )

  it.effect("Deno gets the client that the application gives, for a claim as well", () =>
    Effect.gen(function* () {
      const clients = yield* asDeno
      const client = { closed: false }
      assert.strictEqual((yield* clientOf("POST", { client }))?.client, client)
      assert.lengthOf(clients, 0)
    })
  )
})
