/**
 * Two waits that only ours knows: many under a `TestClock`, and many on one name.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { awaitAll } from "./contenders.ts"

const polls = 8
const interval = 1000

/** Seconds of CPU, which do not depend on what else the machine does. */
const secondsOf = async (run: () => Promise<unknown>): Promise<number> => {
  const from = process.cpuUsage()
  await run()
  const { system, user } = process.cpuUsage(from)
  return (system + user) / 1e6
}

/** With the time of a test. */
export const underTestClock = (waits: number): Promise<number> => {
  const names = Array.from({ length: waits }, (_, i) => `operations/${i}`)
  return secondsOf(() =>
    Effect.gen(function* () {
      const all = yield* Effect.forkChild(
        awaitAll({ names, interval, running: waits * (polls - 1) })
      )
      yield* TestClock.adjust(polls * interval)
      yield* Fiber.join(all)
    }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)
  )
}

/** All for the same operation. */
export const onOneName = (waits: number): Promise<number> => {
  const names = Array.from({ length: waits }, () => "operations/1")
  return secondsOf(() => Effect.runPromise(awaitAll({ names, interval: 20, running: polls - 1 })))
}
