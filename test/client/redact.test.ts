/**
 * Whole secrets are replaced in all texts from outside, before these are cut; where a body breaks off
 * within a secret, the beginning of the secret goes, too.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ApiError, Credentials, TransportError } from "effect-zero-touch"
import { redactor } from "../../src/client/redact.ts"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  html,
  json,
  probe,
  systemError
} from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"
import { key, token } from "../support/secrets.ts"

/** All texts of a value, the names of fields among them. */
const textsIn = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, item]) => [name, ...textsIn(item)])
      : []

/** Takes no JSON for an answer, and says what it was. */
const request = probe("POST", { decode: (value) => Result.fail(textsIn(value).join(" ")) })

const errorOf = (answer: Answer, secret?: string) =>
  execute(request, { retry: false }).pipe(
    Effect.provide(
      secret === undefined
        ? clientOver(fakeHttp(answer))
        : clientOver(
            fakeHttp(answer),
            { apiKey: Redacted.make(secret) },
            Credentials.layerAccessToken(Redacted.make(secret))
          )
    ),
    Effect.exit,
    Effect.map(failureOf)
  )

const rpc = "type.googleapis.com/google.rpc."

/** The places where an answer can repeat a text. */
const places: Readonly<Record<string, (text: string) => Answer>> = {
  "a page": (text) => html(`<p>${text}</p>`, 502),
  "a text": (text) => ({ status: 400, body: `it is ${text}` }),
  "JSON that is no error": (text) => json([text], 400),
  "JSON that is no answer": (text) => json({ done: text }),
  "JSON that breaks off": (text) => ({ body: `{"done":${JSON.stringify(text).slice(0, -1)}` }),
  "a redirect": (text) => ({ status: 302, body: text }),
  "a message": (text) => envelope(400, "INVALID_ARGUMENT", { message: text }),
  "a status": (text) => envelope(403, text),
  "details and field names": (text) =>
    envelope(403, "PERMISSION_DENIED", {
      details: [
        { "@type": `${rpc}ErrorInfo`, reason: text, domain: "x", metadata: { [text]: text } },
        { "@type": `${rpc}DebugInfo`, stackEntries: [text, "a"], detail: text },
        { "@type": `${rpc}BadRequest`, fieldViolations: [{ field: "f", description: text }] },
        { "@type": `${rpc}RequestInfo`, requestId: text },
        { "@type": `example.com/${text}`, [text]: [{ authorization: [text] }] },
        [text],
        text
      ],
      errors: [{ domain: text, reason: text, message: text }]
    }),
  "an error of OAuth": (text) => json({ error: text, error_description: text }, 400),
  headers: (text) =>
    envelope(
      403,
      "PERMISSION_DENIED",
      {},
      { "x-request-id": text, "www-authenticate": `Bearer error="${text}"` }
    ),
  "a content type": (text) => html("<p>", 502, { "content-type": text }),
  "the message of a transport's error": (text) =>
    new TypeError("fetch failed", { cause: systemError(text, "ECONNRESET", "read") }),
  "the code of a transport's error": (text) => systemError("it broke", text),
  "the error that a body breaks off with": (text) => ({
    body: new ReadableStream({ start: (controller) => controller.error(new Error(text)) })
  })
}

const number = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

/** A secret, and a text that repeats it whole and in part. Secrets of few letters overlap themselves. */
const repeating = (alphabets: readonly [string, ...ReadonlyArray<string>]) =>
  Arbitrary.map(
    Arbitrary.schema(
      Schema.Struct({
        alphabet: Schema.Literals(alphabets),
        units: Schema.Array(number(93)).check(Schema.isMinLength(8), Schema.isMaxLength(60)),
        parts: Schema.Array(
          Schema.Struct({
            glue: Schema.Literals(["", " ", "<wbr>", `"`, `\\`, `\\"`, "x", "Bearer ", "ä"]),
            part: Schema.UndefinedOr(Schema.Struct({ from: number(60), length: number(60) }))
          })
        ).check(Schema.isMaxLength(6))
      })
    ),
    ({ alphabet, parts, units }) => {
      const secret = units.map((unit) => alphabet[unit % alphabet.length]).join("")
      const pieces = parts.map(({ glue, part }) => {
        const from = (part?.from ?? 0) % secret.length
        return glue + secret.slice(from, from + (part?.length ?? secret.length))
      })
      // the end of a body has a rule of its own
      return { secret, text: `${pieces.join("")}.` }
    }
  )

const ascii = Array.from({ length: 0x7e - 0x20 }, (_, i) => String.fromCharCode(0x21 + i)).join("")
// without the brackets of the mark: with the text beside it, they could make up such a secret again
const plain = repeating([ascii.replaceAll(/["\\<>]/g, ""), "ab"])
const hardToQuote = repeating([`"\\`, `abc"\\`])

const encode = Schema.encodeSync(Schema.Union([ApiError, TransportError]))

const options = { arbitrary: { runs: 100 }, timeout: 60_000 }

for (const [place, answer] of Object.entries(places)) {
  describe(`redact: ${place}`, () => {
    it.effect.prop(
      "that repeats a secret gives the same error as one that says <redacted> instead",
      [plain],
      Effect.fnUntraced(function* ([{ secret, text }]) {
        const error = yield* errorOf(answer(text), secret)
        const expected = yield* errorOf(answer(text.replaceAll(secret, "<redacted>")))
        assert.deepStrictEqual(encode(error), encode(expected))
        assert.strictEqual(error.message, expected.message)
        assert.notInclude(error.message, secret)
      }),
      options
    )

    it.effect.prop(
      "leaves no secret of quotes and backslashes, as it is or as JSON has it",
      [hardToQuote],
      Effect.fnUntraced(function* ([{ secret, text }]) {
        const written = JSON.stringify(secret).slice(1, -1)
        for (const left of textsIn(encode(yield* errorOf(answer(text), secret)))) {
          assert.notInclude(left, secret)
          assert.notInclude(left, written)
        }
      }),
      options
    )
  })
}

describe("redact: in a text,", () => {
  const quoted = `AIza"\\-quoted`
  const redact = redactor(
    [token, key, `${key}-longer`, quoted, "1234567"].map((s) => Redacted.make(s))
  )

  it.each([
    ["a secret within a word is replaced", `a${token}b`, "a<redacted>b"],
    ["each repetition is replaced", `${token}${token} ${key}`, "<redacted><redacted> <redacted>"],
    ["a secret that contains another one is replaced as a whole", `${key}-longer`, "<redacted>"],
    ["a secret is replaced as it is", `is ${quoted}`, "is <redacted>"],
    ["a secret is replaced as JSON has it", JSON.stringify([quoted]), `["<redacted>"]`],
    ["parts of a secret stay", `${token.slice(0, -1)}\r\n ${token.slice(1)}`, undefined],
    ["seven characters are no secret", "1234567", undefined]
  ])("%s", (_, text, rest) => {
    assert.strictEqual(redact(text), rest ?? text)
  })
})

it.effect(
  "redact: in JSON, a secret is replaced however it is escaped, in field names as well",
  () =>
    Effect.gen(function* () {
      const escaped = token.replaceAll(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
      const detail = `{"@type":"example.com/${escaped}","${escaped}":"${escaped}"}`
      const body = `{"error":{"message":"${escaped}","details":[${detail}]}}`
      const error = yield* errorOf({ status: 403, body }, token)
      assert.include(error.message, "<redacted>")
      assert.notInclude(JSON.stringify(error), token)
    })
)

/** What is kept of a body that is no answer. */
const keptOf = Effect.fnUntraced(function* (body: string, secret = token) {
  const error = yield* errorOf({ status: 502, body }, secret)
  const reason = error._tag === "TransportError" ? error.reason : undefined
  return reason?._tag === "InvalidResponse" ? reason.body : assert.fail(error.message)
})

it.effect("redact: the cut after 1,024 characters leaves no part of a secret", () =>
  Effect.gen(function* () {
    for (let left = 0; left <= token.length; left++) {
      const before = "x".repeat(1024 - left)
      assert.strictEqual(yield* keptOf(before + token), `${before}<redacted>`.slice(0, 1024))
    }
  })
)

describe("redact: where a body breaks off within a secret,", () => {
  const quoted = `AIza"\\"\\"\\"\\"\\`
  const written = JSON.stringify(quoted).slice(1, -1)

  it.effect.each([
    ["a text", "<p>", token, token],
    ["JSON", '{"done":"', token, token],
    ["JSON that escapes it", '{"done":"', quoted, written]
  ] as const)("in %s, its beginning is removed, from 8 characters on", ([, before, secret, form]) =>
    Effect.gen(function* () {
      for (let length = 1; length <= form.length; length++) {
        const beginning = form.slice(0, length)
        assert.strictEqual(
          yield* keptOf(`${before}${form} ${beginning}`, secret),
          `${before}<redacted> ${length < 8 ? beginning : "<redacted>"}`
        )
      }
    })
  )
})

it.effect.each([
  "INVALID_ARGUMENT",
  "PERMISSION_DENIED",
  "PreconditionFailure",
  "localizedMessage",
  "type.googleapis.com/google.rpc.ErrorInfo",
  "type.googleapis.com/google.rpc.",
  "1234567890123456789"
])("redact: an ApiError stays an ApiError when a secret is one of its words: %s", (secret) =>
  Effect.gen(function* () {
    const details = [
      { "@type": `${rpc}ErrorInfo`, reason: secret, domain: "d" },
      { "@type": `${rpc}QuotaFailure`, violations: [{ quotaValue: "1234567890123456789" }] },
      { "@type": `${rpc}PreconditionFailure`, violations: [] },
      { "@type": `${rpc}BadRequest`, fieldViolations: [{ localizedMessage: { message: "m" } }] }
    ]
    const error = yield* errorOf(envelope(403, "PERMISSION_DENIED", { details }), secret)
    assert.strictEqual(error._tag === "ApiError" && error.httpStatus, 403)
    assert.notInclude(JSON.stringify(error), `"${secret}"`)
  })
)
