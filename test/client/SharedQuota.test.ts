import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import { ClientConfig, Credentials, Operations, PollSchedule, SharedQuota } from "effect-zero-touch"
import { clientOver, execute, fakeHttp, json, probe } from "../support/fakeHttp.ts"
import { drive, failureOf, settle, successOf } from "../support/outcome.ts"

const memory = RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory))

/** Clients of one process, all over a store; gives when their calls were sent, in seconds. */
const sentBy = Effect.fnUntraced(function* (
  quotas: ReadonlyArray<SharedQuota.SharedQuota>,
  callsOfEach: number
) {
  const http = fakeHttp(json({}))
  const clients = quotas.map((quota) =>
    Effect.provide(
      Effect.forEach(
        Array.from({ length: callsOfEach }, () => probe()),
        (request) => execute(request),
        { concurrency: "unbounded" }
      ),
      clientOver(http, { quota })
    )
  )
  const { exit } = yield* drive(Effect.all(clients, { concurrency: "unbounded" }))
  successOf(exit)
  return http.sent.map(({ at }) => at / 1000)
})

describe("a quota that is shared by several clients", () => {
  it.effect("lets its limit through at once, and then one for each that is refilled", () =>
    Effect.gen(function* () {
      const options = { limit: 5, window: "10 seconds" } as const
      const quotas = [
        yield* SharedQuota.fromRateLimiter(options),
        yield* SharedQuota.fromRateLimiter(options),
        yield* SharedQuota.fromRateLimiter(options)
      ]
      const sent = yield* sentBy(quotas, 5)
      assert.deepStrictEqual(sent, [0, 0, 0, 0, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
    }).pipe(Effect.provide(memory))
  )

  it.effect("is counted for each key by itself", () =>
    Effect.gen(function* () {
      const options = { limit: 2, window: "10 seconds" } as const
      const quotas = [
        yield* SharedQuota.fromRateLimiter({ ...options, key: "a" }),
        yield* SharedQuota.fromRateLimiter({ ...options, key: "b" })
      ]
      assert.deepStrictEqual(yield* sentBy(quotas, 3), [0, 0, 0, 0, 5, 5])
    }).pipe(Effect.provide(memory))
  )

  it.effect("is half of Google's 1,000 in 100 seconds unless told otherwise", () =>
    Effect.gen(function* () {
      const quota = yield* SharedQuota.fromRateLimiter()
      assert.strictEqual(quota.share, 50)
      assert.strictEqual(Duration.toSeconds(quota.window), 100)
      for (let i = 0; i < 500; i++) assert.isTrue(Duration.isZero(yield* quota.take))
      assert.strictEqual(Duration.toMillis(yield* quota.take), 200)
    }).pipe(Effect.provide(memory))
  )

  it.effect("can be given beside a configuration", () =>
    Effect.gen(function* () {
      const http = fakeHttp(json({}))
      const quota = yield* SharedQuota.fromRateLimiter({ limit: 1, window: "10 seconds" })
      const client = ClientConfig.layer(
        { quota: Config.succeed({ limit: 1000, window: "1 second" }) },
        { quota }
      ).pipe(Layer.provide([http.layer, Credentials.layerAnonymous]))
      const calls = Effect.andThen(execute(probe()), execute(probe()))
      successOf((yield* drive(Effect.provide(calls, client))).exit)
      assert.deepStrictEqual(
        http.sent.map(({ at }) => at),
        [0, 10_000]
      )
    }).pipe(Effect.provide(memory))
  )

  it.effect("holds for polls, and lets calls go before them", () =>
    Effect.gen(function* () {
      const http = fakeHttp(json({ name: "operations/1" }))
      const quota = yield* SharedQuota.fromRateLimiter({ limit: 1, window: "10 seconds" })
      const program = Effect.gen(function* () {
        const operations = yield* Operations
        const wait = operations.await("operations/1", {
          schedule: PollSchedule.fixed("1 second"),
          timeout: "45 seconds"
        })
        yield* Effect.all(
          [Effect.exit(wait), Effect.delay(Effect.asVoid(execute(probe())), "15 seconds")],
          { concurrency: 2 }
        )
      })
      const layer = Layer.provideMerge(Operations.layer, clientOver(http, { quota }))
      successOf((yield* drive(Effect.provide(program, layer))).exit)
      assert.deepStrictEqual(
        http.sent.map(({ at, url }) => `${url.pathname} ${at / 1000}`),
        [
          "/v1/operations/1 0",
          "/v1/operations/1 10",
          "/v1/things/1 20",
          "/v1/operations/1 30",
          "/v1/operations/1 40"
        ]
      )
    }).pipe(Effect.provide(memory))
  )

  it.effect("refuses options that are wrong", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [SharedQuota.SharedQuotaOptions, string]> = [
        [{ limit: 0 }, "quota.limit is 0; give a whole number of requests, 1 at least"],
        [{ limit: 2.5 }, "quota.limit is 2.5; give a whole number"],
        [{ share: 0 }, "quota.share is 0; give a whole number"],
        [{ share: Number.NaN }, "quota.share is NaN; give a whole number"],
        [{ window: 0 }, 'quota.window is "0"; give a time above zero']
      ]
      for (const [options, message] of cases) {
        const error = failureOf(yield* Effect.exit(SharedQuota.fromRateLimiter(options)))
        assert.include(error.message, message)
        assert.strictEqual(error.reason._tag, "InvalidRequest")
      }
      assert.strictEqual((yield* SharedQuota.fromRateLimiter({ limit: 7 })).share, 1)
    }).pipe(Effect.provide(memory))
  )

  it.effect("is not a store alone: that is refused, with what to give", () =>
    Effect.gen(function* () {
      const store = { take: Effect.succeed(Duration.zero), share: 1, window: Duration.seconds(1) }
      const layer = clientOver(fakeHttp(), { quota: store as never })
      const { message } = failureOf(yield* Effect.exit(Effect.scoped(Layer.build(layer))))
      assert.include(message, "quota is an object; give an object such as")
      assert.include(message, "SharedQuota.make(store)")
    })
  )

  it.effect("leaves no fiber and does not ask the store when a waiting call is interrupted", () =>
    Effect.gen(function* () {
      let takes = 0
      const quota = SharedQuota.make({
        take: Effect.suspend(() => Effect.succeed(Duration.seconds(takes++ === 0 ? 0 : 50))),
        share: 1,
        window: Duration.seconds(100)
      })
      const http = fakeHttp(json({}))
      const { exit } = yield* drive(
        Effect.provide(
          Effect.gen(function* () {
            yield* execute(probe())
            yield* Effect.timeoutOption(execute(probe()), "3 seconds")
          }),
          clientOver(http, { quota })
        )
      )
      successOf(exit)
      yield* TestClock.adjust("200 seconds")
      yield* settle
      assert.strictEqual(takes, 2)
      assert.lengthOf(http.sent, 1)
    })
  )
})
