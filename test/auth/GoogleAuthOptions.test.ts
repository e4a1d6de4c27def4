/** Wrong options fail when the layer is built, before anything is read or sent. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { GoogleAuthOptions } from "effect-zero-touch/GoogleAuth"
import {
  credentials,
  endpoint,
  file,
  isolate,
  nowhere,
  privateKeyPem,
  serviceAccountKey,
  signIn,
  sts,
  tokenOf
} from "./googleAuthSupport.ts"

isolate()

const key = signIn(nowhere)
const account = { serviceAccount: "b@example.com" }
const addresses = ["zero-touch", "", "a@example.com/../b", "a@example.com?b", "a@example.com#b"]
const accountWanted =
  "give an e-mail address, such as name@project.iam.gserviceaccount.com, or a numeric id"
const times = [-1, Number.NaN, "-1 hours", "soon", "-Infinity", { seconds: Number.NaN }]

/** Options as callers without types give them. */
const wrong: ReadonlyArray<readonly [field: string, options: unknown, says: RegExp | string]> = [
  ["credentials", { credentials: {} }, "has neither a `key` nor a `keyFile`; give one of them"],
  [
    "credentials",
    { credentials: { key, keyFile: "key.json" } },
    "has both a `key` and a `keyFile`; give one of them"
  ],
  ["credentials.keyFile", { credentials: { keyFile: "" } }, 'is ""; give the path of a key file'],
  ["credentials.keyFile", { credentials: { keyFile: 5 } }, "is 5; give the path of a key file"],
  ["credentials.keyFile", { credentials: { keyFile: privateKeyPem } }, /^is the text of a key/],
  [
    "credentials.keyFile",
    { credentials: { keyFile: JSON.stringify(key) } },
    /^is the text of a key/
  ],
  ["credentials.keyFile", { credentials: { keyFile: '{  "type": 5' } }, /^is the text of a key/],
  [
    "credentials.keyFile",
    { credentials: { keyFile: Buffer.from(JSON.stringify(key).repeat(3)).toString("base64") } },
    /^is the text of a key/
  ],
  ["credentials.key", { credentials: { key: Redacted.make(" ") } }, /^is empty; give the JSON/],
  ["credentials.key", { credentials: { key: Redacted.make(5) } }, /^is of type number; give/],
  ...[...addresses, "a@example.com\n", "a@example.com,b@example.com", undefined, 5].map(
    (serviceAccount) =>
      [
        "impersonate.serviceAccount",
        { impersonate: { serviceAccount } },
        `is ${JSON.stringify(serviceAccount)}; ${accountWanted}`
      ] as const
  ),
  [
    "impersonate.delegates[1]",
    { impersonate: { ...account, delegates: ["1", "projects/-"] } },
    `is "projects/-"; ${accountWanted}`
  ],
  [
    "impersonate.delegates",
    { impersonate: { ...account, delegates: "a@example.com" } },
    'is "a@example.com"; give a list of accounts'
  ],
  ...[...times, 0, Duration.infinity, Duration.millis(12 * 3_600_000 + 1)].map(
    (lifetime) =>
      [
        "impersonate.lifetime",
        { impersonate: { ...account, lifetime } },
        /^is .+; give 1 second to 12 hours; more than 1 hour needs a policy/
      ] as const
  ),
  [
    "impersonate.lifetime",
    { impersonate: { ...account, lifetime: "13 hours" } },
    /^is "13 hours"; give 1 second/
  ],
  [
    "impersonate.endpoint",
    { impersonate: { ...account, endpoint: "http://example.com" } },
    "is plain http to another machine; use https"
  ],
  ["impersonate.endpoint", { impersonate: { ...account, endpoint: "" } }, /^is not a URL/],
  [
    "impersonate.endpoint",
    { impersonate: { ...account, endpoint: "https://a:MARKED@example.com" } },
    /^has a user name or a password/
  ],
  ["subject", { subject: "" }, 'is ""; give an address'],
  ["quotaProject", { quotaProject: "a\nb" }, /^is "a.*b"; give a project's id$/],
  ["quotaProject", { quotaProject: "" }, 'is ""; give a project\'s id'],
  ...[...times, 0, Duration.infinity].map(
    (timeout) => ["timeout", { timeout }, /^is .+; give a duration, such as "30 sec/] as const
  ),
  ["timeout", { timeout: "-5 seconds" }, /^is "-5 seconds"; give/],
  ...times.map(
    (refreshBefore) => ["refreshBefore", { refreshBefore }, /^is .+; give a duration/] as const
  ),
  ["refreshBefore", { refreshBefore: Duration.seconds(-5) }, /^is -5s; give a duration/]
]

describe("a wrong option fails when the layer is built", () => {
  for (const [index, [field, options, says]] of wrong.entries()) {
    it.effect(`${field} (${index})`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(credentials(options as GoogleAuthOptions))
        assert.isFalse(error.isTransient)
        assert.strictEqual(error.tries, 0)
        if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
        assert.strictEqual(error.reason.field, field)
        if (typeof says === "string") assert.strictEqual(error.reason.description, says)
        else assert.match(error.reason.description, says)
        const text = JSON.stringify(error)
        for (const secret of ["MARKED", key.refresh_token, "PRIVATE KEY", key.client_secret]) {
          assert.notInclude(text, secret)
        }
      })
    )
  }

  it.effect("and a right one does not, at both ends of what is allowed", () =>
    Effect.gen(function* () {
      const google = yield* endpoint(sts)
      const auth = yield* credentials({
        credentials: { key: signIn(google.url), keyFile: undefined },
        impersonate: { serviceAccount: "1", delegates: [], endpoint: `${google.url}/` },
        quotaProject: "project-1",
        refreshBefore: 0,
        timeout: 10_000
      })
      assert.strictEqual(auth.quotaProject, "project-1")
      assert.strictEqual(yield* tokenOf(auth), "acting-as-1")
      assert.strictEqual(google.asked[1]?.headers["x-goog-user-project"], "project-1")
    })
  )
})

describe("what needs a file fails with the first token", () => {
  it.effect("and is not read before, where the quota project is known or not wanted", () =>
    Effect.gen(function* () {
      const keyFile = yield* file("not a key")
      for (const options of [{ quotaProject: "project-1" }, { impersonate: account }, {}]) {
        const auth = yield* credentials({ credentials: { keyFile }, ...options })
        const error = yield* Effect.flip(tokenOf(auth))
        assert.strictEqual(error.reason._tag, "CredentialsError")
        assert.include(error.message, `the key file ${keyFile} is not a JSON object`)
      }
    })
  )

  it.effect("and takes a path for one, whatever is in it", () =>
    Effect.gen(function* () {
      const keyFile = "/not/there/{8c2e4a6b-0000}/key.json"
      const error = yield* Effect.flip(tokenOf(yield* credentials({ credentials: { keyFile } })))
      assert.include(error.message, `the key file ${keyFile} does not exist`)
    })
  )

  it.effect("even if GOOGLE_APPLICATION_CREDENTIALS is a key, which is not repeated", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(serviceAccountKey(nowhere))
      const auth = yield* credentials({}, { GOOGLE_APPLICATION_CREDENTIALS: text })
      const error = yield* Effect.flip(tokenOf(auth))
      assert.include(error.message, "whose path is the text of a key, ")
      assert.notInclude(JSON.stringify(error), "PRIVATE KEY")
    })
  )
})
