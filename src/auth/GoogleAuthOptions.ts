/**
 * The options of `GoogleAuth`, and what is wrong with them.
 */
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { parseBaseUrl } from "../client/baseUrl.ts"
import { printableValue } from "../client/printable.ts"
import { isHeaderValue } from "../client/request.ts"
import { InvalidRequest } from "../client/TransportError.ts"
import * as Durations from "../model/internal/durations.ts"
import type { Account } from "./key.ts"

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
 * A service account to act as, for credentials that can.
 *
 * @category models
 * @since 0.1.0
 */
export interface Impersonation {
  /** The account's e-mail address, or its numeric id. */
  readonly serviceAccount: string
  /** Accounts in between, each of which can act as the next. Default: none. */
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

/** Options that were checked. */
export interface Settings {
  readonly credentials: GoogleCredentials | undefined
  readonly account: Account | undefined
  readonly subject: string | undefined
  readonly quotaProject: string | undefined
  readonly timeout: Duration.Duration
  readonly refreshBefore: Duration.Duration
}

/** Checks what can be checked without reading or sending anything. */
export const settingsOf = (options: GoogleAuthOptions): Result.Result<Settings, InvalidRequest> => {
  const { credentials, impersonate, quotaProject, subject } = options
  const timeout = durationOf(options.timeout ?? "30 seconds")
  const refreshBefore = durationOf(options.refreshBefore ?? "5 minutes")
  const time = 'give a duration, such as "30 seconds"'
  const [problem] = [
    ...(credentials === undefined ? [] : credentialsProblems(credentials)),
    ...(impersonate === undefined ? [] : accountProblems(impersonate)),
    ...check("subject", subject, subject === undefined || isText(subject), "give an address"),
    // it is sent in a header
    ...check(
      "quotaProject",
      quotaProject,
      isHeaderValue(quotaProject ?? "-"),
      "give a project's id"
    ),
    ...check("timeout", options.timeout, isTimeout(timeout), time),
    ...check("refreshBefore", options.refreshBefore, !Duration.isNegative(refreshBefore), time)
  ]
  if (problem !== undefined) return Result.fail(problem)
  const account = impersonate && accountOf(impersonate)
  return Result.succeed({ credentials, account, subject, quotaProject, timeout, refreshBefore })
}

const problem = (field: string, description: string) => [new InvalidRequest({ field, description })]

/** For what holds no secret: the value is repeated. */
const check = (field: string, found: unknown, isRight: boolean, wanted: string) => {
  const shown = Duration.isDuration(found) ? Duration.format(found) : printableValue(found)
  return isRight ? [] : problem(field, `is ${shown}; ${wanted}`)
}

const isText = (value: unknown): value is string => Predicate.isString(value) && value.trim() !== ""

/** What is not a duration becomes one that is never right. */
const durationOf = (input: unknown): Duration.Duration =>
  Durations.durationOf(input) ?? Duration.negativeInfinity

const isTimeout = (time: Duration.Duration) => Duration.isFinite(time) && Duration.isPositive(time)

/** Callers without types can give both, or neither. */
const credentialsProblems = ({ key, keyFile }: GoogleCredentials) => {
  if (key !== undefined && keyFile !== undefined) {
    return problem("credentials", "has both a `key` and a `keyFile`; give one of them")
  }
  if (key === undefined && keyFile === undefined) {
    return problem("credentials", "has neither a `key` nor a `keyFile`; give one of them")
  }
  if (key === undefined) {
    return isKeyText(keyFile)
      ? problem("credentials.keyFile", "is the text of a key; give its path, or the text as `key`")
      : check("credentials.keyFile", keyFile, isText(keyFile), "give the path of a key file")
  }
  const value: unknown = Redacted.isRedacted(key) ? Redacted.value(key) : key
  const found = Predicate.isString(value) ? "empty" : `of type ${typeof value}`
  return isText(value) || Predicate.isObject(value)
    ? []
    : problem("credentials.key", `is ${found}; give the JSON of a key, or its text`)
}

/**
 * Whether this is a key where a path should be: as JSON, as PEM, or as base64. A key must not be
 * repeated in a message.
 */
export const isKeyText = (path: unknown): boolean =>
  /\{\s*\\?"|-----BEGIN|\n|^[\w+/=]{400,}$/.test(String(path))

const accountProblems = ({ delegates = [], endpoint, lifetime, serviceAccount }: Impersonation) => {
  const wanted =
    "give an e-mail address, such as name@project.iam.gserviceaccount.com, or a numeric id"
  const time = "give 1 second to 12 hours; more than 1 hour needs a policy of the organisation"
  const base = parseBaseUrl(String(endpoint ?? iam))
  const secure = Result.isSuccess(base) && base.success.mayCarrySecrets
  return [
    ...check("impersonate.serviceAccount", serviceAccount, isAccount(serviceAccount), wanted),
    ...(Array.isArray(delegates)
      ? delegates.flatMap((delegate, index) =>
          check(`impersonate.delegates[${index}]`, delegate, isAccount(delegate), wanted)
        )
      : check("impersonate.delegates", delegates, false, "give a list of accounts")),
    ...check("impersonate.lifetime", lifetime, isLifetime(durationOf(lifetime ?? hour)), time),
    // a URL may hold a password, and is not repeated
    ...(Result.isFailure(base) ? problem("impersonate.endpoint", base.failure.description) : []),
    ...(secure
      ? []
      : problem("impersonate.endpoint", `is plain http to another machine; use https`))
  ]
}

const iam = "https://iamcredentials.googleapis.com"
const hour = "1 hour"

const isLifetime = Duration.between({ minimum: Duration.seconds(1), maximum: Duration.hours(12) })

/** What names an account is a part of a path, into which nothing else gets. */
const isAccount = (value: unknown): boolean =>
  Predicate.isString(value) && /^([\w.+-]+@[\w.-]+|\d{1,30})$/.test(value)

const accountOf = ({
  delegates = [],
  endpoint = iam,
  lifetime = hour,
  serviceAccount
}: Impersonation): Account => {
  const nameOf = (account: string) => `projects/-/serviceAccounts/${account}`
  const method = `/v1/${nameOf(encodeURIComponent(serviceAccount))}:generateAccessToken`
  return {
    url: new URL(method, endpoint).href,
    delegates: delegates.map(nameOf),
    lifetime: durationOf(lifetime)
  }
}
