/**
 * Ways to read one operation over HTTP. Each is what one writes with that library as its guide says.
 */
import { androiddeviceprovisioning, auth } from "@googleapis/androiddeviceprovisioning"
import { NodeHttpClient } from "@effect/platform-node"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import { Client, Credentials, Operations } from "effect-zero-touch"
import { Undici } from "effect-zero-touch/Undici"
import { request } from "undici"

/** Makes what reads an operation once. */
export type Contender = (base: string, name: string) => Promise<() => Promise<unknown>>

const token = "token-of-a-reasonable-length-0123456789"
const authorization = `Bearer ${token}`

const bareUndici: Contender = async (base, name) => async () => {
  const { body } = await request(`${base}/v1/${name}`, { headers: { authorization } })
  return JSON.parse(await body.text())
}

const bareFetch: Contender = async (base, name) => async () => {
  const response = await fetch(`${base}/v1/${name}`, { headers: { authorization } })
  return JSON.parse(await response.text())
}

/** Makes spans as an exporter would get them, and keeps none. */
const tracer = Layer.succeed(
  Tracer.Tracer,
  Tracer.make({ span: (options) => new Tracer.NativeSpan(options) })
)

const ours =
  (http: Layer.Layer<HttpClient.HttpClient>, isTraced = false): Contender =>
  async (base, name) => {
    const layer = Operations.layer.pipe(
      // more calls than Google allows
      Layer.provide(Client.layer({ baseUrl: base, quota: { limit: 1e9, window: "100 seconds" } })),
      Layer.provide(Credentials.layerAccessToken(Redacted.make(token))),
      Layer.provide(http)
    )
    const runtime = ManagedRuntime.make(isTraced ? Layer.merge(layer, tracer) : layer)
    const operations = await runtime.runPromise(Operations)
    const get = operations.get(name)
    return () => runtime.runPromise(get)
  }

const Answer = Schema.Struct({
  name: Schema.String,
  done: Schema.optionalKey(Schema.Boolean),
  metadata: Schema.optionalKey(Schema.Unknown),
  response: Schema.optionalKey(Schema.Unknown)
})

/** What one writes in Effect without a library for this API: no retries, no quota, no error mapping. */
const naive =
  (http: Layer.Layer<HttpClient.HttpClient>): Contender =>
  async (base, name) => {
    const runtime = ManagedRuntime.make(http)
    const client = await runtime.runPromise(HttpClient.HttpClient)
    const get = HttpClientRequest.get(`${base}/v1/${name}`).pipe(
      HttpClientRequest.bearerToken(Redacted.make(token)),
      client.execute,
      Effect.flatMap(HttpClientResponse.filterStatusOk),
      Effect.flatMap(HttpClientResponse.schemaBodyJson(Answer)),
      Effect.timeout("60 seconds")
    )
    return () => runtime.runPromise(get)
  }

const google: Contender = async (base, name) => {
  const client = new auth.OAuth2()
  client.setCredentials({ access_token: token })
  const api = androiddeviceprovisioning({ version: "v1", rootUrl: `${base}/`, auth: client })
  return async () => (await api.operations.get({ name })).data
}

export const contenders = {
  "bare undici": bareUndici,
  "bare fetch": bareFetch,
  "over Undici": ours(Undici.layer()),
  "over fetch": ours(FetchHttpClient.layer),
  "over Undici, traced": ours(Undici.layer(), true),
  "over fetch, traced": ours(FetchHttpClient.layer, true)
} satisfies Readonly<Record<string, Contender>>

export const peers = {
  "over undici of platform-node": ours(NodeHttpClient.layerUndici),
  "Effect alone over fetch": naive(FetchHttpClient.layer),
  "Effect alone over undici of platform-node": naive(NodeHttpClient.layerUndici),
  "Google's client": google
} satisfies Readonly<Record<string, Contender>>

export type Name = keyof typeof contenders | keyof typeof peers
