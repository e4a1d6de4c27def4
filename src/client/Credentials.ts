/**
 * Where `Client` gets its access tokens from. The service is small, so that any source of tokens can
 * stand behind it; Google's own sources are in `effect-zero-touch/GoogleAuth`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constant } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type { OAuthScope } from "./ApiRequest.ts"
import { CredentialsError, TransportError } from "./TransportError.ts"

/**
 * Gives the access token for a call, or none for services that take none.
 *
 * @category services
 * @since 0.1.0
 */
export class Credentials extends Context.Service<
  Credentials,
  {
    /**
     * The token to send now. `None` sends no `Authorization` header. Fails with the reason
     * `CredentialsError`.
     */
    readonly token: (
      scope: OAuthScope
    ) => Effect.Effect<Option.Option<Redacted.Redacted>, TransportError>
    /**
     * The service refused this token with a 401. True if a next `token` may give another one: then
     * the call is tried once more.
     */
    readonly invalidate: (token: Redacted.Redacted) => Effect.Effect<boolean>
    /** The project that pays for quota (`x-goog-user-project`), if the credentials name one. */
    readonly quotaProject?: string
  }
>()("effect-zero-touch/Credentials") {
  /**
   * A token that is at hand, for scripts: `gcloud auth print-access-token`. It is never refreshed,
   * and lasts an hour when it is Google's. What is not a redacted text fails each call with the reason
   * `CredentialsError`.
   */
  static readonly layerAccessToken = (token: Redacted.Redacted): Layer.Layer<Credentials> =>
    Layer.succeed(Credentials, {
      token: constant(isToken(token) ? Effect.succeedSome(token) : notToken),
      invalidate: constant(Effect.succeed(false))
    })

  /** No token at all, for emulators. */
  static readonly layerAnonymous: Layer.Layer<Credentials> = Layer.succeed(Credentials, {
    token: constant(Effect.succeedNone),
    invalidate: constant(Effect.succeed(false))
  })
}

/** Callers without types can give anything; a missing environment variable is the usual mistake. */
const isToken = (token: unknown): boolean =>
  Redacted.isRedacted(token) && Predicate.isString(Redacted.value(token))

const notToken = Effect.fail(
  new TransportError({
    reason: new CredentialsError({
      description: "the access token is not a redacted text; give Redacted.make(token)"
    }),
    tries: 0
  })
)
