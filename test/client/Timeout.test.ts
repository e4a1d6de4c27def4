import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import type { ClientOptions } from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  execute,
  fakeHttp,
  html,
  json,
  probe,
  type Reply
} from "../support/fakeHttp.ts"
import { drive, failureOf, settle, successOf } from "../support/outcome.ts"

const once = Effect.fnUntraced(function* (answer: Answer, options: ClientOptions = {}) {
  const http = fakeHttp(answer)
  const { exit, passed } = yield* drive(
    Effect.provide(execute(probe()), clientOver(http, { retry: false, ...options }))
  )
  return { exit, passed, sent: http.sent }
})

const utf8 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(new TextEncoder().encode(text))

describe("the timeout of a try", () => {
  it.effect("is a minute, when no headers come", () =>
    Effect.gen(function* () {
      const { exit, passed, sent } = yield* once(Effect.never)
      const error = failureOf(exit)
      assert.strictEqual(error._tag === "TransportError" && error.reason._tag, "TimeoutError")
      assert.strictEqual(
        error.message,
        "things.probe: no complete answer within 1m (the request may have reached the service)"
      )
      assert.strictEqual(passed, 60_000)
      assert.isTrue(sent[0]?.signal.aborted)
    })
  )

  it.effect("holds over the body, when that does not end", () =>
    Effect.gen(function* () {
      const reply: Reply = {
        body: new ReadableStream({ start: (controller) => controller.enqueue(utf8('{"a":')) })
      }
      const { exit, passed, sent } = yield* once(reply, { timeout: "5 seconds" })
      const error = failureOf(exit)
      const reason = error._tag === "TransportError" ? error.reason : undefined
      assert.strictEqual(reason?._tag, "TimeoutError")
      assert.strictEqual(passed, 5000)
      assert.isTrue(sent[0]?.signal.aborted)
    })
  )

  it.effect("holds over headers and body together", () =>
    Effect.gen(function* () {
      const slow: Effect.Effect<Reply> = Effect.delay(
        Effect.sync(() => ({ body: new ReadableStream() })),
        "4 seconds"
      )
      const { passed } = yield* once(slow, { timeout: "5 seconds" })
      assert.strictEqual(passed, 5000)
    })
  )

  it.effect("is not put off by a body that trickles", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: (controller) =>
          Effect.runPromiseWith(context)(
            Effect.andThen(
              Effect.sleep("1 second"),
              Effect.sync(() => controller.enqueue(utf8(" ")))
            )
          )
      })
      const { passed } = yield* once({ body }, { timeout: "5 seconds" })
      assert.strictEqual(passed, 5000)
    })
  )

  it.effect("lets an answer through that comes just in time", () =>
    Effect.gen(function* () {
      const slow = Effect.delay(Effect.succeed(json({ a: 1 })), "4900 millis")
      const { exit } = yield* once(slow, { timeout: "5 seconds" })
      assert.deepStrictEqual(successOf(exit).value, { a: 1 })
    })
  )

  it.effect("is anew for each try", () =>
    Effect.gen(function* () {
      const http = fakeHttp(Effect.never, Effect.delay(Effect.succeed(json({})), "4 seconds"))
      const { exit } = yield* drive(
        Effect.provide(execute(probe()), clientOver(http, { timeout: "5 seconds" }))
      )
      successOf(exit)
    })
  )
})

describe("a call that is interrupted", () => {
  it.effect("aborts its request while it waits for headers", () =>
    Effect.gen(function* () {
      const http = fakeHttp(Effect.never)
      const fiber = yield* Effect.forkChild(Effect.provide(execute(probe()), clientOver(http)))
      yield* settle
      assert.isFalse(http.sent[0]?.signal.aborted)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(http.sent[0]?.signal.aborted)
    })
  )

  it.effect("aborts its request while it reads the body", () =>
    Effect.gen(function* () {
      const http = fakeHttp({ body: new ReadableStream() })
      const fiber = yield* Effect.forkChild(Effect.provide(execute(probe()), clientOver(http)))
      yield* settle
      assert.isFalse(http.sent[0]?.signal.aborted)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(http.sent[0]?.signal.aborted)
    })
  )

  it.effect("sends nothing more while it waits for its next try", () =>
    Effect.gen(function* () {
      const http = fakeHttp(html("<p>", 503))
      const fiber = yield* Effect.forkChild(Effect.provide(execute(probe()), clientOver(http)))
      yield* settle
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 hour")
      yield* settle
      assert.lengthOf(http.sent, 1)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
    })
  )
})
