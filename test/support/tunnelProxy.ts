/**
 * A proxy on loopback that never opens a tunnel, and each transport with that proxy configured. The
 * URL of the proxy has a password.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Dispatcher1Wrapper, ProxyAgent } from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { Undici } from "effect-zero-touch/Undici"

export const proxyPassword = "the-password-of-the-proxy"

/** Writes the same answer to whatever comes, and ends the connection; gives what came. */
export const tunnelProxy = Effect.fnUntraced(function* (answer: string) {
  const asked: Array<string> = []
  const sockets = new Set<Socket>()
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const listening = createServer((socket) => {
        sockets.add(socket)
        socket.on("error", () => undefined)
        socket.once("data", (request: Buffer) => {
          asked.push(request.toString("latin1"))
          socket.end(answer)
        })
      })
      listening.listen(0, "127.0.0.1", () => resume(Effect.succeed(listening)))
    }),
    (listening) =>
      Effect.callback<void>((resume) => {
        listening.close(() => resume(Effect.void))
        for (const socket of sockets) socket.destroy()
      })
  )
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { url: `http://user:${proxyPassword}@127.0.0.1:${port}`, asked }
})

type Transport = Layer.Layer<HttpClient.HttpClient | FetchHttpClient.RequestInit>

const noInit = Layer.succeed(FetchHttpClient.RequestInit, {})

/** Ends with the test, so that its connections do not outlive it. */
const dispatcher = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() => new ProxyAgent(url)),
    (agent) => Effect.promise(() => agent.destroy())
  )

export const throughProxy: Readonly<Record<string, (url: string) => Transport>> = {
  fetch: (url) =>
    Layer.effect(
      FetchHttpClient.RequestInit,
      // not in the standard's type; the undici within Node.js 24 is older, and speaks to a wrapper
      Effect.map(dispatcher(url), (dispatcher): object => ({
        dispatcher: new Dispatcher1Wrapper(dispatcher)
      }))
    ).pipe(Layer.merge(FetchHttpClient.layer)),
  "node:http": (url) =>
    NodeHttpClient.layerNodeHttpOptions({ proxyEnv: { HTTP_PROXY: url, HTTPS_PROXY: url } }).pipe(
      Layer.merge(noInit)
    ),
  undici: (url) =>
    NodeHttpClient.layerUndiciNoDispatcher.pipe(
      Layer.provide(Layer.effect(NodeHttpClient.Dispatcher, dispatcher(url))),
      Layer.merge(noInit)
    ),
  Undici: (url) =>
    Layer.unwrap(Effect.map(dispatcher(url), Undici.layerDispatcher)).pipe(Layer.merge(noInit))
}
