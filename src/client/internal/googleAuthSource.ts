/**
 * Where a key comes from: given by the application, in a file, or found as Application Default
 * Credentials are. Google's library would find these too, but asks `gcloud` and the metadata server
 * for a project on the way, and knows the quota project only afterwards.
 */
import { readFile } from "node:fs/promises"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { GoogleCredentials } from "../GoogleAuth.ts"
import { CredentialsError } from "../TransportError.ts"
import { type Key, parseKey } from "./googleAuthKey.ts"

/** A key with the name of its source for messages; no key means the metadata server. */
export interface Source {
  readonly label: string
  readonly key: Key | undefined
}

export interface Found {
  /** Reads the key anew each time, so that a replaced file is noticed. */
  readonly load: Effect.Effect<Source, CredentialsError>
  /** The quota project that the environment sets. */
  readonly quotaProject: string | undefined
}

export const findCredentials = (given: GoogleCredentials | undefined): Effect.Effect<Found> =>
  given === undefined
    ? findDefault
    : Effect.succeed({ load: fromGiven(given), quotaProject: undefined })

const fromGiven = ({ key, keyFile }: GoogleCredentials) => {
  if (keyFile === "") return fail("the path of the key file, `keyFile`, is empty")
  if (keyFile !== undefined && key === undefined) return fromFile(keyFile, "the key file")
  // callers without types may give both, or neither
  return keyFile === undefined && key !== undefined
    ? fromKey(key)
    : fail("give either `key` or `keyFile`")
}

const fail = (description: string) => Effect.fail(new CredentialsError({ description }))

/** Application Default Credentials, in Google's order. */
const findDefault: Effect.Effect<Found> = Effect.suspend(() =>
  Config.all({
    file: variable("GOOGLE_APPLICATION_CREDENTIALS"),
    quotaProject: variable("GOOGLE_CLOUD_QUOTA_PROJECT"),
    configuration: variable("CLOUDSDK_CONFIG"),
    appData: variable("APPDATA"),
    home: variable("HOME")
  })
).pipe(
  // an environment that cannot be read is not an absent one
  Effect.orDie,
  Effect.map(({ appData, configuration, file, home, quotaProject }) => {
    const folder = configuration ?? within(appData, "gcloud") ?? within(home, ".config/gcloud")
    const signIn = within(folder, "application_default_credentials.json")
    const metadata = Effect.succeed<Source>({ label: "the metadata server", key: undefined })
    const load =
      file !== undefined
        ? fromFile(file, "the file of GOOGLE_APPLICATION_CREDENTIALS")
        : signIn === undefined
          ? metadata
          : fromFile(signIn, "the file of gcloud's sign-in").pipe(
              Effect.catchIf(
                (error) => error.code === "ENOENT" || error.code === "ENOTDIR",
                () => metadata
              )
            )
    return { load, quotaProject }
  })
)

/** A variable that is empty is not set, as in Google's libraries. */
const variable = (name: string): Config.Config<string | undefined> =>
  Config.map(Config.option(Config.String(name)), (value) =>
    Option.getOrUndefined(Option.filter(value, (text) => text !== ""))
  )

const within = (folder: string | undefined, name: string): string | undefined =>
  folder === undefined ? undefined : `${folder}/${name}`

const fromFile = (path: string, what: string): Effect.Effect<Source, CredentialsError> => {
  const label = `${what} ${path}`
  return Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) => {
      const code = Predicate.hasProperty(cause, "code") ? String(cause.code) : undefined
      return new CredentialsError({
        description: `${label} ${code === "ENOENT" ? "does not exist" : "cannot be read"}`,
        ...(code === undefined ? {} : { code })
      })
    }
  }).pipe(Effect.flatMap((text) => parse(label, text)))
}

const fromKey = (key: Redacted.Redacted<string | object> | Readonly<Record<string, unknown>>) => {
  const redacted = Redacted.isRedacted(key) ? key : Redacted.make(key)
  return Effect.suspend(() => parse("the key", Redacted.value(redacted)))
}

const parse = (label: string, input: unknown): Effect.Effect<Source, CredentialsError> => {
  const key = parseKey(input)
  return Result.isSuccess(key)
    ? Effect.succeed({ label, key: key.success })
    : fail(`${label} ${key.failure}`)
}
