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
import type { OAuthScope } from "../client/ApiRequest.ts"
import { isHeaderValue } from "../client/request.ts"
import { CredentialsError } from "../client/TransportError.ts"
import { defined } from "../rpc/defined.ts"
import { askKey } from "./askKey.ts"
import { type Asked, credentialsError, withoutToken } from "./credentialsError.ts"
import type { Settings } from "./GoogleAuthOptions.ts"
import { type Account, fieldOf, type Key } from "./key.ts"
import { googleTokenUri, library, makeTransporter, type Transporter } from "./library.ts"
import { askMetadataServer, type MetadataVariables } from "./metadata.ts"
import { findSource } from "./source.ts"
import type { Token } from "./tokenCache.ts"

/** The scope that is needed to act as a service account. */
const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"

export const getToken = Effect.fnUntraced(function* (
  { account, credentials, quotaProject, subject }: Settings,
  variables: MetadataVariables,
  scope: OAuthScope
) {
  const google = yield* library
  const { key, label } = yield* findSource(credentials)
  if (subject !== undefined && key?.type !== "service_account") {
    return yield* new CredentialsError({
      description: `a \`subject\` needs the key of a service account, which ${label} is not`
    })
  }
  const { signal } = yield* Effect.acquireRelease(
    Effect.sync(() => new AbortController()),
    (controller) => Effect.sync(() => controller.abort())
  )
  const tokenUri = tokenUriOf(key)
  const transporter = makeTransporter(google, signal, tokenUri)
  const accounts = [...(key?.accounts ?? []), ...(account === undefined ? [] : [account])]
  const scopeAt = (index: number) => (index === accounts.length ? scope : cloudPlatform)
  const asked: Asked = { kind: key?.type ?? "metadata", label }
  const answer =
    key === undefined
      ? yield* askMetadataServer(google.gcpMetadata, transporter, scopeAt(0), variables)
      : yield* Effect.tryPromise({
          try: () => askKey({ google, key, tokenUri, transporter, scope: scopeAt(0), subject }),
          catch: (cause) => credentialsError(cause, asked)
        })
  let token = yield* tokenOf(answer, asked)
  const project = quotaProject ?? key?.texts["quota_project_id"]
  for (const [index, account] of accounts.entries()) {
    // the project of a workload's key is for the account, not for the identity before it
    const isWorkload = index === 0 && key?.type === "external_account"
    const userProject = isWorkload ? quotaProject : project
    token = yield* actAs(transporter, account, { token, scope: scopeAt(index + 1), userProject })
  }
  return token
})

/** The one that the key names, as Google's other libraries have it; the old host moved. */
export const tokenUriOf = (key: Key | undefined): string => {
  const named = key?.texts["token_uri"] ?? googleTokenUri
  return named.startsWith("https://accounts.google.com/") ? googleTokenUri : named
}

/**
 * Google's `Impersonated` is not used: it warns on the console whenever one is made, and puts the
 * service's own words into its errors.
 */
const actAs = Effect.fnUntraced(function* (
  transporter: Transporter,
  { delegates, lifetime, url }: Account,
  {
    scope,
    token,
    userProject
  }: {
    readonly token: Token
    readonly scope: string
    readonly userProject: string | undefined
  }
) {
  const asked: Asked = { kind: "impersonation", label: url }
  const { data } = yield* Effect.tryPromise({
    try: () =>
      transporter.request<unknown>({
        method: "POST",
        url,
        headers: {
          authorization: `Bearer ${Redacted.value(token.value)}`,
          ...defined({ "x-goog-user-project": userProject })
        },
        data: { scope: [scope], delegates, lifetime: `${Duration.toSeconds(lifetime)}s` },
        responseType: "json"
      }),
    catch: (cause) => credentialsError(cause, asked)
  })
  const end = fieldOf(data, "expireTime")
  const date = Predicate.isString(end) ? DateTime.make(end) : Option.none()
  return yield* tokenOf(
    {
      access_token: fieldOf(data, "accessToken"),
      expiry_date: Option.getOrUndefined(Option.map(date, DateTime.toEpochMillis))
    },
    asked
  )
})

/** The token in an answer, with its end if that is said: when it is, or how far away. */
const tokenOf = Effect.fnUntraced(function* (
  answer: unknown,
  asked: Asked
): Effect.fn.Return<Token, CredentialsError> {
  const token = fieldOf(answer, "access_token")
  // what cannot stand in a header is refused here, where it is not printed
  if (!Predicate.isString(token) || !isHeaderValue(token)) return yield* withoutToken(asked)
  const date = fieldOf(answer, "expiry_date")
  const seconds = fieldOf(answer, "expires_in")
  const now = yield* Clock.currentTimeMillis
  const expiresAt = Predicate.isNumber(date)
    ? date
    : Predicate.isNumber(seconds)
      ? now + seconds * 1000
      : undefined
  return { value: Redacted.make(token), expiresAt }
})
