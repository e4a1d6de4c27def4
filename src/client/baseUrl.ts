/**
 * Where requests go, and whether secrets can go there: over TLS, or to this machine.
 */
import * as Result from "effect/Result"
import { InvalidRequest } from "./TransportError.ts"

export interface Base {
  readonly url: URL
  readonly mayCarrySecrets: boolean
}

export const parseBaseUrl = (text: string): Result.Result<Base, InvalidRequest> => {
  const url = URL.parse(text)
  const description = url === null ? notUrl : problemOf(url)
  return url === null || description !== undefined
    ? Result.fail(new InvalidRequest({ field: "baseUrl", description: description ?? notUrl }))
    : Result.succeed({ url, mayCarrySecrets: url.protocol === "https:" || isLoopback(url) })
}

/** The text is not repeated: what stands where a URL should may hold a password or a key. */
const notUrl =
  'is not a URL with https or http; write it like "https://host" or "http://127.0.0.1:8085"'

const problemOf = ({ hash, password, protocol, search, username }: URL): string | undefined => {
  if (protocol !== "https:" && protocol !== "http:") return notUrl
  if (username !== "" || password !== "") {
    return "has a user name or a password in it; put them into the credentials"
  }
  return search !== "" || hash !== "" ? "has a query or a fragment; leave it out" : undefined
}

const isLoopback = ({ hostname }: URL): boolean =>
  // a name that ends in .localhost is not enough: a name server decides what that is
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
