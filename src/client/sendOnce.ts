/**
 * `fetch` of Deno sends a request again by itself when the service closes a kept connection under it,
 * so that one claim can become two. A client without a pool keeps no connection.
 */
import * as Effect from "effect/Effect"
import { RequestInit } from "effect/http/FetchHttpClient"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { defined } from "../rpc/defined.ts"

const method = (
  owner: unknown,
  name: string
): ((...args: ReadonlyArray<unknown>) => unknown) | undefined => {
  const found: unknown = Predicate.isObject(owner) ? Reflect.get(owner, name) : undefined
  return Predicate.isFunction(found) ? (...args) => Reflect.apply(found, owner, args) : undefined
}

/**
 * Lets `fetch` send the request of an effect on a connection of its own. Undefined where `fetch` does
 * not send requests again, and where the application gives it a client in `init`.
 */
export const sendOnceOf = (
  init: globalThis.RequestInit
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) | undefined => {
  const create = method(Reflect.get(globalThis, "Deno"), "createHttpClient")
  if (create === undefined || "client" in init) return undefined
  return (effect) =>
    Effect.acquireUseRelease(
      // without a client the request is still sent
      Effect.sync(() =>
        Result.getOrElse(
          Result.try(() => create({ poolMaxIdlePerHost: 0 })),
          () => undefined
        )
      ),
      (client) => {
        const withClient: object = { ...init, ...defined({ client }) }
        return Effect.provideService(effect, RequestInit, withClient)
      },
      (client) => Effect.sync(() => void method(client, "close")?.())
    )
}
