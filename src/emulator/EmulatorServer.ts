/**
 * The emulator as a real HTTP server: for examples, for clients in other languages, and for tests
 * of what only a socket can do.
 *
 * Time inside it is the clock of whoever built the layer, so that under a `TestClock` batches,
 * latency and late replies move with the test while the bytes travel for real.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import { identity } from "effect/Function"
import { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { gzipSync } from "node:zlib"
import { Emulator } from "./Emulator.ts"
import type { EmulatorOptions } from "./Emulator.ts"
import { defaultMaxBodyBytes, html, send } from "./Http.ts"
import * as Access from "./server/Access.ts"
import * as Control from "./server/Control.ts"
import { headersOf, readBody, write, writeUnread } from "./server/Exchange.ts"

/**
 * Settings of a server, beside those of its emulator.
 *
 * @category options
 * @since 0.1.0
 */
export interface EmulatorServerOptions extends EmulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Where to listen. Default `"127.0.0.1"`: this machine only. */
  readonly host?: string
  /**
   * Whether the controls answer below `/emulator/`, for tests in other languages. Default: not, since
   * whoever builds the layer has them in `Emulator`. The command has them.
   */
  readonly control?: boolean
  /**
   * The names under which the server may be asked, beside those of this machine (`localhost`,
   * `127.0.0.1`, `[::1]`), as the `Host` of a request has them. Default: none when `host` is this
   * machine only, so that no page can reach the server under a name of its own; else any.
   */
  readonly allowHosts?: ReadonlyArray<string>
  /**
   * The origins whose pages may use the API below `/v1`, such as `"http://localhost:5173"`. Default:
   * none. From pages of other origins nothing is taken that could change something, and they cannot
   * read the answers. The controls below `/emulator/` are for no other origin than the server's own.
   */
  readonly cors?: ReadonlyArray<string>
}

/**
 * A running server.
 *
 * A connection that is there already cannot be refused: `Reply.Refused`, `Reply.DnsFailure` and
 * `Reply.ConnectTimeout` reset it, as `Reply.Reset` does.
 *
 * @category services
 * @since 0.1.0
 */
export class EmulatorServer extends Context.Service<
  EmulatorServer,
  {
    /** Such as `http://127.0.0.1:41234`, without a slash at its end. */
    readonly baseUrl: string
    readonly port: number
  }
>()("effect-zero-touch/EmulatorServer") {
  /**
   * A server with an emulator of its own. It is listening when the layer is built, which fails with
   * Effect's `ServeError` when the port cannot be had (its `cause` is what the system says), and
   * stops at once when the layer's scope closes, whatever is open.
   *
   * @since 0.1.0
   */
  static readonly layer = (
    options: EmulatorServerOptions = {}
  ): Layer.Layer<EmulatorServer | Emulator, ServeError> =>
    Layer.effectContext(
      Effect.gen(function* () {
        const emulator = yield* Emulator.make({ gzip: gzipSync, ...options })
        const server = yield* serve(emulator, options)
        return Context.make(Emulator, emulator).pipe(Context.add(EmulatorServer, server))
      })
    )
}

const serve = Effect.fnUntraced(function* (
  emulator: Emulator["Service"],
  options: EmulatorServerOptions
): Effect.fn.Return<EmulatorServer["Service"], ServeError, Scope.Scope> {
  const { port = 0, host = "127.0.0.1" } = options
  const run = yield* FiberSet.makeRuntime()
  const control = options.control === true ? Control.make(emulator) : () => undefined
  const rules: Rules = {
    handle: (request) => {
      const controlled = control(request)
      return controlled === undefined
        ? emulator.handle(request)
        : Effect.map(controlled, (response) => send(response, identity))
    },
    access: Access.make({ ...options, host }),
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes
  }

  // The limits are the tests' to set, and a kept-alive connection must not close in between.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 })
  server.on("request", (incoming, outgoing) => {
    const fiber = run(answer(rules, incoming, outgoing))
    outgoing.once("close", () => fiber.interruptUnsafe())
  })
  // What is not HTTP gets Node's own answer, 400 or 431.
  yield* Effect.acquireRelease(listen(server, port, host), () => close(server))

  const address = server.address()
  const bound = typeof address === "object" && address !== null ? address.port : port
  const authority = host.includes(":") ? `[${host}]` : host
  return { baseUrl: `http://${authority}:${bound}`, port: bound }
})

const listen = (server: Server, port: number, host: string): Effect.Effect<void, ServeError> =>
  Effect.callback((resume) => {
    const failed = (cause: unknown) => resume(Effect.fail(new ServeError({ cause })))
    server.once("error", failed)
    try {
      server.listen(port, host, () => resume(Effect.void))
    } catch (cause) {
      // such as a port that is no port
      failed(cause)
    }
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

interface Rules {
  readonly handle: Emulator["Service"]["handle"]
  readonly access: Access.Access
  readonly maxBodyBytes: number
}

const answer = Effect.fnUntraced(
  function* (rules: Rules, incoming: IncomingMessage, outgoing: ServerResponse) {
    const { access, handle, maxBodyBytes } = rules
    const request = {
      method: incoming.method ?? "GET",
      target: incoming.url ?? "/",
      headers: headersOf(incoming)
    }
    const refusal = access.refusal(request)
    if (refusal !== undefined) return yield* writeUnread(refusal, incoming, outgoing)
    const preflight = access.preflight(request)
    if (preflight !== undefined) return yield* write(send(preflight, identity), outgoing)
    const readable = access.headers(request)
    const body = yield* readBody(incoming, maxBodyBytes)
    if (body === undefined) return yield* writeUnread(html(413, readable), incoming, outgoing)
    const reply = yield* handle({ ...request, body })
    if (reply._tag === "Failure") incoming.socket.resetAndDestroy()
    else yield* write({ ...reply, headers: { ...readable, ...reply.headers } }, outgoing)
  },
  // Such as a header that Node does not send: nobody is left waiting.
  (effect, _rules, incoming) =>
    Effect.onError(effect, () => Effect.sync(() => incoming.socket.destroy()))
)
