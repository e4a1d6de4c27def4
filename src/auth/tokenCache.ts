/**
 * One token for each scope: asked for once, however many wait for it; renewed a while before it
 * expires; dropped when the service refused it.
 */
import * as Cache from "effect/Cache"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { OAuthScope } from "../client/ApiRequest.ts"
import type { Credentials } from "../client/Credentials.ts"
import type { TransportError } from "../client/TransportError.ts"

/** An access token, with the end of its life in milliseconds since 1970, if that was said. */
export interface Token {
  readonly value: Redacted.Redacted
  readonly expiresAt: number | undefined
}

interface Kept extends Token {
  readonly keepFor: Duration.Duration
}

/**
 * A token is kept for at least this long, even if it is about to expire: some sources hand out the
 * rest of an old one, and clocks differ. If it was too old after all, the service's 401 renews it.
 */
const leastKept = Duration.seconds(10)

/** How long a token is kept of which nobody said when it expires. */
const keptUndated = Duration.minutes(1)

export const makeTokenCache = Effect.fnUntraced(function* (
  fetch: (scope: OAuthScope) => Effect.Effect<Token, TransportError>,
  refreshBefore: Duration.Duration
): Effect.fn.Return<Pick<Credentials["Service"], "token" | "invalidate">> {
  const latest = new Map<OAuthScope, Token>()

  const keep = (token: Token, now: number): Kept => {
    if (token.expiresAt === undefined) return { ...token, keepFor: keptUndated }
    const left = token.expiresAt - now
    // A short life is not spent on renewals: half of it is used.
    const keepFor = Math.max(left - Duration.toMillis(refreshBefore), left / 2)
    return { ...token, keepFor: Duration.max(Duration.millis(keepFor), leastKept) }
  }

  const renew = Effect.fnUntraced(function* (
    scope: OAuthScope
  ): Effect.fn.Return<Kept, TransportError> {
    const renewed = yield* Effect.result(fetch(scope))
    const now = yield* Clock.currentTimeMillis
    if (renewed._tag === "Success") {
      latest.set(scope, renewed.success)
      return keep(renewed.success, now)
    }
    // Renewal begins early so that a token endpoint may fail for a while: the old token still works.
    const old = latest.get(scope)
    const left = (old?.expiresAt ?? now) - now
    if (old === undefined || left <= 0) return yield* renewed.failure
    yield* Effect.logWarning(
      `The access token was not renewed; the old one works for ${Duration.format(Duration.millis(left))}.`,
      renewed.failure.message
    )
    return { ...old, keepFor: Duration.min(leastKept, Duration.millis(left)) }
  })

  // The lookup runs on its own and ends when nobody waits any more, so a waiter that leaves takes
  // nothing from the others. A failure is not kept.
  const cache = yield* Cache.makeWith(renew, {
    capacity: Number.POSITIVE_INFINITY,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? exit.value.keepFor : Duration.zero)
  })

  return {
    token: (scope) => Effect.map(Cache.get(cache, scope), ({ value }) => Option.some(value)),
    // Whether it was this one that was kept or another has taken its place: the next is another one.
    invalidate: Effect.fnUntraced(function* (token) {
      const isRefused = (kept: Token | undefined) =>
        kept !== undefined && Redacted.value(kept.value) === Redacted.value(token)
      for (const scope of Object.values(OAuthScope)) {
        if (!isRefused(latest.get(scope))) continue
        yield* Cache.invalidateWhen(cache, scope, isRefused)
        if (isRefused(latest.get(scope))) latest.delete(scope)
      }
      return true
    })
  }
})
