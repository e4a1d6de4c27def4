/** The heap of timers against a sorted list. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Heap } from "../../src/client/timers.ts"

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
