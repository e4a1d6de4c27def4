import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { OAuthScope } from "effect-zero-touch"
import {
  claimsOf,
  credentials,
  endpoint,
  file,
  isolate,
  nowhere,
  serviceAccountKey,
  signIn,
  sts,
  tokenOf,
  workload
} from "./googleAuthSupport.ts"

isolate()

const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"

describe("acting as a service account", () => {
  it.effect("asks for its token with that of the key, through delegates", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const auth = yield* credentials({
        credentials: { key: signIn(google.url) },
        impersonate: {
          serviceAccount: "b@example.com",
          delegates: ["a@example.com"],
          lifetime: Duration.minutes(20),
          endpoint: google.url
        }
      })
      // the account may not be allowed to use the user's quota project
      assert.isUndefined(auth.quotaProject)
      assert.strictEqual(yield* tokenOf(auth), "acting-as-b@example.com")
      assert.strictEqual(google.asked.length, 2)
      const [, asked] = google.asked
      assert.strictEqual(asked?.headers.authorization, "Bearer token-1")
      assert.strictEqual(asked?.headers["x-goog-user-project"], "quota-project-1")
      assert.deepStrictEqual(JSON.parse(asked?.body ?? ""), {
        scope: [OAuthScope.partner],
        delegates: ["projects/-/serviceAccounts/a@example.com"],
        lifetime: "1200s"
      })
    })
  )

  it.effect("follows a key file of gcloud's, and then the options", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const key = {
        type: "impersonated_service_account",
        service_account_impersonation_url: `${google.url}/v1/projects/-/serviceAccounts/a@example.com:generateAccessToken`,
        delegates: [],
        source_credentials: signIn(google.url)
      }
      const impersonate = { serviceAccount: "b@example.com", endpoint: google.url }
      const one = yield* credentials({ credentials: { key } })
      assert.strictEqual(yield* tokenOf(one), "acting-as-a@example.com")
      const two = yield* credentials({ credentials: { key }, impersonate })
      assert.strictEqual(yield* tokenOf(two), "acting-as-b@example.com")
      const bearers = google.asked.map(({ headers }) => headers.authorization)
      assert.deepStrictEqual(bearers.slice(2), [
        undefined,
        "Bearer token-3",
        "Bearer acting-as-a@example.com"
      ])
    })
  )

  it.effect(
    "follows the account of a workload in a key file of gcloud's, and then that of the file",
    () =>
      Effect.gen(function* () {
        const google = yield* endpoint(sts)
        const urlOf = (name: string) =>
          `${google.url}/v1/projects/-/serviceAccounts/${name}@example.com:generateAccessToken`
        const source = {
          ...workload(google.url, yield* file("subject-token-1")),
          service_account_impersonation_url: urlOf("a"),
          quota_project_id: "project-a"
        }
        const key = {
          type: "impersonated_service_account",
          service_account_impersonation_url: urlOf("b"),
          source_credentials: source,
          quota_project_id: "project-b"
        }
        const auth = yield* credentials({ credentials: { key } })
        assert.strictEqual(
          auth.quotaProject,
          "project-b",
          "the outer key is the one that makes calls"
        )
        assert.strictEqual(yield* tokenOf(auth), "acting-as-b@example.com")
        assert.deepStrictEqual(
          google.asked.map(({ headers }) => headers.authorization),
          [undefined, "Bearer token-1", "Bearer acting-as-a@example.com"]
        )
      })
  )

  it.effect("leaves the quota project of Application Default Credentials to them", () =>
    Effect.gen(function* () {
      const GOOGLE_APPLICATION_CREDENTIALS = yield* file(signIn(nowhere))
      const impersonate = { serviceAccount: "b@example.com" }
      const own = yield* credentials({ impersonate }, { GOOGLE_APPLICATION_CREDENTIALS })
      assert.isUndefined(own.quotaProject)
      const GOOGLE_CLOUD_QUOTA_PROJECT = "from-environment"
      const environment = { GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_CLOUD_QUOTA_PROJECT }
      const set = yield* credentials({ impersonate }, environment)
      assert.strictEqual(set.quotaProject, "from-environment")
    })
  )

  it.effect("asks for as little as it needs on the way", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const accountUrl = `${google.url}/v1/projects/-/serviceAccounts/a@example.com:generateAccessToken`
      const key = {
        type: "impersonated_service_account",
        service_account_impersonation_url: accountUrl,
        delegates: ["projects/-/serviceAccounts/c@example.com"],
        source_credentials: serviceAccountKey(google.url)
      }
      const impersonate = { serviceAccount: "b@example.com", endpoint: google.url }
      const auth = yield* credentials({ credentials: { key }, impersonate })
      assert.strictEqual(yield* tokenOf(auth), "acting-as-b@example.com")
      const [first, ...others] = google.asked
      assert.strictEqual(claimsOf(first?.form.get("assertion") ?? null)["scope"], cloudPlatform)
      assert.deepStrictEqual(
        others.map(({ body, headers }) => [JSON.parse(body), headers["x-goog-user-project"]]),
        [
          [{ scope: [cloudPlatform], delegates: key.delegates, lifetime: "3600s" }, undefined],
          [{ scope: [OAuthScope.partner], delegates: [], lifetime: "3600s" }, undefined]
        ]
      )
    })
  )

  for (const lifetime of ["1 second", "12 hours"] as const) {
    it.effect(`asks for a token of ${lifetime}, and for the account as it is named`, () =>
      Effect.gen(function* () {
        const google = yield* endpoint(sts)
        const serviceAccount = "zero-touch_1.a+b@my-project.example.com.iam.gserviceaccount.com"
        const auth = yield* credentials({
          credentials: { key: signIn(google.url) },
          impersonate: { serviceAccount, lifetime, endpoint: google.url }
        })
        assert.strictEqual(yield* tokenOf(auth), `acting-as-${serviceAccount}`)
        const { lifetime: asked } = JSON.parse(google.asked[1]?.body ?? "")
        assert.strictEqual(asked, lifetime === "1 second" ? "1s" : "43200s")
      })
    )
  }

  it.effect("knows it by its numeric id as well", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const impersonate = { serviceAccount: "108153281957621", endpoint: google.url }
      const auth = yield* credentials({ credentials: { key: signIn(google.url) }, impersonate })
      assert.strictEqual(yield* tokenOf(auth), "acting-as-108153281957621")
    })
  )

  it.effect("needs no delegates in a key file", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const key = {
        type: "impersonated_service_account",
        service_account_impersonation_url: `${google.url}/v1/projects/-/serviceAccounts/a@example.com:generateAccessToken`,
        source_credentials: signIn(google.url)
      }
      yield* tokenOf(yield* credentials({ credentials: { key } }))
      assert.deepStrictEqual(JSON.parse(google.asked[1]?.body ?? ""), {
        scope: [OAuthScope.partner],
        delegates: [],
        lifetime: "3600s"
      })
    })
  )
})
