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
import type * as Redacted from "effect/Redacted"
import { Credentials } from "./Credentials.ts"
import { makeTokenCache } from "./internal/googleAuthCache.ts"
import { findCredentials, type Found } from "./internal/googleAuthSource.ts"
import { getToken } from "./internal/googleAuthToken.ts"
import { CredentialsError, TransportError } from "./TransportError.ts"

/**
 * A key as Google wrote it, in a file or at hand, whatever its `type`: `service_account`,
 * `authorized_user`, `external_account` (workload identity), `external_account_authorized_user` or
 * `impersonated_service_account`. Take keys only from where you trust them: a configuration of
 * workload identity names URLs, files and commands.
 *
 * @category models
 * @since 0.1.0
 */
export type GoogleCredentials =
  | {
      /** The file's path. It is read again for each token. */
      readonly keyFile: string
      readonly key?: undefined
    }
  | {
      readonly keyFile?: undefined
      /** The JSON, or its text. */
      readonly key: Redacted.Redacted<string | object> | Readonly<Record<string, unknown>>
    }

/**
 * A service account to act as, for credentials that may.
 *
 * @category models
 * @since 0.1.0
 */
export interface Impersonation {
  /** The account's e-mail address. */
  readonly serviceAccount: string
  /** Accounts in between, by e-mail address, each of which may act as the next. Default: none. */
  readonly delegates?: ReadonlyArray<string> | undefined
  /**
   * Of each token, up to 12 hours. Default: 1 hour; Google allows more only where a policy of the
   * organisation does.
   */
  readonly lifetime?: Duration.Input | undefined
  /** Default: `https://iamcredentials.googleapis.com`. */
  readonly endpoint?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface GoogleAuthOptions {
  /**
   * Default: Application Default Credentials, which are the file that
   * `GOOGLE_APPLICATION_CREDENTIALS` names, else the sign-in of
   * `gcloud auth application-default login`, else the service account of the machine (Compute
   * Engine, GKE, Cloud Run).
   */
  readonly credentials?: GoogleCredentials | undefined
  readonly impersonate?: Impersonation | undefined
  /** The user for whom a service-account key acts, by domain-wide delegation. Default: none. */
  readonly subject?: string | undefined
  /**
   * The project that pays for quota. Default: `GOOGLE_CLOUD_QUOTA_PROJECT` with Application Default
   * Credentials, else what the key names.
   */
  readonly quotaProject?: string | undefined
  /** For getting one token, all steps together. Default: 30 seconds. */
  readonly timeout?: Duration.Input | undefined
  /** How long before its end a token is renewed. Default: 5 minutes. */
  readonly refreshBefore?: Duration.Input | undefined
}

/**
 * Layers of `Credentials` from Google. A token is asked for when a call first needs it, and then
 * shared; `Client` gets another when the service refuses it. Failures have the reason
 * `CredentialsError` and say what to do. Nothing is sent when a layer is built.
 *
 * @category layers
 * @since 0.1.0
 */
export const GoogleAuth = {
  /** From options alone, and Google's variables for Application Default Credentials. */
  layer: (options: GoogleAuthOptions = {}): Layer.Layer<Credentials> =>
    Layer.effect(Credentials, make(options)),

  /**
   * Set up by `ZERO_TOUCH_CREDENTIALS` (the JSON of a key, for containers that get secrets as
   * variables), `ZERO_TOUCH_IMPERSONATE` and `ZERO_TOUCH_SUBJECT`, all optional. `options` are for
   * what is not there, then come Application Default Credentials.
   */
  layerConfig: (options: GoogleAuthOptions = {}): Layer.Layer<Credentials, Config.ConfigError> =>
    Layer.unwrap(
      Effect.map(environment, ({ impersonate, key, subject }) =>
        GoogleAuth.layer({
          ...options,
          credentials: Option.getOrElse(
            Option.map(key, (key) => ({ key })),
            () => options.credentials
          ),
          impersonate: Option.getOrElse(
            Option.map(impersonate, (serviceAccount) => ({
              ...options.impersonate,
              serviceAccount
            })),
            () => options.impersonate
          ),
          subject: Option.getOrElse(subject, () => options.subject)
        })
      )
    )
} as const

const environment = Config.all({
  key: Config.option(Config.Redacted("ZERO_TOUCH_CREDENTIALS")),
  impersonate: Config.option(Config.NonEmptyString("ZERO_TOUCH_IMPERSONATE")),
  subject: Config.option(Config.NonEmptyString("ZERO_TOUCH_SUBJECT"))
})

const make = Effect.fnUntraced(function* (options: GoogleAuthOptions) {
  const found = yield* findCredentials(options.credentials)
  const timeout = Duration.fromInputUnsafe(options.timeout ?? "30 seconds")
  const refreshBefore = Duration.fromInputUnsafe(options.refreshBefore ?? "5 minutes")
  const slow = new CredentialsError({
    description: `no token came within ${Duration.format(timeout)}`,
    isTransient: true
  })
  const cache = yield* makeTokenCache(
    (scope) =>
      getToken(found, options, scope).pipe(
        Effect.scoped,
        Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail(slow) }),
        Effect.mapError((reason) => new TransportError({ reason, tries: 0 }))
      ),
    refreshBefore
  )
  const quotaProject =
    options.quotaProject ?? found.quotaProject ?? (yield* projectOf(found, options))
  return Credentials.of({ ...cache, ...(quotaProject === undefined ? {} : { quotaProject }) })
})

/** The project that the key names; an account that is acted as may not use it. */
const projectOf = (found: Found, { impersonate }: GoogleAuthOptions) =>
  impersonate !== undefined
    ? Effect.undefined
    : found.load.pipe(
        Effect.map(({ key }) => key?.quota_project_id),
        // who asks for a token is told what is wrong
        Effect.orElseSucceed(() => undefined)
      )
