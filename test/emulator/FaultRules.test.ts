import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { Emulator, Faults, Reply } from "effect-zero-touch/Emulator"
import { claim, claimAsync, get, memory, transports } from "./support.ts"

const poll = get("/v1/operations/x")

describe("a fault rule", () => {
  it.effect("answers as often as it says, where verb and path match", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* emulator.fault({ method: "post", reply: Reply.Html(500) })
      yield* emulator.fault({ path: "/v1/partners/", reply: Reply.Html(501) })
      yield* emulator.fault({ path: /operations\/x$/, times: 2, reply: Reply.Html(502) })
      yield* emulator.fault({
        path: /\/x$/g,
        times: Infinity,
        reply: (request) => Reply.Json(200, request.path)
      })
      const status = <E, R>(effect: Effect.Effect<{ status: number }, E, R>) =>
        Effect.map(effect, (_) => _.status)
      assert.deepStrictEqual([yield* status(poll), yield* status(poll)], [502, 502])
      assert.deepStrictEqual(
        [(yield* poll).json, (yield* poll).json],
        Array(2).fill("/v1/operations/x")
      )
      assert.strictEqual(yield* status(get("/v1/operations/y")), 404)
      const start = status(claimAsync(claim(1)))
      assert.deepStrictEqual([yield* start, yield* start, yield* start], [500, 501, 200])
      yield* emulator.clearFaults
      assert.strictEqual(yield* status(poll), 404)
      yield* emulator.setFaults([{ reply: Faults.html503 }])
      assert.deepStrictEqual([yield* status(poll), yield* status(poll)], [503, 404])
    }).pipe(Effect.provide(memory()))
  )

  for (const { transport, provide } of transports) {
    it.effect(`waits for a request of the API, whatever else is asked before, ${transport}`, () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.fault({ reply: Faults.htmlAt200 })
        yield* emulator.setLatency("1 second")
        const others = yield* Effect.forEach(
          [
            "/docs",
            "/openapi.json",
            "/favicon.ico",
            "/emulator/nothing",
            "/emulator/state",
            "/",
            "/v",
            "/vendor",
            "/docs/v1/"
          ],
          (path) => get(path)
        )
        assert.deepStrictEqual(
          others.map(({ status }) => status),
          [200, 200, ...Array(7).fill(404)]
        )
        assert.include(others[0]?.text, "partners.devices.claimAsync")
        const asked = yield* Effect.forkChild(poll)
        while ((yield* emulator.waiting) < 1) yield* Effect.yieldNow
        yield* TestClock.adjust("1 second")
        const { status, text } = yield* Fiber.join(asked)
        assert.strictEqual(status, 200)
        assert.include(text, "<!DOCTYPE html>")
      }).pipe(Effect.provide(provide()))
    )
  }

  for (const path of ["/v1", "/v1/nothing", "/v2beta/x", "//v1/x", "/batch", "/batch/x/v1"]) {
    it.effect(`answers ${path} too, which no method has`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* get(path)).status, 503)
      }).pipe(Effect.provide(memory({ faults: [{ reply: Faults.unavailable }] })))
    )
  }

  it.effect("with a probability answers that part of the requests, the same ones each time", () =>
    Effect.gen(function* () {
      const run = Effect.forEach(Array.from({ length: 400 }), () => poll).pipe(
        Effect.map((_) => _.map(({ status }) => status)),
        Effect.provide(
          memory({
            randomSeed: 7,
            faults: [{ probability: 0.25, times: Infinity, reply: Faults.unavailable }]
          })
        )
      )
      const statuses = yield* run
      const faults = statuses.filter((status) => status === 503).length
      assert.isTrue(faults > 60 && faults < 140, String(faults))
      assert.deepStrictEqual(yield* run, statuses)
    })
  )
})
