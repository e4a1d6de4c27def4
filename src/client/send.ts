/**
 * One try of a call: a token, quota, a request, and an answer that is told apart into a value, an
 * `ApiError` and a `TransportError`.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { ApiError } from "./ApiError.ts"
import type { ApiRequest, ApiResponse } from "./ApiRequest.ts"
import { callOf } from "./callFields.ts"
import type { SendBefore } from "./CallOptions.ts"
import type { Credentials } from "./Credentials.ts"
import { fetchGuard } from "./proxy.ts"
import { redactor } from "./redact.ts"
import { isHeaderValue, notHeaderValue, type RequestDefaults, requestMaker } from "./request.ts"
import { interpret, readAnswer } from "./response.ts"
import type { Scheduler, Slot } from "./scheduler.ts"
import { sendOnceOf } from "./sendOnce.ts"
import { tryObserver } from "./telemetry.ts"
import {
  CredentialsError,
  InvalidRequest,
  TimeoutError,
  TransportError,
  type TransportErrorReason
} from "./TransportError.ts"
import { reasonOf } from "./transportReason.ts"

export interface SendOptions extends RequestDefaults {
  readonly http: HttpClient.HttpClient
  readonly credentials: Credentials["Service"]
  readonly timeout: Duration.Duration
  readonly maxBodyBytes: number
  readonly scheduler: Scheduler
  /** Waits for a place in the quota, if there is one. */
  readonly takeQuota: Effect.Effect<void> | undefined
  /** What `fetch` gets beside the request, when that is the transport. */
  readonly fetchInit: RequestInit | undefined
}

/** How many requests were sent for one call; a token that was refused adds one. */
export interface Tries {
  count: number
}

type Failure = ApiError | TransportError
type Token = Option.Option<Redacted.Redacted>

/** Sends requests, each once; once more with another token when the service refuses the first. */
export const makeSend = (options: SendOptions) => {
  const { apiKey, credentials, http, maxBodyBytes, scheduler, takeQuota, timeout } = options
  const makeRequest = requestMaker(options)
  const observe = tryObserver(options.base.url)
  // Redirects are answers, not orders: a token must never follow one. The spans are our own, and
  // Google takes no part in our traces.
  const fetchInit: RequestInit = { ...options.fetchInit, redirect: "manual" }
  const transportContext = Context.make(FetchHttpClient.RequestInit, fetchInit).pipe(
    Context.add(HttpClient.TracerDisabledWhen, () => true)
  )
  const guard = fetchGuard(options.base, options.fetchInit)
  const sendOnce = sendOnceOf(fetchInit)

  const getToken = <A>(request: ApiRequest<A>): Effect.Effect<Token, TransportError> => {
    const token = credentials.token(request.scope)
    // one that is at hand needs no timer
    if (Exit.isExit(token) && Exit.isSuccess(token)) return token
    return scheduler
      .within(token, timeout, () => fail(request, slowCredentials))
      .pipe(Effect.catchTag("TransportError", ({ reason }) => fail(request, reason)))
  }

  /** The answer of the transport, with all its bytes. */
  const exchange = <A>(request: ApiRequest<A>, token: Redacted.Redacted | undefined) => {
    const execute = http.execute(makeRequest(request, token))
    const hasSecret = token !== undefined || apiKey !== undefined
    const answer = Effect.flatMap(
      Effect.catchIf(
        guard === undefined || !hasSecret ? execute : guard(execute),
        hasAnswer,
        ({ response }) => Effect.succeed(response)
      ),
      (response) => readAnswer(response, maxBodyBytes)
    )
    return Effect.provideContext(
      sendOnce === undefined || isIdempotent(request) ? answer : sendOnce(answer),
      transportContext
    )
  }

  const receive = <A>(
    request: ApiRequest<A>,
    token: Redacted.Redacted | undefined
  ): Effect.Effect<ApiResponse<A>, Failure> => {
    const secrets = [token, apiKey].filter((secret) => secret !== undefined)
    const answer = Effect.catch(exchange(request, token), (error) =>
      fail(request, reasonOf(error, options.base.url, redactor(secrets)))
    )
    return Effect.flatMap(
      scheduler.within(answer, timeout, () => fail(request, new TimeoutError({ timeout }))),
      (answer) => interpret(request, answer, secrets)
    )
  }

  const attempt = <A>(
    request: ApiRequest<A>,
    token: Token,
    tries: Tries,
    slot: Slot | undefined
  ): Effect.Effect<ApiResponse<A>, Failure> => {
    const refusal = Option.isNone(token) ? undefined : refusalOf(token.value)
    if (refusal !== undefined) return fail(request, refusal)
    const send = Effect.suspend(() => {
      const answered = receive(request, Option.getOrUndefined(token))
      return observe(
        request,
        tries.count++,
        isIdempotent(request) ? answered : telling(request, answered)
      )
    })
    const { sendBefore } = request
    const inTime =
      sendBefore === undefined
        ? send
        : Effect.flatMap(isTooLate(sendBefore), (isLate) => (isLate ? fail(request, late) : send))
    const place = slot === undefined ? takeQuota : Effect.sync(slot.confirm)
    return place === undefined ? inTime : Effect.andThen(place, inTime)
  }

  /** Why a token cannot be sent, if so. */
  const refusalOf = (token: Redacted.Redacted): CredentialsError | InvalidRequest | undefined => {
    if (!options.base.mayCarrySecrets) return plainHttp
    return Redacted.isRedacted(token) && isHeaderValue(Redacted.value(token)) ? undefined : badToken
  }

  /** `slot` is a place in the quota that is taken already. */
  return <A>(
    request: ApiRequest<A>,
    tries: Tries,
    slot?: Slot
  ): Effect.Effect<ApiResponse<A>, Failure> =>
    Effect.flatMap(getToken(request), (token) => {
      const first = attempt(request, token, tries, slot)
      if (Option.isNone(token)) return first
      // The service refused the token, so it did not process the request: with a new one it can.
      return Effect.catchIf(first, isUnauthenticated, (error) =>
        Effect.flatMap(
          scheduler.within(credentials.invalidate(token.value), timeout, () =>
            Effect.succeed(false)
          ),
          (renewed) =>
            renewed
              ? Effect.flatMap(getToken(request), (next) => {
                  const again = (slot?: Slot) => attempt(request, next, tries, slot)
                  return slot === undefined ? again() : scheduler.withSlot(again)
                })
              : Effect.fail(error)
        )
      )
    })
}

/** Tells of a request that had left and was possibly processed, when no answer says so. */
const telling = <A>(request: ApiRequest<A>, answered: Effect.Effect<ApiResponse<A>, Failure>) =>
  Effect.onExit(answered, (exit) => {
    if (Exit.isSuccess(exit)) return Effect.void
    const { method, onPossiblyProcessed: given = Effect.void } = request
    // a defect in it must not take the place of the error, which says what happened
    const onPossiblyProcessed = Effect.catchCause(given, (cause) =>
      Effect.logError(`onPossiblyStarted of ${method} has a defect`, cause)
    )
    if (Exit.hasInterrupts(exit)) {
      return Effect.andThen(
        Effect.logWarning(
          `${method} was interrupted after its request had left: the service may process it all the same`
        ),
        onPossiblyProcessed
      )
    }
    const error = Option.getOrUndefined(Exit.findErrorOption(exit))
    return error?.mayHaveBeenProcessed === true ? onPossiblyProcessed : Effect.void
  })

const isIdempotent = <A>({
  httpMethod,
  idempotent = httpMethod === "GET"
}: ApiRequest<A>): boolean => idempotent

const fail = <A>(request: ApiRequest<A>, reason: TransportErrorReason) =>
  Effect.fail(new TransportError({ ...callOf(request), reason }))

const isUnauthenticated = (error: Failure): boolean =>
  error._tag === "ApiError"
    ? error.httpStatus === 401
    : error.reason._tag === "InvalidResponse" && error.reason.httpStatus === 401

/** A paused process finds it out by its monotonic clock, a process on another machine by the wall clock. */
const isTooLate = ({ monotonicNanos, wallMillis }: SendBefore): Effect.Effect<boolean> =>
  Effect.zipWith(
    Clock.currentTimeMillis,
    Clock.monotonicTimeNanos,
    (wall, monotonic) => wall >= wallMillis || monotonic >= monotonicNanos
  )

const late = new InvalidRequest({
  field: "sendBefore",
  description: "had passed before the request could be sent; nothing was sent"
})

const badToken = new CredentialsError({ description: `the access token ${notHeaderValue}` })

export const plainHttp = new InvalidRequest({
  field: "baseUrl",
  description:
    "is plain http to another machine, over which no token or API key is sent; use https, or Credentials.layerAnonymous"
})

const slowCredentials = new CredentialsError({
  description: "no token came within the client's timeout",
  isTransient: true
})

/** An `HttpClient` may take error statuses for failures of its own. */
const hasAnswer = (
  error: HttpClientError
): error is HttpClientError & { readonly response: HttpClientResponse } =>
  error.reason._tag === "StatusCodeError"
