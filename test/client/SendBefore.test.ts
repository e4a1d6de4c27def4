/**
 * The latest time at which a request may leave, on both clocks: a process that was stopped finds it out
 * by its monotonic clock, one on another machine by the time of day.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import {
  type ApiError,
  type ClientOptions,
  CustomerId,
  PartnerDevices,
  PartnerId,
  type SendBefore,
  type TransportError
} from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  json,
  probe
} from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"

const second = 1_000_000_000n

/** So many seconds from now, on both clocks. */
const inSeconds = Effect.fnUntraced(function* (wall: number, monotonic = wall) {
  const wallMillis = (yield* Clock.currentTimeMillis) + wall * 1000
  const monotonicNanos = (yield* Clock.monotonicTimeNanos) + BigInt(monotonic) * second
  return { wallMillis, monotonicNanos } satisfies SendBefore
})

const refusalOf = (exit: Exit.Exit<unknown, ApiError | TransportError>) => {
  const error = failureOf(exit)
  const reason = error._tag === "TransportError" ? error.reason : undefined
  if (reason?._tag !== "InvalidRequest") return assert.fail(error.message)
  assert.isFalse(error.mayHaveBeenProcessed)
  assert.isFalse(error.isTransient)
  return `${reason.field} ${reason.description}`
}

const late = "sendBefore had passed before the request could be sent; nothing was sent"

/** The end of a call that may leave until then, and how many requests were sent. */
const send = Effect.fnUntraced(function* (
  sendBefore: SendBefore,
  answers: ReadonlyArray<Answer> = [json({})],
  options: ClientOptions = {}
) {
  const http = fakeHttp(...answers)
  const call = Effect.provide(execute(probe("GET", { sendBefore })), clientOver(http, options))
  const { exit } = yield* drive(call)
  return { exit, sent: http.sent.length }
})

describe("a call with sendBefore", () => {
  it.effect("is sent before both times", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* send(yield* inSeconds(1))
      successOf(exit)
      assert.strictEqual(sent, 1)
    })
  )

  it.effect.each([
    ["the time of day", 0, 60],
    ["the monotonic time", 60, 0],
    ["both", -5, -5]
  ] as const)("is refused when %s has come", ([, wall, monotonic]) =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 minute")
      const { exit, sent } = yield* send(yield* inSeconds(wall, monotonic))
      assert.strictEqual(refusalOf(exit), late)
      assert.strictEqual(sent, 0)
    })
  )

  it.effect("is not sent once more when a pause between two tries was too long", () =>
    Effect.gen(function* () {
      const busy = envelope(503, "UNAVAILABLE", {}, { "retry-after": "10" })
      const { exit, sent } = yield* send(yield* inSeconds(9), [busy, json({})])
      assert.strictEqual(refusalOf(exit), late)
      assert.strictEqual(sent, 1)
    })
  )

  it.effect("is not sent when it waited too long for its place in the quota", () =>
    Effect.gen(function* () {
      const http = fakeHttp(json({}))
      const sendBefore = yield* inSeconds(5)
      const both = Effect.all(
        [execute(probe()), Effect.exit(execute(probe("GET", { sendBefore })))],
        { concurrency: "unbounded" }
      ).pipe(
        Effect.provide(clientOver(http, { quota: { limit: 1, window: "10 seconds" } })),
        Effect.forkChild
      )
      const fiber = yield* both
      yield* TestClock.adjust("20 seconds")
      const [, exit] = yield* Fiber.join(fiber)
      assert.strictEqual(refusalOf(exit), late)
      assert.strictEqual(http.sent.length, 1)
    })
  )

  it.effect("can be a start, and a time that is none is named", () =>
    Effect.gen(function* () {
      const http = fakeHttp(json({ name: "operations/x/1" }))
      const claim = (sendBefore: unknown) =>
        Effect.flatMap(PartnerDevices, (devices) =>
          devices.claimAsync(
            PartnerId.from(1),
            {
              claims: [
                {
                  customerId: CustomerId.from(1),
                  sectionType: "SECTION_TYPE_ZERO_TOUCH",
                  deviceIdentifier: { imei: "490154203237518" }
                }
              ]
            },
            { sendBefore: sendBefore as SendBefore }
          )
        ).pipe(Effect.provide(Layer.provide(PartnerDevices.layer, clientOver(http))), Effect.exit)
      assert.strictEqual(refusalOf(yield* claim(yield* inSeconds(0))), late)
      const good = yield* inSeconds(1)
      for (const odd of [
        { ...good, wallMillis: Number.NaN },
        { ...good, wallMillis: "1" },
        { ...good, monotonicNanos: 1 },
        { wallMillis: good.wallMillis }
      ]) {
        assert.match(
          refusalOf(yield* claim(odd)),
          /^sendBefore is an object; give an object with wallMillis, a number, and monotonicNanos/
        )
      }
      assert.strictEqual(http.sent.length, 0)
      assert.isTrue(Exit.isSuccess(yield* claim(good)))
    })
  )
})
