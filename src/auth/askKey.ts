/**
 * Asks for a token with a key, by the client that Google's library has for each type.
 */
import { Buffer } from "node:buffer"
import * as Predicate from "effect/Predicate"
import type * as Google from "google-auth-library"
import { defined } from "../rpc/defined.ts"
import { fieldOf, type Key } from "./key.ts"
import type { Library, Transporter } from "./library.ts"

export interface AskKey {
  readonly google: Library
  readonly key: Key
  readonly tokenUri: string
  readonly transporter: Transporter
  readonly scope: string
  readonly subject: string | undefined
}

/** The answer has fields of OAuth's (`access_token`, `expires_in`) and of the library's (`expiry_date`). */
export const askKey = async (ask: AskKey): Promise<unknown> => {
  if (ask.key.type === "external_account") return exchange(ask)
  const client = clientOf(ask)
  const { res, token } = await client.getAccessToken()
  return {
    access_token: token,
    expiry_date: client.credentials.expiry_date,
    expires_in: fieldOf(res?.data, "expires_in")
  }
}

/** Without it, GOOGLE_SDK_NODE_LOGGING has the library print tokens. */
const quiet = { useAuthRequestParameters: false }

const clientOf = ({ google, key, scope, subject, tokenUri, transporter }: AskKey) => {
  const options = { ...quiet, transporter }
  if (key.type === "service_account") {
    const client = new google.JWT({
      ...options,
      scopes: [scope],
      additionalClaims: { aud: tokenUri },
      ...defined({ subject })
    })
    client.fromJSON(key.texts)
    return client
  }
  if (key.type === "authorized_user") {
    const endpoints = { oauth2TokenUrl: tokenUri }
    const client = new google.UserRefreshClient({ ...options, endpoints })
    client.fromJSON(key.texts)
    return client
  }
  const { audience = "", token_info_url = "", token_url } = key.texts
  const { client_id = "", client_secret = "", refresh_token = "" } = key.texts
  return new google.ExternalAccountAuthorizedUserClient({
    ...options,
    type: "external_account_authorized_user",
    audience,
    token_info_url,
    client_id,
    client_secret,
    refresh_token,
    ...defined({ token_url })
  })
}

/**
 * Exchanges the token of a workload for one of Google's. The library finds the workload's token. Its
 * own exchange is not used: that goes over a transport without the rules of `makeTransporter`.
 */
const exchange = async ({ google, key, scope, transporter }: AskKey): Promise<unknown> => {
  const { audience = "", client_id, client_secret = "", subject_token_type = "" } = key.texts
  const { token_url = "https://sts.googleapis.com/v1/token" } = key.texts
  const { service_account_impersonation_url, workforce_pool_user_project } = key.texts
  const options = {
    ...quiet,
    transporter,
    audience,
    subject_token_type,
    // for commands
    ...defined({ service_account_impersonation_url })
  }
  const source = key.credentialSource
  const client = isCommand(source)
    ? new google.PluggableAuthClient({ ...options, credential_source: source })
    : isAws(source)
      ? new google.AwsClient({ ...options, credential_source: source })
      : new google.IdentityPoolClient({ ...options, credential_source: Object(source) })
  const subject_token = await client.retrieveSubjectToken()
  const form = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience,
    scope,
    subject_token,
    subject_token_type
  }
  const userProject = client_id === undefined ? workforce_pool_user_project : undefined
  const login = Buffer.from(`${client_id}:${client_secret}`).toString("base64")
  // with a certificate, the client has made another transport of it
  const { data } = await client.transporter.request<unknown>({
    method: "POST",
    url: token_url,
    headers: client_id === undefined ? {} : { authorization: `Basic ${login}` },
    data: new URLSearchParams(
      userProject === undefined ? form : { ...form, options: JSON.stringify({ userProject }) }
    ),
    responseType: "json"
  })
  return data
}

const isCommand = (
  source: unknown
): source is Google.PluggableAuthClientOptions["credential_source"] =>
  Predicate.hasProperty(source, "executable")

const isAws = (
  source: unknown
): source is NonNullable<Google.AwsClientOptions["credential_source"]> =>
  Predicate.hasProperty(source, "environment_id")
