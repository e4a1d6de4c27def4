/**
 * A plain HTTP server on loopback that does what a test says, down to broken sockets, and the
 * transports that really use sockets.
 */
import { NodeHttpClient } from "@effect/platform-node"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { Undici } from "effect-zero-touch/Undici"

/** Serves until the scope closes; gives the base URL and what was asked, in order. */
export const serve = Effect.fnUntraced(function* (
  handle: (request: IncomingMessage, response: ServerResponse) => void
) {
  const requests: Array<IncomingMessage> = []
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const listening = createServer((request, response) => {
        requests.push(request)
        handle(request, response)
      })
      listening.listen(0, "127.0.0.1", () => resume(Effect.succeed(listening)))
    }),
    (listening) =>
      Effect.callback<void>((resume) => {
        listening.close(() => resume(Effect.void))
        listening.closeAllConnections()
      })
  )
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { baseUrl: `http://127.0.0.1:${port}`, port, requests }
})

/** Runs as a program does that is not within a scope, as the tests of `it.effect` are. */
export const withoutScope = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.updateContext(effect, Context.omit(Scope.Scope))

/** The short way of `Undici`: no span, and no scope in the context of a request. */
export const lean = <E, R>(layer: Layer.Layer<HttpClient.HttpClient, E, R>) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.transformResponse((effect) =>
        withoutScope(Effect.provideService(effect, HttpClient.TracerDisabledWhen, () => true))
      )
    )
  ).pipe(Layer.provide(layer))

export const socketTransports: Readonly<Record<string, Layer.Layer<HttpClient.HttpClient>>> = {
  fetch: FetchHttpClient.layer,
  "node:http": NodeHttpClient.layerNodeHttp,
  undici: NodeHttpClient.layerUndici,
  Undici: lean(Undici.layer())
}
