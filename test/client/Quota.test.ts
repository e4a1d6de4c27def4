import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import type { ClientOptions } from "effect-zero-touch"
import { clientOver, execute, fakeHttp, html, json, probe } from "../support/fakeHttp.ts"
import { drive, settle, successOf } from "../support/outcome.ts"

describe("a quota", () => {
  /** Starts calls together; gives when each was sent. */
  const sentAt = Effect.fnUntraced(function* (calls: number, options: ClientOptions) {
    const http = fakeHttp(json({}))
    const call = execute(probe())
    const { exit } = yield* drive(
      Effect.provide(
        Effect.all(
          Array.from({ length: calls }, () => call),
          { concurrency: "unbounded" }
        ),
        clientOver(http, options)
      )
    )
    successOf(exit)
    return http.sent.map(({ at }) => at)
  })

  it.effect("lets through what it allows, and delays the next", () =>
    Effect.gen(function* () {
      const sent = yield* sentAt(5, { quota: { limit: 3, window: "30 seconds" } })
      assert.deepStrictEqual(sent.slice(0, 3), [0, 0, 0])
      assert.deepStrictEqual(sent.slice(3), [30_000, 30_000])
    })
  )

  it.effect("is a thousand in a hundred seconds unless told otherwise", () =>
    Effect.gen(function* () {
      const http = fakeHttp(json({}))
      const call = execute(probe())
      const client = clientOver(http, { quota: undefined })
      yield* Effect.gen(function* () {
        yield* Effect.all(Array.from({ length: 1000 }, () => call))
        assert.strictEqual(yield* Clock.currentTimeMillis, 0)
        const fiber = yield* Effect.forkChild(call)
        yield* settle
        assert.lengthOf(http.sent, 1000)
        yield* TestClock.adjust("99 seconds")
        assert.lengthOf(http.sent, 1000)
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(fiber)
        assert.lengthOf(http.sent, 1001)
      }).pipe(Effect.provide(client))
    })
  )

  it.effect("holds in every window, not only from one border to the next", () =>
    Effect.gen(function* () {
      const http = fakeHttp(json({}))
      const call = execute(probe())
      const calls = Effect.forEach(
        Array.from({ length: 40 }, (_, i) => i),
        (i) => Effect.delay(call, `${(i * 7919) % 13_000} millis`),
        { concurrency: "unbounded" }
      )
      const options = { quota: { limit: 4, window: "10 seconds" } } as const
      successOf((yield* drive(Effect.provide(calls, clientOver(http, options)))).exit)
      const times = http.sent.map(({ at }) => at)
      assert.lengthOf(times, 40)
      for (const from of times) {
        assert.isAtMost(times.filter((time) => time >= from && time < from + 10_000).length, 4)
      }
    })
  )

  it.effect("can be switched off", () =>
    Effect.gen(function* () {
      const sent = yield* sentAt(1500, { quota: false })
      assert.strictEqual(Math.max(...sent), 0)
    })
  )

  it.effect("is spent by retries, too", () =>
    Effect.gen(function* () {
      const http = fakeHttp(html("<p>", 503), json({}))
      const { exit } = yield* drive(
        Effect.provide(
          execute(probe()),
          clientOver(http, { quota: { limit: 1, window: "20 seconds" } })
        )
      )
      successOf(exit)
      assert.deepStrictEqual(
        http.sent.map(({ at }) => at),
        [0, 20_000]
      )
    })
  )

  it.effect("is waited for without the timeout running", () =>
    Effect.gen(function* () {
      const http = fakeHttp(json({}), Effect.delay(Effect.succeed(json({})), "900 millis"))
      const call = Effect.exit(execute(probe()))
      const { exit } = yield* drive(
        Effect.provide(
          Effect.all([call, call], { concurrency: 2 }),
          clientOver(http, {
            quota: { limit: 1, window: "50 seconds" },
            timeout: "1 second",
            retry: false
          })
        )
      )
      assert.deepStrictEqual(
        successOf(exit).map((call) => call._tag),
        ["Success", "Success"]
      )
      assert.deepStrictEqual(
        http.sent.map(({ at }) => at),
        [0, 50_000]
      )
    })
  )

  it.effect("counts in the time that an error says was spent", () =>
    Effect.gen(function* () {
      const http = fakeHttp(html("<p>", 404))
      const call = Effect.flip(execute(probe()))
      const { exit } = yield* drive(
        Effect.provide(
          Effect.all([call, call], { concurrency: 2 }),
          clientOver(http, { quota: { limit: 1, window: "50 seconds" } })
        )
      )
      assert.deepStrictEqual(
        successOf(exit).map(({ elapsed }) => Duration.toSeconds(elapsed)),
        [0, 50]
      )
    })
  )

  it.effect("that allows nothing is refused, and nothing is sent", () =>
    Effect.gen(function* () {
      for (const limit of [0, -1, 0.5, NaN, Infinity]) {
        const http = fakeHttp(json({}))
        const error = yield* Effect.flip(
          Effect.provide(
            execute(probe()),
            clientOver(http, { quota: { limit, window: "1 second" } })
          )
        )
        if (error._tag !== "TransportError") return assert.fail(error._tag)
        assert.include(error.message, `not sent: quota.limit is ${limit}; give a whole number`)
        assert.lengthOf(http.sent, 0)
      }
    })
  )
})
