/** Which of the polls that are due goes first, where there are not places for all. */
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { full, stage, times } from "./lanesStage.ts"

describe("quota, among the polls that are due", () => {
  it("lets the poll go first whose operation should have ended first", () => {
    const { poll, who, world } = full(4, 10_000)
    for (const endsAt of [50_000, 20_000, 90_000, -5000]) poll(String(endsAt), { endsAt })
    world.run(100_000)
    assert.deepStrictEqual(who().slice(4), ["-5000", "20000", "50000", "90000"])
  })

  it("lets the poll go first that came first, of those that should have ended at the same time", () => {
    const { poll, who, world } = full(4, 10_000)
    for (const name of ["a", "b", "c", "d"]) poll(name, { endsAt: 5 })
    world.run(100_000)
    assert.deepStrictEqual(who().slice(4), ["a", "b", "c", "d"])
  })

  it("takes a poll for overdue from the very time on", () => {
    const { poll, who, world } = full(1, 10_000)
    poll("late", { endsAt: 90_000, overdueAt: 10_000 })
    poll("early", { endsAt: 1, overdueAt: 1_000_000 })
    world.run(10_000)
    assert.deepStrictEqual(who().slice(1), ["late"])
  })

  it("lets an overdue poll go before those of operations that should have ended earlier", () => {
    const { poll, who, world } = full(1, 10_000)
    poll("late", { endsAt: 90_000, overdueAt: 15_000 })
    for (let i = 0; i < 4; i++) poll("early", { endsAt: i, overdueAt: 1_000_000 })
    world.run(10_000)
    assert.deepStrictEqual(who().slice(1), ["early"])
    world.run(20_000)
    assert.deepStrictEqual(who().slice(1), ["early", "late"])
  })

  it("gives overdue polls an eighth at most, the one that is overdue longest first", () => {
    const { poll, who, world } = full(1, 1000)
    for (let i = 0; i < 40; i++) {
      poll(`overdue ${i}`, { endsAt: 1_000_000, overdueAt: i })
      poll("other", { endsAt: i, overdueAt: 1_000_000 })
    }
    world.run(33_000)
    const all = who().slice(1)
    const overdue = all.flatMap((name, index) => (name === "other" ? [] : [{ name, index }]))
    assert.deepStrictEqual(
      overdue,
      Array.from({ length: 5 }, (_, i) => ({ name: `overdue ${i}`, index: 8 * i }))
    )
  })

  it("does not let operations that hang starve the polls of others", () => {
    const { poll, world } = stage(10, 1000)
    /** A poll that is due again when it had its place. Gives the longest time that it waited. */
    const keepPolling = (delay: number, endsAt: (dueAt: number) => number) => {
      let longest = 0
      let dueAt = 0
      const waited = () => (longest = Math.max(longest, world.now() - dueAt))
      const due = () => {
        dueAt = world.now()
        poll("poll", {
          endsAt: endsAt(dueAt),
          overdueAt: dueAt + 5 * delay,
          onSlot: (slot) => {
            slot.confirm()
            waited()
            dueAt = Number.POSITIVE_INFINITY
            world.fork(Context.empty(), Effect.andThen(Effect.sleep(delay), Effect.sync(due)))
          }
        })
      }
      due()
      return waited
    }
    // these should have ended long ago, and take all places that they can get
    for (let i = 0; i < 40; i++) keepPolling(1000, () => -1_000_000)
    const others = times(6, () => keepPolling(10_000, (dueAt) => dueAt + 60_000))
    world.run(600_000)
    // five delays, and eight places for each poll that is overdue longer
    for (const waited of others) assert.isAtMost(waited(), 5 * 10_000 + 8 * 46 * 100)
  })
})
