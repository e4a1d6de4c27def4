import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, Stream } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { failure, get, memory } from "./support.ts"

const json = (n: number) => Reply.Json(200, { n })
const url = "https://androiddeviceprovisioning.googleapis.com/v1/operations/x"
const poll = get("/v1/operations/x")

describe("connections that do not come about, in memory", () => {
  const kinds = [
    [Reply.Refused, "ECONNREFUSED"],
    [Reply.DnsFailure, "ENOTFOUND"],
    [Reply.ConnectTimeout, "UND_ERR_CONNECT_TIMEOUT"],
    [Reply.Reset, "ECONNRESET"]
  ] as const
  for (const [reply, code] of kinds) {
    it.effect(`${reply._tag} fails as fetch does, with ${code} in the cause`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* failure(poll), {
          reason: "TransportError",
          outer: "fetch failed",
          code
        })
      }).pipe(Effect.provide(memory({ faults: [{ reply }] })))
    )
  }
})

describe("a response in memory", () => {
  it.effect("comes in chunks, and its stream can be read once", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const response = yield* client.get(url)
      const chunks = yield* Stream.runCollect(response.stream)
      assert.deepStrictEqual(
        chunks.map((chunk) => chunk.length),
        [16_384, 16_384, 7232]
      )
      const again = yield* failure(Stream.runDrain(response.stream))
      assert.match(again.outer, /already been read/)
    }).pipe(Effect.provide(memory({ faults: [{ reply: Reply.Raw(200, {}, "x".repeat(40_000)) }] })))
  )

  it.effect("gives text and json more than once", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const response = yield* client.get(url)
      assert.deepStrictEqual(yield* response.json, { n: 1 })
      assert.strictEqual(yield* response.text, '{"n":1}')
      assert.strictEqual(response.url, url)
    }).pipe(Effect.provide(memory({ faults: [{ reply: json(1) }] })))
  )

  it.effect("ends with the scope of its request", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const client = HttpClient.withScope(yield* HttpClient.HttpClient)
      const response = yield* Effect.scoped(client.get(url))
      const exit = yield* Effect.exit(response.text)
      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual(yield* emulator.waiting, 0)
    }).pipe(Effect.provide(memory({ faults: [{ reply: Reply.StallInBody(json(1), 3) }] })))
  )

  it.effect("is given up when the scope of its request closes before it comes", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const client = HttpClient.withScope(yield* HttpClient.HttpClient)
      const scope = yield* Scope.make()
      const fiber = yield* client.get(url).pipe(Scope.provide(scope), Effect.flip, Effect.forkChild)
      yield* emulator.settled
      assert.strictEqual(yield* emulator.waiting, 1)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "TransportError")
      assert.strictEqual(yield* emulator.waiting, 0)
    }).pipe(Effect.provide(memory({ faults: [{ reply: Reply.Hang }] })))
  )

  it.effect("polled under a test clock misses no second of it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* Effect.forkChild(Effect.forever(Effect.andThen(Effect.sleep("1 second"), poll)))
      yield* TestClock.adjust("60 seconds")
      const requests = yield* emulator.requests
      assert.deepStrictEqual(
        requests.map(({ time }) => time),
        Array.from({ length: 60 }, (_, i) => (i + 1) * 1000)
      )
    }).pipe(Effect.provide(memory()))
  )
})
