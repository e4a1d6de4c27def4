/**
 * One call to the service, from a described request to a decoded answer or a typed error: base URL,
 * credentials, time-out, a cap on the body, error mapping, retry, quota, spans. Beside the emulator
 * it is the only place that knows HTTP.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { RequestInit } from "effect/http/FetchHttpClient"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Result from "effect/Result"
import type * as Schedule from "effect/Schedule"
import type { ApiError } from "./ApiError.ts"
import { Credentials, type OAuthScope } from "./Credentials.ts"
import { makeQuota } from "./internal/quota.ts"
import { refuse } from "./internal/refuse.ts"
import { defaultRetry, retrying } from "./internal/retry.ts"
import { makeSend } from "./internal/send.ts"
import { InvalidRequest, type TransportError } from "./TransportError.ts"

/**
 * A call, described.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApiRequest<A> {
  /** Google's name of the method without the API's, such as `"operations.get"`. */
  readonly method: string
  readonly httpMethod: "GET" | "POST" | "PATCH" | "DELETE"
  /** The path below the base URL, percent-encoded, such as `"v1/operations/1"`. */
  readonly path: string
  /** Query parameters; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly scope: OAuthScope
  /** The operation that the call is about, for errors and spans. */
  readonly operationName?: string
  /** The page that is asked for, for errors: a listing that broke goes on from there. */
  readonly pageToken?: string
  /** Whether sending it twice does no harm. Default: a GET does none, all others may. */
  readonly idempotent?: boolean
  /** Reads the answer's JSON; the failure says what is wrong with it. */
  readonly decode: (json: unknown) => Result.Result<A, string>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ApiResponse<A> {
  readonly value: A
  readonly httpStatus: number
  /** How long the service asks to wait before the next call, if it does (`Retry-After`). */
  readonly retryAfter: Option.Option<Duration.Duration>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ClientOptions {
  /** Default: Google's, `https://androiddeviceprovisioning.googleapis.com`. */
  readonly baseUrl?: string | URL | undefined
  /** Use Google's mutual-TLS host instead; the `HttpClient` has to bring the certificate. Default: false. */
  readonly mutualTls?: boolean | undefined
  /**
   * For one try, from sending to the last byte of the body; waiting for quota is not counted.
   * Default: 60 seconds.
   */
  readonly timeout?: Duration.Input | undefined
  /**
   * When to send a failed call again. Only what passes by itself is retried, and of calls that are
   * not idempotent only what was certainly not processed. A longer delay that the service asks for
   * wins; if it is over a minute, the call fails instead. A schedule without delays tries at once, as
   * fast as the quota lets it. `false` switches retries off.
   * Default: up to 4 more tries after about 0.5, 1, 2 and 4 seconds.
   */
  readonly retry?: Schedule.Schedule<unknown, ApiError | TransportError> | false | undefined
  /**
   * How many requests this client may send within any such window; further ones wait, in order.
   * Google's default for a user, who here is the whole service account, is 1,000 in 100 seconds:
   * where several processes share one, give each its part. `false` switches it off. Default: 1,000 in
   * 100 seconds.
   */
  readonly quota?: { readonly limit: number; readonly window: Duration.Input } | false | undefined
  /**
   * The most bytes to read of one answer, after decompression. Default: 64 MiB (100,000 devices take
   * about 40 MB). The worst answer, nothing but empty objects, takes some twenty times its size in
   * memory while it is read.
   */
  readonly maxBodyBytes?: number | undefined
  /** Google's `$.xgafv`: the format of errors. Both are understood. Default: the service's. */
  readonly xgafv?: "1" | "2" | undefined
  /** Google's `quotaUser`: whom to count the quota against. */
  readonly quotaUser?: string | undefined
  /** The project that pays for quota; default: that of the credentials, if they name one. */
  readonly userProject?: string | undefined
  /** An API key; it is sent in a header, never in a URL. */
  readonly apiKey?: Redacted.Redacted | undefined
}

const googleHost = "https://androiddeviceprovisioning.googleapis.com"
const mutualTlsHost = "https://androiddeviceprovisioning.mtls.googleapis.com"

/**
 * Calls the service.
 *
 * @category services
 * @since 0.1.0
 */
export class Client extends Context.Service<
  Client,
  {
    /**
     * Sends a request. `retry: false` tries once, for callers that have a rhythm of their own.
     */
    readonly execute: <A>(
      request: ApiRequest<A>,
      options?: { readonly retry?: boolean }
    ) => Effect.Effect<ApiResponse<A>, ApiError | TransportError>
  }
>()("effect-zero-touch/Client") {
  /**
   * A client over the `HttpClient` and the `Credentials` in the context. Over `fetch`, a
   * `FetchHttpClient.RequestInit` in this layer's context (a dispatcher with a certificate, say) goes
   * along, but redirects are never followed.
   */
  static readonly layer = (
    options: ClientOptions = {}
  ): Layer.Layer<Client, never, HttpClient | Credentials> => Layer.effect(Client, make(options))

  /**
   * A client that is set up by `ZERO_TOUCH_BASE_URL`, `ZERO_TOUCH_TIMEOUT` (such as `"30 seconds"`),
   * `ZERO_TOUCH_QUOTA_USER`, `ZERO_TOUCH_USER_PROJECT` and `ZERO_TOUCH_API_KEY`, all optional.
   * `options` are for what is not there.
   */
  static readonly layerConfig = (
    options: ClientOptions = {}
  ): Layer.Layer<Client, Config.ConfigError, HttpClient | Credentials> =>
    Layer.unwrap(
      Effect.map(environment, (found) =>
        Client.layer({
          baseUrl: Option.getOrElse(found.baseUrl, () => options.baseUrl),
          mutualTls: options.mutualTls,
          timeout: Option.getOrElse(found.timeout, () => options.timeout),
          retry: options.retry,
          quota: options.quota,
          maxBodyBytes: options.maxBodyBytes,
          xgafv: options.xgafv,
          quotaUser: Option.getOrElse(found.quotaUser, () => options.quotaUser),
          userProject: Option.getOrElse(found.userProject, () => options.userProject),
          apiKey: Option.getOrElse(found.apiKey, () => options.apiKey)
        })
      )
    )
}

const environment = Config.all({
  baseUrl: Config.option(Config.URL("ZERO_TOUCH_BASE_URL")),
  timeout: Config.option(Config.Duration("ZERO_TOUCH_TIMEOUT")),
  quotaUser: Config.option(Config.NonEmptyString("ZERO_TOUCH_QUOTA_USER")),
  userProject: Config.option(Config.NonEmptyString("ZERO_TOUCH_USER_PROJECT")),
  apiKey: Config.option(Config.Redacted("ZERO_TOUCH_API_KEY"))
})

const make = Effect.fnUntraced(function* (options: ClientOptions) {
  const { quota = { limit: 1000, window: "100 seconds" }, retry = defaultRetry } = options
  const credentials = yield* Credentials
  const send = makeSend({
    http: yield* HttpClient,
    credentials,
    baseUrl: String(options.baseUrl ?? (options.mutualTls === true ? mutualTlsHost : googleHost)),
    timeout: Duration.fromInputUnsafe(options.timeout ?? "60 seconds"),
    maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    query: { "$.xgafv": options.xgafv, quotaUser: options.quotaUser },
    userProject: options.userProject ?? credentials.quotaProject,
    apiKey: options.apiKey,
    fetchInit: yield* Effect.serviceOption(RequestInit),
    takeQuota: quota === false ? Effect.void : makeQuota(quota.limit, quota.window)
  })

  const problem = problemOf(options)
  return Client.of({
    execute: (request, { retry: mayRetry = true } = {}) =>
      problem === undefined
        ? retrying(mayRetry ? retry : false, (tries) => send(request, tries))
        : refuse(request.method, problem)
  })
})

/** What is wrong with the options; they are looked at when they are used, so that it is an error. */
const problemOf = ({ maxBodyBytes = 1, quota = false }: ClientOptions) => {
  if (quota !== false && !isCount(quota.limit)) return noQuota
  return maxBodyBytes === Number.POSITIVE_INFINITY || isCount(maxBodyBytes) ? undefined : noBytes
}

const isCount = (number: number): boolean => Number.isInteger(number) && number > 0

const noQuota = new InvalidRequest({
  field: "quota.limit",
  description: "is not a whole number of requests, 1 at least; quota: false switches it off"
})

const noBytes = new InvalidRequest({
  field: "maxBodyBytes",
  description: "is not a whole number of bytes, 1 at least; Infinity is without bound"
})
