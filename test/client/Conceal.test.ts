/**
 * Whatever an answer repeats of a secret, in whatever place: no piece of sixteen characters of it is
 * left in the error, and all other text is as it is without secrets.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ApiError, Credentials, TransportError } from "effect-zero-touch"
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
import { piecesOf, shortestPiece } from "../support/secrets.ts"

const encode = Schema.encodeSync(Schema.Union([ApiError, TransportError]))

/** All that may stand in a header, and letters so few that a secret is like itself, or is hard to quote. */
const alphabets = [
  Array.from({ length: 0x7e - 0x20 }, (_, i) => String.fromCharCode(0x21 + i)).join(""),
  `"\\`,
  `abc"\\`,
  "ab"
] as const

const number = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

const Secret = Arbitrary.map(
  Arbitrary.schema(
    Schema.Struct({
      alphabet: Schema.Literals(alphabets),
      units: Schema.Array(number(93)).check(Schema.isMinLength(16), Schema.isMaxLength(120))
    })
  ),
  ({ alphabet, units }) => units.map((unit) => alphabet[unit % alphabet.length]).join("")
)

/** Pieces of the secret, of any length and from anywhere, and what stands around them. */
const Parts = Schema.Array(
  Schema.Struct({
    glue: Schema.Literals([
      "",
      " ",
      "\r\n ",
      "<wbr>",
      "…",
      `"`,
      `\\`,
      `\\"`,
      "x",
      "Bearer ",
      "ä😀"
    ]),
    from: number(120),
    length: number(60)
  })
).check(Schema.isMaxLength(6))

const textOf = (secret: string, parts: typeof Parts.Type): string =>
  parts
    .map(({ from, glue, length }) => {
      const start = from % secret.length
      return glue + secret.slice(start, start + length)
    })
    .join("")

const rpc = "type.googleapis.com/google.rpc."

/** The places where an answer can repeat a text; headers hold less than texts do. */
const places: Readonly<Record<string, (text: string) => Answer>> = {
  "a page": (text) => html(`<p>${text}</p>`, 502),
  "a text": (text) => ({ status: 400, body: text }),
  "JSON that is no error": (text) => json([text], 400),
  "a page under 200": (text) => html(`<p>${text}`),
  "JSON that breaks off": (text) => ({ body: `{"done":${JSON.stringify(text).slice(0, -1)}` }),
  "a message": (text) => envelope(400, "INVALID_ARGUMENT", { message: text }),
  "a status": (text) => envelope(403, text),
  "details of many kinds": (text) =>
    envelope(403, "PERMISSION_DENIED", {
      details: [
        { "@type": `${rpc}ErrorInfo`, reason: text, domain: "x", metadata: { [text]: text } },
        { "@type": `${rpc}DebugInfo`, stackEntries: [text, "a"], detail: text },
        { "@type": `${rpc}BadRequest`, fieldViolations: [{ field: "f", description: text }] },
        { "@type": `${rpc}RequestInfo`, requestId: text },
        { "@type": `example.com/${text}`, headers: [{ authorization: [text] }] },
        { "@type": 5, text },
        [text],
        text
      ],
      errors: [{ domain: text, reason: text, message: text }]
    }),
  "an error of OAuth": (text) => json({ error: text, error_description: text }, 400),
  headers: (text) => {
    const value = text.replaceAll(/[^!-~]/g, "")
    return envelope(
      403,
      "PERMISSION_DENIED",
      {},
      { "x-request-id": value, "www-authenticate": `Bearer error="${value}"` }
    )
  },
  "a content type": (text) => html("<p>", 502, { "content-type": text.replaceAll(/[^!-~]/g, "") }),
  "an error of a transport": (text) =>
    new TypeError("fetch failed", { cause: systemError(text, "ECONNRESET", "read") }),
  "a code of a transport": (text) => systemError("it broke", text)
}

const failureOf = (exit: Exit.Exit<unknown, ApiError | TransportError>) => {
  const [reason] = exit._tag === "Failure" ? exit.cause.reasons : []
  return reason !== undefined && Cause.isFailReason(reason)
    ? reason.error
    : assert.fail(`no failure: ${JSON.stringify(exit)}`)
}

const errorOf = (answer: Answer, token: Redacted.Redacted | undefined) =>
  execute(probe("POST"), { retry: false }).pipe(
    Effect.provide(
      clientOver(
        fakeHttp(answer),
        token === undefined ? {} : { apiKey: token },
        token === undefined ? Credentials.layerAnonymous : Credentials.layerAccessToken(token)
      )
    ),
    Effect.exit,
    Effect.map(failureOf)
  )

/** All texts of a value, the names of fields among them. */
const textsIn = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, item]) => [name, ...textsIn(item)])
      : []

/** Where the first piece begins, and where the last one ends. */
const extentOf = (
  text: string,
  pieces: ReadonlySet<string>
): readonly [number, number] | undefined => {
  const starts = Array.from({ length: text.length }, (_, i) => i).filter((i) =>
    pieces.has(text.slice(i, i + shortestPiece))
  )
  const [first] = starts
  return first === undefined ? undefined : [first, (starts.at(-1) ?? first) + shortestPiece]
}

const check = Effect.fnUntraced(function* (answer: Answer, secret: string) {
  // a body that is kept as it came holds texts as JSON writes them
  const written = JSON.stringify(secret).slice(1, -1)
  const pieces = new Set([secret, written].flatMap(piecesOf))
  const before = yield* errorOf(answer, undefined)
  const after = yield* errorOf(answer, Redacted.make(secret))
  // a message quotes the body once more, so that a short piece may grow to look like a long one
  if (secret === written) assert.isUndefined(extentOf(after.message, pieces), after.message)
  const texts = textsIn(encode(before))
  const rest = textsIn(encode(after))
  assert.lengthOf(rest, texts.length)
  for (const [i, text] of texts.entries()) {
    const left = rest[i] ?? ""
    const extent = extentOf(text, pieces)
    if (extent === undefined) assert.strictEqual(left, text)
    else {
      assert.isUndefined(extentOf(left, pieces), left)
      assert.isTrue(left.startsWith(`${text.slice(0, extent[0])}<redacted>`), left)
      assert.isTrue(left.endsWith(text.slice(extent[1])), left)
    }
  }
})

describe("of a secret that is repeated, in pieces or whole, nothing is left in", () => {
  for (const [place, answer] of Object.entries(places)) {
    it.effect.prop(
      place,
      [Secret, Parts],
      ([secret, parts]) => check(answer(textOf(secret, parts)), secret),
      { arbitrary: { runs: 150 }, timeout: 60_000 }
    )
  }
})
