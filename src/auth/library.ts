/**
 * The one place that loads google-auth-library, which is an optional peer, and that says how it sends.
 */
import * as Effect from "effect/Effect"
import type * as Google from "google-auth-library"
import { CredentialsError } from "../client/TransportError.ts"

export type Library = typeof Google
export type Transporter = Google.AuthClient["transporter"]

/** Loads the library. */
export const library: Effect.Effect<Library, CredentialsError> = Effect.tryPromise({
  try: () => import("google-auth-library"),
  catch: () =>
    new CredentialsError({
      description:
        "GoogleAuth needs google-auth-library, which cannot be loaded; install it: npm install google-auth-library"
    })
})

export const googleTokenUri = "https://oauth2.googleapis.com/token"

/** A transport for one token, all steps of it. */
export const makeTransporter = (
  google: Library,
  signal: AbortSignal,
  tokenUri: string
): Transporter =>
  new google.gaxios.Gaxios({
    // ends what is on its way
    signal,
    // a secret never follows a redirect
    redirect: "manual",
    // `Client` tries again, in its own rhythm; tries would multiply
    retryConfig: { retry: 0 },
    size: 1024 * 1024,
    // a proxy would get in the clear what is meant for this machine
    noProxy: [/^http:/],
    adapter: async (request, send) => {
      // with the key of a service account, the library knows Google's endpoint alone
      const url = request.url.href === googleTokenUri ? new URL(tokenUri) : request.url
      if (url.protocol !== "http:") return send({ ...request, url })
      // the global agent uses a proxy when NODE_USE_ENV_PROXY is set; loaded here, as it takes a while
      const { Agent } = await import("node:http")
      return send({ ...request, url, agent: new Agent() })
    }
  })

/**
 * Searches for Application Default Credentials, where and in the order in which Google's tools do.
 * The result names a file, or none for the metadata server.
 */
export const searchDefault = async (
  google: Library
): Promise<{ readonly file: string | undefined; readonly quotaProject: string | undefined }> => {
  let file: string | undefined
  class Search extends google.GoogleAuth {
    // The library would read the file without the checks of `readKey`, and repeat parts of it in errors.
    override async _getApplicationCredentialsFromFilePath(path: string) {
      file = path
      return new google.UserRefreshClient()
    }
    // The library would warn on the console, and remember a "no" for the life of the process. Whether
    // there is a metadata server shows when it is asked for a token.
    override async _checkIsGCE() {
      return true
    }
  }
  // a known project keeps the library from asking `gcloud` and the metadata server for one
  const { quotaProjectId } = await new Search({ projectId: "none" }).getClient()
  return { file, quotaProject: quotaProjectId }
}
