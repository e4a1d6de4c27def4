/** Timers on virtual time, and their heap against a sorted list. */
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Heap, makeTimers, startSchedule } from "../../src/client/timers.ts"
import { simulation } from "../support/simulation.ts"

interface Item {
  index: number
  readonly time: number
  readonly order: number
}

/** Adds an item with a time of few values, so that many are the same, or removes one of those there. */
const Step = Schema.Struct({
  removes: Schema.Boolean,
  time: Schema.Literals([0, 1, 2, 3, 5, 8, 13]),
  at: Schema.Literals([0, 1, 2, 3, 4, 5, 6, 7])
})

describe("Heap", () => {
  it.prop(
    "has the earliest on top, the first added of those with the same time, whatever is removed",
    [Schema.Array(Step)],
    ([steps]) => {
      const heap = new Heap<Item>()
      let there: ReadonlyArray<Item> = []
      for (const [order, { at, removes, time }] of steps.entries()) {
        const removed = removes ? there[at % there.length] : undefined
        if (removed === undefined) {
          const item = { index: -1, time, order }
          heap.add(item, time, order)
          there = [...there, item].toSorted((a, b) => a.time - b.time || a.order - b.order)
        } else {
          heap.remove(removed)
          assert.strictEqual(removed.index, -1)
          there = there.filter((item) => item !== removed)
        }
        assert.strictEqual(heap.first, there[0])
        assert.strictEqual(heap.firstTime, there[0]?.time ?? Number.POSITIVE_INFINITY)
      }
      for (const item of there) {
        assert.strictEqual(heap.first, item)
        heap.remove(item)
      }
      assert.isUndefined(heap.first)
    }
  )

  it("sorts a thousand, and forgets one that is removed twice once", () => {
    const heap = new Heap<Item>()
    const items = Array.from({ length: 1000 }, (_, order) => ({
      index: -1,
      time: (order * 7919) % 257,
      order
    }))
    for (const item of items) heap.add(item, item.time, item.order)
    const gone = items.filter(({ order }) => order % 3 === 0)
    for (const item of [...gone, ...gone]) heap.remove(item)
    const left = items
      .filter(({ order }) => order % 3 !== 0)
      .toSorted((a, b) => a.time - b.time || a.order - b.order)
    for (const item of left) {
      assert.strictEqual(heap.first, item)
      heap.remove(item)
    }
    assert.isUndefined(heap.first)
  })
})

describe("timers", () => {
  const stage = () => {
    const world = simulation()
    const exit = world.exit(
      Context.empty(),
      Effect.withFiber((fiber) => Effect.sync(() => makeTimers(fiber)))
    )
    return { world, timers: Exit.isSuccess(exit) ? exit.value : assert.fail("no timers") }
  }

  it("at the same time, the lower rank fires first, and within a rank what was set first", () => {
    const { timers, world } = stage()
    const fired: Array<string> = []
    for (const [rank, name] of [
      [1, "a"],
      [0, "b"],
      [1, "c"],
      [0, "d"]
    ] as const) {
      timers.set(100, rank, () => fired.push(name))
    }
    world.run(1000)
    assert.deepStrictEqual(fired, ["b", "d", "a", "c"])
  })

  it("none fires within another one, and what is due meanwhile fires next", () => {
    const { timers, world } = stage()
    const fired: Array<string> = []
    timers.set(100, 0, () => {
      timers.set(100, 0, () => fired.push("set meanwhile"))
      timers.flush(timers.now())
      fired.push("first")
    })
    timers.set(100, 0, () => fired.push("second"))
    world.run(1000)
    assert.deepStrictEqual(fired, ["first", "second", "set meanwhile"])
  })

  it("one sleeper wakes for all, and none is left when all were cancelled", () => {
    const { timers, world } = stage()
    const all = Array.from({ length: 100 }, (_, i) => timers.set(1000 - i, 0, () => {}))
    world.run(1)
    assert.strictEqual(world.sleepers(), 1)
    for (const timer of [...all, ...all]) timers.cancel(timer)
    world.run(2)
    assert.strictEqual(world.sleepers(), 0)
  })
})

it.effect("a schedule is given the time of day at its start plus the time since then", () =>
  Effect.gen(function* () {
    const seen: Array<number> = []
    const schedule = Schedule.fromStep(
      Effect.succeed((now: number) => {
        seen.push(now)
        return Effect.succeed<[number, Duration.Duration]>([1, Duration.zero])
      })
    )
    const run = yield* startSchedule(schedule, 500, 1_000_000)
    assert.deepStrictEqual(yield* run.next(undefined, 700), [1, Duration.zero])
    assert.deepStrictEqual(seen, [1_000_200])
  })
)
