import { assert, describe, it } from "@effect/vitest"
import { PollSchedule } from "effect-zero-touch"
import { readFileSync } from "node:fs"
import { optimum } from "../../bench/polling/optimum.ts"
import {
  byPeer,
  byShape,
  five,
  resumedTable,
  roundTripTable,
  startedTable,
  thrifty
} from "../../bench/polling/report.ts"
import { allShapes } from "../../bench/polling/shapes.ts"

// All chance in the simulation is seeded, so these figures are exact: what makes the schedule worse
// fails here.
describe("the default schedule, on virtual time", () => {
  const adaptive = byShape(PollSchedule.adaptive)
  const slower = byShape(PollSchedule.adaptiveWith({ pace: thrifty }))
  const peers = byPeer()

  it("takes at most 18 polls and 4 % lag with progress", () => {
    const { lag, polls } = five(adaptive)
    assert.isAtMost(polls, 18)
    assert.isAtMost(lag, 0.04)
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

  it("never waits for more than a minute, nor notices an end later than that", () => {
    for (const shape of allShapes) {
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

  it("has the figures that docs/polling.md tells", () => {
    const page = readFileSync(new URL("../../docs/polling.md", import.meta.url), "utf8")
    assert.include(page, startedTable(adaptive, slower, peers))
    assert.include(page, resumedTable())
    assert.include(page, roundTripTable())
  })
})
