/**
 * The one place that knows google-auth-library: which of its clients a key needs, and how they send.
 * Its own readers of keys are not used, since they warn on the console of every key.
 */
import * as Predicate from "effect/Predicate"
import * as Google from "google-auth-library"
import type { SourceKey } from "./googleAuthKey.ts"

export interface GoogleClientOptions {
  readonly scope: string
  readonly subject: string | undefined
  /** Ends what is on its way. */
  readonly signal: AbortSignal
}

/** A client that has no token yet; for the metadata server without a key. */
export const makeClient = (
  key: SourceKey | undefined,
  { scope, signal, subject }: GoogleClientOptions
): Google.AuthClient => {
  const scopes = [scope]
  switch (key?.type) {
    case undefined:
      return new Google.Compute({ ...transport(signal), scopes })
    case "service_account":
      return new Google.JWT({
        ...transport(signal, tokenUri(key)),
        scopes,
        email: key.client_email,
        key: key.private_key,
        additionalClaims: { aud: tokenUri(key) },
        ...(subject === undefined ? {} : { subject })
      })
    case "authorized_user":
      return new Google.UserRefreshClient({
        ...transport(signal, tokenUri(key)),
        clientId: key.client_id,
        clientSecret: key.client_secret,
        refreshToken: key.refresh_token
      })
    case "external_account":
      return withOneTransport(externalClient({ ...key.json, ...key, ...transport(signal), scopes }))
    case "external_account_authorized_user":
      return new Google.ExternalAccountAuthorizedUserClient({
        ...key.json,
        ...key,
        ...transport(signal)
      })
  }
}

/** Whether there is one to ask; found out once, in at most 3 seconds. */
export const isMetadataServerThere = async (): Promise<boolean> =>
  Google.gcpMetadata.getGCPResidency() || (await Google.gcpMetadata.isAvailable())

const googleTokenUri = "https://oauth2.googleapis.com/token"

/** The one that the key names, as Google's other libraries have it; the old host moved. */
const tokenUri = ({ token_uri = googleTokenUri }: { readonly token_uri?: string }): string =>
  token_uri.startsWith("https://accounts.google.com/") ? googleTokenUri : token_uri

const transport = (
  signal: AbortSignal,
  tokenUri = googleTokenUri
): Pick<Google.OAuth2ClientOptions, "useAuthRequestParameters" | "transporterOptions"> => ({
  // or GOOGLE_SDK_NODE_LOGGING has the library print tokens
  useAuthRequestParameters: false,
  transporterOptions: {
    signal,
    // a secret never follows a redirect
    redirect: "manual",
    // `Client` tries again, in its own rhythm; tries would multiply
    retryConfig: { retry: 0 },
    size: 1024 * 1024,
    // The library knows Google's endpoint alone.
    adapter: (request, send) =>
      send(request.url.href === googleTokenUri ? { ...request, url: new URL(tokenUri) } : request)
  }
})

const externalClient = (
  options: Google.IdentityPoolClientOptions & { readonly credential_source: object }
): Google.BaseExternalAccountClient => {
  const source = options.credential_source
  return isCommand(source)
    ? new Google.PluggableAuthClient({ ...options, credential_source: source })
    : isAws(source)
      ? new Google.AwsClient({ ...options, credential_source: source })
      : new Google.IdentityPoolClient(options)
}

const isCommand = (
  source: object
): source is Google.PluggableAuthClientOptions["credential_source"] => "executable" in source

const isAws = (
  source: object
): source is NonNullable<Google.AwsClientOptions["credential_source"]> => "environment_id" in source

/** The exchange of tokens has a transport of its own, which knows none of the rules above. */
const withOneTransport = (client: Google.BaseExternalAccountClient) => {
  const exchange: unknown = Reflect.get(client, "stsCredential")
  if (Predicate.isObject(exchange)) Reflect.set(exchange, "transporter", client.transporter)
  return client
}
