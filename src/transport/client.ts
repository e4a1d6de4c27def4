/** An `HttpClient` over a dispatcher. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import {
  EncodeError,
  HttpClientError,
  InvalidUrlError,
  isHttpClientError,
  TransportError
} from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Url from "effect/http/Url"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import type { Dispatcher } from "undici"
import { Exchange, type Target } from "./exchange.ts"
import { type Sendable, sendableOf } from "./requestBody.ts"
import { UndiciResponse } from "./response.ts"

type Answer = Effect.Effect<HttpClientResponse, HttpClientError>

/**
 * Effect's own client, with its span and its propagation of traces. What a request without them does
 * not need it does not pay for: an `AbortController`, a second response around the first, an entry in
 * two registries (8 µs; a bare request of undici takes some 40).
 */
export const makeClient = (dispatcher: Dispatcher): HttpClient.HttpClient => {
  const standard = HttpClient.make((request, url, signal) =>
    send(dispatcher, request, targetOf(url), signal)
  )
  const lean = (request: HttpClientRequest): Answer => {
    const url = Url.make(request.url, request.urlParams, Option.getOrUndefined(request.hash))
    return Result.isFailure(url)
      ? Effect.fail(
          new HttpClientError({ reason: new InvalidUrlError({ request, cause: url.failure }) })
        )
      : send(dispatcher, request, targetOf(url.success))
  }
  return HttpClient.makeWith<never, never, HttpClientError, never>(
    Effect.flatMap((request) =>
      Effect.withFiber((fiber) =>
        isStandard(fiber, request) ? standard.execute(request) : lean(request)
      )
    ),
    Effect.succeed
  )
}

/** Whether a request is traced, or may be bound to a scope: `HttpClient.withScope` keeps that to itself. */
const isStandard = (fiber: Fiber.Fiber<unknown, unknown>, request: HttpClientRequest): boolean =>
  !(
    fiber.getRef(Tracer.DisablePropagation) || fiber.getRef(HttpClient.TracerDisabledWhen)(request)
  ) || Context.getOrUndefined(fiber.context, Scope.Scope) !== undefined

const targetOf = ({ origin, pathname, search }: URL): Target => ({
  origin,
  path: pathname + search
})

const send = (
  dispatcher: Dispatcher,
  request: HttpClientRequest,
  target: Target,
  signal?: AbortSignal
): Answer => {
  const { body, headers } = request
  switch (body._tag) {
    case "Empty":
      return exchange(dispatcher, request, target, { body: null, headers }, signal)
    case "Uint8Array":
      return exchange(dispatcher, request, target, { body: body.body, headers }, signal)
    default:
      return Effect.flatMap(sendableOf(request, body), (sendable) =>
        exchange(dispatcher, request, target, sendable, signal)
      )
  }
}

/** A response that nobody reads any more gives its connection back. */
const unread = new FinalizationRegistry<Exchange>((exchange) => exchange.abort(notRead))

const notRead = new Error("nobody reads the response any more")

const exchange = (
  dispatcher: Dispatcher,
  request: HttpClientRequest,
  { origin, path }: Target,
  sendable: Sendable,
  signal: AbortSignal | undefined
): Answer =>
  Effect.callback((resume) => {
    const exchange = new Exchange(request, { origin, path }, ({ failure, status }) => {
      if (status === 0 && failure !== undefined) resume(Effect.fail(errorOf(request, failure)))
      else {
        const response = new UndiciResponse(exchange)
        if (!exchange.isEnded) unread.register(response, exchange)
        resume(Effect.succeed(response))
      }
    })
    exchange.dispatch(dispatcher, {
      origin,
      path,
      method: request.method,
      headers: sendable.headers,
      body: sendable.body,
      // the caller's timeout counts
      headersTimeout: 0,
      bodyTimeout: 0
    })
    signal?.addEventListener("abort", () => exchange.abort(interrupted()), { once: true })
    return Effect.sync(() => exchange.abort(interrupted()))
  })

const interrupted = () => new Error("the request was interrupted")

const errorOf = (
  request: HttpClientRequest,
  { cause, isRefusal }: { readonly cause: unknown; readonly isRefusal: boolean }
): HttpClientError => {
  // of a body that was to be streamed
  if (isHttpClientError(cause)) return cause
  const Reason = isRefusal ? EncodeError : TransportError
  return new HttpClientError({ reason: new Reason({ request, cause }) })
}
