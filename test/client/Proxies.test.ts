/**
 * Proxies: one that does not connect to the service, one that nothing uses, and one that would get the
 * secrets of a call to this machine.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { FetchHttpClient } from "effect/http"
import type * as Layer from "effect/Layer"
import { setGlobalProxyFromEnv } from "node:http"
import { type ClientOptions, Credentials } from "effect-zero-touch"
import { clientOver, execute, fakeHttp, probe, systemError } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import { accessToken, apiKey, assertNoSecret, print } from "../support/overheard.ts"
import { proxyVariables } from "../support/proxyVariables.ts"
import { proxyPassword, throughProxy, tunnelProxy } from "../support/tunnelProxy.ts"

const baseUrl = "https://service.invalid"

for (const [name, transport] of Object.entries(throughProxy)) {
  describe(`over ${name}, a proxy`, () => {
    const claimThrough = Effect.fnUntraced(function* (answer: string) {
      const proxy = yield* tunnelProxy(answer)
      const http = transport(proxy.url)
      const exit = yield* execute(probe("POST"), { retry: false }).pipe(
        Effect.provide(clientOver({ layer: http }, { baseUrl })),
        Effect.exit
      )
      assert.match(proxy.asked[0] ?? "", /^CONNECT service\.invalid:443 /)
      assert.notInclude(print(exit), proxyPassword)
      assertNoSecret([print(exit)])
      const error = failureOf(exit)
      const reason = error._tag === "TransportError" ? error.reason : undefined
      return reason?._tag === "ConnectionError" ? { error, reason } : assert.fail(error.message)
    }, Effect.scoped)

    it.effect.each([
      [403, "Forbidden", false],
      [407, "Proxy Authentication Required", false],
      [502, "Bad Gateway", true],
      [503, "Service Unavailable", true],
      [504, "Gateway Timeout", true]
    ] as const)(
      "that refuses the tunnel with %s leaves a claim unprocessed",
      ([status, text, passes]) =>
        Effect.gen(function* () {
          const { error, reason } = yield* claimThrough(`HTTP/1.1 ${status} ${text}\r\n\r\n`)
          assert.isFalse(error.mayHaveBeenProcessed)
          assert.strictEqual(error.isTransient, passes)
          assert.strictEqual(reason.proxyStatus, status)
          assert.include(
            error.message,
            `no connection: the proxy refused to connect with HTTP ${status}`
          )
        })
    )
  })
}

const proxyUrl = `http://user:${proxyPassword}@127.0.0.1:1`

describe("no connection, while a variable names a proxy", () => {
  /** The message of a call to a port where nobody listens. */
  const messageOf = Effect.fnUntraced(function* (
    baseUrl: string,
    variables: Readonly<Record<string, string>>,
    transport = "fetch"
  ) {
    yield* proxyVariables(variables)
    const layer = socketTransports[transport] ?? FetchHttpClient.layer
    const error = failureOf(
      yield* execute(probe("POST"), { retry: false }).pipe(
        Effect.provide(clientOver({ layer }, { baseUrl })),
        Effect.exit
      )
    )
    assert.isFalse(error.mayHaveBeenProcessed)
    assert.notInclude(error.message, proxyPassword)
    return error.message
  }, Effect.scoped)

  const closed = Effect.fnUntraced(function* (scheme: string) {
    const { port } = yield* Effect.scoped(serve(() => undefined))
    return `${scheme}://127.0.0.1:${port}`
  })

  for (const transport of Object.keys(socketTransports)) {
    it.effect(`over ${transport}: the error names the variable, and says what uses it`, () =>
      Effect.gen(function* () {
        for (const [scheme, name] of [
          ["https", "HTTPS_PROXY"],
          ["https", "https_proxy"],
          ["http", "HTTP_PROXY"]
        ] as const) {
          const message = yield* messageOf(yield* closed(scheme), { [name]: proxyUrl }, transport)
          assert.match(message, /ECONNREFUSED/)
          assert.include(
            message,
            `; ${name} is set, but fetch of Node.js and Undici use it only with NODE_USE_ENV_PROXY=1, other transports only when they are told to`
          )
        }
      })
    )
  }

  it.effect("the error says so where fetch uses it, too", () =>
    Effect.gen(function* () {
      const message = yield* messageOf(yield* closed("https"), {
        HTTPS_PROXY: proxyUrl,
        NODE_USE_ENV_PROXY: "1"
      })
      assert.include(
        message,
        "; HTTPS_PROXY is set: fetch and Undici connect to the proxy that it names"
      )
    })
  )

  it.effect("the error does not name a variable that is not about the host", () =>
    Effect.gen(function* () {
      const https = yield* closed("https")
      for (const variables of [
        {},
        { HTTP_PROXY: proxyUrl },
        { https_proxy: "", HTTPS_PROXY: proxyUrl },
        { HTTPS_PROXY: proxyUrl, NO_PROXY: "example.com, 127.0.0.1" },
        { HTTPS_PROXY: proxyUrl, no_proxy: "*" }
      ]) {
        assert.notMatch(yield* messageOf(https, variables), /proxy/i)
      }
    })
  )
})

it.effect(
  "the error does not name a variable when a connection had been there, or TLS failed",
  () =>
    Effect.gen(function* () {
      yield* proxyVariables({ HTTPS_PROXY: proxyUrl })
      for (const [code, isNamed] of [
        ["ECONNREFUSED", true],
        ["ECONNRESET", false],
        ["CERT_HAS_EXPIRED", false]
      ] as const) {
        const http = fakeHttp(systemError("failed", code))
        const exit = yield* execute(probe(), { retry: false }).pipe(
          Effect.provide(clientOver(http, { baseUrl })),
          Effect.exit
        )
        assert.strictEqual(failureOf(exit).message.includes("HTTPS_PROXY is set"), isNamed, code)
      }
    }).pipe(Effect.scoped)
)

it.effect("Deno is not asked for a variable that the program was not allowed to read", () =>
  Effect.gen(function* () {
    const asked: Array<unknown> = []
    yield* proxyVariables({ HTTPS_PROXY: proxyUrl })
    yield* Effect.acquireRelease(
      Effect.sync(() =>
        Reflect.set(globalThis, "Deno", {
          permissions: {
            querySync: (permission: { readonly variable: string }) => {
              asked.push(permission.variable)
              return { state: "prompt" }
            }
          }
        })
      ),
      () => Effect.sync(() => Reflect.deleteProperty(globalThis, "Deno"))
    )
    const { port } = yield* Effect.scoped(serve(() => undefined))
    const error = failureOf(
      yield* execute(probe(), { retry: false }).pipe(
        Effect.provide(
          clientOver({ layer: FetchHttpClient.layer }, { baseUrl: `https://127.0.0.1:${port}` })
        ),
        Effect.exit
      )
    )
    assert.include(asked, "HTTPS_PROXY")
    assert.notInclude(error.message, "HTTPS_PROXY")
  })
)

describe("plain http to this machine, while fetch uses a proxy", () => {
  interface Options extends ClientOptions {
    readonly variables?: Readonly<Record<string, string>>
    readonly transport?: string
    readonly credentials?: Layer.Layer<Credentials>
    readonly host?: string
    readonly fetch?: typeof globalThis.fetch
  }

  /** How a claim ends, what the proxy got, and how many requests came to the service. */
  const claimWith = Effect.fnUntraced(function* (options: Options) {
    const { credentials = accessToken, host = "127.0.0.1", transport = "fetch" } = options
    const { apiKey, fetch, variables = {} } = options
    const service = yield* serve((_request, response) => response.end("{}"))
    const proxy = yield* tunnelProxy("HTTP/1.1 502 Bad Gateway\r\n\r\n")
    yield* proxyVariables({ HTTP_PROXY: proxy.url, ...variables })
    // as NODE_USE_ENV_PROXY=1 does, which Node.js reads when it starts
    yield* Effect.acquireRelease(
      Effect.sync(() => setGlobalProxyFromEnv({ HTTP_PROXY: proxy.url, ...variables })),
      (restore) => Effect.sync(restore)
    )
    const layer = socketTransports[transport] ?? FetchHttpClient.layer
    const baseUrl = `http://${host}:${service.port}`
    const exit = yield* execute(probe("POST"), { retry: false }).pipe(
      Effect.provide(clientOver({ layer }, { baseUrl, apiKey }, credentials)),
      fetch === undefined
        ? (effect) => effect
        : Effect.provideService(FetchHttpClient.Fetch, fetch),
      Effect.exit
    )
    assertNoSecret(proxy.asked, "the proxy")
    return { exit, asked: proxy.asked.length, came: service.requests.length }
  }, Effect.scoped)

  const refused = Effect.fnUntraced(function* (options: Options, ...texts: ReadonlyArray<string>) {
    const { asked, came, exit } = yield* claimWith(options)
    assert.deepStrictEqual([asked, came], [0, 0])
    const error = failureOf(exit)
    const reason = error._tag === "TransportError" ? error.reason : undefined
    assert.strictEqual(reason?._tag, "InvalidRequest")
    assert.isFalse(error.isTransient)
    assert.isFalse(error.mayHaveBeenProcessed)
    for (const text of texts) assert.include(error.message, text)
    assert.notInclude(print(exit), proxyPassword)
  })

  it.effect("a call with a token is refused before it is sent, and the error names NO_PROXY", () =>
    refused(
      {},
      "not sent: baseUrl is plain http to this machine",
      "the proxy that HTTP_PROXY names",
      "set NO_PROXY=127.0.0.1"
    )
  )

  it.effect("a call with an API key is refused, too", () =>
    refused({ credentials: Credentials.layerAnonymous, apiKey })
  )

  it.effect.each([
    ["another host", "localhost"],
    ["one port of the host", "127.0.0.1:1"],
    ["a range, which Node.js does not know", "127.0.0.0/8"]
  ] as const)("it is refused when NO_PROXY has only %s", ([, list]) =>
    refused({ variables: { NO_PROXY: list } }, "NO_PROXY")
  )

  it.effect("it is refused when only one of NO_PROXY and no_proxy excludes the host", () =>
    refused({ variables: { NO_PROXY: "127.0.0.1", no_proxy: "example.com" } })
  )

  it.effect.each([
    { NO_PROXY: "127.0.0.1" },
    { no_proxy: "example.com, 127.0.0.1" },
    { NO_PROXY: "*" }
  ])("it is sent, directly, with %j", (variables) =>
    Effect.gen(function* () {
      const { asked, came, exit } = yield* claimWith({ variables })
      successOf(exit)
      assert.deepStrictEqual([asked, came], [0, 1])
    })
  )

  it.effect.each(["node:http", "undici", "Undici"])(
    "it is sent over %s, which does not use it",
    (transport) =>
      Effect.gen(function* () {
        const { asked, came, exit } = yield* claimWith({ transport })
        successOf(exit)
        assert.deepStrictEqual([asked, came], [0, 1])
      })
  )

  it.effect("it is sent over a fetch of the application's own", () =>
    Effect.gen(function* () {
      const { exit } = yield* claimWith({ fetch: () => Promise.resolve(Response.json({})) })
      successOf(exit)
    })
  )

  it.effect("a call without a secret goes to the proxy, as any other does", () =>
    Effect.gen(function* () {
      const { asked, exit } = yield* claimWith({ credentials: Credentials.layerAnonymous })
      assert.strictEqual(asked, 1)
      failureOf(exit)
    })
  )
})
