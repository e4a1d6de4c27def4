/**
 * The variables that name a proxy, and what they do to calls. They are read from the process and not
 * from a `ConfigProvider`, since that is where transports read them.
 *
 * `fetch` of Deno and of Bun always uses them; that of Node.js does with `NODE_USE_ENV_PROXY=1`. Other
 * transports use a proxy only when the application tells them to.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Fetch } from "effect/http/FetchHttpClient"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import type { Base } from "./baseUrl.ts"
import { InvalidRequest } from "./TransportError.ts"

/** A property of a property of something unknown. */
const at = (owner: unknown, ...path: ReadonlyArray<PropertyKey>): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      Predicate.isObject(value) || Predicate.isFunction(value)
        ? Reflect.get(value, key)
        : undefined,
    owner
  )

/** Deno would ask its user for a variable that the program was not allowed to read. */
const isReadable = (name: string): boolean => {
  const permissions = at(globalThis, "Deno", "permissions")
  const query = at(permissions, "querySync")
  return (
    !Predicate.isFunction(query) ||
    at(Reflect.apply(query, permissions, [{ name: "env", variable: name }]), "state") === "granted"
  )
}

/** A variable; undefined in browsers, and where a runtime does not allow the program to read it. */
const variable = (name: string): string | undefined => {
  const value = Result.try(() =>
    isReadable(name) ? at(globalThis, "process", "env", name) : undefined
  )
  return Result.isSuccess(value) && Predicate.isString(value.success) ? value.success : undefined
}

const isRuntime = (name: "Bun" | "Deno"): boolean => at(globalThis, name) !== undefined

/** The name of the variable that counts for a URL, if it names a proxy. */
const proxyVariable = ({ protocol }: URL): string | undefined => {
  const own = protocol === "https:" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"]
  if (isRuntime("Bun") || isRuntime("Deno")) {
    return [...own, "all_proxy", "ALL_PROXY"].find((name) => variable(name))
  }
  // in Node.js an empty one counts, too: it switches the proxy off
  const name = own.find((name) => variable(name) !== undefined)
  return name === undefined || variable(name) === "" ? undefined : name
}

/** A host as `NO_PROXY` names it: Deno knows an IPv6 address without brackets, Node.js with them. */
const excludedAs = ({ hostname }: URL): string =>
  isRuntime("Deno") ? hostname.replace(/^\[(.+)\]$/, "$1") : hostname

/**
 * Whether `NO_PROXY` certainly excludes a host. Runtimes differ in ranges, ports and wildcards, and in
 * which of the two variables counts.
 */
const isExcluded = (url: URL): boolean => {
  const lists = ["no_proxy", "NO_PROXY"].map(variable).filter((list) => list !== undefined)
  return (
    lists.length > 0 &&
    lists.every((list) => {
      const entries = list.split(",").map((entry) => entry.trim())
      return entries.includes(excludedAs(url)) || (list.trim() === "*" && !isRuntime("Deno"))
    })
  )
}

const dispatchers = ["undici.globalDispatcher.1", "undici.globalDispatcher.2"].map(Symbol.for)

/** Whether `fetch` uses those variables. */
const fetchUsesProxy = (): boolean =>
  isRuntime("Bun") ||
  isRuntime("Deno") ||
  variable("NODE_USE_ENV_PROXY") === "1" ||
  /--use-env-proxy\b/.test(
    `${variable("NODE_OPTIONS")} ${String(at(globalThis, "process", "execArgv"))}`
  ) ||
  dispatchers.some((key) => at(globalThis, key, "constructor", "name") === "EnvHttpProxyAgent")

/**
 * Refuses calls over `fetch` when a proxy would get their secrets: the base URL is plain http to this
 * machine, and `fetch` uses a proxy for it. Undefined when it does not, which is nearly always. Other
 * transports never ask for `Fetch`, and one that the application provides is its own decision, as is a
 * dispatcher or a proxy in `init`, which the application gives to `fetch`.
 */
export const fetchGuard = (
  { mayCarrySecrets, url }: Base,
  init: RequestInit | undefined
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) | undefined => {
  if (url.protocol !== "http:" || !mayCarrySecrets) return undefined
  const isGiven = ["dispatcher", "proxy", "client"].some((key) => at(init, key) !== undefined)
  const name = proxyVariable(url)
  if (isGiven || name === undefined || isExcluded(url) || !fetchUsesProxy()) return undefined
  const refusal = new InvalidRequest({
    field: "baseUrl",
    description: `is plain http to this machine, and fetch would send the token or the API key to the proxy that ${name} names; set NO_PROXY=${excludedAs(url)}, or add that to the list in it`
  })
  return (effect) =>
    Effect.contextWith((context) =>
      Context.getOrUndefined(context, Fetch) === undefined
        ? Effect.provideService(effect, Fetch, () => Promise.reject(refusal))
        : effect
    )
}

/** What to say of a proxy when no connection came about: the name of its variable, never its value. */
export const proxyNote = (url: URL): string => {
  const name = proxyVariable(url)
  if (name === undefined || isExcluded(url)) return ""
  return fetchUsesProxy()
    ? `; ${name} is set: fetch and Undici connect to the proxy that it names, other transports only when they are told to`
    : `; ${name} is set, but fetch of Node.js and Undici use it only with NODE_USE_ENV_PROXY=1, other transports only when they are told to`
}
