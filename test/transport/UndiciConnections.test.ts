/** What is connected to and how: agents, dispatchers, HTTP/1.1, proxies, and no undici at all. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { execFile } from "node:child_process"
import { createSecureServer } from "node:http2"
import type { Socket } from "node:net"
import { MockAgent, ProxyAgent } from "undici"
import { Undici } from "effect-zero-touch/Undici"
import { sourceCondition } from "../../scripts/run.ts"
import { serve } from "../support/loopback.ts"
import { proxyVariables } from "../support/proxyVariables.ts"
import { selfSigned } from "../support/selfSigned.ts"
import { proxyPassword, tunnelProxy } from "../support/tunnelProxy.ts"
import { until } from "./undiciSupport.ts"

const textOf = (url: string) => Effect.flatMap(HttpClient.get(url), (response) => response.text)

it.effect("the connections of a layer are closed with its scope", () =>
  Effect.gen(function* () {
    const sockets: Array<Socket> = []
    const { baseUrl } = yield* serve((request, response) => {
      sockets.push(request.socket)
      if (request.url === "/") response.end("ok")
      else response.write("a part")
    })
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(Undici.layer(), scope)
    assert.strictEqual(yield* Effect.provideContext(textOf(baseUrl), context), "ok")
    const { text } = yield* Effect.provideContext(HttpClient.get(`${baseUrl}/part`), context)
    yield* Scope.close(scope, Exit.void)
    yield* until(() => sockets.every((socket) => socket.destroyed))
    assert.strictEqual((yield* Effect.flip(text)).reason._tag, "DecodeError")

    const after = yield* Effect.flip(Effect.provideContext(textOf(baseUrl), context))
    assert.strictEqual(after.reason._tag, "TransportError")
    assert.strictEqual(Reflect.get(Object(after.reason.cause), "code"), "UND_ERR_DESTROYED")
  })
)

it.effect("a dispatcher of the application is used, and is not closed", () =>
  Effect.gen(function* () {
    const agent = yield* Effect.acquireRelease(
      Effect.sync(() => new MockAgent()),
      (agent) => Effect.promise(() => agent.close())
    )
    agent.disableNetConnect()
    const service = agent.get("https://service.invalid")
    for (const times of [1, 2]) {
      service.intercept({ path: "/v1", method: "POST" }).reply(200, `reply ${times}`)
      const text = yield* Effect.flatMap(
        HttpClient.post("https://service.invalid/v1"),
        (response) => response.text
      ).pipe(Effect.provide(Undici.layerDispatcher(agent)))
      assert.strictEqual(text, `reply ${times}`)
    }
    const other = yield* Effect.flip(
      Effect.provide(textOf("https://other.invalid"), Undici.layerDispatcher(agent))
    )
    assert.strictEqual(other.reason._tag, "TransportError")
  })
)

describe("over TLS", () => {
  const pair = selfSigned()

  /** Speaks HTTP/2 and HTTP/1.1, and tells which, and whether there was a certificate. */
  const tlsServer = Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createSecureServer>>((resume) => {
      const server = createSecureServer(
        { ...pair, allowHTTP1: true, requestCert: true, rejectUnauthorized: false },
        (request, response) => {
          const { socket } = request
          const hasCertificate =
            "getPeerX509Certificate" in socket &&
            typeof socket.getPeerX509Certificate === "function" &&
            socket.getPeerX509Certificate() !== undefined
          response.end(`HTTP/${request.httpVersion}${hasCertificate ? " with a certificate" : ""}`)
        }
      )
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      return `https://127.0.0.1:${port}`
    })
  )

  it.effect("HTTP/1.1 is spoken unless HTTP/2 is asked for", () =>
    Effect.gen(function* () {
      const url = yield* tlsServer
      const connect = { ca: pair.cert }
      for (const [options, version] of [
        [{ connect }, "HTTP/1.1"],
        [{ connect, allowH2: true }, "HTTP/2.0"]
      ] as const) {
        // the connection ends before the server, which waits for it
        const text = yield* Effect.provide(textOf(url), Undici.layer(options))
        assert.strictEqual(text, version)
      }
    })
  )

  it.effect(
    "a certificate is shown that the options give, and one that is not trusted refused",
    () =>
      Effect.gen(function* () {
        const url = yield* tlsServer
        const connect = { ca: pair.cert, cert: pair.cert, key: pair.key }
        const text = yield* Effect.provide(textOf(url), Undici.layer({ connect }))
        assert.strictEqual(text, "HTTP/1.1 with a certificate")

        const error = yield* Effect.flip(Effect.provide(textOf(url), Undici.layer()))
        assert.strictEqual(error.reason._tag, "TransportError")
        assert.strictEqual(
          Reflect.get(Object(error.reason.cause), "code"),
          "DEPTH_ZERO_SELF_SIGNED_CERT"
        )
      })
  )
})

describe("a proxy that the variables name", () => {
  const forbidden = "HTTP/1.1 403 Forbidden\r\n\r\n"

  it.effect("is used when Node.js is told so, and not otherwise", () =>
    Effect.gen(function* () {
      const proxy = yield* tunnelProxy(forbidden)
      const { port } = yield* Effect.scoped(serve(() => undefined))
      const call = (url: string, variables: Readonly<Record<string, string>>) =>
        proxyVariables({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, ...variables }).pipe(
          Effect.andThen(Effect.exit(Effect.provide(textOf(url), Undici.layer()))),
          Effect.scoped
        )
      const url = `https://127.0.0.1:${port}`
      const told = { NODE_USE_ENV_PROXY: "1" }

      yield* call(url, {})
      yield* call(url, { ...told, NO_PROXY: "127.0.0.1" })
      assert.lengthOf(proxy.asked, 0)

      yield* call("https://service.invalid", told)
      yield* call("https://service.invalid", { NODE_OPTIONS: "--no-warnings --use-env-proxy" })
      assert.lengthOf(proxy.asked, 2)
      for (const asked of proxy.asked) assert.match(asked, /^CONNECT service\.invalid:443 /)

      yield* call("http://service.invalid/path", told)
      assert.match(proxy.asked[2] ?? "", /^(GET http:\/\/service\.invalid\/path|CONNECT) /)
    })
  )

  it.effect("never gets plain http to this machine", () =>
    Effect.gen(function* () {
      const proxy = yield* tunnelProxy(forbidden)
      const { baseUrl, port } = yield* serve((_, response) => void response.end("ok"))
      yield* proxyVariables({ HTTP_PROXY: proxy.url, NODE_USE_ENV_PROXY: "1" })
      for (const url of [baseUrl, `http://localhost:${port}`]) {
        assert.strictEqual(yield* Effect.provide(textOf(url), Undici.layer()), "ok")
      }
      assert.lengthOf(proxy.asked, 0)
    })
  )

  it.effect("and that cannot be one says so when the layer is built, without its password", () =>
    Effect.gen(function* () {
      yield* proxyVariables({
        HTTPS_PROXY: `http://user:${proxyPassword}@:x`,
        NODE_USE_ENV_PROXY: "1"
      })
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(Undici.layer())))
      const text = String(Exit.isFailure(exit) ? exit.cause : exit)
      assert.include(text, "HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy")
      assert.notInclude(text, proxyPassword)
    })
  )

  it.effect("can be given by the application as well", () =>
    Effect.gen(function* () {
      const proxy = yield* tunnelProxy("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
      const agent = yield* Effect.acquireRelease(
        Effect.sync(() => new ProxyAgent({ uri: proxy.url, proxyTunnel: false })),
        (agent) => Effect.promise(() => agent.destroy())
      )
      // undici gives the answer of the proxy both as an error and as a body
      for (const url of ["https://service.invalid", "http://service.invalid"]) {
        const error = yield* Effect.flip(Effect.provide(textOf(url), Undici.layerDispatcher(agent)))
        assert.strictEqual(error.reason._tag, "TransportError")
      }
      assert.lengthOf(proxy.asked, 2)
    })
  )
})

/** Imports the entry where undici is not installed, and builds its layer. */
const withoutUndici = `
  import { registerHooks } from "node:module"
  registerHooks({
    resolve: (name, context, next) => next(name === "undici" ? "undici-is-not-here" : name, context)
  })
  const { Effect, Layer } = await import("effect")
  const { Undici } = await import("effect-zero-touch/Undici")
  const building = Effect.runPromise(Effect.scoped(Layer.build(Undici.layer())))
  console.log(await building.catch((error) => error.message))
`

it.effect("without undici, the layer fails with how to install it", () =>
  Effect.gen(function* () {
    const output = yield* Effect.callback<string>((resume) => {
      const args = [sourceCondition, "--input-type=module", "--eval", withoutUndici]
      const child = execFile(process.execPath, args, (_error, stdout, stderr) =>
        resume(Effect.succeed(`${stdout}${stderr}`))
      )
      return Effect.sync(() => child.kill("SIGKILL"))
    })
    assert.strictEqual(
      output.trim(),
      "Undici needs undici, which cannot be loaded; install it: npm install undici"
    )
  })
)
