/**
 * One call to the service, from a described request to a decoded answer or a typed error: base URL,
 * credentials, timeout, a cap on the body, error mapping, retry, quota, spans. Besides transports and
 * the emulator it is the only place that knows HTTP.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { RequestInit } from "effect/http/FetchHttpClient"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scheduler from "effect/Scheduler"
import { ApiError } from "./ApiError.ts"
import type { ApiRequest, ApiResponse } from "./ApiRequest.ts"
import { boundTo } from "./bound.ts"
import {
  type ClientOptions,
  type ClientSettings,
  isShared,
  type RetrySchedule,
  settingsOf
} from "./clientOptions.ts"
import { Credentials } from "./Credentials.ts"
import { type Lanes, makeScheduler, setPolling, type Slot, windowLanes } from "./scheduler.ts"
import { makeSend, type Tries } from "./send.ts"
import { countRetry } from "./telemetry.ts"
import { monotonicMillis, startSchedule, type Timers } from "./timers.ts"
import { TransportError } from "./TransportError.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface ClientService {
  /**
   * Sends a request. `retry: false` tries once, for callers that have a rhythm of their own.
   */
  readonly execute: <A>(
    request: ApiRequest<A>,
    options?: { readonly retry?: boolean }
  ) => Effect.Effect<ApiResponse<A>, ApiError | TransportError>
}

/**
 * Calls the service.
 *
 * @category services
 * @since 0.1.0
 */
export class Client extends Context.Service<Client, ClientService>()("effect-zero-touch/Client") {
  /**
   * A client over the `HttpClient` and the `Credentials` in the context, one for each pair of them. A
   * wrong option fails the layer with the reason `InvalidRequest`. Over `fetch`, a
   * `FetchHttpClient.RequestInit` in this layer's context (a dispatcher with a certificate, say) is
   * used for every request, but redirects are never followed.
   *
   * Whether calls use the proxy that `HTTPS_PROXY` names depends on the `HttpClient`: `fetch` of Node.js
   * does so only with `NODE_USE_ENV_PROXY=1`, `fetch` of Deno and of Bun always, others when they are
   * told to. Where `fetch` uses a proxy, a call with a secret over plain http to this machine is refused,
   * unless `NO_PROXY` names the host.
   */
  static readonly layer = (
    options: ClientOptions = {}
  ): Layer.Layer<Client, TransportError, HttpClient | Credentials> =>
    boundTo([Credentials, HttpClient, RequestInit], () => Layer.effect(Client, make(options)))
}

const make = Effect.fnUntraced(function* (options: ClientOptions) {
  const credentials = yield* Credentials
  const settings = yield* settingsOf(options, credentials.quotaProject)
  const { quota, retry } = settings
  const context = yield* Effect.context<never>()
  const scheduler = makeScheduler(quota === false ? undefined : lanesOf(quota, context))
  const send = makeSend({
    ...settings,
    http: yield* HttpClient,
    credentials,
    fetchInit: Context.getOrUndefined(context, RequestInit),
    scheduler,
    takeQuota: quota === false ? undefined : scheduler.take
  })
  const withRetries = retrying(retry)
  const once = retrying(false)
  const client = Client.of({
    execute: (request, { retry: mayRetry = true } = {}) =>
      (mayRetry ? withRetries : once)((tries) => send(request, tries))
  })
  const poll = <A>(request: ApiRequest<A>, slot: Slot) =>
    Effect.map(
      once((tries) => send(request, tries, slot)),
      ({ value }) => value
    )
  setPolling(client, {
    scheduler,
    poll: (request, slot) =>
      slot === undefined ? scheduler.withSlot((slot) => poll(request, slot)) : poll(request, slot)
  })
  return client
})

/** The lanes of a quota on one clock. */
const lanesOf =
  (
    quota: Exclude<ClientSettings["quota"], false>,
    context: Context.Context<never>
  ): ((timers: Timers, fiber: Fiber.Fiber<unknown, unknown>) => Lanes) =>
  (timers, fiber) =>
    isShared(quota)
      ? quota.lanes(
          timers,
          Effect.runForkWith(
            context.pipe(
              Context.add(Clock.Clock, fiber.getRef(Clock.Clock)),
              Context.add(Scheduler.Scheduler, fiber.getRef(Scheduler.Scheduler))
            )
          )
        )
      : windowLanes(timers, quota.limit, Duration.toMillis(quota.window))

type Failure = ApiError | TransportError

/** A longer delay is not waited for: the error is returned, with the delay inside. */
const longestDelay = Duration.minutes(1)

/** Sends a call, and again as the schedule says; the delay that the service asks for is a minimum. */
const retrying =
  (schedule: RetrySchedule | false) =>
  <A>(send: (tries: Tries) => Effect.Effect<A, Failure>): Effect.Effect<A, Failure> =>
    Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      const start = clock.monotonicTimeNanosUnsafe()
      const tries: Tries = { count: 0 }
      return Effect.catch(send(tries), (error) =>
        Effect.mapError(
          sendAgain(schedule, () => send(tries), error),
          (last) => {
            const elapsed = Duration.nanos(clock.monotonicTimeNanosUnsafe() - start)
            return withEffort(last, tries.count, elapsed)
          }
        )
      )
    })

const sendAgain = Effect.fnUntraced(function* <A>(
  schedule: RetrySchedule | false,
  send: () => Effect.Effect<A, Failure>,
  first: Failure
): Effect.fn.Return<A, Failure> {
  if (schedule === false) return yield* first
  const run = yield* startSchedule(schedule, yield* monotonicMillis, yield* Clock.currentTimeMillis)
  let error = first
  while (true) {
    const { retryAfter: asked = Duration.zero } = error
    if (!error.isTransient || Duration.isGreaterThan(asked, longestDelay)) return yield* error
    const step = yield* run.next(error, yield* monotonicMillis)
    if (step === undefined) return yield* error
    yield* countRetry(error)
    const [, delay] = step
    yield* Effect.sleep(Duration.max(delay, asked))
    const result = yield* Effect.result(send())
    if (Result.isSuccess(result)) return result.success
    error = result.failure
  }
})

const withEffort = (error: Failure, tries: number, elapsed: Duration.Duration): Failure =>
  error._tag === "ApiError"
    ? new ApiError({ ...error, tries, elapsed })
    : new TransportError({ ...error, tries, elapsed })

export type { ClientBehavior, ClientOptions } from "./clientOptions.ts"
