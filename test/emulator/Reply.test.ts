import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { Emulator, Faults, Reply } from "effect-zero-touch/Emulator"
import { claim, claimAsync, failure, get, transports } from "./support.ts"

const json = (n: number) => Reply.Json(200, { n })
const url = "https://androiddeviceprovisioning.googleapis.com/v1/operations/x"
const poll = get("/v1/operations/x")
const n = Effect.map(poll, (_) => _.json.n as number)

const bodies: ReadonlyArray<readonly [keyof typeof Faults, number, string | RegExp]> = [
  ["html502", 502, /^<!DOCTYPE/],
  ["htmlAt200", 200, /^<!DOCTYPE/],
  ["truncatedJson", 200, '{"name":"operations/x","done":tr'],
  ["noContent", 204, ""],
  ["emptyBody", 200, ""],
  ["badUtf8", 200, '{"n":"\uFFFD("}'],
  ["nullBody", 200, "null"],
  ["plainText", 200, "upstream connect error"],
  ["arrayEnvelope", 503, /^\[\{"error":/],
  ["emptyEnvelope", 500, '{"error":{}}'],
  ["oauthError", 400, /^\{"error":"invalid_grant"/],
  ["detailsNotAList", 400, /"details":"oops"/],
  ["unknownStatus", 400, /"status": "TOO_SUNNY"/],
  ["statusMissing", 503, '{"error":{"code":503,"message":"Unavailable."}}'],
  ["negativeCode", 500, /"code":-17/],
  ["legacyErrorsOnly", 404, /"errors":\[/],
  ["credentialsMissing", 401, /CREDENTIALS_MISSING/],
  ["invalidToken", 401, /UNAUTHENTICATED/],
  ["insufficientScope", 403, /ACCESS_TOKEN_SCOPE_INSUFFICIENT/]
]

for (const { transport, provide } of transports) {
  describe(`replies ${transport}`, () => {
    it.effect("arrive byte for byte, with their status", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        for (const [name, status, text] of bodies) {
          const reply = Faults[name]
          assert(typeof reply !== "function")
          yield* emulator.fault({ reply })
          const got = yield* poll
          assert.strictEqual(got.status, status, name)
          assert.strictEqual("content-length" in got.headers, status !== 204, name)
          if (typeof text === "string") assert.strictEqual(got.text, text, name)
          else assert.match(got.text, text, name)
        }
      }).pipe(Effect.provide(provide()))
    )

    it.effect("carry headers and details as given", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const nines = "9".repeat(400)
        yield* emulator.fault({
          reply: Faults.tooManyRequests({ retryAfter: nines, retryInfo: "1.5s" })
        })
        const both = yield* get("/v1/operations/x?$.xgafv=1")
        assert.strictEqual(both.status, 429)
        assert.strictEqual(both.headers["retry-after"], nines)
        assert.deepStrictEqual(both.json.error.details, [
          { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" }
        ])
        assert.strictEqual(both.json.error.errors[0].reason, "rateLimitExceeded")

        yield* emulator.fault({ reply: Faults.tooManyRequests() })
        const neither = yield* poll
        assert.notProperty(neither.headers, "retry-after")
        assert.notProperty(neither.json.error, "details")

        yield* emulator.fault({ reply: Faults.redirect("/elsewhere", 308) })
        const redirected = yield* poll
        assert.strictEqual(redirected.status, 308)
        assert.strictEqual(redirected.headers["location"], "/elsewhere")

        yield* emulator.fault({ reply: Faults.termsNotAccepted() })
        assert.strictEqual((yield* poll).json.error.details[0].latestTosAccepted, false)

        yield* emulator.fault({
          reply: Faults.operation("operations/x", { done: true }, { "Retry-After": "3" })
        })
        const odd = yield* poll
        assert.deepStrictEqual(odd.json, { name: "operations/x", done: true })
        assert.strictEqual(odd.headers["retry-after"], "3")
      }).pipe(Effect.provide(provide()))
    )

    it.effect("that are late come when the clock says so", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.fault({ reply: Reply.Late("1 minute", json(1)) })
        const fiber = yield* Effect.forkChild(n)
        yield* emulator.settled
        assert.deepStrictEqual([yield* emulator.inFlight, yield* emulator.waiting], [0, 1])
        yield* TestClock.adjust("59 seconds")
        yield* emulator.settled
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* Fiber.join(fiber), 1)
        assert.deepStrictEqual([yield* emulator.inFlight, yield* emulator.waiting], [0, 0])
      }).pipe(Effect.provide(provide()))
    )

    it.effect("that never come leave nothing behind when they are no longer waited for", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.fault({ times: 2, reply: Reply.Hang })
        const fiber = yield* Effect.forkChild(poll)
        const timed = yield* poll.pipe(Effect.timeoutOption("10 seconds"), Effect.forkChild)
        yield* emulator.settled
        assert.strictEqual(yield* emulator.waiting, 2)
        yield* TestClock.adjust("10 seconds")
        assert.isTrue((yield* Fiber.join(timed))._tag === "None")
        yield* Fiber.interrupt(fiber)
        // A server hears of it when the connection closes.
        while ((yield* emulator.waiting) > 0) yield* Effect.yieldNow
        assert.strictEqual((yield* poll).status, 404)
      }).pipe(Effect.provide(provide()))
    )

    it.effect("that are lost were processed, those that were reset were not", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const operations = Effect.map(
          emulator.snapshot,
          (_) => (_["operations"] as ReadonlyArray<unknown>).length
        )
        yield* emulator.fault({ reply: Reply.Reset })
        yield* emulator.fault({ reply: Reply.ThenLost() })
        const expected = { reason: "TransportError", outer: "fetch failed", code: "ECONNRESET" }
        assert.deepStrictEqual(yield* failure(claimAsync(claim(1))), expected)
        assert.strictEqual(yield* operations, 0)
        assert.deepStrictEqual(yield* failure(claimAsync(claim(1))), expected)
        assert.strictEqual(yield* operations, 1)
        yield* emulator.fault({ reply: Reply.Instead(Faults.unavailable) })
        assert.strictEqual((yield* claimAsync(claim(2))).status, 503)
        assert.strictEqual(yield* operations, 2)
      }).pipe(Effect.provide(provide()))
    )

    it.effect("that break in their bodies give what came before", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const client = yield* HttpClient.HttpClient
        const body = Reply.Raw(200, {}, "0123456789".repeat(10_000))
        yield* emulator.script("operations/x", [{ reply: Reply.ResetInBody(body, 70_000) }])
        const count = yield* client.get(url).pipe(
          Effect.flatMap((response) => {
            let bytes = 0
            return response.stream.pipe(
              Stream.runForEach((chunk) => Effect.sync(() => (bytes += chunk.length))),
              failure,
              Effect.map((error) => ({ bytes, error }))
            )
          })
        )
        assert.deepStrictEqual(count, {
          bytes: 70_000,
          error: { reason: "DecodeError", outer: "terminated", code: "UND_ERR_SOCKET" }
        })
        // What is not longer than that is whole.
        yield* emulator.script("operations/x", [{ reply: Reply.ResetInBody(json(1), 7) }])
        assert.strictEqual(yield* n, 1)
      }).pipe(Effect.provide(provide()))
    )

    it.effect("that stall in their bodies end with the client's patience", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.fault({ reply: Reply.StallInBody(json(1), 3) })
        const fiber = yield* poll.pipe(Effect.timeoutOption("5 seconds"), Effect.forkChild)
        yield* emulator.settled
        assert.strictEqual(yield* emulator.waiting, 1)
        yield* TestClock.adjust("5 seconds")
        assert.isTrue((yield* Fiber.join(fiber))._tag === "None")
        while ((yield* emulator.waiting) > 0) yield* Effect.yieldNow
      }).pipe(Effect.provide(provide()))
    )

    it.effect("that trickle take their time", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.fault({ reply: Reply.Trickle(json(1), "1 second") })
        const fiber = yield* Effect.forkChild(n)
        for (let second = 0; second < 6; second += 1) {
          yield* emulator.settled
          assert.isUndefined(fiber.pollUnsafe())
          yield* TestClock.adjust("1 second")
        }
        assert.strictEqual(yield* Fiber.join(fiber), 1)
      }).pipe(Effect.provide(provide()))
    )

    it.effect("to a poller keep its time, when the clock moves only while all is settled", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* Effect.forkChild(Effect.forever(Effect.andThen(Effect.sleep("1 second"), poll)))
        for (let tenths = 0; tenths < 130; tenths += 1) {
          yield* emulator.settled
          yield* TestClock.adjust("100 millis")
        }
        yield* emulator.settled
        const requests = yield* emulator.requests
        assert.deepStrictEqual(
          requests.map(({ time }) => time),
          Array.from({ length: 10 }, (_, i) => 1000 + i * 1300)
        )
      }).pipe(Effect.provide(provide({ latency: "300 millis" })))
    )

    it.effect("come after the latency, each in its own time", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const fibers = yield* Effect.forEach(["/v1/1", "/v1/2", "/v1/3"], (path) =>
          Effect.forkChild(get(path))
        )
        yield* emulator.settled
        yield* TestClock.adjust("2 seconds")
        yield* Effect.forEach(fibers.slice(0, 2), (fiber) => Fiber.join(fiber))
        yield* emulator.settled
        assert.isUndefined(fibers[2]?.pollUnsafe())
        yield* emulator.setLatency(0)
        assert.strictEqual((yield* get("/v1/4")).status, 404)
      }).pipe(
        Effect.provide(provide({ latency: ({ path }) => `${Number(path.slice(4))} seconds` }))
      )
    )
  })
}
