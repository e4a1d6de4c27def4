/**
 * A described call as an HTTP request.
 */
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { ApiRequest } from "../Client.ts"
import { CredentialsError, InvalidRequest } from "../TransportError.ts"
import type { SendOptions } from "./send.ts"
import { version } from "./version.ts"

// Google compresses answers only for a User-Agent that says "gzip".
const userAgent = `effect-zero-touch/${version} (gzip)`
const node: string | undefined = globalThis.process?.versions?.node
const apiClient = `${node === undefined ? "gl-js/" : `gl-node/${node}`} effect-zero-touch/${version}`

export const makeRequest = <A>(
  request: ApiRequest<A>,
  base: URL,
  token: Option.Option<Redacted.Redacted>,
  { apiKey, query, userProject }: SendOptions
): HttpClientRequest.HttpClientRequest => {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/$/, "")}/${request.path}`
  // what a call leaves undefined does not hide the client's own
  for (const [key, value] of [query, request.query ?? {}].flatMap(
    Object.entries<string | undefined>
  )) {
    if (value !== undefined) url.searchParams.set(key, value)
  }
  const headers = {
    accept: "application/json",
    "user-agent": userAgent,
    "x-goog-api-client": apiClient,
    // asks for typed details where this API has them (TosError)
    "x-goog-api-format-version": "2",
    ...(userProject === undefined ? {} : { "x-goog-user-project": userProject }),
    ...(apiKey === undefined ? {} : { "x-goog-api-key": Redacted.value(apiKey) }),
    ...(Option.isNone(token) ? {} : { authorization: `Bearer ${Redacted.value(token.value)}` })
  }
  const http = HttpClientRequest.make(request.httpMethod)(url.href, { headers })
  return request.body === undefined
    ? http
    : HttpClientRequest.bodyText(http, JSON.stringify(request.body), "application/json")
}

/** The secrets that go with a call. */
export const secretsOf = (
  token: Option.Option<Redacted.Redacted>,
  { apiKey }: SendOptions
): ReadonlyArray<Redacted.Redacted> => [
  ...Option.toArray(token),
  ...(apiKey === undefined ? [] : [apiKey])
]

/** Why a call may not be sent with its secrets, if so. */
export const refusalOf = (
  { mayCarrySecrets }: Base,
  token: Option.Option<Redacted.Redacted>,
  options: SendOptions
): CredentialsError | InvalidRequest | undefined => {
  const { apiKey, userProject } = options
  if (!mayCarrySecrets && secretsOf(token, options).length > 0) return plainHttp
  if (Option.isSome(token) && !isHeaderValue(Redacted.value(token.value))) {
    return new CredentialsError({ description: `the access token ${notHeaderValue}` })
  }
  if (apiKey !== undefined && !isHeaderValue(Redacted.value(apiKey))) {
    return new InvalidRequest({ field: "apiKey", description: notHeaderValue })
  }
  if (userProject !== undefined && !isHeaderValue(userProject)) {
    return new InvalidRequest({ field: "userProject", description: notHeaderValue })
  }
  return undefined
}

const plainHttp = new InvalidRequest({
  field: "baseUrl",
  description:
    "is plain http to another machine, over which no token or API key is sent; use https, or Credentials.layerAnonymous"
})

// Given anything else, transports differ: one throws, another one puts the secret into its error.
const isHeaderValue = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)
const notHeaderValue =
  "is empty, or has a space, a line break or another character that may not stand in a header"

/** Where calls go, and whether secrets may go there: over TLS, or to this machine. */
export interface Base {
  readonly url: URL
  readonly mayCarrySecrets: boolean
}

export const parseBaseUrl = (text: string): Result.Result<Base, InvalidRequest> => {
  const url = URL.parse(text)
  const problem =
    url === null
      ? notUrl
      : url.protocol !== "https:" && url.protocol !== "http:"
        ? notUrl
        : url.username !== "" || url.password !== ""
          ? "has a user name or password in it, which belong into the credentials"
          : url.search !== "" || url.hash !== ""
            ? "has a query or a fragment"
            : undefined
  return url === null || problem !== undefined
    ? Result.fail(new InvalidRequest({ field: "baseUrl", description: problem ?? "" }))
    : Result.succeed({ url, mayCarrySecrets: url.protocol === "https:" || isLoopback(url) })
}

/** What stands where a URL should may hold a password or a key, and is not repeated. */
const notUrl =
  'is no URL with https or http; write it like "https://host" or "http://127.0.0.1:8085"'

const isLoopback = ({ hostname }: URL): boolean =>
  // not what ends in .localhost: that is for a name server to say
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
