/** The answer of an exchange, as Effect's `HttpClientResponse`. */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import {
  DecodeError,
  HttpClientError,
  isHttpClientError,
  StatusCodeError
} from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as UrlParams from "effect/http/UrlParams"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import type * as Pull from "effect/Pull"
import type * as Schema from "effect/Schema"
import type * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import { codingsOf, decodeSmall, decodeStream } from "./decoding.ts"
import type { Exchange } from "./exchange.ts"

type Body<A> = Effect.Effect<A, HttpClientError>

const utf8 = new TextDecoder()

export class UndiciResponse
  extends Inspectable.Class
  implements HttpClientResponse.HttpClientResponse
{
  readonly [HttpIncomingMessage.TypeId] = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId] = HttpClientResponse.TypeId
  readonly request: HttpClientRequest
  readonly status: number
  private readonly exchange: Exchange
  private cachedHeaders: Headers.Headers | undefined = undefined
  private isRead = false
  private cachedBytes: Body<ArrayBuffer> | undefined = undefined

  constructor(exchange: Exchange) {
    super()
    this.request = exchange.request
    this.status = exchange.status
    this.exchange = exchange
  }

  get url(): string {
    const { origin, path } = this.exchange.target
    return origin + path
  }

  get headers(): Headers.Headers {
    return (this.cachedHeaders ??= Headers.fromInput(this.exchange.headers))
  }

  get cookies(): Cookies.Cookies {
    const header = this.exchange.headers["set-cookie"]
    return header === undefined ? Cookies.empty : Cookies.fromSetCookie(header)
  }

  get remoteAddress(): Option.Option<string> {
    return Option.none()
  }

  get arrayBuffer(): Body<ArrayBuffer> {
    return Effect.suspend(() => (this.cachedBytes ??= this.readAll()))
  }

  get text(): Body<string> {
    return Effect.map(this.arrayBuffer, (bytes) => utf8.decode(bytes))
  }

  get json(): Body<Schema.Json> {
    return Effect.flatMap(this.text, (text) =>
      this.attempt((): Schema.Json => (text === "" ? null : JSON.parse(text)))
    )
  }

  get urlParamsBody(): Body<UrlParams.UrlParams> {
    // a "?" at the beginning is data, too
    return Effect.flatMap(this.text, (text) =>
      this.attempt(() => UrlParams.fromInput(new URLSearchParams(text.replace(/^\?/, "%3F"))))
    )
  }

  get formData(): Body<FormData> {
    return Effect.flatMap(this.arrayBuffer, (bytes) =>
      Effect.tryPromise({
        try: () => {
          const type = this.headers["content-type"]
          return new Response(bytes, {
            headers: type === undefined ? {} : { "content-type": type }
          }).formData()
        },
        catch: (cause) => this.broken(cause)
      })
    )
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError> {
    return Stream.suspend(() => {
      if (!this.claim()) return Stream.fail(this.broken(wasRead))
      const { codings } = this
      return codings.length === 0 ? this.pulled() : this.decoded(codings)
    })
  }

  get upgrade(): Effect.Effect<Socket.Socket, HttpClientError> {
    const { request } = this
    const description = "undici's dispatcher was not asked for an upgrade"
    return Effect.fail(
      new HttpClientError({ reason: new StatusCodeError({ request, response: this, description }) })
    )
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

  private get codings() {
    return codingsOf(this.request.headers["accept-encoding"], this.headers["content-encoding"])
  }

  private claim(): boolean {
    const isFirst = !this.isRead
    this.isRead = true
    return isFirst
  }

  private readAll(): Body<ArrayBuffer> {
    if (!this.claim()) return Effect.fail(this.broken(wasRead))
    const { codings, exchange } = this
    if (codings.length === 0 && exchange.isEnded)
      return Effect.succeed(join(exchange.take()).buffer)
    const bytes =
      codings.length === 0
        ? this.collected()
        : Effect.map(Stream.runCollect(this.decoded(codings)), join)
    return Effect.runSync(Effect.cached(Effect.map(bytes, ({ buffer }) => buffer)))
  }

  /** All bytes, undecoded. */
  private collected(): Body<Uint8Array<ArrayBuffer>> {
    const { exchange } = this
    return Effect.callback((resume) => {
      const look = () => {
        if (exchange.failure !== undefined) resume(Effect.fail(this.broken(exchange.failure.cause)))
        else if (exchange.isEnded) resume(Effect.succeed(join(exchange.take())))
        else exchange.whenNext(look)
      }
      exchange.lift()
      look()
      return abandon(exchange)
    })
  }

  /** The bytes as the reader takes them, undecoded. */
  private pulled(): Stream.Stream<Uint8Array, HttpClientError> {
    const { exchange } = this
    const pull: Pull.Pull<Arr.NonEmptyReadonlyArray<Uint8Array>, HttpClientError> = Effect.suspend(
      () => {
        const chunks = exchange.take()
        if (Arr.isReadonlyArrayNonEmpty(chunks)) return Effect.succeed(chunks)
        if (exchange.failure !== undefined) return Effect.fail(this.broken(exchange.failure.cause))
        if (exchange.isEnded) return Cause.done()
        return Effect.callback((resume) => exchange.whenChanged(() => resume(pull)))
      }
    )
    return Stream.ensuring(Stream.fromPull(Effect.succeed(pull)), abandon(exchange))
  }

  private decoded(
    codings: ReturnType<typeof codingsOf>
  ): Stream.Stream<Uint8Array, HttpClientError> {
    const { exchange } = this
    const onError = (cause: unknown) => (isHttpClientError(cause) ? cause : this.broken(cause))
    if (!exchange.isEnded) return decodeStream(this.pulled(), codings, onError)
    const bytes = join(exchange.take())
    return Stream.unwrap(
      Effect.map(
        this.attempt(() => decodeSmall(bytes, codings)),
        (decoded) =>
          decoded === undefined
            ? decodeStream(Stream.succeed(bytes), codings, onError)
            : Stream.succeed(decoded)
      )
    )
  }

  private attempt<A>(evaluate: () => A): Body<A> {
    return Effect.try({ try: evaluate, catch: (cause) => this.broken(cause) })
  }

  private broken(cause: unknown): HttpClientError {
    const { request } = this
    return new HttpClientError({ reason: new DecodeError({ request, response: this, cause }) })
  }
}

const wasRead = "the body was read already"

/** Ends the request of a body that is not read to its end. */
const abandon = (exchange: Exchange) =>
  Effect.sync(() => exchange.abort(new Error("the body is not read to its end")))

const join = (chunks: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> => {
  let size = 0
  for (const chunk of chunks) size += chunk.byteLength
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}
