import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Emulator, Faults, Reply } from "effect-zero-touch/Emulator"
import { claim, claimAsync, get, memory } from "./support.ts"

const json = (n: number) => Reply.Json(200, { n })
const poll = get("/v1/operations/x")
const n = Effect.map(poll, (_) => _.json.n as number)

describe("a scripted operation", () => {
  it.effect("goes a step on with each poll, or after its time, and stays at the last", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* emulator.script("operations/x", [
        { reply: json(1) },
        { reply: json(2) },
        { after: "10 seconds", reply: json(3) },
        { after: "10 seconds", reply: json(4) },
        { reply: json(5) }
      ])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([yield* n, yield* n, yield* n], [1, 2, 2])
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* n, 3)
      yield* TestClock.adjust("9 seconds")
      assert.strictEqual(yield* n, 3)
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual([yield* n, yield* n, yield* n], [4, 5, 5])
    }).pipe(Effect.provide(memory()))
  )

  it.effect("passes steps that nobody saw", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* emulator.script("operations/x", [
        { reply: json(1) },
        { after: "1 second", reply: json(2) },
        { after: "1 second", reply: json(3) },
        { after: "5 seconds", reply: json(4) }
      ])
      yield* TestClock.adjust("6 seconds")
      assert.strictEqual(yield* n, 3)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* n, 4)
      yield* emulator.script("operations/x", [])
      assert.strictEqual((yield* poll).status, 404)
    }).pipe(Effect.provide(memory()))
  )

  it.effect("stands in for a batch, and can fall back on it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const started = yield* claimAsync(claim(1))
      const { name } = started.json
      yield* emulator.script(name, [{ reply: Faults.unavailable }, { reply: Reply.Service }])
      assert.strictEqual((yield* get(`/v1/${name}`)).status, 503)
      assert.deepStrictEqual((yield* get(`/v1/${name}`)).json, started.json)
    }).pipe(Effect.provide(memory()))
  )
})
