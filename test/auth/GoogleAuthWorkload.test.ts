import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { OAuthScope } from "effect-zero-touch"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { vi } from "vitest"
import {
  credentials,
  endpoint,
  file,
  folder,
  isolate,
  nowhere,
  sts,
  tokenOf,
  tokens,
  workload
} from "./googleAuthSupport.ts"

isolate()

const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"

describe("workload identity", () => {
  it.effect("exchanges the subject token of a file", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = workload(google.url, yield* file("subject-token-1"))
      const auth = yield* credentials({ credentials: { key } })
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      const [asked] = google.asked
      assert.strictEqual(asked?.path, "/sts")
      assert.strictEqual(asked?.form.get("subject_token"), "subject-token-1")
      assert.strictEqual(asked?.form.get("scope"), OAuthScope.partner)
    })
  )

  it.effect("acts as the service account that its configuration names", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const key = {
        ...workload(google.url, yield* file("subject-token-1")),
        service_account_impersonation_url: `${google.url}/v1/projects/-/serviceAccounts/a@example.com:generateAccessToken`
      }
      const auth = yield* credentials({ credentials: { key } })
      assert.strictEqual(yield* tokenOf(auth), "acting-as-a@example.com")
      assert.strictEqual(google.asked[0]?.form.get("scope"), cloudPlatform)
      assert.strictEqual(google.asked[1]?.headers.authorization, "Bearer token-1")
    })
  )

  it.effect("reads no field under another name than that which was checked", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const key = {
        ...workload(google.url, yield* file("subject-token-1")),
        serviceAccountImpersonationUrl: "http://example.com/v1:generateAccessToken",
        universeDomain: "example.com"
      }
      assert.strictEqual(yield* tokenOf(yield* credentials({ credentials: { key } })), "token-1")
    })
  )

  it.effect("names its OAuth client, or the project that pays for the exchange", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = {
        ...workload(google.url, yield* file("subject-token-1")),
        workforce_pool_user_project: "project-1"
      }
      yield* tokenOf(yield* credentials({ credentials: { key } }))
      const client = { client_id: "client-1", client_secret: "client-secret-1" }
      yield* tokenOf(yield* credentials({ credentials: { key: { ...key, ...client } } }))
      assert.deepStrictEqual(
        google.asked.map(({ form, headers }) => [form.get("options"), headers.authorization]),
        [
          [JSON.stringify({ userProject: "project-1" }), undefined],
          [null, `Basic ${Buffer.from("client-1:client-secret-1").toString("base64")}`]
        ]
      )
    })
  )

  it.effect(
    "acts as its account for as long as it says, at no project's cost but that of the options",
    () =>
      Effect.gen(function* () {
        const google = yield* endpoint(sts)
        const key = {
          ...workload(google.url, yield* file("subject-token-1")),
          service_account_impersonation_url: `${google.url}/v1/projects/-/serviceAccounts/a@example.com:generateAccessToken`,
          service_account_impersonation: { token_lifetime_seconds: 1200 },
          quota_project_id: "project-1"
        }
        const auth = yield* credentials({ credentials: { key } })
        yield* tokenOf(auth)
        assert.strictEqual(auth.quotaProject, "project-1")
        yield* tokenOf(yield* credentials({ credentials: { key }, quotaProject: "project-2" }))
        const acting = google.asked.filter(({ path }) => path !== "/sts")
        assert.deepStrictEqual(
          acting.map(({ body, headers }) => [
            JSON.parse(body).lifetime,
            headers["x-goog-user-project"]
          ]),
          [
            ["1200s", undefined],
            ["1200s", "project-2"]
          ]
        )
      })
  )

  it.effect("signs a request to AWS with what the environment holds", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      vi.stubEnv("AWS_REGION", "eu-central-1")
      vi.stubEnv("AWS_ACCESS_KEY_ID", "access-key-1")
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret-access-key-1")
      const key = {
        ...workload(google.url, ""),
        subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
        credential_source: {
          environment_id: "aws1",
          regional_cred_verification_url:
            "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
        }
      }
      assert.strictEqual(yield* tokenOf(yield* credentials({ credentials: { key } })), "token-1")
      const [{ form } = assert.fail("nothing was asked"), ...others] = google.asked
      assert.deepStrictEqual(others, [])
      const text = decodeURIComponent(form.get("subject_token") ?? "")
      const request = JSON.parse(text) as { url: string; headers: ReadonlyArray<{ key: string }> }
      assert.strictEqual(new URL(request.url).host, "sts.eu-central-1.amazonaws.com")
      assert.includeMembers(
        request.headers.map(({ key }) => key),
        ["authorization", "x-goog-cloud-target-resource"]
      )
      assert.notInclude(text, "secret-access-key-1")
    }).pipe(
      Effect.ensuring(Effect.sync(() => vi.unstubAllEnvs())),
      Effect.ensuring(Effect.sync(isolate))
    )
  )

  describe("asks a command for the subject token", () => {
    const command = Effect.fnUntraced(function* (url: string, answer: object) {
      const script = join(yield* folder, "command.mjs")
      writeFileSync(script, `console.log(${JSON.stringify(JSON.stringify(answer))})`)
      const executable = { command: `${process.execPath} ${script}`, timeout_millis: 30_000 }
      return { ...workload(url, ""), credential_source: { executable } }
    })
    const given = {
      version: 1,
      success: true,
      token_type: "urn:ietf:params:oauth:token-type:jwt",
      expiration_time: 4_000_000_000
    }

    it.effect("where the environment allows it", () =>
      Effect.gen(function* () {
        const google = yield* endpoint(tokens)
        vi.stubEnv("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "1")
        const key = yield* command(google.url, { ...given, id_token: "subject-token-1" })
        assert.strictEqual(yield* tokenOf(yield* credentials({ credentials: { key } })), "token-1")
        assert.strictEqual(google.asked[0]?.form.get("subject_token"), "subject-token-1")
      }).pipe(
        Effect.ensuring(Effect.sync(() => vi.unstubAllEnvs())),
        Effect.ensuring(Effect.sync(isolate))
      )
    )

    it.effect("and not where it does not", () =>
      Effect.gen(function* () {
        const google = yield* endpoint(tokens)
        const key = yield* command(google.url, { ...given, id_token: "subject-token-1" })
        const error = yield* Effect.flip(tokenOf(yield* credentials({ credentials: { key } })))
        assert.include(error.message, "`credential_source` of the key gives no token")
        assert.deepStrictEqual(google.asked, [])
      })
    )
  })

  it.effect("whose source is no URL says so of the source, not of a private key", () =>
    Effect.gen(function* () {
      const key = { ...workload(nowhere, ""), credential_source: { url: "no URL" } }
      const error = yield* Effect.flip(tokenOf(yield* credentials({ credentials: { key } })))
      assert.include(error.message, "`credential_source` of the key gives no token")
    })
  )
})
