import { assert, describe, it } from "@effect/vitest"
import { PollSchedule } from "effect-zero-touch"
import { readFileSync } from "node:fs"
import { optimum } from "../../bench/polling/optimum.ts"
import {
  byPeer,
  byShape,
  durationsTable,
  five,
  longest,
  misleadingTable,
  resumedTable,
  roundTripTable,
  shortest,
  startedTable,
  thrifty
} from "../../bench/polling/report.ts"
import { peers as known } from "../../bench/polling/peers.ts"
import {
  allShapes,
  anyNumber,
  misleading,
  variants,
  withProgress
} from "../../bench/polling/shapes.ts"
import { byNumber, simulate, simulateProgress } from "../../bench/polling/simulate.ts"

// All chance in the simulation is seeded, so these figures are exact: what makes the schedule worse
// fails here.
describe("the default schedule, on virtual time", () => {
  const adaptive = byShape(PollSchedule.adaptive)
  const slower = byShape(PollSchedule.adaptiveWith({ pace: thrifty }))
  const short = byShape(PollSchedule.adaptive, shortest)
  const long = byShape(PollSchedule.adaptive, longest)
  const peers = byPeer()

  // Polls could be 18 in the mean, were it not for the next tests.
  it("takes at most 20 polls on each shape with progress, and 4 % lag in the mean", () => {
    for (const shape of withProgress) assert.isAtMost(adaptive[shape].polls, 20, shape)
    const { lag, polls } = five(adaptive)
    assert.isAtMost(polls, 19)
    assert.isAtMost(lag, 0.04)
  })

  it("takes at most 25 polls and 12 % lag where progress misleads", () => {
    for (const shape of misleading) {
      assert.isAtMost(adaptive[shape].polls, 25, shape)
      assert.isAtMost(adaptive[shape].lag, 0.12, shape)
    }
  })

  it("polls less than each peer or sees the end sooner, where progress misleads", () => {
    for (const shape of misleading) {
      for (const { lag, polls } of Object.values(peers)) {
        assert.isTrue(adaptive[shape].polls < polls || adaptive[shape].lag < lag, shape)
      }
    }
  })

  for (const durations of [
    [1000, 3_600_000],
    [3000, 300_000],
    [20_000, 20_000_000]
  ] as const) {
    const seconds = durations.map((millis) => millis / 1000).join(" to ")
    it(`does so on shapes that it was not chosen by, from ${seconds} s`, () => {
      const options = { operations: 500, seed: "variants", durations }
      // core-lro polls a hundred times more
      const others = [known.node, known.python, known.java, known.rust].map(({ delay }) =>
        simulate(byNumber(delay), "absent", options)
      )
      for (const [name, make] of Object.entries(variants)) {
        const { lag, polls } = simulateProgress(PollSchedule.adaptive, name, make, options)
        for (const other of others) assert.isTrue(polls < other.polls || lag < other.lag, name)
        assert.isAtMost(lag, 0.16, `${name}: ${polls}`)
      }
    })
  }

  it("takes at most 28 polls and 12 % lag with progress that tells nothing", () => {
    const { lag, polls } = simulateProgress(PollSchedule.adaptive, "any number", anyNumber)
    assert.isAtMost(polls, 28)
    assert.isAtMost(lag, 0.12)
  })

  it("sees an operation of a second end by the first poll, a fifth of a second later", () => {
    assert.strictEqual(short.absent.polls, 1)
    assert.isAtMost(short.absent.lag, 0.21)
    assert.isAtMost(short.absent.longestLag, 320)
  })

  it("takes at most 300 polls and 1 % lag for an operation of 6 hours to 3 days", () => {
    for (const shape of [...allShapes, ...misleading]) {
      assert.isAtMost(long[shape].polls, 300, shape)
      assert.isAtMost(long[shape].lag, 0.01, shape)
    }
  })

  it("takes at most 22 polls and 10 % lag without", () => {
    const { lag, polls } = adaptive.absent
    assert.isAtMost(polls, 22)
    assert.isAtMost(lag, 0.1)
  })

  it("without progress comes near the best that is possible", () => {
    const best = optimum(0.0056)
    assert.isAtLeast(best.polls, adaptive.absent.polls - 0.3)
    assert.isAtMost(adaptive.absent.lag, 1.05 * best.lag)
  })

  it("never waits for more than a minute in the first hour, nor notices an end later than that", () => {
    for (const shape of [...allShapes, ...misleading]) {
      assert.isAtMost(adaptive[shape].longestDelay, 60_000, shape)
      assert.isAtMost(adaptive[shape].longestLag, 60_000, shape)
    }
  })

  for (const peer of ["node", "azure", "python"] as const) {
    it(`polls less than ${peer} and sees the end sooner, on every shape`, () => {
      for (const shape of allShapes) {
        assert.isBelow(adaptive[shape].polls, peers[peer].polls, shape)
        assert.isBelow(adaptive[shape].lag, peers[peer].lag, shape)
      }
    })
  }

  for (const peer of ["java", "rust"] as const) {
    it(`sees the end sooner than ${peer}, on every shape`, () => {
      for (const shape of allShapes) {
        assert.isBelow(adaptive[shape].lag, peers[peer].lag, shape)
      }
    })

    it(`still does so at a pace at which it polls less than ${peer}, on every shape`, () => {
      for (const shape of allShapes) {
        assert.isBelow(slower[shape].polls, peers[peer].polls, shape)
        assert.isBelow(slower[shape].lag, peers[peer].lag, shape)
      }
    })
  }

  const page = readFileSync(new URL("../../docs/polling.md", import.meta.url), "utf8")

  it("has the figures that docs/polling.md tells", { timeout: 30_000 }, () => {
    assert.include(page, startedTable(adaptive, slower, peers))
    assert.include(page, misleadingTable(adaptive))
    assert.include(page, resumedTable())
    assert.include(page, roundTripTable())
  })

  it("has the figures of very short and very long operations", { timeout: 30_000 }, () => {
    assert.include(page, durationsTable(short, long))
  })
})
