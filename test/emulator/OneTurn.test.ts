/**
 * An answer in memory takes one run of the calling fiber. A `TestClock` gives a forked fiber little
 * more than that before it moves, and a timeout of the caller would overtake a slower answer.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { Reply } from "effect-zero-touch/Emulator"
import { claim, claimAsync, get, memory } from "./support.ts"

const claims = (count: number) => Array.from({ length: count }, (_, n) => claim(n + 1))
const url = "https://androiddeviceprovisioning.googleapis.com/v1/operations/x"

/** Runs a call as a test does that knows nothing about the emulator: forked, while time passes. */
const whileTimePasses = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* call.pipe(
      Effect.timeoutOrElse({
        duration: "1 minute",
        orElse: () => Effect.die("the timeout overtook the answer")
      }),
      Effect.forkChild
    )
    yield* TestClock.adjust("2 minutes")
    return yield* Fiber.join(fiber)
  })

/** The value of an effect that neither waits nor yields; a defect where it does. */
const inOneRun = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(call, { startImmediately: true })
    return yield* fiber.pollUnsafe() ?? Effect.die("the fiber has waited or yielded")
  })

describe("an answer in memory", () => {
  for (const count of [1, 100_000]) {
    it.effect(
      `is complete before a test clock moves, for a request of ${count} claims`,
      () =>
        Effect.gen(function* () {
          const started = yield* whileTimePasses(claimAsync(...claims(count)))
          assert.strictEqual(started.json.metadata.devicesCount, count)
          yield* TestClock.adjust("10 minutes")
          const done = yield* whileTimePasses(get(`/v1/${started.json.name}`))
          assert.strictEqual(done.json.response.successCount, count)
        }).pipe(Effect.provide(memory())),
      60_000
    )
  }

  it.effect("takes one run of the fiber, for a request and for an answer of 10,000 devices", () =>
    Effect.gen(function* () {
      const started = yield* inOneRun(claimAsync(...claims(10_000)))
      yield* TestClock.adjust("10 minutes")
      const done = yield* inOneRun(get(`/v1/${started.json.name}`))
      assert.strictEqual(done.json.response.successCount, 10_000)
    }).pipe(Effect.provide(memory()))
  )

  it.effect("takes one run of the fiber, however its body is read", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const sizes = yield* Effect.forEach(
        [
          Effect.map(
            Effect.flatMap(client.get(url), (_) => _.arrayBuffer),
            (_) => _.byteLength
          ),
          Effect.map(
            Effect.flatMap(client.get(url), (_) => _.text),
            (_) => _.length
          ),
          Effect.map(
            Effect.flatMap(client.get(url), (_) => Stream.runCollect(_.stream)),
            (chunks) => chunks.reduce((sum, chunk) => sum + chunk.length, 0)
          )
        ],
        inOneRun
      )
      assert.deepStrictEqual(sizes, [1_000_000, 1_000_000, 1_000_000])
    }).pipe(
      Effect.provide(
        memory({ faults: [{ times: 3, reply: Reply.Raw(200, {}, "x".repeat(1_000_000)) }] })
      )
    )
  )

  it.effect("takes one run of the fiber, when the connection fails", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const error = yield* inOneRun(Effect.flip(client.get(url)))
      assert.strictEqual(error.reason._tag, "TransportError")
    }).pipe(Effect.provide(memory({ faults: [{ reply: Reply.Reset }] })))
  )

  it.effect("takes one run of the fiber, when the connection breaks in the body", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const call = Effect.flatMap(client.get(url), (_) => _.text)
      assert.strictEqual((yield* inOneRun(Effect.flip(call))).reason._tag, "DecodeError")
    }).pipe(
      Effect.provide(
        memory({
          faults: [{ reply: Reply.ResetInBody(Reply.Raw(200, {}, "x".repeat(50_000)), 40_000) }]
        })
      )
    )
  )

  it.effect("takes one run of the fiber, with a latency of zero", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* inOneRun(get("/v1/operations/x"))).status, 404)
    }).pipe(Effect.provide(memory({ latency: () => "0 seconds" })))
  )
})
