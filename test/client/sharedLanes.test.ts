import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Scheduler from "effect/Scheduler"
import type { SharedQuota } from "effect-zero-touch"
import type { Lanes, Slot } from "../../src/client/scheduler.ts"
import { sharedLanes } from "../../src/client/sharedLanes.ts"
import { makeTimers } from "../../src/client/timers.ts"
import { simulation } from "../support/simulation.ts"

/** Lanes over a store that answers as it is told, in a world of their own. */
const stage = (answer: () => Effect.Effect<Duration.Duration, { readonly message: string }>) => {
  const world = simulation()
  const warnings: Array<{ readonly at: number; readonly text: string }> = []
  const context = world.build(
    Logger.layer([
      Logger.make(({ message }) => {
        warnings.push({ at: world.now(), text: String(message) })
      })
    ])
  )
  let asked = 0
  let asking = 0
  let mostAsking = 0
  const quota: SharedQuota.SharedQuotaStore = {
    take: Effect.suspend(() => {
      asked++
      mostAsking = Math.max(mostAsking, ++asking)
      return Effect.ensuring(
        answer(),
        Effect.sync(() => asking--)
      )
    }),
    share: 5,
    window: Duration.seconds(100)
  }
  const exit = world.exit(
    context,
    Effect.withFiber((fiber) =>
      Effect.map(Effect.context<never>(), (context) =>
        sharedLanes(
          makeTimers(fiber),
          quota,
          Effect.runForkWith(
            context.pipe(
              Context.add(Clock.Clock, fiber.getRef(Clock.Clock)),
              Context.add(Scheduler.Scheduler, fiber.getRef(Scheduler.Scheduler))
            )
          )
        )
      )
    )
  )
  const lanes: Lanes = Exit.isSuccess(exit) ? exit.value : assert.fail("no lanes")
  const places: Array<string> = []
  return {
    world,
    lanes,
    warnings,
    places,
    asked: () => asked,
    mostAsking: () => mostAsking,
    user: (who = "user") =>
      world.fork(
        Context.empty(),
        Effect.map(lanes.take, () => places.push(`${who} ${world.now() / 1000}`))
      ),
    poll: (who = "poll", endsAt = 0) =>
      lanes.queue({
        endsAt,
        overdueAt: Number.POSITIVE_INFINITY,
        start: (slot) => {
          places.push(`${who} ${world.now() / 1000}`)
          slot.confirm()
        }
      }),
    pollThatSendsNothing: (after: number) =>
      lanes.queue({
        endsAt: 0,
        overdueAt: Number.POSITIVE_INFINITY,
        start: (slot) => {
          world.fork(
            Context.empty(),
            Effect.andThen(Effect.sleep(after), Effect.sync(slot.release))
          )
        }
      })
  }
}

describe("the lanes of a shared quota", () => {
  it("ask the store for one place after the other, however many wait", () => {
    const { asked, mostAsking, places, user, world } = stage(() =>
      Effect.delay(Effect.succeed(Duration.millis(100)), "50 millis")
    )
    for (let i = 0; i < 40; i++) user()
    world.run(3000)
    assert.lengthOf(places, 20)
    assert.strictEqual(mostAsking(), 1)
    // one for each place, and one for whoever is next
    assert.isAtMost(asked(), 21)
    world.run(100_000)
    assert.strictEqual(asked(), 40)
  })

  it("give a place to whoever is first when it comes, users before polls", () => {
    const { places, poll, user, world } = stage(() => Effect.succeed(Duration.seconds(1)))
    poll("late", 20)
    poll("early", 10)
    world.run(500)
    for (const who of ["a", "b", "c", "d", "e"]) user(who)
    world.run(60_000)
    // after four users a poll is next
    assert.deepStrictEqual(places, ["a 1", "b 2", "c 3", "d 4", "early 5", "e 6", "late 7"])
    assert.strictEqual(world.sleepers(), 0)
  })

  it("give the place of a poll that sent nothing to the next", () => {
    const { asked, places, pollThatSendsNothing, user, world } = stage(() =>
      Effect.succeed(Duration.seconds(10))
    )
    pollThatSendsNothing(2000)
    world.run(11_000)
    user("a")
    user("b")
    world.run(60_000)
    assert.deepStrictEqual(places, ["a 12", "b 21"])
    assert.strictEqual(asked(), 2)
  })

  it("give a place once only, also when it is given back after its request was sent", () => {
    const { lanes, places, user, world } = stage(() => Effect.succeed(Duration.seconds(10)))
    let given: Slot | undefined
    lanes.queue({ endsAt: 0, overdueAt: Number.POSITIVE_INFINITY, start: (slot) => (given = slot) })
    world.run(10_000)
    for (const who of ["a", "b", "c"]) user(who)
    given?.confirm()
    given?.release()
    world.run(15_000)
    assert.deepStrictEqual(places, [])
    world.run(60_000)
    assert.deepStrictEqual(places, ["a 20", "b 30", "c 40"])
  })

  it("give back a place that was not used once only", () => {
    const { lanes, places, user, world } = stage(() => Effect.succeed(Duration.seconds(10)))
    let given: Slot | undefined
    lanes.queue({ endsAt: 0, overdueAt: Number.POSITIVE_INFINITY, start: (slot) => (given = slot) })
    world.run(10_000)
    for (const who of ["a", "b"]) user(who)
    world.run(11_000)
    given?.release()
    given?.release()
    world.run(12_000)
    assert.deepStrictEqual(places, ["a 11"])
  })

  it("go on for those that wait when another one leaves", () => {
    const { places, poll, user, world } = stage(() => Effect.succeed(Duration.seconds(10)))
    const leave = poll()
    user("a")
    world.run(5000)
    leave()
    world.run(60_000)
    assert.deepStrictEqual(places, ["a 10"])
    assert.strictEqual(world.sleepers(), 0)
  })

  it("leave a store that is down alone for five seconds", () => {
    const { asked, user, world } = stage(() => Effect.fail({ message: "down" }))
    for (let i = 0; i < 10; i++) user()
    world.run(4999)
    assert.strictEqual(asked(), 1)
    world.run(20_001)
    assert.isAtMost(asked(), 5)
  })

  it("send the share at an even pace while the store is down, and warn once a minute", () => {
    let isDown = false
    const { places, user, warnings, world } = stage(() =>
      isDown ? Effect.fail({ message: "no route to host" }) : Effect.succeed(Duration.zero)
    )
    user("up")
    world.run(0)
    isDown = true
    for (let i = 0; i < 12; i++) user()
    world.run(200_000)
    assert.deepStrictEqual(
      places.slice(1),
      Array.from({ length: 11 }, (_, index) => `user ${20 * index}`)
    )
    assert.deepStrictEqual(
      warnings.map(({ at }) => at),
      [0, 60_000, 120_000, 180_000]
    )
    assert.strictEqual(
      warnings[0]?.text,
      "the store of the shared quota is down: no route to host; until it is back, this process sends at most 5 requests in 1m 40s"
    )
  })

  it("go back to the store when it answers again", () => {
    let isDown = true
    const { places, user, world } = stage(() =>
      isDown ? Effect.fail({ message: "down" }) : Effect.succeed(Duration.zero)
    )
    for (let i = 0; i < 5; i++) user()
    world.run(21_000)
    assert.deepStrictEqual(places, ["user 0", "user 20"])
    isDown = false
    world.run(100_000)
    assert.deepStrictEqual(places.slice(2), ["user 25", "user 25", "user 25"])
  })

  for (const [what, answer, why, after] of [
    ["does not answer", Effect.never, "has not answered within 2 seconds", 2],
    [
      "asks to wait for longer than the window",
      Effect.succeed(Duration.hours(5)),
      "asks to wait",
      0
    ],
    ["has a defect", Effect.die("boom"), "has a defect", 0]
  ] as const) {
    it(`go on without a store that ${what}`, () => {
      const { places, user, warnings, world } = stage(() => answer)
      user()
      user()
      world.run(after * 1000 + 19_900)
      assert.deepStrictEqual(places, [`user ${after}`])
      world.run(60_000)
      assert.lengthOf(places, 2)
      assert.include(warnings[0]?.text, why)
    })
  }

  it("keep a place that the store gave for the next call, when the one that waited gives up", () => {
    const { asked, places, user, world } = stage(() => Effect.succeed(Duration.seconds(3)))
    for (let i = 0; i < 10; i++) {
      const fiber = user("gives up")
      world.run(i * 1000 + 999)
      fiber.interruptUnsafe()
      world.run((i + 1) * 1000)
    }
    // of each place, 3 seconds after it was taken, and no further one before
    assert.isAtMost(asked(), 4)
    assert.isAtLeast(places.length, 2)
    user("last")
    world.run(60_000)
    assert.match(String(places.at(-1)), /^last/)
    assert.strictEqual(world.sleepers(), 0)
  })

  for (const [what, answer] of [
    ["nothing", Effect.void],
    ["a text", Effect.succeed("x")],
    ["a failure without a message", Effect.fail(undefined)],
    [
      "a message that throws",
      Effect.fail({
        get message() {
          throw new Error("boom")
        }
      })
    ]
  ] as const) {
    it(`go on when the store gives ${what}`, () => {
      const { places, user, world } = stage(() => answer as never)
      user()
      user()
      world.run(60_000)
      assert.lengthOf(places, 2)
    })
  }

  it("have neither a timer nor a fiber when nobody waits any more", () => {
    const { asked, poll, user, world } = stage(() => Effect.succeed(Duration.seconds(30)))
    const before = world.fibers()
    const leave = poll()
    const fiber = user()
    world.run(1000)
    leave()
    fiber.interruptUnsafe()
    world.run(1000)
    assert.strictEqual(world.sleepers(), 0)
    assert.strictEqual(world.fibers(), before)
    user()
    world.run(31_000)
    assert.isAtMost(asked(), 2)
    assert.strictEqual(world.fibers(), before)
  })
})
