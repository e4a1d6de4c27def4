/**
 * Google's token endpoints on loopback, keys for them, and `GoogleAuth` over both. Of the machine's
 * environment nothing gets in: neither variables nor sign-ins nor proxies nor a metadata server.
 */
import { assert } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { Credentials, OAuthScope } from "effect-zero-touch"
import { GoogleAuth, type GoogleAuthOptions } from "effect-zero-touch/GoogleAuth"
import { gcpMetadata } from "google-auth-library"
import { generateKeyPairSync, verify } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import type { IncomingHttpHeaders } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"
import { serve } from "../support/loopback.ts"

/** To be called once in a file of tests. */
export const isolate = (): void => {
  const names = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "GOOGLE_APPLICATION_CREDENTIALS"]
  for (const name of [...names, ...names.map((name) => name.toLowerCase())]) {
    vi.stubEnv(name, undefined)
  }
  for (const name of ["CLOUDSDK_CONFIG", "APPDATA", "HOME", "GOOGLE_CLOUD_QUOTA_PROJECT"]) {
    vi.stubEnv(name, undefined)
  }
  vi.stubEnv("GOOGLE_SDK_NODE_LOGGING", undefined)
  gcpMetadata.setGCPResidency(false)
}

/** Where nobody answers, for keys that are not to be used. */
export const nowhere = "http://127.0.0.1:1"

/** What an endpoint was asked. */
export interface Asked {
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly form: URLSearchParams
}

export interface Answer {
  readonly status?: number
  /** JSON, or text as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Serves what `answer` says, which may be never, and keeps what was asked. */
export const endpoint = Effect.fnUntraced(function* (
  answer: (asked: Asked, count: number) => Answer | Promise<Answer> | "never" | "reset"
) {
  const asked: Array<Asked> = []
  let open = 0
  const { baseUrl, port } = yield* serve((request, response) => {
    let body = ""
    open++
    response.on("close", () => open--)
    request.setEncoding("utf8")
    request.on("data", (chunk: string) => (body += chunk))
    request.on("end", async () => {
      const url = new URL(request.url ?? "", "http://loopback")
      const one: Asked = {
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
        form: new URLSearchParams(body)
      }
      const reply = await answer(one, asked.push(one))
      if (reply === "never") return
      if (reply === "reset") return void request.socket.destroy()
      const { headers = {}, status = 200, body: sent } = reply
      const text = typeof sent === "string" ? sent : JSON.stringify(sent)
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(text)
    })
  })
  const until = (done: () => boolean) =>
    Effect.callback<void>((resume) => {
      const look = () => (done() ? resume(Effect.void) : void setImmediate(look))
      look()
    })
  return {
    url: baseUrl,
    port,
    asked,
    untilAsked: (count: number) => until(() => asked.length >= count),
    untilClosed: until(() => open === 0)
  }
})

/** `tokens` as the metadata server gives them. */
export const metadataTokens = (asked: Asked, count: number): Answer => ({
  ...tokens(asked, count),
  headers: { "metadata-flavor": "Google" }
})

/** Answers with token 1, token 2, and so on, for an hour each. */
export const tokens = (_: Asked, count: number): Answer => ({
  body: { access_token: `token-${count}`, token_type: "Bearer", expires_in: 3600 }
})

/** Tokens, and those of accounts that are acted as. */
export const sts = (asked: Asked, count: number): Answer => {
  const account = /serviceAccounts\/([^:]+):generateAccessToken$/.exec(
    decodeURIComponent(asked.path)
  )?.[1]
  return account === undefined
    ? tokens(asked, count)
    : {
        body: {
          accessToken: `acting-as-${account}`,
          expireTime: new Date(Date.now() + 3_600_000).toISOString()
        }
      }
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
export const privateKeyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()

export const serviceAccountKey = (tokenUri: string) => ({
  type: "service_account",
  project_id: "example",
  private_key_id: "key-1",
  private_key: privateKeyPem,
  client_email: "reseller@example.iam.gserviceaccount.com",
  client_id: "1",
  token_uri: `${tokenUri}/token`
})

export const signIn = (tokenUri: string) => ({
  type: "authorized_user",
  client_id: "client-1",
  client_secret: "client-secret-1",
  refresh_token: "1//refresh-token-1",
  token_uri: `${tokenUri}/token`,
  quota_project_id: "quota-project-1"
})

export const workload = (url: string, file: string) => ({
  type: "external_account",
  audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
  subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  token_url: `${url}/sts`,
  credential_source: { file }
})

/** The claims of a signed assertion, whose signature has to be right. */
export const claimsOf = (assertion: string | null): Readonly<Record<string, unknown>> => {
  const [header = "", payload = "", signature = ""] = (assertion ?? "").split(".")
  assert.isTrue(
    verify(
      "RSA-SHA256",
      Buffer.from(`${header}.${payload}`),
      publicKey,
      Buffer.from(signature, "base64url")
    )
  )
  return JSON.parse(Buffer.from(payload, "base64url").toString())
}

/** A file that is there until the scope closes. */
export const file = (content: unknown) =>
  Effect.map(folder, (path) => {
    const name = join(path, "key.json")
    writeFileSync(name, typeof content === "string" ? content : JSON.stringify(content))
    return name
  })

export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "effect-zero-touch-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

type Environment = Readonly<Record<string, string>>

/** Ours reads the configuration, Google's library the variables of the process. */
const within = <A, E, R>(layer: Layer.Layer<A, E, R>, given: Environment) => {
  const metadata = "GCE_METADATA_HOST" in given ? {} : { METADATA_SERVER_DETECTION: "none" }
  const environment = { ...metadata, ...given }
  const variables = Effect.acquireRelease(
    Effect.sync(() => {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    }),
    () => Effect.sync(() => (vi.unstubAllEnvs(), isolate()))
  )
  return Layer.provide(
    layer,
    Layer.merge(
      Layer.effectDiscard(variables),
      Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment))
    )
  )
}

/** In an environment of its own, at the present: Google's library knows no other time. */
export const layer = (options: GoogleAuthOptions = {}, environment: Environment = {}) =>
  within(GoogleAuth.layer(options), environment)

export const layerConfig = (
  environment: Environment,
  ...args: Parameters<typeof GoogleAuth.layerConfig>
) => within(GoogleAuth.layerConfig(...args), environment)

export const build = Effect.fnUntraced(function* <E>(credentials: Layer.Layer<Credentials, E>) {
  yield* present
  return Context.get(yield* Layer.build(credentials), Credentials)
})

export const credentials = (options: GoogleAuthOptions = {}, environment: Environment = {}) =>
  build(layer(options, environment))

export const present = Effect.suspend(() => TestClock.setTime(Date.now()))

/** The text of a token. */
export const tokenOf = (
  { token }: Credentials["Service"],
  scope: OAuthScope = OAuthScope.partner
) => Effect.map(token(scope), (found) => Redacted.value(Option.getOrThrow(found)))
