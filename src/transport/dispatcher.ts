/** The one place that loads undici, which is an optional peer, and that says what is connected to. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { env, execArgv } from "node:process"
import type * as Library from "undici"
import type { Agent, Dispatcher } from "undici"

/** An agent until the scope closes. Requests that are still under way then fail. */
export const makeDispatcher = (
  options: Agent.Options
): Effect.Effect<Dispatcher, never, Scope.Scope> =>
  Effect.flatMap(library, (undici) => {
    const settings = { allowH2: false, ...options }
    const agent = acquire(() => new undici.Agent(settings))
    return usesProxies()
      ? Effect.zipWith(
          agent,
          acquire(() => proxies(undici, settings)),
          besideProxies
        )
      : agent
  })

const missing = "Undici needs undici, which cannot be loaded; install it: npm install undici"

const library: Effect.Effect<typeof Library> = Effect.promise(() =>
  import("undici").catch(() => Promise.reject(new Error(missing)))
)

const acquire = (make: () => Dispatcher): Effect.Effect<Dispatcher, never, Scope.Scope> =>
  Effect.acquireRelease(Effect.sync(make), (dispatcher) =>
    Effect.promise(() => dispatcher.destroy())
  )

/** Whether Node.js was told to use the variables that name proxies. */
const usesProxies = (): boolean =>
  env["NODE_USE_ENV_PROXY"] === "1" ||
  [env["NODE_OPTIONS"] ?? "", ...execArgv].some((text) => /--use-env-proxy\b/.test(text))

const proxies = (undici: typeof Library, options: Agent.Options): Dispatcher => {
  try {
    return new undici.EnvHttpProxyAgent(options)
  } catch {
    // undici's own error has the URL, and with it the password of the proxy
    throw new Error("HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy; correct or unset it")
  }
}

/** Where plain http to this machine goes around the proxies. */
const besideProxies = (direct: Dispatcher, proxies: Dispatcher): Dispatcher =>
  proxies.compose(
    (dispatch) => (options, handler) =>
      isThisMachine(String(options.origin))
        ? direct.dispatch(options, handler)
        : dispatch(options, handler)
  )

const isThisMachine = (origin: string): boolean =>
  /^http:\/\/(localhost|\[::1\]|127\.\d+\.\d+\.\d+)(:\d+)?$/.test(origin)
