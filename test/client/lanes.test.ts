/**
 * How a quota is shared out between calls of users and polls, on virtual time. Each rule is tried by
 * itself; `test/bench/quota.test.ts` has all of them together, over the client.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { SentTimes, type Slot } from "../../src/client/scheduler.ts"
import { full, mostIn, stage, times } from "./lanesStage.ts"

const count = Schema.Literals([0, 1, 2, 3, 5, 8])

describe("quota", () => {
  it("lets at most its limit through in any window, users and polls together", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { each, places, poll, times, user, world } = stage(20, 10_000)
      each(600, 137, (index) => {
        const dice = (index * 7919 * seed) % 13
        if (dice < 4) user()
        if (dice > 1) poll("poll", { endsAt: world.now() + dice * 1000 })
        if (dice === 7) for (let i = 0; i < 30; i++) poll()
      })
      world.run(300_000)
      assert.isAtLeast(places.length, 500)
      assert.strictEqual(mostIn(times(), 10_000), 20)
    }
  })

  it("counts the place of a poll from when its request is sent", () => {
    const { poll, times, user, world } = stage(1, 10_000)
    let slot: Slot | undefined
    poll("poll", { onSlot: (given) => (slot = given) })
    user()
    world.run(3000)
    assert.deepStrictEqual(times("user"), [])
    slot?.confirm()
    world.run(12_999)
    assert.deepStrictEqual(times("user"), [])
    world.run(60_000)
    assert.deepStrictEqual(times("user"), [13_000])
  })

  it("gives the place of a poll that sent nothing to the next", () => {
    const { poll, times, user, world } = stage(1, 10_000)
    let slot: Slot | undefined
    poll("poll", { onSlot: (given) => (slot = given) })
    user()
    world.run(3000)
    slot?.release()
    world.run(3000)
    assert.deepStrictEqual(times("user"), [3000])
  })

  it("gives a place back once only, and never one whose request was sent", () => {
    const { poll, times, user, world } = stage(2, 10_000)
    const slots: Array<Slot> = []
    poll("poll", { onSlot: (given) => slots.push(given) })
    for (const slot of slots) {
      slot.confirm()
      slot.release()
      slot.confirm()
    }
    for (let i = 0; i < 2; i++) user()
    world.run(9999)
    assert.deepStrictEqual(times("user"), [0])
  })

  it("lets users go before polls that came earlier", () => {
    const { poll, user, who, world } = full(2, 10_000)
    poll()
    poll()
    user()
    user()
    world.run(10_000)
    assert.deepStrictEqual(who().slice(2), ["user", "user"])
  })

  it("lets users go in the order in which they came", () => {
    const { user, who, world } = full(3, 10_000)
    const names = times(9, (index) => `user ${index}`)
    for (const name of names) user(name)
    world.run(100_000)
    assert.deepStrictEqual(who().slice(3), names)
  })

  it("has no place for a user that was interrupted while it waited", () => {
    const { user, who, world } = full(2, 10_000)
    user("a")
    const gone = [user("b"), user("c")]
    user("d")
    world.run(5000)
    for (const fiber of gone) fiber.interruptUnsafe()
    world.run(10_000)
    assert.deepStrictEqual(who().slice(2), ["a", "d"])
  })

  it("has no place for a poll that was taken back", () => {
    const { poll, who, world } = full(2, 10_000)
    poll("a", { endsAt: 1 })
    const leave = poll("b", { endsAt: 2 })
    poll("c", { endsAt: 3 })
    leave()
    world.run(60_000)
    assert.deepStrictEqual(who().slice(2), ["a", "c"])
  })

  it("keeps a fifth for polls while calls of users keep coming", () => {
    const { each, poll, user, who, world } = full(10, 1000)
    // 20 a second of both, over 10 places a second
    each(400, 50, () => {
      user()
      poll()
    })
    world.run(20_000)
    const all = who().slice(10)
    for (let from = 0; from + 5 <= 150; from++) {
      assert.strictEqual(all.slice(from, from + 5).filter((one) => one === "poll").length, 1)
    }
  })

  it("lets users go on when the poll whose turn had come is taken back", () => {
    const { poll, user, who, world } = full(4, 10_000)
    const leave = poll()
    for (let i = 0; i < 6; i++) user()
    world.run(10_000)
    leave()
    world.run(20_000)
    assert.deepStrictEqual(
      who().slice(4),
      times(6, () => "user")
    )
  })

  it("lets users have all places when no poll waits", () => {
    const { times: at, user, world } = full(10, 1000)
    for (let i = 0; i < 30; i++) user()
    world.run(3000)
    assert.deepStrictEqual(
      at("user"),
      [1000, 2000, 3000].flatMap((time) => times(10, () => time))
    )
  })

  it("keeps a twentieth for users however many polls wait", () => {
    const { each, poll, times, user, world } = stage(100, 100_000)
    for (let i = 0; i < 1000; i++) poll()
    // 5 of 100 places: each user finds one at once
    each(40, 20_000, () => user())
    world.run(800_000)
    assert.deepStrictEqual(
      times("user"),
      Array.from({ length: 40 }, (_, index) => index * 20_000)
    )
    assert.strictEqual(mostIn(times(), 100_000), 100)
  })

  it("gives polls all places that users leave, evenly after half a window", () => {
    const { poll, times, world } = stage(100, 100_000)
    for (let i = 0; i < 2000; i++) poll()
    world.run(0)
    assert.lengthOf(times(), 50)
    world.run(1_000_000)
    // five places of each hundred are kept for users
    assert.isAtLeast(times().length, 950)
    // the burst of the beginning has become an even flow
    const late = times().filter((at) => at > 500_000)
    const gaps = late.slice(1).map((at, index) => at - (late[index] ?? 0))
    assert.isAtMost(Math.max(...gaps), 7000)
    assert.isAtMost(mostIn(late, 5000), 6)
  })

  it("lets polls go on at the even pace from where the burst ended, also after a pause", () => {
    const { poll, times: at, world } = stage(10, 10_000)
    for (let i = 0; i < 12; i++) poll()
    world.run(9999)
    // a poll is a tenth of a window behind the one before it
    assert.deepStrictEqual(at(), [0, 0, 0, 0, 0, 1000, 2000, 3000, 4000, 5000])
    world.run(30_000)
    for (let i = 0; i < 7; i++) poll()
    world.run(60_000)
    assert.deepStrictEqual(
      at().slice(12),
      [30, 30, 30, 30, 30, 31, 32].map((s) => s * 1000)
    )
  })

  it("keeps places for users again when their calls have left the window", () => {
    const { poll, times: at, user, world } = stage(20, 1000)
    user()
    for (let i = 0; i < 100; i++) poll()
    // the call has the place that is kept for users, so polls take all others
    world.run(999)
    assert.lengthOf(at("poll"), 19)
    // of the next window they leave one
    world.run(1999)
    user("late")
    world.run(1999)
    assert.deepStrictEqual(at("late"), [1999])
  })

  it("does not mind when a poll is taken back that has started", () => {
    const { poll, times: at, user, world } = stage(2, 1000)
    const leave = poll()
    world.run(0)
    leave()
    leave()
    user()
    world.run(0)
    assert.lengthOf(at(), 2)
  })

  it("does not need a deeper stack for polls that end at once and are due again", () => {
    const { poll, world } = stage(1_000_000, 1000)
    let left = 50_000
    const again = () => {
      if (left-- > 0) {
        poll("poll", {
          onSlot: (slot) => {
            slot.confirm()
            again()
          }
        })
      }
    }
    again()
    world.run(0)
    assert.strictEqual(left, -1)
  })

  it("has neither a timer nor a fiber when nobody waits", () => {
    const { poll, times, user, world } = full(2, 10_000)
    const before = world.fibers()
    assert.strictEqual(world.sleepers(), 0)
    const leave = poll()
    const fiber = user()
    world.run(1000)
    assert.strictEqual(world.sleepers(), 1)
    leave()
    fiber.interruptUnsafe()
    world.run(1000)
    assert.strictEqual(world.sleepers(), 0)
    assert.strictEqual(world.fibers(), before)
    user()
    poll()
    world.run(60_000)
    assert.lengthOf(times(), 4)
    assert.strictEqual(world.sleepers(), 0)
    assert.strictEqual(world.fibers(), before)
  })

  it("does not take a limit that no memory could hold for a reason to fail", () => {
    const { times, user, world } = stage(Number.MAX_SAFE_INTEGER, 10_000)
    for (let i = 0; i < 5000; i++) user()
    world.run(100_000)
    assert.lengthOf(times(), 5000)
  })
})

describe("SentTimes", () => {
  it.prop(
    "counts as a list does, however many were forgotten",
    [Schema.Array(Schema.Struct({ users: count, polls: count, pause: count }))],
    ([rounds]) => {
      const sent = new SentTimes()
      let list: ReadonlyArray<{ readonly at: number; readonly isUser: boolean }> = []
      let now = 0
      for (const { pause, polls, users } of rounds) {
        const added = times(users * 100 + polls * 100, (index) => index < users * 100)
        for (const isUser of added) sent.add(now, isUser)
        list = list.concat(added.map((isUser) => ({ at: now, isUser })))
        now += pause
        const until = now - 8
        sent.forgetUntil(until)
        list = list.filter(({ at }) => at > until)
        assert.strictEqual(sent.size, list.length)
        assert.strictEqual(sent.users, list.filter(({ isUser }) => isUser).length)
        assert.strictEqual(sent.oldest, list[0]?.at ?? Number.POSITIVE_INFINITY)
      }
    }
  )
})
