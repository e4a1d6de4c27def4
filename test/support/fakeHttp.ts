/**
 * A transport in memory that answers from a list and keeps what it was sent, and calls over it.
 */
import { assert } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import {
  HttpClient,
  HttpClientError,
  type HttpClientRequest,
  HttpClientResponse
} from "effect/http"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import {
  type ApiRequest,
  Client,
  type ClientOptions,
  Credentials,
  OAuthScope,
  type TransportError
} from "effect-zero-touch"

/** A request as it was sent. */
export interface Sent {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** When, in milliseconds of the test's clock. */
  readonly at: number
  /** Aborted when nobody wants the answer any more, or when it has been read. */
  readonly signal: AbortSignal
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null
}

/** A reply, the cause of a connection that fails, or anything else that becomes a reply. */
export type Answer = Reply | Error | Effect.Effect<Reply> | ((url: URL) => Reply)

/** Answers one after the other; the last one repeats. */
export const fakeHttp = (...answers: ReadonlyArray<Answer>) => {
  const sent: Array<Sent> = []
  const client = HttpClient.make((request, url, signal) =>
    Effect.gen(function* () {
      const answer = answers[Math.min(sent.length, answers.length - 1)] ?? {}
      const at = yield* Clock.currentTimeMillis
      const { headers, method } = request
      sent.push({ method, url, headers, body: bodyOf(request), at, signal })
      if (answer instanceof Error) return yield* connectionFailure(request, answer)
      const {
        status = 200,
        headers: replied = {},
        body = null
      } = typeof answer === "function"
        ? answer(url)
        : Effect.isEffect(answer)
          ? yield* answer
          : answer
      return HttpClientResponse.fromWeb(
        request,
        new Response(body, { status, headers: { ...replied } })
      )
    })
  )
  return { sent, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): string =>
  body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""

const connectionFailure = (request: HttpClientRequest.HttpClientRequest, cause: Error) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause })
  })

/** An error as Node.js makes it: with a code and, for what happens to a socket, a system call. */
export const systemError = (message: string, code: string, syscall?: string): Error =>
  Object.assign(new Error(message), { code, ...(syscall === undefined ? {} : { syscall }) })

export const json = (
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {}
): Reply => ({
  status,
  headers: { "content-type": "application/json; charset=UTF-8", ...headers },
  body: JSON.stringify(body)
})

export const html = (
  body: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {}
): Reply => ({ status, headers: { "content-type": "text/html; charset=UTF-8", ...headers }, body })

/** The error envelope as Google's front end writes it. */
export const envelope = (
  httpStatus: number,
  status: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {}
): Reply =>
  json(
    { error: { code: httpStatus, message: "something is wrong", status, ...more } },
    httpStatus,
    headers
  )

/** A call of no meaning. */
export const probe = (
  httpMethod: ApiRequest<unknown>["httpMethod"] = "GET",
  more: Partial<ApiRequest<unknown>> = {}
): ApiRequest<unknown> => ({
  method: "things.probe",
  httpMethod,
  path: "v1/things/1",
  scope: OAuthScope.partner,
  decode: Result.succeed,
  ...(httpMethod === "POST" ? { body: JSON.stringify({ thing: 1 }) } : {}),
  ...more
})

/** `Client` over a transport, without quota unless a test is about it. */
export const clientOver = (
  http: { readonly layer: Layer.Layer<HttpClient.HttpClient> },
  options: ClientOptions = {},
  credentials: Layer.Layer<Credentials> = Credentials.layerAnonymous
): Layer.Layer<Client, TransportError> =>
  Client.layer({ quota: false, ...options }).pipe(
    Layer.provide(http.layer),
    Layer.provide(credentials)
  )

/** The one request that was sent. */
export const onlyOf = (sent: ReadonlyArray<Sent>): Sent =>
  sent.length === 1 && sent[0] !== undefined
    ? sent[0]
    : assert.fail(`${sent.length} requests were sent`)

/** Executes a request; gives the response. */
export const execute = <A>(request: ApiRequest<A>, options?: { readonly retry?: boolean }) =>
  Effect.flatMap(Client, (client) => client.execute(request, options))

/** The least answer that each method takes: only an operation has to have something. */
export const least = ({ pathname }: URL): Reply => {
  const asked = /operations\/.*/.exec(pathname)?.[0]
  const started = pathname.endsWith("Async") ? "operations/x/9" : undefined
  const name = asked ?? started
  return json(name === undefined ? {} : { name, done: true, response: {}, unknown: 1 })
}
