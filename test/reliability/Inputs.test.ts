import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { pieces, slashed, type Verdict } from "./inputPieces.ts"
import {
  assertParameters,
  type Call,
  getDevice,
  getOperation,
  idTargets,
  makeSentBy,
  queryTargets,
  unchecked
} from "./inputTargets.ts"
import type { Uri } from "./inputUri.ts"

/** To try others: `INPUT_SEED=2 npx vitest run test/reliability/Inputs.test.ts`. */
const seed = process.env["INPUT_SEED"] ?? "inputs"
const runs = 1000

const number = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))
const unit = number(0xffff)
const latin = number(0xff)
const astral = number(0x10ffff)
const odd = Schema.Literals([...pieces, ...slashed].map(({ text }) => text))
const good = Schema.Literals(["1", "2676181951105813942", "apibatchoperation", "A-b_c.d~e", "1/2"])

/** Good, but for one piece at one place. */
const spoilt = Arbitrary.map(
  Arbitrary.schema(Schema.Struct({ good, odd, at: number(1000) })),
  ({ at, good, odd }) => {
    const place = at % (good.length + 1)
    return `${good.slice(0, place)}${odd}${good.slice(place)}`
  }
)

const Parts = Schema.Array(Schema.Union([odd, good, latin])).check(Schema.isMaxLength(6))
const Units = Schema.Array(Schema.Union([unit, latin, astral])).check(Schema.isMaxLength(12))

const textOf = (parts: ReadonlyArray<string | number>): string =>
  parts
    .map((part) =>
      typeof part === "string"
        ? part
        : part > 0xffff
          ? String.fromCodePoint(part)
          : String.fromCharCode(part)
    )
    .join("")

/** Texts of each kind: one odd piece, several, and any units of UTF-16, halves of pairs included. */
const kinds = {
  "with one odd piece": spoilt,
  "of several pieces": Arbitrary.map(Arbitrary.schema(Parts), textOf),
  "of any characters": Arbitrary.map(Arbitrary.schema(Units), textOf)
}

/** The rule for segments once more, by numbers: no check of the library's, no URL parser. */
const isSegment = (segment: string): boolean =>
  !["", ".", ".."].includes(segment) &&
  [...segment].every((char) => {
    const code = char.codePointAt(0) ?? 0
    const isControl = code < 32 || (code > 126 && code < 160)
    const isHalf = code >= 0xd800 && code < 0xe000
    return !isControl && !isHalf && char !== "?" && char !== "#"
  })

/** What becomes of a text in UTF-8, which has no halves of pairs: URLs put U+FFFD for them. */
const inUtf8 = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, "\ufffd")

/**
 * A property of what is sent of all texts of a kind: undefined, if a text is refused. It would show
 * nothing if nearly all were refused, or none.
 */
const holds = Effect.fnUntraced(function* (
  texts: Arbitrary.Arbitrary<string>,
  least: Readonly<Record<Verdict, number>>,
  call: (text: string) => Call,
  property: (uri: Uri | undefined, text: string) => void
) {
  const sentBy = yield* makeSentBy
  const tally = { sent: 0, refused: 0 }
  const result = yield* Arbitrary.checkEffect(
    texts,
    (text) =>
      sentBy(call(text)).pipe(
        Effect.map((uri) => {
          property(uri, text)
          tally[uri === undefined ? "refused" : "sent"]++
          return true
        }),
        // a failed assertion is a failure, for which a shorter text is looked for
        Effect.catchCause((cause) => Effect.fail(Cause.pretty(cause)))
      ),
    { runs, seed }
  )
  const failure = Arbitrary.formatCheckFailure(result)
  if (failure !== undefined) assert.fail(failure)
  assert.isAtLeast(tally.sent, least.sent, "sent")
  assert.isAtLeast(tally.refused, least.refused, "refused")
})

/** One or the other, by the text, so that a text that fails does so again. */
const someOf = <A>(targets: ReadonlyArray<A>, text: string): A =>
  targets[text.length % targets.length] ?? assert.fail("no target")

const isId = (text: string) => /^[1-9][0-9]*$/.test(text) && BigInt(text) < 2n ** 63n

for (const [kind, texts] of Object.entries(kinds)) {
  describe(`whatever a text ${kind} says,`, () => {
    it.effect("as the name of an operation it is refused, or stays in its segments", () =>
      holds(
        texts,
        { sent: 150, refused: 100 },
        (text) => getOperation(`operations/${text}`),
        (uri, text) => {
          const segments = ["operations", ...text.split("/")]
          assert.strictEqual(uri !== undefined, segments.every(isSegment))
          assert.deepStrictEqual(uri?.segments, uri && ["v1", ...segments])
          assertParameters(uri, {})
        }
      )
    )

    it.effect("as an id that is not checked it is refused, or stays in its one segment", () =>
      holds(
        texts,
        { sent: 150, refused: 100 },
        (text) => unchecked(someOf(idTargets, text).call(text)),
        (uri, text) => {
          const { after, before } = someOf(idTargets, text)
          assert.strictEqual(uri !== undefined, isSegment(text) && !text.includes("/"))
          assert.deepStrictEqual(uri?.segments, uri && [...before, text, ...after])
        }
      )
    )

    it.effect("as an id it is refused, unless it is one", () =>
      holds(texts, { sent: 0, refused: 800 }, getDevice, (uri, text) =>
        assert.strictEqual(uri !== undefined, isId(text))
      )
    )

    it.effect("as a page token, a mask, fields or quotaUser it stays in its value", () =>
      holds(
        texts,
        { sent: runs, refused: 0 },
        (text) => unchecked(someOf(queryTargets, text).call(text)),
        (uri, text) => {
          const { parameters, segments } = someOf(queryTargets, text)
          assert.deepStrictEqual(uri?.segments, segments)
          assertParameters(uri, parameters(inUtf8(text)))
        }
      )
    )
  })
}
