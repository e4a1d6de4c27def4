/**
 * Asks the metadata server of the machine for a token. Google's client for it is not used: it puts
 * tokens into a debug log that an environment variable switches on, cannot be stopped, and has no
 * bound for an answer.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type { CredentialsError } from "../client/TransportError.ts"
import { defined } from "../rpc/defined.ts"
import { type Asked, credentialsError, withoutToken } from "./credentialsError.ts"
import type { Library, Transporter } from "./library.ts"
import { noDefault } from "./source.ts"

const asked: Asked = { kind: "metadata", label: "the metadata server" }

const variable = (name: string) => Config.withDefault(Config.String(name), "")

/** Google's variables for it; what is empty is not set. */
export const metadataVariables = Config.all({
  ip: variable("GCE_METADATA_IP"),
  host: variable("GCE_METADATA_HOST"),
  detection: Config.map(variable("METADATA_SERVER_DETECTION"), (text) => text.trim().toLowerCase())
})

export type MetadataVariables = Config.Success<typeof metadataVariables>

export const askMetadataServer: (
  gcpMetadata: Library["gcpMetadata"],
  transporter: Transporter,
  scope: string,
  variables: MetadataVariables
) => Effect.Effect<unknown, CredentialsError> = Effect.fnUntraced(function* (
  gcpMetadata,
  transporter,
  scope,
  { detection, host, ip }
) {
  const named = ip || host
  // Where it must be, a failure says something of it; elsewhere, that there is none. No answer is
  // remembered: in the first seconds of a pod it can be out of reach.
  const mustBeThere =
    named !== "" || detection === "assume-present" || gcpMetadata.getGCPResidency()
  if (detection === "none" || (detection === "bios-only" && !mustBeThere)) return yield* noDefault
  const address = named || gcpMetadata.HOST_ADDRESS
  const base = /^https?:\/\//.test(address) ? address : `http://${address}`
  const answer = yield* Effect.tryPromise({
    try: () =>
      transporter.request<unknown>({
        url: `${base}${gcpMetadata.BASE_PATH}/instance/service-accounts/default/token`,
        params: { scopes: scope },
        headers: gcpMetadata.HEADERS,
        responseType: "json",
        validateStatus: () => true,
        // where there is none, its address may swallow requests
        ...defined({ timeout: mustBeThere ? undefined : 3000 })
      }),
    catch: (cause) => (mustBeThere ? credentialsError(cause, asked) : noDefault)
  })
  const isGoogle = answer.headers.get(gcpMetadata.HEADER_NAME) === gcpMetadata.HEADER_VALUE
  if (!isGoogle && !mustBeThere) return yield* noDefault
  if (!answer.ok) return yield* credentialsError({ response: answer }, asked)
  return isGoogle ? answer.data : yield* withoutToken(asked)
})
