/**
 * One try of a call: quota, a request, an answer, told apart into a value, an `ApiError` and a
 * `TransportError`.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { ApiError } from "../ApiError.ts"
import type { ApiRequest, ApiResponse } from "../Client.ts"
import type { Credentials } from "../Credentials.ts"
import {
  ConnectionError,
  CredentialsError,
  InvalidRequest,
  InvalidResponse,
  TimeoutError,
  TransportError,
  type TransportErrorReason
} from "../TransportError.ts"
import { parseBody, readBytes, type TooLarge } from "./body.ts"
import { callOf } from "./call.ts"
import { conceal } from "./conceal.ts"
import { connectionFacts } from "./connection.ts"
import { interpret } from "./interpret.ts"
import { makeRequest, parseBaseUrl, refusalOf, secretsOf } from "./request.ts"
import type { Tries } from "./retry.ts"
import { observeTry } from "./telemetry.ts"

export interface SendOptions {
  readonly http: HttpClient.HttpClient
  readonly credentials: Credentials["Service"]
  readonly baseUrl: string
  readonly timeout: Duration.Duration
  readonly maxBodyBytes: number
  readonly query: Readonly<Record<string, string | undefined>>
  readonly userProject: string | undefined
  readonly apiKey: Redacted.Redacted | undefined
  readonly takeQuota: Effect.Effect<void>
  /** What `fetch` gets beside the request, when that is the transport. */
  readonly fetchInit: Option.Option<RequestInit>
}

export const makeSend = (options: SendOptions) => {
  const { http } = options
  const base = parseBaseUrl(options.baseUrl)
  const { timeout } = options
  // Redirects are answers, not orders: a token must never follow one. The spans are our own, and
  // Google takes no part in our traces.
  const transportContext = Context.make(FetchHttpClient.RequestInit, {
    ...Option.getOrUndefined(options.fetchInit),
    redirect: "manual"
  }).pipe(Context.add(HttpClient.TracerDisabledWhen, () => true))

  const getToken = <A>(request: ApiRequest<A>) =>
    options.credentials.token(request.scope).pipe(
      Effect.timeoutOrElse({ duration: timeout, orElse: () => fail(request, slowCredentials) }),
      Effect.catchTag("TransportError", ({ reason }) => fail(request, reason))
    )

  const receive = <A>(
    request: ApiRequest<A>,
    httpRequest: HttpClientRequest
  ): Effect.Effect<ApiResponse<A>, ApiError | TransportError> =>
    http.execute(httpRequest).pipe(
      Effect.catchIf(hasAnswer, ({ response }) => Effect.succeed(response)),
      Effect.flatMap((response) => readAnswer(response, options.maxBodyBytes)),
      Effect.provideContext(transportContext),
      Effect.catch((error) => fail(request, reasonOf(error))),
      Effect.timeoutOrElse({
        duration: timeout,
        orElse: () => fail(request, new TimeoutError({ timeout }))
      }),
      Effect.flatMap((answer) => interpret(request, answer))
    )

  return Effect.fnUntraced(function* <A>(
    request: ApiRequest<A>,
    tries: Tries
  ): Effect.fn.Return<ApiResponse<A>, ApiError | TransportError> {
    if (Result.isFailure(base)) return yield* fail(request, base.failure)
    const { url } = base.success

    const attempt = Effect.fnUntraced(function* (token: Option.Option<Redacted.Redacted>) {
      const refusal = refusalOf(base.success, token, options)
      if (refusal !== undefined) return yield* fail(request, refusal)
      yield* options.takeQuota
      tries.count++
      return yield* receive(request, makeRequest(request, url, token, options)).pipe(
        Effect.mapError(conceal(secretsOf(token, options))),
        observeTry(request, url, tries.count - 1)
      )
    })

    const token = yield* getToken(request)
    return yield* attempt(token).pipe(
      // The service refused the token, so it did not process the request: with a fresh one it may.
      Effect.catchIf(isUnauthenticated, (error) =>
        Option.isNone(token)
          ? Effect.fail(error)
          : options.credentials.invalidate(token.value).pipe(
              Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.succeed(false) }),
              Effect.flatMap((renewed) =>
                renewed ? Effect.flatMap(getToken(request), attempt) : Effect.fail(error)
              )
            )
      )
    )
  })
}

const fail = <A>(request: ApiRequest<A>, reason: TransportErrorReason) =>
  Effect.fail(new TransportError({ ...callOf(request), reason }))

const isUnauthenticated = (error: ApiError | TransportError): boolean =>
  error._tag === "ApiError"
    ? error.httpStatus === 401
    : error.reason._tag === "InvalidResponse" && error.reason.httpStatus === 401

const badPort =
  "has a port that fetch connects to for nobody, as it belongs to another service (bad port)"

const slowCredentials = new CredentialsError({
  description: "no token came within the client's time-out",
  isTransient: true
})

const readAnswer = Effect.fnUntraced(function* (
  response: HttpClientResponse,
  maxBodyBytes: number
) {
  const { headers, status: httpStatus } = response
  const bytes = yield* readBytes(response.stream, maxBodyBytes).pipe(
    // a fetch response without a body has no stream either
    Effect.catchIf(isEmptyBody, () => Effect.succeed(new Uint8Array())),
    Effect.catchTag("TooLarge", () =>
      Effect.fail(
        new InvalidResponse({
          description: `the body has more than ${maxBodyBytes} bytes, the client's maxBodyBytes`,
          httpStatus
        })
      )
    )
  )
  return {
    httpStatus,
    headers,
    body: parseBody(bytes),
    now: yield* Clock.currentTimeMillis
  }
})

/** An `HttpClient` may take error statuses for failures of its own. */
const hasAnswer = (
  error: HttpClientError
): error is HttpClientError & { readonly response: HttpClientResponse } =>
  error.reason._tag === "StatusCodeError"

const isEmptyBody = (error: HttpClientError | TooLarge): boolean =>
  error._tag === "HttpClientError" && error.reason._tag === "EmptyBodyError"

const reasonOf = (error: HttpClientError | InvalidResponse): TransportErrorReason => {
  if (error._tag === "InvalidResponse") return error
  const { reason } = error
  switch (reason._tag) {
    case "TransportError": {
      const facts = connectionFacts(reason.cause ?? reason)
      return facts.description === "bad port"
        ? new InvalidRequest({ field: "baseUrl", description: badPort })
        : new ConnectionError(facts)
    }
    case "EncodeError":
    case "InvalidUrlError":
      return new InvalidRequest({ description: `cannot be put into HTTP: ${reason._tag}` })
    default: {
      const facts = connectionFacts(reason.cause)
      return new ConnectionError({
        ...facts,
        description: `the answer broke off: ${facts.description}`,
        mayHaveBeenSent: true
      })
    }
  }
}
