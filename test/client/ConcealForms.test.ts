/** The forms in which others repeat a secret, one by one. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Credentials, CredentialsError, TransportError } from "effect-zero-touch"
import { conceal } from "../../src/client/internal/conceal.ts"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  html,
  probe
} from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"
import { key, token } from "../support/secrets.ts"

const errorOf = (answer: Answer, secret = token) =>
  execute(probe(), { retry: false }).pipe(
    Effect.provide(
      clientOver(
        fakeHttp(answer),
        { apiKey: Redacted.make(key) },
        Credentials.layerAccessToken(Redacted.make(secret))
      )
    ),
    Effect.exit,
    Effect.map(failureOf)
  )

/** What is kept of a body that is no answer. */
const keptOf = Effect.fnUntraced(function* (answer: Answer, secret?: string) {
  const error = yield* errorOf(answer, secret)
  const reason = error._tag === "TransportError" ? error.reason : undefined
  return reason?._tag === "InvalidResponse" ? reason.body : assert.fail(error.message)
})

const [head, middle, tail] = [token.slice(0, 16), token.slice(20, 36), token.slice(-16)]

describe("a secret is taken out of a text", () => {
  it.effect.each([
    ["whole", `a ${token} b`, "a <redacted> b"],
    ["within a word", `a${token}b`, "a<redacted>b"],
    ["more than once", `${token} ${token}`, "<redacted> <redacted>"],
    ["beside another", `${token},${key}`, "<redacted>,<redacted>"],
    ["its beginning", `${head}…`, "<redacted>…"],
    ["a piece of its middle", `…${middle}…`, "…<redacted>…"],
    ["its end", `…${tail}`, "…<redacted>"],
    ["a short piece stays", `${middle.slice(1)}…${tail.slice(1)}`, undefined],
    ["folded", `${token.slice(0, 30)}\r\n ${token.slice(30)}`, "<redacted>\r\n <redacted>"],
    ["broken", `${token.slice(0, 30)}<wbr>${token.slice(30)}`, "<redacted><wbr><redacted>"],
    [
      "folded, with a short piece left over",
      `${token.slice(0, -15)}\n${token.slice(-15)}`,
      `<redacted>\n${token.slice(-15)}`
    ],
    ["quoted", `"${token}" '${middle}'`, `"<redacted>" '<redacted>'`],
    ["after another text that ends as it begins", `yaya29.${token}`, "yaya29.<redacted>"]
  ] as const)("%s", ([, text, rest]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* keptOf(html(text, 502)), rest ?? text)
      const error = yield* errorOf(envelope(400, "INVALID_ARGUMENT", { message: text }))
      assert.strictEqual(error._tag === "ApiError" && error.status.message, rest ?? text)
    })
  )
})

describe("a secret that is hard to quote", () => {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
  const secrets = [
    `AAAAAAAAAAAAAAAA"x`,
    `AAAAAAAAAAAAAAAA\\\\bbbb`,
    letters.replaceAll(/.{6}/g, `$&"`),
    letters.replaceAll(/.{6}/g, "$&\\"),
    `"`.repeat(20),
    "\\".repeat(20),
    `\\"`.repeat(12),
    "<>&'\"`$%{}".repeat(3)
  ]

  it.effect.each(secrets)("%s is taken out of texts as it is", (secret) =>
    Effect.gen(function* () {
      for (const text of [secret, `"${secret}"`, `\\${secret}\\`, secret.slice(1), `${secret}"x`]) {
        const kept = yield* keptOf(html(`<p>${text}`, 502), secret)
        assert.notInclude(kept, secret.slice(1, 17))
        assert.include(kept, "<redacted>")
      }
    })
  )

  it.effect.each(secrets)("%s is taken out of JSON that is kept as it was written", (secret) =>
    Effect.gen(function* () {
      const written = JSON.stringify({ done: secret })
      for (const body of [written, `[${written}`, `<p>${written}`]) {
        const kept = (yield* keptOf({ status: 502, body }, secret)) ?? ""
        assert.notInclude(kept, JSON.stringify(secret.slice(0, 16)).slice(1, -1))
        assert.notInclude(kept, JSON.stringify(secret.slice(-16)).slice(1, -1))
      }
    })
  )
})

describe("a secret that is a word of the service's or of ours", () => {
  it.effect.each([
    "INVALID_ARGUMENT",
    "PERMISSION_DENIED",
    "PreconditionFailure",
    "localizedMessage",
    "type.googleapis.com/google.rpc.ErrorInfo",
    "type.googleapis.com/google.rpc.",
    "CredentialsError",
    "ya29.1234567890123456789"
  ])("%s makes no error another kind of end", (secret) =>
    Effect.gen(function* () {
      const details = [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: secret, domain: "d" },
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [{ quotaValue: "1234567890123456789" }]
        },
        { "@type": "type.googleapis.com/google.rpc.PreconditionFailure", violations: [] },
        {
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          fieldViolations: [{ localizedMessage: { message: "m" } }]
        }
      ]
      const error = yield* errorOf(envelope(403, "PERMISSION_DENIED", { details }), secret)
      assert.strictEqual(error._tag === "ApiError" && error.httpStatus, 403)
      assert.notInclude(JSON.stringify(error), `"${secret}"`)
      yield* errorOf(html(secret, 502), secret)
    })
  )
})

it("an error that is none without its secret is withheld as a whole", () => {
  const reason = new CredentialsError({ description: "CredentialsError of old" })
  const error = new TransportError({ reason, tries: 3, idempotent: false, method: "m" })
  const bare = conceal([Redacted.make("CredentialsError")])(error)
  assert.strictEqual(bare._tag === "TransportError" && bare.reason._tag, "InvalidResponse")
  assert.notInclude(JSON.stringify(bare), "CredentialsError")
  assert.deepStrictEqual([bare.tries, bare.idempotent], [3, false])
})
