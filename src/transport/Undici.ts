/**
 * A lean `HttpClient` over undici's dispatcher, for any Effect program on Node.js. An entry of its
 * own, since undici is an optional peer: `npm install undici`.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type { Agent, Dispatcher } from "undici"
import { makeClient } from "./client.ts"
import { makeDispatcher } from "./dispatcher.ts"

/**
 * Layers of `HttpClient` over undici 7 or 8.
 *
 * - Bodies are streamed both ways, with back pressure: at most 64 KiB of an answer wait for a reader.
 * - An interrupted request is aborted, and so is one whose body is not read to its end: when the stream
 *   of the body ends early, or the response is collected unread.
 * - There is no timeout but undici's for connecting (10 seconds), no redirect and no retry.
 * - An answer is decoded (gzip, deflate, br) when the request named its coding in `accept-encoding`.
 *   The header `content-encoding` stays, as it does over `fetch`.
 * - Spans and the propagation of traces are Effect's own. Where they are switched off, by
 *   `HttpClient.TracerDisabledWhen` or `Tracer.DisablePropagation`, a request without a `Scope` in its
 *   context takes a shorter way.
 *
 * A failure before the answer is an `HttpClientError` with the reason `TransportError`, and undici's
 * error as its cause. `EncodeError` is a request that cannot be put into HTTP, or whose body failed;
 * `DecodeError` is a body that broke off, is damaged, or was read before. Upgrades are not supported:
 * undici refuses the header.
 *
 * @category layers
 * @since 0.1.0
 */
export const Undici = {
  /**
   * Over an agent of its own, whose connections are closed with the scope of the layer. The options are
   * those of undici's `Agent`: `connect` has the certificates, `connections` the most connections to one
   * origin (default: no limit).
   *
   * HTTP/1.1 is spoken unless `allowH2` is true. Over HTTP/2, undici sends a request again by itself
   * when the service refuses its stream, which can make two claims of one.
   *
   * Proxies are used as by `fetch` of Node.js: those that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`
   * name, and only with `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`. A request over plain http to this
   * machine never goes to a proxy, which would get its secrets.
   *
   * Without undici, and with a variable that does not name a proxy, building the layer is a defect that
   * says what to do.
   */
  layer: (options: Agent.Options = {}): Layer.Layer<HttpClient> =>
    Layer.effect(HttpClient, Effect.map(makeDispatcher(options), makeClient)),

  /**
   * Over a dispatcher of the application, such as a `ProxyAgent` or a `MockAgent`. The layer does not
   * close it, and the dispatcher decides about HTTP/2: undici 8 speaks it where the service does,
   * unless the dispatcher is made with `allowH2: false`.
   */
  layerDispatcher: (dispatcher: Dispatcher): Layer.Layer<HttpClient> =>
    Layer.succeed(HttpClient, makeClient(dispatcher))
} as const
