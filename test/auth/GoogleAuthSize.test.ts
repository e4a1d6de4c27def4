/** An endpoint that answers without end: no token is as long, and no memory is lost to it. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { GoogleAuthOptions } from "effect-zero-touch/GoogleAuth"
import {
  type Answer,
  credentials,
  endpoint,
  file,
  isolate,
  serviceAccountKey,
  signIn,
  tokenOf,
  tokens,
  workload
} from "./googleAuthSupport.ts"

isolate()

const long = "t".repeat(2 * 1024 * 1024)
const soon = () => new Date(Date.now() + 3_600_000).toISOString()

const answers: Readonly<Record<string, () => Answer>> = {
  "a token of 2 MB": () => ({
    body: { access_token: long, accessToken: long, expires_in: 3600, expireTime: soon() }
  }),
  "a page of 2 MB": () => ({ body: long }),
  "an error of 2 MB": () => ({ status: 400, body: { error: long } })
}

const sources = {
  "a service account": (url: string) =>
    Effect.succeed<GoogleAuthOptions>({ credentials: { key: serviceAccountKey(url) } }),
  "a sign-in": (url: string) =>
    Effect.succeed<GoogleAuthOptions>({ credentials: { key: signIn(url) } }),
  "workload identity": (url: string) =>
    Effect.map(file("subject-token-1"), (path): GoogleAuthOptions => ({
      credentials: { key: workload(url, path) }
    })),
  impersonation: (url: string) =>
    Effect.succeed<GoogleAuthOptions>({
      credentials: { key: signIn(url) },
      impersonate: { serviceAccount: "a@example.com", endpoint: url }
    })
}

for (const [source, optionsAt] of Object.entries(sources)) {
  describe(`${source} is not served with`, () => {
    for (const [what, answer] of Object.entries(answers)) {
      it.effect(what, () =>
        Effect.gen(function* () {
          const google = yield* endpoint((asked, count) =>
            source === "impersonation" && asked.path === "/token" ? tokens(asked, count) : answer()
          )
          const error = yield* Effect.flip(
            tokenOf(yield* credentials(yield* optionsAt(google.url)))
          )
          if (error.reason._tag !== "CredentialsError") return assert.fail(error.message)
          assert.match(error.message, /gave an answer of more than 1 MB, which is no token$/)
          assert.isFalse(error.isTransient)
          assert.strictEqual(error.tries, 0)
          assert.isBelow(JSON.stringify(error).length, 1000)
        })
      )
    }
  })
}
