/**
 * An `HttpClient` whose other end is the emulator, without any socket. No promise and no timer is
 * involved, so that a `TestClock` sees each step; failures have the shapes of Node's `fetch`.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as UrlParams from "effect/http/UrlParams"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import * as Stream from "effect/Stream"
import { utf8 } from "./Http.ts"
import type { ConnectionFailure, EmulatorReply, EmulatorRequest, EmulatorResponse } from "./Http.ts"

type Failure = HttpClientError.HttpClientError

const nodeError = (message: string, fields: Readonly<Record<string, unknown>>): Error =>
  Object.assign(new Error(message), fields)

/** The error that Node's network layer gives, as `fetch` carries it in its `cause`. */
const networkError = (kind: ConnectionFailure["kind"], url: URL): Error => {
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port)
  const address = "127.0.0.1"
  switch (kind) {
    case "Refused":
      return nodeError(`connect ECONNREFUSED ${address}:${port}`, {
        errno: -111,
        code: "ECONNREFUSED",
        syscall: "connect",
        address,
        port
      })
    case "DnsFailure":
      return nodeError(`getaddrinfo ENOTFOUND ${url.hostname}`, {
        errno: -3008,
        code: "ENOTFOUND",
        syscall: "getaddrinfo",
        hostname: url.hostname
      })
    case "ConnectTimeout":
      return nodeError(
        `Connect Timeout Error (attempted address: ${url.hostname}:${port}, timeout: 10000ms)`,
        { name: "ConnectTimeoutError", code: "UND_ERR_CONNECT_TIMEOUT" }
      )
    case "Reset":
      return nodeError("read ECONNRESET", { errno: -104, code: "ECONNRESET", syscall: "read" })
  }
}

/** What a body's reader gets when the connection breaks, as `fetch` has it. */
const terminated = (): Error =>
  new TypeError("terminated", {
    cause: nodeError("other side closed", { name: "SocketError", code: "UND_ERR_SOCKET" })
  })

const transportError = (request: HttpClientRequest, cause: unknown): Failure =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause })
  })

/** Fails when the client gives up a request. */
const aborted = <E>(
  signal: AbortSignal,
  onAbort: (reason: unknown) => E
): Effect.Effect<never, E> =>
  Effect.callback((resume) => {
    const abort = () => resume(Effect.fail(onAbort(signal.reason)))
    if (signal.aborted) return abort()
    signal.addEventListener("abort", abort, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", abort))
  })

class MemoryResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId =
    HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  readonly cookies: Cookies.Cookies
  readonly remoteAddress = Option.none<string>()
  readonly stream: Stream.Stream<Uint8Array, Failure>
  readonly arrayBuffer: Effect.Effect<ArrayBuffer, Failure>

  constructor(
    request: HttpClientRequest,
    url: URL,
    response: EmulatorResponse,
    signal: AbortSignal
  ) {
    super()
    this.request = request
    this.url = url.href.slice(0, url.href.length - url.hash.length)
    this.status = response.status
    this.headers = Headers.fromInput(response.headers)
    this.cookies = Cookies.fromSetCookie(response.headers["set-cookie"] ?? [])

    const bytes = response.body.pipe(
      Stream.mapError(() => this.#decodeError(terminated())),
      Stream.interruptWhen(aborted(signal, (reason) => this.#decodeError(reason)))
    )
    // As `fetch` does for the statuses that never have a body.
    const bodiless = response.status === 204 || response.status === 205 || response.status === 304
    let used = false
    const body = Stream.suspend(() => {
      if (used) {
        const cause = new TypeError("Body is unusable: Body has already been read")
        return Stream.fail(this.#decodeError(cause))
      }
      used = true
      return bytes
    })
    this.stream = bodiless
      ? Stream.fail(
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.EmptyBodyError({
              request,
              response: this,
              description: "can not create stream from empty body"
            })
          })
        )
      : body
    this.arrayBuffer = Effect.runSync(
      Effect.cached(Effect.map(Stream.mkUint8Array(body), (_) => _.buffer))
    )
  }

  get text(): Effect.Effect<string, Failure> {
    return Effect.map(this.arrayBuffer, (bytes) => new TextDecoder().decode(bytes))
  }

  get json(): HttpClientResponse.HttpClientResponse["json"] {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: () => (text === "" ? null : JSON.parse(text)),
        catch: (cause) => this.#decodeError(cause)
      })
    )
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, Failure> {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get formData(): Effect.Effect<FormData, Failure> {
    return Effect.flatMap(this.arrayBuffer, (bytes) =>
      Effect.tryPromise({
        try: () => new Response(bytes, { headers: this.headers }).formData(),
        catch: (cause) => this.#decodeError(cause)
      })
    )
  }

  get upgrade(): HttpClientResponse.HttpClientResponse["upgrade"] {
    const description = "the emulator hands over no connection"
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.StatusCodeError({
          request: this.request,
          response: this,
          description
        })
      })
    )
  }

  #decodeError(cause: unknown): Failure {
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause })
    })
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  pipe() {
    return pipeArguments(this, arguments)
  }
}

const bodyOf = (request: HttpClientRequest): Effect.Effect<Uint8Array, Failure> => {
  const { body } = request
  const encodeError = (cause: unknown): Failure =>
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.EncodeError({ request, cause })
    })
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(new Uint8Array(0))
    case "Uint8Array":
      return Effect.succeed(body.body)
    case "Stream":
      return Stream.mkUint8Array(Stream.mapError(body.stream, encodeError))
    case "Raw":
      if (typeof body.body === "string") return Effect.succeed(utf8(body.body))
      if (body.body instanceof Uint8Array) return Effect.succeed(body.body)
      return Effect.fail(encodeError(new TypeError("Not a body that the emulator reads")))
    case "FormData":
      return Effect.fail(encodeError(new TypeError("Not a body that the emulator reads")))
  }
}

/** A client for a handler. */
export const make = (
  handle: (request: EmulatorRequest) => Effect.Effect<EmulatorReply>
): HttpClient.HttpClient =>
  HttpClient.make(
    Effect.fnUntraced(function* (request, url, signal) {
      const body = yield* bodyOf(request)
      const reply = yield* handle({
        method: request.method,
        target: `${url.pathname}${url.search}`,
        headers: { host: url.host, ...request.headers },
        body
      }).pipe(Effect.raceFirst(aborted(signal, (reason) => transportError(request, reason))))
      if (reply._tag === "Failure") {
        const cause = networkError(reply.kind, url)
        return yield* transportError(request, new TypeError("fetch failed", { cause }))
      }
      return new MemoryResponse(request, url, reply, signal)
    })
  )
