/**
 * A described call as an HTTP request.
 */
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { ApiRequest } from "./ApiRequest.ts"
import type { Base } from "./baseUrl.ts"

/** The package's version, as it introduces itself to the service. A test compares it to package.json. */
export const version = "0.1.0"

// Google compresses answers only for a User-Agent that says "gzip".
const userAgent = `effect-zero-touch/${version} (gzip)`
const node: string | undefined = globalThis.process?.versions?.node
const apiClient = `${node === undefined ? "gl-js/" : `gl-node/${node}`} effect-zero-touch/${version}`

/** What all requests of a client have in common. */
export interface RequestDefaults {
  readonly base: Base
  readonly query: Readonly<Record<string, string | undefined>>
  readonly userProject: string | undefined
  readonly apiKey: Redacted.Redacted | undefined
}

type Token = Option.Option<Redacted.Redacted>

/** Makes the requests of a client. */
export const requestMaker = ({ apiKey, base, query, userProject }: RequestDefaults) => {
  const prefix = `${base.url.origin}${base.url.pathname.replace(/\/$/, "")}/`
  const headers = {
    accept: "application/json",
    // without it, a service can choose any coding; over fetch the platform decides
    "accept-encoding": "gzip",
    "user-agent": userAgent,
    "x-goog-api-client": apiClient,
    // asks for typed details where this API has them (TosError)
    "x-goog-api-format-version": "2",
    ...(userProject === undefined ? {} : { "x-goog-user-project": userProject }),
    ...(apiKey === undefined ? {} : { "x-goog-api-key": Redacted.value(apiKey) })
  }

  return <A>(request: ApiRequest<A>, token: Token): HttpClientRequest.HttpClientRequest => {
    // what a call leaves undefined does not hide the client's own
    const search = new URLSearchParams()
    for (const parameters of [query, request.query ?? {}]) {
      for (const name in parameters) {
        const value = parameters[name]
        if (value !== undefined) search.set(name, value)
      }
    }
    const url = `${prefix}${request.path}${search.size === 0 ? "" : `?${search}`}`
    const http = HttpClientRequest.make(request.httpMethod)(url, {
      headers: Option.isNone(token)
        ? headers
        : { ...headers, authorization: `Bearer ${Redacted.value(token.value)}` }
    })
    return request.body === undefined
      ? http
      : HttpClientRequest.bodyText(http, JSON.stringify(request.body), "application/json")
  }
}

/** Whether a text can stand in a header. Given another one, transports differ: one throws, another
 * one puts the secret into its error. */
export const isHeaderValue = (text: unknown): text is string =>
  typeof text === "string" && /^[\x21-\x7e]+$/.test(text)

export const notHeaderValue =
  "is empty, or has a space, a line break or another character that cannot stand in a header"
