/**
 * Google's own sources of tokens, through google-auth-library: Application Default Credentials,
 * service-account keys, workload identity, impersonation and signed-in users. An entry of its own,
 * since that library is an optional peer: `npm install google-auth-library`.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Credentials } from "../client/Credentials.ts"
import { CredentialsError, TransportError } from "../client/TransportError.ts"
import { defined } from "../rpc/defined.ts"
import { type GoogleAuthOptions, type Settings, settingsOf } from "./GoogleAuthOptions.ts"
import { metadataVariables } from "./metadata.ts"
import { findSource } from "./source.ts"
import { getToken } from "./token.ts"
import { makeTokenCache } from "./tokenCache.ts"

export type { GoogleAuthOptions, GoogleCredentials, Impersonation } from "./GoogleAuthOptions.ts"

/**
 * Layers of `Credentials` from Google. A token is asked for when a call first needs it, and then
 * shared; `Client` gets another when the service refuses it.
 *
 * A wrong option fails when the layer is built, with the reason `InvalidRequest`. What needs a file
 * or the network fails with the first token, with the reason `CredentialsError`, which says what to
 * do. Nothing is sent when a layer is built; a key is read then only to find its quota project.
 *
 * @category layers
 * @since 0.1.0
 */
export const GoogleAuth = {
  /** From options alone, and Google's variables for Application Default Credentials. */
  layer: (options: GoogleAuthOptions = {}): Layer.Layer<Credentials, TransportError> =>
    Layer.effect(Credentials, make(options)),

  /**
   * From `ZERO_TOUCH_CREDENTIALS` (the JSON of a key, for containers that get secrets as variables),
   * `ZERO_TOUCH_IMPERSONATE` and `ZERO_TOUCH_SUBJECT`, all optional, and from the `Config` values
   * that are given, each in place of the variable for it. `options` holds what is not configuration;
   * where both have a value, that of the configuration is used.
   */
  layerConfig: (
    config: Config.Wrap<GoogleAuthOptions> = {},
    options: GoogleAuthOptions = {}
  ): Layer.Layer<Credentials, Config.ConfigError | TransportError> =>
    Layer.unwrap(
      Effect.map(
        Config.unwrap<GoogleAuthOptions>(
          Config.isConfig(config) ? config : { ...environment, ...config }
        ),
        ({ impersonate, ...found }) =>
          GoogleAuth.layer({
            ...options,
            ...defined(found),
            impersonate: impersonate
              ? { ...options.impersonate, ...impersonate }
              : options.impersonate
          })
      )
    )
} as const

const optional = <A, B>(config: Config.Config<A>, then: (value: A) => B) =>
  Config.map(Config.option(config), (value) => Option.getOrUndefined(Option.map(value, then)))

const environment = {
  credentials: optional(Config.Redacted("ZERO_TOUCH_CREDENTIALS"), (key) => ({ key })),
  impersonate: optional(Config.NonEmptyString("ZERO_TOUCH_IMPERSONATE"), (serviceAccount) => ({
    serviceAccount
  })),
  subject: optional(Config.NonEmptyString("ZERO_TOUCH_SUBJECT"), (subject) => subject)
} satisfies Config.Wrap<GoogleAuthOptions>

const make = Effect.fnUntraced(function* (options: GoogleAuthOptions) {
  const settings = yield* Effect.mapError(Effect.fromResult(settingsOf(options)), failure)
  // a configuration that cannot be read is not an absent one
  const variables = yield* Effect.orDie(metadataVariables)
  const { refreshBefore, timeout } = settings
  const slow = new CredentialsError({
    description: `no token came within ${Duration.format(timeout)}`,
    isTransient: true
  })
  const cache = yield* makeTokenCache(
    (scope) =>
      getToken(settings, variables, scope).pipe(
        Effect.scoped,
        Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail(slow) }),
        Effect.mapError(failure)
      ),
    refreshBefore
  )
  const quotaProject = settings.quotaProject ?? (yield* quotaProjectOf(settings))
  return Credentials.of({ ...cache, ...defined({ quotaProject }) })
})

const failure = (reason: TransportError["reason"]) => new TransportError({ reason, tries: 0 })

/** That of the environment or the key; an account that is acted as may not use that of the key. */
const quotaProjectOf = ({ account, credentials }: Settings) =>
  account !== undefined && credentials !== undefined
    ? Effect.undefined
    : findSource(credentials).pipe(
        Effect.map(
          ({ key, quotaProject }) =>
            quotaProject ?? (account === undefined ? key?.quotaProject : undefined)
        ),
        // the first token fails with what is wrong
        Effect.orElseSucceed(() => undefined)
      )
