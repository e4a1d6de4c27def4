import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ClientOptions } from "effect-zero-touch"
import { type Answer, clientOver, execute, fakeHttp, html, probe } from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"

const once = Effect.fnUntraced(function* (answer: Answer, options: ClientOptions = {}) {
  const http = fakeHttp(answer)
  const { exit } = yield* drive(
    Effect.provide(execute(probe()), clientOver(http, { retry: false, ...options }))
  )
  return { exit, sent: http.sent }
})

const utf8 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(new TextEncoder().encode(text))

/** A body that gives a piece whenever it is asked for one; counts them, and notes its end. */
const endless = (piece: Uint8Array<ArrayBuffer>) => {
  const state = { bytes: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      state.bytes += piece.byteLength
      controller.enqueue(piece)
    },
    cancel: () => {
      state.cancelled = true
    }
  })
  return { state, reply: { body } }
}

describe("the cap on an answer", () => {
  const text = JSON.stringify({ a: "ü".repeat(10) })
  const size = utf8(text).byteLength

  it.effect("counts bytes, not characters, and is not below itself", () =>
    Effect.gen(function* () {
      assert.strictEqual(size, 28)
      const { exit } = yield* once({ body: text }, { maxBodyBytes: 28 })
      successOf(exit)
    })
  )

  it.effect("ends an answer of one byte more", () =>
    Effect.gen(function* () {
      const { exit } = yield* once({ body: text }, { maxBodyBytes: 27 })
      const error = failureOf(exit)
      assert.strictEqual(
        error.message,
        "things.probe: not an answer of this service: the body has more than 27 bytes, the client's maxBodyBytes (HTTP 200)"
      )
      assert.isFalse(error.isTransient)
    })
  )

  it.effect("stops an endless answer early, without retries", () =>
    Effect.gen(function* () {
      const piece = new Uint8Array(1000).fill(0x20)
      const { reply, state } = endless(piece)
      const http = fakeHttp(reply)
      const { exit, passed } = yield* drive(
        Effect.provide(execute(probe()), clientOver(http, { maxBodyBytes: 10_000 }))
      )
      assert.include(failureOf(exit).message, "maxBodyBytes")
      assert.isAtMost(state.bytes, 13_000)
      assert.isTrue(state.cancelled)
      assert.strictEqual(passed, 0)
      assert.lengthOf(http.sent, 1)
    })
  )

  it.effect("is not what a length in the headers says", () =>
    Effect.gen(function* () {
      const { exit } = yield* once(
        { headers: { "content-length": "5" }, body: text },
        { maxBodyBytes: 20 }
      )
      assert.include(failureOf(exit).message, "more than 20 bytes")
    })
  )

  it.effect("holds for errors as well, which stay in passing when their status is", () =>
    Effect.gen(function* () {
      const { exit } = yield* once(html("<p>".repeat(100), 503), { maxBodyBytes: 20 })
      assert.isTrue(failureOf(exit).isTransient)
    })
  )

  it.effect("is a number of bytes", () =>
    Effect.gen(function* () {
      for (const maxBodyBytes of [Number.NaN, 0, -1, 1.5, Number.POSITIVE_INFINITY]) {
        const { exit, sent } = yield* once({ body: "{}" }, { maxBodyBytes })
        assert.include(
          failureOf(exit).message,
          `not sent: maxBodyBytes is ${maxBodyBytes}; give a whole number of bytes`
        )
        assert.lengthOf(sent, 0)
      }
      const { exit } = yield* once({ body: "{}" }, { maxBodyBytes: false })
      successOf(exit)
    })
  )

  it.effect("is generous: an answer of a megabyte in many pieces is read whole", () =>
    Effect.gen(function* () {
      const pieces = Array.from({ length: 100 }, () => utf8("x".repeat(10_000)))
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => {
          controller.enqueue(utf8('"'))
          for (const piece of pieces) controller.enqueue(piece)
          controller.enqueue(utf8('"'))
          controller.close()
        }
      })
      const { exit } = yield* once({ body })
      assert.strictEqual(successOf(exit).value, "x".repeat(1_000_000))
    })
  )

  it.effect("does not mind where a character is cut in two", () =>
    Effect.gen(function* () {
      const bytes = utf8('"ü€😀"')
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => {
          for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
          controller.close()
        }
      })
      const { exit } = yield* once({ body })
      assert.strictEqual(successOf(exit).value, "ü€😀")
    })
  )
})
