/**
 * Who may ask a server that runs on somebody's machine. A page of any site can make a browser send
 * requests to it: under a name of the site's own that leads to this machine (DNS rebinding), or to its
 * address, without being able to read the answers.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Http from "../Http.ts"
import type { EmulatorRequest, HeaderFields, Response } from "../Http.ts"
import { splitTarget } from "../RequestLog.ts"
import { isApi } from "../Router.ts"

/** The settings that say who may ask. */
export interface AccessOptions {
  readonly host: string
  readonly allowHosts?: ReadonlyArray<string>
  readonly cors?: ReadonlyArray<string>
}

type Head = Pick<EmulatorRequest, "method" | "target" | "headers">

/** What is said to a request because of where it comes from. */
export interface Access {
  /** The refusal of a request. Its body need not be read. */
  readonly refusal: (request: Head) => Response | undefined
  /** The answer to a browser that asks whether a page may send a request. */
  readonly preflight: (request: Head) => Response | undefined
  /** By these header fields a browser lets a page read an answer. */
  readonly headers: (request: Head) => HeaderFields
}

/** Whether a name or an address is this machine's own, and nobody else's. */
export const isLoopback = (name: string): boolean =>
  /^((.+\.)?localhost\.?|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(name)

/** Parts of a URL, in the normal form: in small letters, without the port of its scheme. */
const parse = (url: string): URL | undefined =>
  Result.getOrUndefined(Result.try(() => new URL(url)))

const originOf = (text: string): string => {
  const origin = parse(text)?.origin
  return origin === undefined || origin === "null" ? text : origin
}

const shown = (text: string) => JSON.stringify(text.slice(0, 100))

const refused = (why: string): Response =>
  Http.response(
    403,
    { "content-type": "text/plain; charset=UTF-8" },
    `The emulator refuses ${why}\n`
  )

// What these ask for changes nothing.
const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/** The rules of a server. */
export const make = ({ host, allowHosts, cors }: AccessOptions): Access => {
  const hosts = new Set((allowHosts ?? []).map((name) => parse(`http://${name}`)?.hostname ?? name))
  const checksHost = allowHosts !== undefined || isLoopback(host)
  const origins = new Set((cors ?? []).map(originOf))

  const mayRead = ({ headers, target }: Head): boolean =>
    origins.has(headers["origin"] ?? "") && isApi(splitTarget(target).path)

  const readable = (origin = ""): HeaderFields => ({
    "access-control-allow-origin": origin,
    vary: "Origin"
  })

  return {
    refusal: (request) => {
      const { host: authority, origin } = request.headers
      const asked = authority === undefined ? undefined : parse(`http://${authority}`)
      // Browsers, of whom this is about, always send a Host.
      if (checksHost && authority !== undefined) {
        const name = asked?.hostname ?? ""
        if (!isLoopback(name) && !hosts.has(name)) {
          return refused(
            `the host ${shown(authority)}: it answers to names of this machine, such as localhost, ` +
              "and to those that the option allowHosts names."
          )
        }
      }
      if (origin === undefined || safe.has(request.method) || mayRead(request)) return undefined
      return asked !== undefined && parse(origin)?.host === asked.host
        ? undefined
        : refused(
            `requests that change something from pages of ${shown(origin)}: the option cors ` +
              "names the origins whose pages may use the API."
          )
    },
    preflight: (request) => {
      const { headers, method } = request
      const asks = method === "OPTIONS" && headers["access-control-request-method"] !== undefined
      if (!asks || !mayRead(request)) return undefined
      const names = headers["access-control-request-headers"]
      const isPrivate = headers["access-control-request-private-network"] === "true"
      return Http.response(
        204,
        {
          ...readable(headers["origin"]),
          "access-control-allow-methods": "GET, POST, PATCH, DELETE",
          ...(names !== undefined && { "access-control-allow-headers": names }),
          ...(isPrivate && { "access-control-allow-private-network": "true" }),
          "access-control-max-age": "600"
        },
        ""
      )
    },
    headers: (request) =>
      mayRead(request)
        ? { ...readable(request.headers["origin"]), "access-control-expose-headers": "*" }
        : {}
  }
}
