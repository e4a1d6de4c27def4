/**
 * Where the key comes from: given by the application, in a file, or found by Google's library.
 */
import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { printable } from "../client/printable.ts"
import { CredentialsError } from "../client/TransportError.ts"
import { isCheckOn } from "../model/internal/input.ts"
import { RequestChecks } from "../model/RequestChecks.ts"
import { defined } from "../rpc/defined.ts"
import { type GoogleCredentials, isKeyText } from "./GoogleAuthOptions.ts"
import { type Key, readKey } from "./key.ts"
import { library, searchDefault } from "./library.ts"

export interface Source {
  /** For messages. */
  readonly label: string
  /** None means the metadata server. */
  readonly key: Key | undefined
  /** The quota project that the environment sets. */
  readonly quotaProject: string | undefined
}

/** Reads anew each time, so that a replaced file is noticed. */
export const findSource = (
  given: GoogleCredentials | undefined
): Effect.Effect<Source, CredentialsError> => {
  if (given === undefined) return findDefault
  if (given.key === undefined) return fromFile(given.keyFile, "the key file")
  const { key } = given
  return readSource(Redacted.isRedacted(key) ? Redacted.value(key) : key, "the key")
}

const findDefault = Effect.flatMap(library, (google) =>
  Effect.tryPromise({ try: () => searchDefault(google), catch: () => noDefault })
).pipe(
  Effect.flatMap(({ file, quotaProject }) =>
    file === undefined
      ? Effect.succeed({ label: "the metadata server", key: undefined, quotaProject })
      : fromFile(file, "the file of Application Default Credentials", quotaProject)
  )
)

export const noDefault = new CredentialsError({
  description:
    "there are no Application Default Credentials here: set GOOGLE_APPLICATION_CREDENTIALS to the path of a key file, or sign in (gcloud auth application-default login)"
})

const fromFile = (path: string, what: string, quotaProject?: string) => {
  const label = isKeyText(path)
    ? `${what}, whose path is the text of a key,`
    : `${what} ${printable(path, 300)}`
  return Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) => {
      const code = Predicate.hasProperty(cause, "code") ? String(cause.code) : undefined
      return new CredentialsError({
        description: `${label} ${code === "ENOENT" ? "does not exist" : "cannot be read"}`,
        ...defined({ code })
      })
    }
  }).pipe(Effect.flatMap((text) => readSource(text, label, quotaProject)))
}

/** Reads JSON or its text. */
export const readSource = (
  input: unknown,
  label: string,
  quotaProject?: string
): Effect.Effect<Source, CredentialsError> =>
  Effect.flatMap(RequestChecks, (checks) =>
    Effect.fromResult(readKey(input, !isCheckOn(checks, "universe")))
  ).pipe(
    Effect.mapBoth({
      onSuccess: (key) => ({ label, key, quotaProject }),
      onFailure: (problem) => new CredentialsError({ description: `${label} ${problem}` })
    })
  )
