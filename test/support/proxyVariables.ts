/** The variables that name a proxy, set for a time. */
import * as Effect from "effect/Effect"

const names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"]

/** Until the scope closes the variables are these, and no others of their kind. */
export const proxyVariables = (variables: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const all = [...names, "NODE_USE_ENV_PROXY", "NODE_OPTIONS"]
      const before = all.map((name) => [name, process.env[name]] as const)
      for (const name of all) delete process.env[name]
      Object.assign(process.env, variables)
      return before
    }),
    (before) =>
      Effect.sync(() => {
        for (const [name, value] of before) {
          if (value === undefined) delete process.env[name]
          else process.env[name] = value
        }
      })
  )
