import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { CredentialsError } from "effect-zero-touch"
import type { GoogleAuthOptions } from "effect-zero-touch/GoogleAuth"
import { join } from "node:path"
import {
  type Answer,
  credentials,
  endpoint,
  file,
  folder,
  isolate,
  nowhere,
  serviceAccountKey,
  signIn,
  tokenOf,
  tokens,
  workload
} from "./googleAuthSupport.ts"

isolate()

/** Why there is no token. */
const reasonOf = Effect.fnUntraced(function* (
  options: GoogleAuthOptions,
  environment: Readonly<Record<string, string>> = {}
) {
  const error = yield* Effect.flip(tokenOf(yield* credentials(options, environment)))
  if (error.reason._tag !== "CredentialsError") return assert.fail(error.message)
  assert.strictEqual(error.isTransient, error.reason.isTransient)
  assert.strictEqual(error.tries, 0)
  return error.reason
})

interface Expected {
  readonly says: RegExp
  readonly isTransient?: boolean
  readonly oauthError?: string
  readonly httpStatus?: number
  readonly code?: string
}

const check = (reason: CredentialsError, expected: Expected) => {
  assert.match(reason.description, expected.says)
  const { code, httpStatus, isTransient, oauthError } = reason
  assert.deepStrictEqual(
    { isTransient, oauthError, httpStatus, code },
    {
      isTransient: expected.isTransient ?? false,
      oauthError: expected.oauthError,
      httpStatus: expected.httpStatus,
      code: expected.code
    }
  )
}

const oauth = (error: string, status = 400): Answer => ({
  status,
  body: { error, error_description: "in the endpoint's words" }
})

const api = (status: number, name: string): Answer => ({
  status,
  body: { error: { code: status, status: name, message: "in the service's words" } }
})

const kinds = {
  "service account": (url: string) => Effect.succeed(serviceAccountKey(url)),
  "sign-in": (url: string) => Effect.succeed(signIn(url)),
  "workload identity": (url: string) =>
    Effect.map(file("subject-token-1"), (path) => workload(url, path))
}

const refusals: ReadonlyArray<
  Expected & { readonly kind: keyof typeof kinds; readonly answer: Answer }
> = [
  {
    kind: "service account",
    answer: oauth("invalid_grant"),
    says: /deleted or disabled.*clock.*new key/,
    oauthError: "invalid_grant",
    httpStatus: 400
  },
  {
    kind: "sign-in",
    answer: oauth("invalid_grant"),
    says: /sign in again \(gcloud auth application-default login\)/,
    oauthError: "invalid_grant",
    httpStatus: 400
  },
  {
    kind: "workload identity",
    answer: oauth("invalid_grant"),
    says: /identity provider's token has expired/,
    oauthError: "invalid_grant",
    httpStatus: 400
  },
  {
    kind: "workload identity",
    answer: oauth("invalid_target"),
    says: /`audience`/,
    oauthError: "invalid_target",
    httpStatus: 400
  },
  {
    kind: "sign-in",
    answer: oauth("invalid_client", 401),
    says: /OAuth client.*deleted/,
    oauthError: "invalid_client",
    httpStatus: 401
  },
  {
    kind: "service account",
    answer: oauth("unauthorized_client", 401),
    says: /domain-wide delegation/,
    oauthError: "unauthorized_client",
    httpStatus: 401
  },
  {
    kind: "sign-in",
    answer: oauth("invalid_scope"),
    says: /--scopes/,
    oauthError: "invalid_scope",
    httpStatus: 400
  },
  {
    kind: "service account",
    answer: api(403, "PERMISSION_DENIED"),
    says: /token endpoint refused the key/,
    httpStatus: 403,
    code: "PERMISSION_DENIED"
  },
  {
    kind: "service account",
    answer: { status: 404, body: "<!DOCTYPE html>" },
    says: /token endpoint refused the key/,
    httpStatus: 404
  },
  {
    kind: "service account",
    answer: { status: 302, headers: { location: "https://example.com/" }, body: "" },
    says: /refused/,
    httpStatus: 302
  },
  ...[429, 500, 503].flatMap((httpStatus) =>
    (["service account", "sign-in", "workload identity"] as const).map((kind) => ({
      kind,
      answer: { status: httpStatus, body: "<!DOCTYPE html>" },
      says: /overloaded or down/,
      isTransient: true,
      httpStatus
    }))
  )
]

describe("a refusal says what to do", () => {
  for (const { answer, kind, ...expected } of refusals) {
    it.effect(`${kind}: ${expected.oauthError ?? expected.httpStatus}`, () =>
      Effect.gen(function* () {
        const google = yield* endpoint(() => answer)
        const key = yield* kinds[kind](google.url)
        const reason = yield* reasonOf({ credentials: { key } })
        check(reason, expected)
        assert.strictEqual(reason.causeName, "GaxiosError")
        assert.strictEqual(google.asked.length, 1, "trying again is the client's business")
      })
    )
  }

  const notActing: ReadonlyArray<Expected & { readonly answer: Answer }> = [
    {
      answer: api(403, "PERMISSION_DENIED"),
      says: /Service Account Token Creator.*IAM Service Account Credentials API/,
      httpStatus: 403,
      code: "PERMISSION_DENIED"
    },
    {
      answer: api(404, "NOT_FOUND"),
      says: /no such service account/,
      httpStatus: 404,
      code: "NOT_FOUND"
    },
    {
      answer: api(503, "UNAVAILABLE"),
      says: /overloaded or down/,
      httpStatus: 503,
      code: "UNAVAILABLE",
      isTransient: true
    },
    { answer: { body: { accessToken: 1 } }, says: /answer without a token/ },
    { answer: { body: "<!DOCTYPE html>" }, says: /answer without a token/ }
  ]
  for (const { answer, ...expected } of notActing) {
    it.effect(`impersonation: ${expected.code ?? "no token"}`, () =>
      Effect.gen(function* () {
        const google = yield* endpoint((asked, count) =>
          asked.path === "/token" || asked.path === "/sts" ? tokens(asked, count) : answer
        )
        const impersonate = { serviceAccount: "a@example.com", endpoint: google.url }
        check(yield* reasonOf({ credentials: { key: signIn(google.url) }, impersonate }), expected)
        if (expected.code === undefined) return
        const key = {
          ...(yield* kinds["workload identity"](google.url)),
          service_account_impersonation_url: `${google.url}/v1/projects/-/serviceAccounts/a:generateAccessToken`
        }
        check(yield* reasonOf({ credentials: { key } }), expected)
      })
    )
  }

  for (const [status, says] of [
    [404, /no service account is attached/],
    [403, /access scopes/]
  ] as const) {
    it.effect(`metadata server: ${status}`, () =>
      Effect.gen(function* () {
        const metadata = yield* endpoint(() => ({ status, body: "no" }))
        const environment = { GCE_METADATA_HOST: `127.0.0.1:${metadata.port}` }
        check(yield* reasonOf({}, environment), { says, httpStatus: status })
      })
    )
  }
})

describe("an answer that is none", () => {
  const answers: Readonly<Record<string, Answer>> = {
    "a page": { body: "<!DOCTYPE html>", headers: { "content-type": "text/html" } },
    "half a JSON text": { body: '{"access_token":"tok' },
    nothing: { body: "" },
    null: { body: "null" },
    "no token": { body: { expires_in: 3600 } },
    "a number for a token": { body: { access_token: 5, expires_in: 3600 } },
    "a token that no header can hold": { body: { access_token: "a\nb", expires_in: 3600 } }
  }
  for (const [what, answer] of Object.entries(answers)) {
    for (const kind of ["service account", "sign-in", "workload identity"] as const) {
      it.effect(`${what}, for a ${kind}`, () =>
        Effect.gen(function* () {
          const google = yield* endpoint(() => answer)
          const key = yield* kinds[kind](google.url)
          check(yield* reasonOf({ credentials: { key } }), { says: /answer without a token/ })
        })
      )
    }
  }

  for (const [what, answer] of Object.entries({
    "a page": () => ({ body: "<!DOCTYPE html>" }),
    "a token": tokens
  })) {
    it.effect(`${what} of something that is not a metadata server`, () =>
      Effect.gen(function* () {
        const metadata = yield* endpoint(answer)
        const environment = { GCE_METADATA_HOST: `127.0.0.1:${metadata.port}` }
        const says = /metadata server gave an answer without a token/
        check(yield* reasonOf({}, environment), { says })
      })
    )
  }
})

describe("no answer", () => {
  it.effect("for want of a server passes by itself", () =>
    Effect.gen(function* () {
      const { url } = yield* Effect.scoped(endpoint(tokens))
      for (const kind of Object.values(kinds)) {
        const reason = yield* reasonOf({ credentials: { key: yield* kind(url) } })
        check(reason, { says: /out of reach.*proxy/, code: "ECONNREFUSED", isTransient: true })
      }
    })
  )

  it.effect("because the connection broke passes by itself", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(() => "reset")
      const reason = yield* reasonOf({ credentials: { key: signIn(google.url) } })
      check(reason, { says: /out of reach/, code: "ECONNRESET", isTransient: true })
      assert.strictEqual(google.asked.length, 1)
    })
  )

  it.effect("for want of TLS does not pass", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = signIn(google.url.replace("http:", "https:"))
      const reason = yield* reasonOf({ credentials: { key } })
      assert.match(reason.description, /no TLS.*NODE_EXTRA_CA_CERTS/)
      assert.isFalse(reason.isTransient)
    })
  )
})

describe("a key that is none", () => {
  const { private_key, ...keyless } = serviceAccountKey(nowhere)
  const keys: ReadonlyArray<readonly [what: string, key: unknown, says: RegExp]> = [
    ["text", "not JSON", /the key is not a JSON object/],
    ["a list", [], /the key is not a JSON object/],
    ["a key without a type", { hello: "world" }, /has no `type` that is known here; there are/],
    ["an OAuth client", { installed: { client_id: "1" } }, /OAuth client/],
    ["a key without its key", keyless, /lacks a usable `private_key`$/],
    ["a key with a cut key", { ...keyless, private_key: "-----BEGIN" }, /`private_key`.*no PEM/],
    [
      "a token endpoint in the clear",
      { ...keyless, private_key, token_uri: "http://example.com/token" },
      /has a `token_uri` that is not https, over which no secret is sent$/
    ],
    [
      "a key of another universe",
      { ...keyless, private_key, universe_domain: "example.com" },
      /the key is for another `universe_domain` than googleapis.com, where this API is$/
    ],
    [
      "an exchange of tokens in the clear",
      { ...workload(nowhere, ""), token_url: "http://example.com/sts" },
      /has a `token_url` that is not https/
    ],
    [
      "an impersonation in the clear",
      {
        ...workload(nowhere, ""),
        service_account_impersonation_url: "http://example.com/v1:generateAccessToken"
      },
      /has a `service_account_impersonation_url` that is not https/
    ],
    [
      "an impersonation with a key whose token endpoint is in the clear",
      {
        type: "impersonated_service_account",
        service_account_impersonation_url: `${nowhere}/x`,
        source_credentials: { ...signIn(nowhere), token_uri: "http://example.com/token" }
      },
      /`source_credentials` of which the JSON has a `token_uri` that is not https/
    ],
    ["a sign-in without its token", { ...signIn(nowhere), refresh_token: "" }, /`refresh_token`/],
    [
      "workload identity without a source",
      { ...workload(nowhere, ""), credential_source: {} },
      /`credential_source`/
    ],
    [
      "an impersonation of nothing",
      {
        type: "impersonated_service_account",
        service_account_impersonation_url: `${nowhere}/x`,
        source_credentials: {}
      },
      /the key has `source_credentials` of which the JSON has no `type`/
    ],
    [
      "an impersonation of an impersonation",
      {
        type: "impersonated_service_account",
        service_account_impersonation_url: `${nowhere}/x`,
        source_credentials: {
          type: "impersonated_service_account",
          service_account_impersonation_url: `${nowhere}/y`,
          source_credentials: signIn(nowhere)
        }
      },
      /the key has `source_credentials` of which the JSON cannot be an impersonation again$/
    ]
  ]
  for (const [what, key, says] of keys) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const path = yield* file(key)
        const reason = yield* reasonOf({}, { GOOGLE_APPLICATION_CREDENTIALS: path })
        assert.isFalse(reason.isTransient)
        const source = `the file of Application Default Credentials ${path}`
        assert.include(reason.description, source)
        assert.match(reason.description.replace(source, "the key"), says)
      })
    )
  }

  it.effect("a file that is not there, or no file", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const missing = join(path, "key.json")
      check(yield* reasonOf({ credentials: { keyFile: missing } }), {
        says: /^the key file .*key.json does not exist$/,
        code: "ENOENT"
      })
      check(yield* reasonOf({ credentials: { keyFile: path } }), {
        says: /cannot be read/,
        code: "EISDIR"
      })
    })
  )

  it.effect("a subject token that is not there", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = workload(google.url, join(yield* folder, "token"))
      const reason = yield* reasonOf({ credentials: { key } })
      check(reason, { says: /`credential_source` of the key/, code: "ENOENT" })
      assert.strictEqual(google.asked.length, 0)
    })
  )
})

describe("options that do not go together", () => {
  it.effect("a subject without a service account's key", () =>
    Effect.gen(function* () {
      const key = signIn(nowhere)
      const reason = yield* reasonOf({ credentials: { key }, subject: "admin@example.com" })
      check(reason, {
        says: /a `subject` needs the key of a service account, which the key is not/
      })
      const none = yield* reasonOf({ subject: "admin@example.com" })
      check(none, { says: /a `subject` needs .*, which the metadata server is not/ })
    })
  )
})
