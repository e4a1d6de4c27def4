import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, Stream } from "effect"
import { HttpBody, HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { claim, claimAsync, failure, get, memory } from "./support.ts"

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

describe("a response to a client that is not tracked", () => {
  it.effect("is in flight while its body is read", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.make()
      const reply = yield* emulator.handle({
        method: "GET",
        target: "/v1/operations/x",
        headers: {},
        body: new Uint8Array()
      })
      assert(reply._tag === "Response")
      assert(!(reply.body instanceof Uint8Array))
      const counts = yield* Stream.runCollect(Stream.mapEffect(reply.body, () => emulator.inFlight))
      assert.deepStrictEqual(counts, [1])
      assert.strictEqual(yield* emulator.inFlight, 0)
    })
  )
})

describe("a response in memory", () => {
  it.effect("comes in one chunk, and its stream can be read once", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const response = yield* client.get(url)
      const chunks = yield* Stream.runCollect(response.stream)
      assert.deepStrictEqual(
        chunks.map((chunk) => chunk.length),
        [40_000]
      )
      for (const again of [Stream.runDrain(response.stream), response.arrayBuffer, response.json]) {
        assert.match((yield* failure(again)).outer, /already been read/)
      }
    }).pipe(Effect.provide(memory({ faults: [{ reply: Reply.Raw(200, {}, "x".repeat(40_000)) }] })))
  )

  it.effect("comes in chunks of 16 KiB when it breaks", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const response = yield* client.get(url)
      const sizes: Array<number> = []
      const broken = yield* failure(
        Stream.runForEach(response.stream, (chunk) => Effect.sync(() => sizes.push(chunk.length)))
      )
      assert.deepStrictEqual(sizes, [16_384, 16_384, 7232])
      assert.strictEqual(broken.code, "UND_ERR_SOCKET")
    }).pipe(
      Effect.provide(
        memory({
          faults: [{ reply: Reply.ResetInBody(Reply.Raw(200, {}, "x".repeat(50_000)), 40_000) }]
        })
      )
    )
  )

  it.effect("has bytes of its own, which change no later reply", () =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const bytes = new Uint8Array(yield* Effect.flatMap(client.get(url), (_) => _.arrayBuffer))
      bytes.fill(0)
      assert.deepStrictEqual((yield* poll).json, { n: 1 })
    }).pipe(Effect.provide(memory({ faults: [{ times: 2, reply: json(1) }] })))
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

  it.effect("cannot be read after the scope of its request has closed", () =>
    Effect.gen(function* () {
      const client = HttpClient.withScope(yield* HttpClient.HttpClient)
      const response = yield* Effect.scoped(client.get(url))
      for (const read of [response.text, response.json]) {
        const { reason } = yield* Effect.flip(read)
        assert(reason._tag === "DecodeError")
        assert.strictEqual((reason.cause as DOMException).name, "AbortError")
      }
      const other = yield* failure(Stream.runDrain(response.stream))
      assert.match(other.outer, /already been read/)
    }).pipe(Effect.provide(memory({ faults: [{ reply: json(1) }] })))
  )

  it.effect("breaks off when the scope of its request closes in the middle of its body", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const client = HttpClient.withScope(yield* HttpClient.HttpClient)
      const scope = yield* Scope.make()
      const response = yield* Scope.provide(client.get(url), scope)
      const fiber = yield* Effect.forkChild(Effect.flip(response.text))
      yield* emulator.settled
      assert.strictEqual(yield* emulator.waiting, 1)
      yield* Scope.close(scope, Exit.void)
      const { reason } = yield* Fiber.join(fiber)
      assert(reason._tag === "DecodeError")
      assert.strictEqual((reason.cause as DOMException).name, "AbortError")
      assert.strictEqual(yield* emulator.waiting, 0)
    }).pipe(Effect.provide(memory({ faults: [{ reply: Reply.StallInBody(json(1), 3) }] })))
  )

  for (const [what, options] of [
    ["latency", { latency: "10 seconds" }],
    ["a late reply", { faults: [{ times: 2, reply: Reply.Late("10 seconds") }] }]
  ] as const) {
    it.effect(`is not processed when its request is given up during ${what}`, () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const client = HttpClient.withScope(yield* HttpClient.HttpClient)
        const scope = yield* Scope.make()
        const body = HttpBody.jsonUnsafe({ claims: [claim(1)] })
        const scoped = yield* client
          .post(url.replace("operations/x", "partners/1/devices:claimAsync"), { body })
          .pipe(Scope.provide(scope), Effect.flip, Effect.forkChild)
        const plain = yield* Effect.forkChild(claimAsync(claim(2)))
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual(yield* emulator.waiting, 2)
        yield* Scope.close(scope, Exit.void)
        const { reason } = yield* Fiber.join(scoped)
        assert(reason._tag === "TransportError")
        assert.strictEqual((reason.cause as DOMException).name, "AbortError")
        yield* Fiber.interrupt(plain)
        assert.strictEqual(yield* emulator.waiting, 0)
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual((yield* emulator.snapshot)["operations"], [])
      }).pipe(Effect.provide(memory(options)))
    )
  }

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
