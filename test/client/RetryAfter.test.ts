import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import { clientOver, envelope, execute, fakeHttp, html, json, probe } from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"

type Headers = Readonly<Record<string, string>>

// The test's clock; its Date header would be "Sun, 06 Nov 1994 08:49:37 GMT".
const now = Date.UTC(1994, 10, 6, 8, 49, 37)

/** The delay in seconds that a successful answer asks for. */
const askedBySuccess = Effect.fnUntraced(function* (headers: Headers) {
  yield* TestClock.setTime(now)
  const response = yield* Effect.provide(
    execute(probe()),
    clientOver(fakeHttp(json({}, 200, headers)))
  )
  return Option.map(response.retryAfter, Duration.toSeconds)
})

/** The delay in seconds that is in the error of one try. */
const askedByFailure = Effect.fnUntraced(function* (answer: ReturnType<typeof json>) {
  yield* TestClock.setTime(now)
  const client = clientOver(fakeHttp(answer))
  const exit = yield* Effect.exit(Effect.provide(execute(probe(), { retry: false }), client))
  const { retryAfter } = failureOf(exit)
  return retryAfter === undefined ? undefined : Duration.toSeconds(retryAfter)
})

const longest = 366 * 24 * 60 * 60

const forms: ReadonlyArray<readonly [header: string, seconds: number | undefined]> = [
  ["120", 120],
  ["1", 1],
  ["0", 0],
  ["007", 7],
  ["999999999", longest],
  ["9".repeat(400), longest],
  ["Sun, 06 Nov 1994 08:50:37 GMT", 60],
  ["Sunday, 06-Nov-94 08:50:37 GMT", 60],
  ["Sun Nov  6 08:50:37 1994", 60],
  ["Wed Nov 16 08:49:37 1994", 10 * 24 * 60 * 60],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["Fri, 31 Dec 9999 23:59:59 GMT", longest],
  // two headers, as some transports join them: the larger delay counts
  ["5, 10", 10],
  ["10,5", 10],
  ["1junk, 5", 5],
  ["Sun, 06 Nov 1994 08:50:37 GMT, 5", 60],
  ["120, Sun, 06 Nov 1994 08:50:37 GMT", 120],
  ["Sun Nov  6 08:50:37 1994, Sun, 06 Nov 1994 08:50:38 GMT", 61],
  ["soon, later", undefined],
  ["", undefined],
  ["-1", undefined],
  ["+1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["1junk", undefined],
  ["0x10", undefined],
  ["Infinity", undefined],
  ["NaN", undefined],
  ["soon", undefined],
  ["1994-11-06T08:50:37Z", undefined],
  ["06 Nov 1994 08:50:37 GMT", undefined],
  ["Sun, 06 Nov 1994 08:50:37", undefined],
  ["Sun, 06 Nov 1994 08:50:37 PST", undefined],
  ["Sun, 99 Nov 1994 99:99:99 GMT", undefined]
]

describe("Retry-After", () => {
  for (const [header, seconds] of forms) {
    const shown = header.length > 40 ? `${header.length} nines` : JSON.stringify(header)
    const says = seconds === undefined ? "asks for nothing" : `asks for ${seconds} seconds`

    it.effect(`${shown} ${says}, on a 200`, () =>
      Effect.gen(function* () {
        const asked = yield* askedBySuccess({ "retry-after": header })
        assert.deepStrictEqual(asked, Option.fromUndefinedOr(seconds))
      })
    )

    it.effect(`${shown} ${says}, on an error of the API`, () =>
      Effect.gen(function* () {
        const answer = envelope(429, "RESOURCE_EXHAUSTED", {}, { "retry-after": header })
        assert.strictEqual(yield* askedByFailure(answer), seconds)
      })
    )

    it.effect(`${shown} ${says}, on a page of HTML`, () =>
      Effect.gen(function* () {
        const answer = html("<p>", 503, { "retry-after": header })
        assert.strictEqual(yield* askedByFailure(answer), seconds)
      })
    )
  }

  it.effect("is not there, and asks for nothing", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone(yield* askedBySuccess({})))
    })
  )

  it.effect("as a date is measured by the service's clock, not by ours", () =>
    Effect.gen(function* () {
      const asked = yield* askedBySuccess({
        date: "Wed, 21 Oct 2026 07:28:00 GMT",
        "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"
      })
      assert.deepStrictEqual(asked, Option.some(30))
    })
  )

  it.effect("as a date is measured by ours when the service's is unreadable", () =>
    Effect.gen(function* () {
      const asked = yield* askedBySuccess({
        date: "today",
        "retry-after": "Sun, 06 Nov 1994 08:49:40 GMT"
      })
      assert.deepStrictEqual(asked, Option.some(3))
    })
  )
})

describe("of Retry-After and RetryInfo", () => {
  const both = (header: string | undefined, retryDelay: unknown) =>
    askedByFailure(
      envelope(
        429,
        "RESOURCE_EXHAUSTED",
        {
          details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }]
        },
        header === undefined ? {} : { "retry-after": header }
      )
    )

  const cases: ReadonlyArray<
    readonly [
      title: string,
      header: string | undefined,
      retryDelay: unknown,
      seconds: number | undefined
    ]
  > = [
    ["RetryInfo alone counts", undefined, "53.5s", 53.5],
    ["Retry-After wins when it is longer", "9", "5s", 9],
    ["RetryInfo wins when it is longer", "3", "5.25s", 5.25],
    ["RetryInfo that was cut to whole seconds does not shorten", "54", "53s", 54],
    ["an empty RetryInfo asks for nothing", undefined, null, undefined],
    ["a RetryInfo of zero asks for no time", undefined, "0s", 0],
    ["a negative RetryInfo asks for nothing", undefined, "-5s", undefined],
    ["a negative RetryInfo does not hide Retry-After", "3", "-5s", 3],
    ["a malformed RetryInfo does not hide Retry-After", "3", "soon", 3],
    ["a malformed Retry-After does not hide RetryInfo", "soon", "5s", 5],
    ["a RetryInfo of ages is cut", undefined, "315576000000s", longest]
  ]
  for (const [title, header, retryDelay, seconds] of cases) {
    it.effect(title, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* both(header, retryDelay), seconds)
      })
    )
  }
})
