import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { OAuthScope, RequestChecks } from "effect-zero-touch"
import * as Result from "effect/Result"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import os from "node:os"
import { dirname, join } from "node:path"
import { vi } from "vitest"
import { readKey } from "../../src/auth/key.ts"
import { tokenUriOf } from "../../src/auth/token.ts"
import {
  build,
  claimsOf,
  credentials,
  endpoint,
  file,
  folder,
  isolate,
  layerConfig,
  metadataTokens,
  nowhere,
  serviceAccountKey,
  signIn,
  sts,
  tokenOf,
  tokens
} from "./googleAuthSupport.ts"

isolate()

const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

describe("a service account's key", () => {
  for (const [form, given] of Object.entries({
    "as JSON": (key: object) => Effect.succeed({ key: { ...key } }),
    "as redacted JSON": (key: object) => Effect.succeed({ key: Redacted.make(key) }),
    "as redacted text": (key: object) =>
      Effect.succeed({ key: Redacted.make(JSON.stringify(key)) }),
    "in a file": (key: object) => Effect.map(file(key), (keyFile) => ({ keyFile })),
    "in a file with a byte-order mark": (key: object) =>
      Effect.map(file(`\uFEFF${JSON.stringify(key)}`), (keyFile) => ({ keyFile }))
  })) {
    it.effect(`signs for the scope of the call, ${form}`, () =>
      Effect.gen(function* () {
        const google = yield* endpoint(tokens)
        const auth = yield* credentials({
          credentials: yield* given(serviceAccountKey(google.url))
        })
        assert.isUndefined(auth.quotaProject)
        assert.strictEqual(google.asked.length, 0, "nothing is sent before a token is needed")
        assert.strictEqual(yield* tokenOf(auth), "token-1")
        assert.strictEqual(yield* tokenOf(auth, OAuthScope.customer), "token-2")
        const claims = google.asked.map(({ form }) => {
          assert.strictEqual(form.get("grant_type"), grant)
          return claimsOf(form.get("assertion"))
        })
        assert.deepStrictEqual(
          claims.map(({ aud, iss, scope, sub }) => ({ aud, iss, scope, sub })),
          [OAuthScope.partner, OAuthScope.customer].map((scope) => ({
            aud: `${google.url}/token`,
            iss: "reseller@example.iam.gserviceaccount.com",
            scope,
            sub: undefined
          }))
        )
      })
    )
  }

  it.effect("of another universe is used when that check is off", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = { ...serviceAccountKey(google.url), universe_domain: "example.com" }
      const auth = yield* credentials({ credentials: { key } })
      const token = tokenOf(auth)
      for (const checks of [{ universe: false }, false] as const) {
        yield* auth.invalidate(Redacted.make("token-1"))
        assert.match(yield* Effect.provideService(token, RequestChecks, checks), /^token-\d$/)
      }
    })
  )

  it("that names Google's old host is used at the new one", () => {
    const usedFor = (token_uri: string) =>
      tokenUriOf(Result.getOrThrow(readKey({ ...serviceAccountKey(nowhere), token_uri })))
    const now = "https://oauth2.googleapis.com/token"
    assert.strictEqual(usedFor("https://accounts.google.com/o/oauth2/token"), now)
    assert.strictEqual(usedFor("https://example.com/token"), "https://example.com/token")
  })

  it.effect("acts for a user", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = serviceAccountKey(google.url)
      const auth = yield* credentials({ credentials: { key }, subject: "admin@example.com" })
      yield* tokenOf(auth)
      const claims = claimsOf(google.asked[0]?.form.get("assertion") ?? null)
      assert.strictEqual(claims["sub"], "admin@example.com")
    })
  )

  it.effect("is read again for each token, so a replaced file is noticed", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const keyFile = join(yield* folder, "later.json")
      const auth = yield* credentials({ credentials: { keyFile } })
      const missing = yield* Effect.flip(tokenOf(auth))
      assert.include(missing.message, "does not exist")
      writeFileSync(keyFile, JSON.stringify(serviceAccountKey(google.url)))
      assert.strictEqual(yield* tokenOf(auth), "token-1")
    })
  )
})

describe("a user's sign-in", () => {
  it.effect("refreshes with the refresh token and brings its quota project", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const auth = yield* credentials({ credentials: { key: signIn(google.url) } })
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      assert.strictEqual(auth.quotaProject, "quota-project-1")
      assert.deepStrictEqual(Object.fromEntries(google.asked[0]?.form ?? []), {
        grant_type: "refresh_token",
        refresh_token: "1//refresh-token-1",
        client_id: "client-1",
        client_secret: "client-secret-1"
      })
    })
  )

  it.effect("of a workforce pool refreshes at the security token service", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = {
        ...signIn(google.url),
        type: "external_account_authorized_user",
        audience: "//iam.googleapis.com/locations/global/workforcePools/p/providers/q",
        token_url: `${google.url}/sts`,
        token_info_url: `${google.url}/introspect`
      }
      const auth = yield* credentials({ credentials: { key } })
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      assert.strictEqual(google.asked[0]?.path, "/sts")
    })
  )
})

describe("Application Default Credentials", () => {
  it.effect("are first the file of GOOGLE_APPLICATION_CREDENTIALS", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const path = yield* file(signIn(google.url))
      const HOME = yield* folder
      const auth = yield* credentials({}, { GOOGLE_APPLICATION_CREDENTIALS: path, HOME })
      assert.strictEqual(auth.quotaProject, "quota-project-1")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
    })
  )

  for (const { name, path, platform, variable } of [
    { variable: "HOME", path: ".config/gcloud", platform: "linux", name: "in the home folder" },
    { variable: "APPDATA", path: "gcloud", platform: "win32", name: "in Windows' folder for it" },
    {
      variable: "CLOUDSDK_CONFIG",
      path: ".",
      platform: "linux",
      name: "in the folder of CLOUDSDK_CONFIG"
    }
  ] as const) {
    it.effect(`are then gcloud's sign-in, ${name}`, () =>
      Effect.gen(function* () {
        vi.spyOn(os, "platform").mockReturnValue(platform)
        const google = yield* endpoint(tokens)
        const base = yield* folder
        const target = join(base, path, "application_default_credentials.json")
        mkdirSync(dirname(target), { recursive: true })
        writeFileSync(target, JSON.stringify(signIn(google.url)))
        const auth = yield* credentials({}, { [variable]: base })
        assert.strictEqual(yield* tokenOf(auth), "token-1")
        assert.strictEqual(auth.quotaProject, "quota-project-1")
      }).pipe(Effect.ensuring(Effect.sync(() => vi.restoreAllMocks())))
    )
  }

  it.effect("are found without running gcloud", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const PATH = yield* folder
      const ran = join(PATH, "ran")
      writeFileSync(join(PATH, "gcloud"), `#!/bin/sh\n: > ${ran}\n`, { mode: 0o755 })
      const GOOGLE_APPLICATION_CREDENTIALS = yield* file(serviceAccountKey(google.url))
      yield* tokenOf(yield* credentials({}, { GOOGLE_APPLICATION_CREDENTIALS, PATH }))
      assert.isFalse(existsSync(ran))
    })
  )

  it.effect("are then the machine's service account", () =>
    Effect.gen(function* () {
      const metadata = yield* endpoint(metadataTokens)
      const GCE_METADATA_HOST = `127.0.0.1:${metadata.port}`
      const auth = yield* credentials({}, { HOME: yield* folder, GCE_METADATA_HOST })
      assert.strictEqual(yield* tokenOf(auth), "token-1")
      const [asked] = metadata.asked
      assert.strictEqual(asked?.path, "/computeMetadata/v1/instance/service-accounts/default/token")
      assert.strictEqual(asked?.query.get("scopes"), OAuthScope.partner)
      assert.strictEqual(asked?.headers["metadata-flavor"], "Google")
    })
  )

  it.effect("take an empty variable for one that is not set", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const HOME = yield* folder
      const target = join(HOME, ".config/gcloud/application_default_credentials.json")
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, JSON.stringify(signIn(google.url)))
      const auth = yield* credentials(
        {},
        {
          GOOGLE_APPLICATION_CREDENTIALS: "",
          GOOGLE_CLOUD_QUOTA_PROJECT: "",
          CLOUDSDK_CONFIG: "",
          APPDATA: "",
          HOME
        }
      )
      assert.strictEqual(auth.quotaProject, "quota-project-1")
      assert.strictEqual(yield* tokenOf(auth), "token-1")
    })
  )

  it.effect("are missing, which says how to get them", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(tokenOf(yield* credentials()))
      assert.strictEqual(error.reason._tag, "CredentialsError")
      assert.isFalse(error.isTransient)
      assert.include(error.message, "gcloud auth application-default login")
      assert.include(error.message, "GOOGLE_APPLICATION_CREDENTIALS")
    })
  )

  it.effect("are missing where the home is no folder", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(tokenOf(yield* credentials({}, { HOME: yield* file("") })))
      assert.include(error.message, "there are no Application Default Credentials")
    })
  )

  it.effect("are not looked for elsewhere when gcloud's sign-in cannot be read", () =>
    Effect.gen(function* () {
      const HOME = yield* folder
      const path = join(HOME, ".config/gcloud/application_default_credentials.json")
      mkdirSync(path, { recursive: true })
      const error = yield* Effect.flip(tokenOf(yield* credentials({}, { HOME })))
      assert.include(
        error.message,
        `the file of Application Default Credentials ${path} cannot be read`
      )
    })
  )

  it.effect("take the quota project from options, environment and key, in this order", () =>
    Effect.gen(function* () {
      const GOOGLE_APPLICATION_CREDENTIALS = yield* file(signIn(nowhere))
      const GOOGLE_CLOUD_QUOTA_PROJECT = "from-environment"
      const environment = { GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_CLOUD_QUOTA_PROJECT }
      const both = yield* credentials({ quotaProject: "from-options" }, environment)
      assert.strictEqual(both.quotaProject, "from-options")
      assert.strictEqual((yield* credentials({}, environment)).quotaProject, "from-environment")
    })
  )
})

describe("layerConfig", () => {
  it.effect("takes a key, an account to act as, and a user from variables", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const auth = yield* build(
        layerConfig(
          {
            ZERO_TOUCH_CREDENTIALS: JSON.stringify(serviceAccountKey(google.url)),
            ZERO_TOUCH_IMPERSONATE: "b@example.com",
            ZERO_TOUCH_SUBJECT: "admin@example.com",
            GOOGLE_APPLICATION_CREDENTIALS: "/not/there"
          },
          {},
          { impersonate: { serviceAccount: "not@example.com", endpoint: google.url } }
        )
      )
      assert.strictEqual(yield* tokenOf(auth), "acting-as-b@example.com")
      const claims = claimsOf(google.asked[0]?.form.get("assertion") ?? null)
      assert.strictEqual(claims["sub"], "admin@example.com")
    })
  )

  it.effect("takes a Config for each option, in place of the variable for it", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const keyFile = yield* file(serviceAccountKey(google.url))
      const environment = {
        KEY_FILE: keyFile,
        PROJECT: "project-1",
        ZERO_TOUCH_CREDENTIALS: "not used",
        ZERO_TOUCH_SUBJECT: "admin@example.com"
      }
      const each = {
        credentials: { keyFile: Config.String("KEY_FILE") },
        quotaProject: Config.String("PROJECT")
      }
      const auth = yield* build(layerConfig(environment, each))
      assert.strictEqual(auth.quotaProject, "project-1")
      yield* tokenOf(auth)
      const claims = claimsOf(google.asked[0]?.form.get("assertion") ?? null)
      assert.strictEqual(claims["sub"], "admin@example.com")
      const one = yield* build(
        layerConfig(environment, Config.succeed({ credentials: { keyFile } }))
      )
      yield* tokenOf(one)
      const others = claimsOf(google.asked[1]?.form.get("assertion") ?? null)
      assert.isUndefined(others["sub"], "one Config for all stands in place of all variables")
    })
  )

  it.effect("uses the options, and Application Default Credentials, for what is not there", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(tokens)
      const key = signIn(google.url)
      const given = yield* build(layerConfig({}, {}, { credentials: { key } }))
      assert.strictEqual(yield* tokenOf(given), "token-1")
      const GOOGLE_APPLICATION_CREDENTIALS = yield* file(key)
      const found = yield* build(layerConfig({ GOOGLE_APPLICATION_CREDENTIALS }))
      assert.strictEqual(yield* tokenOf(found), "token-2")
    })
  )

  it.effect(
    "fails as a configuration where a Config does, and as an option where that is wrong",
    () =>
      Effect.gen(function* () {
        const missing = yield* Effect.flip(
          build(layerConfig({}, { subject: Config.String("NOT_THERE") }))
        )
        assert.strictEqual(missing._tag, "ConfigError")
        const wrong = yield* Effect.flip(
          build(layerConfig({ ZERO_TOUCH_IMPERSONATE: "zero-touch" }))
        )
        assert.include(wrong.message, 'impersonate.serviceAccount is "zero-touch"')
      })
  )
})
