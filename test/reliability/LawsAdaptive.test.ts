/**
 * What holds of waits by the schedule that learns, whatever the batch does.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { FakeOperations, type Operation, Operations, PollLimits } from "effect-zero-touch"
import { simulation } from "../support/simulation.ts"
import { name, upTo } from "./waitModel.ts"

describe("by the schedule that learns", () => {
  const Batch = Schema.Struct({
    /** How long each state holds, in tenths of a second: up to half an hour. */
    lengths: Schema.Array(upTo(18_000)).check(Schema.isMinLength(1), Schema.isMaxLength(8)),
    floor: upTo(40),
    chance: upTo(3)
  })

  /** A batch that makes even progress and succeeds; the whole time that it takes, in ms. */
  const play = ({ chance, floor, lengths }: typeof Batch.Type, watches: boolean) => {
    const sim = simulation()
    const polls: Array<number> = []
    const poll = (state: ReturnType<typeof FakeOperations.running>) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        polls.push(now)
        return state
      })
    const states = lengths.map((_, index) =>
      FakeOperations.running({ progress: Math.floor((100 * index) / lengths.length) })
    )
    const script = [...states, FakeOperations.succeeded()].map((state, index) => ({
      outcome: poll(state),
      after: (lengths[index - 1] ?? 0) * 100
    }))
    const context = sim.build(Operations.layerFake({ [name]: script })).pipe(
      Context.add(PollLimits, { floor: floor * 50, cap: "10 minutes" }),
      Context.add(Random.Random, {
        nextDoubleUnsafe: () => chance / 4,
        nextIntUnsafe: () => 0
      })
    )
    const wait = Effect.flatMap(Operations, (operations) =>
      watches
        ? Stream.runCollect(operations.watch(name))
        : Effect.map(operations.await(name), (end): ReadonlyArray<Operation> => [end])
    )
    const exit = sim.exit(context, wait)
    return { seen: Exit.isSuccess(exit) ? exit.value : assert.fail(), polls, at: sim.now() }
  }

  it.prop(
    "polls keep their distance, the end is seen, and await and watch agree",
    { batch: Batch },
    ({ batch }) => {
      const awaited = play(batch, false)
      const watched = play(batch, true)
      const end = batch.lengths.reduce((sum, length) => sum + length, 0) * 100
      const last = awaited.seen.at(-1)
      assert.strictEqual(last?._tag, "Succeeded")
      assert.deepStrictEqual(watched.seen.at(-1), last)
      assert.deepStrictEqual(watched.polls, awaited.polls)
      const progress = watched.seen.flatMap(({ metadata }) =>
        metadata?._tag === "DevicesMetadata" ? [metadata.progress ?? 0] : []
      )
      assert.deepStrictEqual(
        progress,
        [...new Set(progress)].toSorted((a, b) => a - b)
      )
      const floor = Math.max(batch.floor * 50, 200)
      for (const [index, at] of awaited.polls.entries()) {
        const before = awaited.polls[index - 1]
        if (before === undefined) continue
        assert.isAtLeast(at - before, floor - 0.001)
        const cap = Math.max(60_000, (before - (awaited.polls[0] ?? 0)) / 60)
        // timers are set in whole milliseconds
        assert.isAtMost(at - before, Math.max(cap, floor) + 1)
        // all but the last poll come before the end
        assert.isBelow(before, end === 0 ? 1 : end)
      }
      assert.isAtLeast(awaited.at, end)
    },
    { arbitrary: { runs: 200, seed: "laws" }, timeout: 30_000 }
  )
})
