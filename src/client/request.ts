/**
 * A described call as an HTTP request.
 */
import * as Headers from "effect/http/Headers"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as UrlParams from "effect/http/UrlParams"
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

/** Makes the requests of a client. */
export const requestMaker = ({ apiKey, base, query, userProject }: RequestDefaults) => {
  const prefix = `${base.url.origin}${base.url.pathname.replace(/\/$/, "")}/`
  const common = Headers.fromInput({
    accept: "application/json",
    // without it, a service can choose any coding; over fetch the platform decides
    "accept-encoding": "gzip",
    "user-agent": userAgent,
    "x-goog-api-client": apiClient,
    // asks for typed details where this API has them (TosError)
    "x-goog-api-format-version": "2",
    "x-goog-user-project": userProject,
    "x-goog-api-key": apiKey === undefined ? undefined : Redacted.value(apiKey)
  })
  /** The headers with the last token, which serves many calls. */
  let last: { readonly token: Redacted.Redacted; readonly headers: Headers.Headers } | undefined

  const headersWith = (token: Redacted.Redacted): Headers.Headers => {
    if (last?.token !== token) {
      const headers = Headers.set(common, "authorization", `Bearer ${Redacted.value(token)}`)
      last = { token, headers }
    }
    return last.headers
  }

  return <A>(
    request: ApiRequest<A>,
    token: Redacted.Redacted | undefined
  ): HttpClientRequest.HttpClientRequest => {
    const http = HttpClientRequest.makeWith(
      request.httpMethod,
      `${prefix}${request.path}${searchOf(query, request.query)}`,
      UrlParams.empty,
      Option.none(),
      token === undefined ? common : headersWith(token),
      HttpBody.empty
    )
    return request.body === undefined
      ? http
      : HttpClientRequest.bodyText(http, request.body, "application/json")
  }
}

type Query = Readonly<Record<string, string | undefined>>

/** The query of a URL; what a call leaves undefined does not hide the client's own. */
const searchOf = (own: Query, ofCall: Query = {}): string => {
  let search: URLSearchParams | undefined
  for (const parameters of [own, ofCall]) {
    for (const name in parameters) {
      const value = parameters[name]
      if (value !== undefined) (search ??= new URLSearchParams()).set(name, value)
    }
  }
  return search === undefined ? "" : `?${search}`
}

/** Whether a text can stand in a header. Given another one, transports differ: one throws, another
 * one puts the secret into its error. */
export const isHeaderValue = (text: unknown): text is string =>
  typeof text === "string" && /^[\x21-\x7e]+$/.test(text)

export const notHeaderValue =
  "is empty, or has a space, a line break or another character that cannot stand in a header"
