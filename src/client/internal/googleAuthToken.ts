/**
 * Gets one token: from a key or the metadata server, then as each account that is to be acted as.
 * From the start each time, since the memory of Google's library goes by another clock and does not
 * hear of refused tokens.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { OAuthScope } from "../Credentials.ts"
import type { GoogleAuthOptions, Impersonation } from "../GoogleAuth.ts"
import { CredentialsError } from "../TransportError.ts"
import type { Token } from "./googleAuthCache.ts"
import { isMetadataServerThere, makeClient } from "./googleAuthClient.ts"
import { type Asked, credentialsError, withoutToken } from "./googleAuthError.ts"
import { parseKey, type SourceKey } from "./googleAuthKey.ts"
import type { Found, Source } from "./googleAuthSource.ts"
import { parseBaseUrl } from "./request.ts"

/** The scope that is needed to act as a service account. */
const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"

export const getToken = Effect.fnUntraced(function* (
  found: Found,
  { impersonate, quotaProject, subject }: GoogleAuthOptions,
  scope: OAuthScope
) {
  const source = yield* found.load
  const { accounts, key } = yield* withAccounts(source, impersonate)
  const asked: Asked = { kind: key?.type ?? "metadata", label: source.label }
  if (subject !== undefined && key?.type !== "service_account") {
    return yield* new CredentialsError({
      description: `a \`subject\` needs the key of a service account, which ${source.label} is not`
    })
  }
  if (key === undefined) yield* requireMetadataServer

  const { signal } = yield* Effect.acquireRelease(
    Effect.sync(() => new AbortController()),
    (controller) => Effect.sync(() => controller.abort())
  )
  const client = yield* Effect.try({
    try: () =>
      makeClient(key, { scope: accounts.length === 0 ? scope : cloudPlatform, subject, signal }),
    catch: (cause) => credentialsError(cause, asked)
  })
  const answer = yield* Effect.tryPromise({
    try: () => client.getAccessToken(),
    catch: (cause) => credentialsError(cause, asked)
  })
  // Where one client says when the token ends, another one says for how long it holds.
  const holds: unknown = answer.res?.data?.expires_in
  const now = yield* Clock.currentTimeMillis
  const expiresAt =
    client.credentials.expiry_date ?? (Predicate.isNumber(holds) ? now + holds * 1000 : undefined)
  let token = yield* tokenOf(answer.token, expiresAt, asked)

  const userProject = quotaProject ?? key?.quota_project_id
  for (const [index, account] of accounts.entries()) {
    const isLast = index === accounts.length - 1
    token = yield* actAs(client.transporter, account, {
      token,
      scope: isLast ? scope : cloudPlatform,
      userProject
    })
  }
  return token
})

interface ActAs {
  /** Of the one who wants to act as the account. */
  readonly token: Token
  readonly scope: string
  readonly userProject: string | undefined
}

const actAs = Effect.fnUntraced(function* (
  transporter: ReturnType<typeof makeClient>["transporter"],
  { delegates, lifetime, url }: Account,
  { scope, token, userProject }: ActAs
) {
  const asked: Asked = { kind: "impersonation", label: url }
  const { data } = yield* Effect.tryPromise({
    try: () =>
      transporter.request<unknown>({
        method: "POST",
        url,
        headers: {
          authorization: `Bearer ${Redacted.value(token.value)}`,
          ...(userProject === undefined ? {} : { "x-goog-user-project": userProject })
        },
        data: { scope: [scope], delegates, lifetime: `${Duration.toSeconds(lifetime)}s` },
        responseType: "json"
      }),
    catch: (cause) => credentialsError(cause, asked)
  })
  const answer = decodeGenerated(data)
  if (Option.isNone(answer)) return yield* withoutToken(asked)
  const { accessToken, expireTime } = answer.value
  const end = Option.flatMap(Option.fromUndefinedOr(expireTime), DateTime.make)
  const expiresAt = Option.getOrUndefined(Option.map(end, DateTime.toEpochMillis))
  return yield* tokenOf(accessToken, expiresAt, asked)
})

const decodeGenerated = Schema.decodeUnknownOption(
  Schema.Struct({ accessToken: Schema.String, expireTime: Schema.optionalKey(Schema.String) })
)

const tokenOf = (
  token: unknown,
  expiresAt: number | undefined,
  asked: Asked
): Effect.Effect<Token, CredentialsError> =>
  // what cannot stand in a header is refused here, where it is not printed
  Predicate.isString(token) && /^[\x21-\x7e]+$/.test(token)
    ? Effect.succeed({ value: Redacted.make(token), expiresAt })
    : Effect.fail(withoutToken(asked))

/** A service account to act as. */
interface Account {
  readonly url: string
  readonly delegates: ReadonlyArray<string>
  readonly lifetime: Duration.Duration
}

/** The key to begin with, and the accounts that lead from it to the one that is wanted. */
const withAccounts = Effect.fnUntraced(function* (
  { key, label }: Source,
  impersonate: Impersonation | undefined
): Effect.fn.Return<
  { readonly key: SourceKey | undefined; readonly accounts: ReadonlyArray<Account> },
  CredentialsError
> {
  const last = impersonate === undefined ? [] : [yield* accountOf(impersonate)]
  if (key?.type !== "impersonated_service_account") return { key, accounts: last }
  const source = parseKey(key.source_credentials)
  const problem = Result.isFailure(source) ? source.failure : "cannot be an impersonation again"
  if (Result.isFailure(source) || source.success.type === "impersonated_service_account") {
    return yield* new CredentialsError({
      description: `the \`source_credentials\` of ${label} ${problem}`
    })
  }
  const account: Account = {
    url: key.service_account_impersonation_url,
    delegates: key.delegates ?? [],
    lifetime: Duration.hours(1)
  }
  return { key: source.success, accounts: [account, ...last] }
})

const accountOf = Effect.fnUntraced(function* ({
  delegates = [],
  endpoint = "https://iamcredentials.googleapis.com",
  lifetime = "1 hour",
  serviceAccount
}: Impersonation): Effect.fn.Return<Account, CredentialsError> {
  if (![serviceAccount, ...delegates].every(isAccount)) {
    const which = isAccount(serviceAccount) ? "one of the `delegates`" : "the `serviceAccount`"
    return yield* new CredentialsError({
      description: `${which} to impersonate is neither an e-mail address, such as name@project.iam.gserviceaccount.com, nor a numeric id`
    })
  }
  const lives = Duration.fromInput(lifetime)
  if (Option.isNone(lives) || !isLifetime(lives.value)) {
    return yield* new CredentialsError({
      description:
        "the `lifetime` to impersonate for is not between 1 second and 12 hours; more than 1 hour needs a policy of the organisation"
    })
  }
  const base = parseBaseUrl(endpoint)
  if (Result.isFailure(base) || !base.success.mayCarrySecrets) {
    return yield* new CredentialsError({
      description: "the `endpoint` to impersonate at is no https URL"
    })
  }
  const nameOf = (account: string) => `projects/-/serviceAccounts/${account}`
  const method = `/v1/${nameOf(encodeURIComponent(serviceAccount))}:generateAccessToken`
  return {
    url: new URL(method, base.success.url).href,
    delegates: delegates.map(nameOf),
    lifetime: lives.value
  }
})

/** What names an account is a part of a path, into which nothing else gets. */
const isAccount = (text: string): boolean => /^([\w.+-]+@[\w.-]+|\d{1,30})$/.test(text)

const isLifetime = Duration.between({ minimum: Duration.seconds(1), maximum: Duration.hours(12) })

const requireMetadataServer = Effect.tryPromise({
  try: isMetadataServerThere,
  catch: (cause) => credentialsError(cause, { kind: "metadata", label: "the metadata server" })
}).pipe(
  Effect.filterOrFail(
    (there) => there,
    () =>
      new CredentialsError({
        description:
          "there are no Application Default Credentials here: set GOOGLE_APPLICATION_CREDENTIALS to the path of a key file, or sign in (gcloud auth application-default login)"
      })
  )
)
