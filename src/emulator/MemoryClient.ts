/**
 * An `HttpClient` whose other end is the emulator, without any socket. No promise and no timer is
 * involved, so that a `TestClock` sees each step; failures have the shapes of Node's `fetch`.
 *
 * An answer that waits for nothing takes one run of the calling fiber, its body included: no fork
 * and no yield, and a number of steps that does not depend on the number of devices. A `TestClock`
 * gives a fiber little more than that before it moves, and a timeout would overtake the answer.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
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
import { streamOf, utf8 } from "./Http.ts"
import type { EmulatorReply, EmulatorRequest, EmulatorResponse, Wait } from "./Http.ts"
import { networkError, terminated } from "./NetworkErrors.ts"

type Failure = HttpClientError.HttpClientError

const transportError = (request: HttpClientRequest, cause: unknown): Failure =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause })
  })

/** Interrupts itself when the client gives up a request. */
const givenUp = (signal: AbortSignal): Effect.Effect<never> =>
  Effect.callback((resume) => {
    const abort = () => resume(Effect.interrupt)
    if (signal.aborted) return abort()
    signal.addEventListener("abort", abort, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", abort))
  })

/** Whether a wait has ended because the client gave up its request. */
const wasGivenUp = (signal: AbortSignal, cause: Cause.Cause<unknown>): boolean =>
  signal.aborted && Cause.hasInterruptsOnly(cause)

/**
 * Interrupts a wait of the emulator when the client gives up the request. Only the waits need it:
 * all else is synchronous, so nothing can give up the request meanwhile.
 */
const whileWanted =
  (signal: AbortSignal): Wait =>
  (wait) =>
    Effect.raceFirst(wait, givenUp(signal))

/** The buffer of a body whose bytes are all known. One step; each reader gets the same result. */
const bufferOf = (
  bytes: Uint8Array,
  refusal: () => Failure | undefined
): Effect.Effect<ArrayBuffer, Failure> => {
  let read: Effect.Effect<ArrayBuffer, Failure> | undefined
  return Effect.suspend(() => {
    if (read !== undefined) return read
    const failure = refusal()
    // A copy, since the bytes may be those of a reply that is sent again.
    read =
      failure === undefined ? Effect.succeed(new Uint8Array(bytes).buffer) : Effect.fail(failure)
    return read
  })
}

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

    let used = false
    /** Marks the body as read. Gives the failure of the reader, when there is one. */
    const refusal = (): Failure | undefined => {
      if (used) {
        return this.#decodeError(new TypeError("Body is unusable: Body has already been read"))
      }
      used = true
      return signal.aborted ? this.#decodeError(signal.reason) : undefined
    }
    const { body: sent } = response
    const body = Stream.suspend(() => {
      const failure = refusal()
      if (failure !== undefined) return Stream.fail(failure)
      return streamOf(sent).pipe(
        Stream.mapError(() => this.#decodeError(terminated())),
        Stream.mapEffect((chunk) =>
          signal.aborted ? Effect.fail(this.#decodeError(signal.reason)) : Effect.succeed(chunk)
        ),
        Stream.catchCauseIf(
          (cause) => wasGivenUp(signal, cause),
          () => Stream.fail(this.#decodeError(signal.reason))
        )
      )
    })
    // As `fetch` does for the statuses that never have a body.
    const bodiless = response.status === 204 || response.status === 205 || response.status === 304
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
    this.arrayBuffer =
      sent instanceof Uint8Array
        ? bufferOf(sent, refusal)
        : Effect.runSync(Effect.cached(Effect.map(Stream.mkUint8Array(body), (_) => _.buffer)))
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

/** A client for a handler, which puts each of its waits into the function that it is given. */
export const make = (
  handle: (request: EmulatorRequest, whileWanted: Wait) => Effect.Effect<EmulatorReply>
): HttpClient.HttpClient =>
  HttpClient.make((request, url, signal) =>
    bodyOf(request).pipe(
      Effect.flatMap((body) =>
        handle(
          {
            method: request.method,
            target: `${url.pathname}${url.search}`,
            headers: { host: url.host, ...request.headers },
            body
          },
          whileWanted(signal)
        )
      ),
      Effect.catchCauseIf(
        (cause) => wasGivenUp(signal, cause),
        () => Effect.fail(transportError(request, signal.reason))
      ),
      Effect.flatMap((reply): Effect.Effect<MemoryResponse, Failure> => {
        if (reply._tag === "Response") {
          return Effect.succeed(new MemoryResponse(request, url, reply, signal))
        }
        const cause = networkError(reply.kind, url)
        return Effect.fail(transportError(request, new TypeError("fetch failed", { cause })))
      })
    )
  )
