/**
 * The laws of waiting, for ten thousand waiters at once: 2,500 operations, each with a course, a
 * schedule and limits of its own, and each with four waiters that share its polls. What should happen
 * is worked out by the loop in waitModel.ts, for one operation after the other.
 */
import { assert, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Operations } from "effect-zero-touch"
import { diceOf } from "../../bench/fuzz/mutate.ts"
import { simulation } from "../support/simulation.ts"
import { courseOf, scheduleOf, timeoutOf, type Wait } from "./waitModel.ts"
import { endOf, inWorld, stepsOf } from "./waitWorlds.ts"

const dice = diceOf(10_000)

const madeUp = (): Wait => ({
  steps: Array.from({ length: 1 + dice(8) }, () => ({
    kind: dice(40),
    progress: 1 + dice(3),
    latency: dice(31),
    asked: dice(10)
  })),
  delays: Array.from({ length: 1 + dice(5) }, () => dice(31)),
  ends: dice(2) === 0,
  floor: 1 + dice(20),
  cap: dice(5),
  seeded: false,
  timeout: dice(201),
  chance: dice(4)
})

it("ten thousand waiters of 2,500 operations end as and when they should, over shared polls", () => {
  const waits = Array.from({ length: 2500 }, madeUp)
  const polls = waits.map((): Array<number> => [])
  const nameOf = (index: number) => `operations/apibatchoperation/${index}`
  const sim = simulation(20_000_000)
  const context = sim.build(
    Operations.layerFake(
      Object.fromEntries(
        waits.map((wait, index) => [nameOf(index), stepsOf(wait, polls[index] ?? [])])
      )
    )
  )

  const played = waits.map((wait, index) => {
    const schedule = scheduleOf(wait)
    const own = timeoutOf(wait) ?? Number.POSITIVE_INFINITY
    const others = Array.from({ length: 3 }, () => 4 + 100 * dice(200))
    return [own, ...others].map((timeout) => {
      const end = { exit: "it goes on", at: -1 }
      sim.fork(
        inWorld(wait, context),
        Effect.flatMap(Operations, (operations) =>
          operations.await(nameOf(index), { schedule, timeout })
        ).pipe(
          Effect.onExit((exit) =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              end.exit = endOf(exit)
              end.at = Math.round(now)
            })
          ),
          Effect.ignore
        )
      )
      return { timeout, end, course: courseOf(wait, timeout) }
    })
  })
  sim.run()

  const wrong = played.flatMap((waiters, index) => {
    const last = waiters.reduce((a, b) => (b.course.at > a.course.at ? b : a)).course
    const sent = last.polls.map(([at]) => at)
    return [
      ...waiters.flatMap(({ course, end, timeout }) =>
        end.exit === course.end && end.at === course.at
          ? []
          : [`${index}, ${timeout} ms: ${end.exit} at ${end.at}, not ${course.end} at ${course.at}`]
      ),
      ...(String(polls[index]?.map(Math.round)) === String(sent)
        ? []
        : [`${index}: polls at ${polls[index]}, not ${sent}`])
    ]
  })
  assert.deepStrictEqual(wrong.slice(0, 5), [])
  assert.isAbove(polls.flat().length, 10_000)
  assert.strictEqual(sim.fibers() + sim.sleepers(), 0)
}, 110_000)
