import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { TestClock } from "effect/testing"
import { Operations, PollSchedule, type WaitOptions } from "effect-zero-touch"
import { type Answer, clientOver, envelope, fakeHttp, html, json } from "../support/fakeHttp.ts"
import { failureOf, settle, successOf } from "../support/outcome.ts"

const name = "operations/apibatchoperation/1"
const done = json({ name, done: true, response: {} })
const everySecond = PollSchedule.fixed("1 second")

// The test's clock; its Date header would be "Sun, 06 Nov 1994 08:49:37 GMT".
const now = Date.UTC(1994, 10, 6, 8, 49, 37)

/** Sets a wait going and lets its first poll be answered. */
const start = Effect.fnUntraced(function* (answers: ReadonlyArray<Answer>, options: WaitOptions) {
  yield* TestClock.setTime(now)
  const http = fakeHttp(...answers)
  const fiber = yield* Effect.flatMap(Operations, (operations) =>
    operations.await(name, options)
  ).pipe(Effect.provide(Operations.layer.pipe(Layer.provide(clientOver(http)))), Effect.forkChild)
  yield* settle
  return { fiber, sent: http.sent }
})

const advance = (millis: number) => Effect.andThen(TestClock.adjust(millis), settle)

/** Asserts that the second poll comes after so many milliseconds, no sooner, no later. */
const assertPause = Effect.fnUntraced(function* (first: Answer, millis: number) {
  const { fiber, sent } = yield* start([first, done], { schedule: everySecond })
  assert.lengthOf(sent, 1)
  yield* advance(millis - 1)
  assert.lengthOf(sent, 1)
  yield* advance(1)
  assert.lengthOf(sent, 2)
  assert.strictEqual(successOf(yield* Fiber.await(fiber))._tag, "Succeeded")
})

const second = 1000
// However long the service asks to wait, it is granted ten minutes.
const cap = 600 * second

const headers: ReadonlyArray<readonly [header: string, millis: number]> = [
  ["120", 120 * second],
  ["007", 7 * second],
  ["600", cap],
  ["601", cap],
  ["999999999", cap],
  ["9".repeat(400), cap],
  ["Sun, 06 Nov 1994 08:50:37 GMT", 60 * second],
  ["Sunday, 06-Nov-94 08:50:37 GMT", 60 * second],
  ["Sun Nov  6 08:50:37 1994", 60 * second],
  ["Fri, 31 Dec 9999 23:59:59 GMT", cap],
  // what asks for less than the schedule, or for nothing, leaves the schedule as it is
  ...[
    ..."0 1 -1 -999999999 1junk 1.5 1e3 Infinity NaN 0x10 soon 1994-11-06T08:50:37Z".split(" "),
    "",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Sun, 99 Nov 1994 99:99:99 GMT"
  ].map((header) => [header, second] as const)
]

const shown = (header: string) =>
  header.length > 40 ? `${header.length} nines` : JSON.stringify(header)

describe("after Retry-After the next poll comes when it may:", () => {
  for (const [header, millis] of headers) {
    const retryAfter = { "retry-after": header }
    for (const [where, answer] of [
      ["on a 200", json({ name }, 200, retryAfter)],
      ["on a 429", envelope(429, "RESOURCE_EXHAUSTED", {}, retryAfter)],
      ["on a page of HTML", html("<title>503</title>", 503, retryAfter)]
    ] as const) {
      // before any state is known, the wait has a backoff of its own, of about a second
      if (where !== "on a 200" && millis === second) continue
      it.effect(`${shown(header)} ${where}: ${millis / second} s`, () =>
        assertPause(answer, millis)
      )
    }
  }
})

describe("after RetryInfo the next poll comes when it may:", () => {
  const delays: ReadonlyArray<readonly [retryDelay: unknown, millis: number]> = [
    ["53s", 53 * second],
    ["53.016342224s", 53_016.342224],
    ["315576000000s", cap],
    ["0s", second],
    ["-5s", second],
    ["0.000000001s", second],
    ["315576000001s", second],
    ["soon", second],
    ["", second],
    [5, second],
    [null, second],
    [{ seconds: 53 }, second]
  ]
  for (const [retryDelay, millis] of delays) {
    it.effect(`${JSON.stringify(retryDelay)}: ${millis / second} s`, () =>
      Effect.gen(function* () {
        const quota = envelope(429, "RESOURCE_EXHAUSTED", {
          details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }]
        })
        // a state is known, so that the schedule has its say
        const { fiber, sent } = yield* start([json({ name }), quota, done], {
          schedule: everySecond
        })
        yield* advance(second)
        assert.lengthOf(sent, 2)
        yield* advance(Math.floor(millis) - 1)
        assert.lengthOf(sent, 2)
        yield* advance(2)
        assert.lengthOf(sent, 3)
        successOf(yield* Fiber.await(fiber))
      })
    )
  }
})

describe("whatever the service asks for", () => {
  it.effect("a wait never goes round and round: 0, with a schedule without pauses", () =>
    Effect.gen(function* () {
      const { fiber, sent } = yield* start([json({ name }, 200, { "retry-after": "0" })], {
        schedule: Schedule.forever
      })
      for (let i = 0; i < 100; i++) yield* advance(100)
      // at once, and every 0.2 seconds of the ten
      assert.lengthOf(sent, 51)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("a wait never goes round and round: failures that ask for nothing", () =>
    Effect.gen(function* () {
      const failing = envelope(503, "UNAVAILABLE", {}, { "retry-after": "0" })
      const { fiber, sent } = yield* start([failing], { schedule: Schedule.forever })
      for (let i = 0; i < 600; i++) yield* advance(100)
      // about 1, 2, 4, 8, 16 and 30 seconds apart
      assert.isAtMost(sent.length, 8)
      yield* Fiber.interrupt(fiber)
    })
  )

  for (const header of ["999999999", "9".repeat(400), "Fri, 31 Dec 9999 23:59:59 GMT"]) {
    it.effect(`${shown(header)} does not end a wait, however often it comes`, () =>
      Effect.gen(function* () {
        const asking = [json({ name }, 200, { "retry-after": header })]
        const failing = [envelope(429, "RESOURCE_EXHAUSTED", {}, { "retry-after": header })]
        const { fiber, sent } = yield* start([...failing, ...asking, ...failing, ...asking, done], {
          schedule: everySecond
        })
        for (let i = 1; i <= 4; i++) {
          assert.lengthOf(sent, i)
          yield* advance(cap)
        }
        assert.strictEqual(successOf(yield* Fiber.await(fiber))._tag, "Succeeded")
      })
    )

    it.effect(`${shown(header)} does not put off a wait's own timeout`, () =>
      Effect.gen(function* () {
        const { fiber } = yield* start([json({ name }, 200, { "retry-after": header })], {
          schedule: everySecond,
          timeout: "5 seconds"
        })
        yield* advance(5 * second)
        assert.strictEqual(failureOf(yield* Fiber.await(fiber))._tag, "WaitEnded")
        assert.strictEqual((yield* Clock.currentTimeMillis) - now, 5 * second)
      })
    )
  }
})
