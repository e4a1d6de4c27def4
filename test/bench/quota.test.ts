import { assert, describe, it } from "@effect/vitest"
import { fleetOf, mean, type Options, quantile, simulate } from "../../bench/quota/simulate.ts"
import { withProgress } from "../../bench/polling/shapes.ts"

// A fiftieth of what `npm run bench:quota` simulates. All chance is seeded, so the figures are exact.
describe("quota: 200 operations that run at once, over 20 requests in 100 seconds", () => {
  const fleet = fleetOf(1 / 50)
  const ofLinear = (order: Options["order"]) => simulate({ ...fleet, order, shapes: ["linear"] })
  const ofFive = (order: Options["order"]) => simulate({ ...fleet, order, shapes: withProgress })
  const lanes = { linear: ofLinear("lanes"), five: ofFive("lanes") }
  const firstCome = { linear: ofLinear("first come"), five: ofFive("first come") }

  it("no request is refused by a service that enforces the quota", () => {
    for (const { refused, requests } of [lanes.linear, lanes.five]) {
      assert.strictEqual(refused, 0)
      assert.isAbove(requests, 2500)
    }
  })

  it("a start waits for less than a second at the median", () => {
    for (const { starts } of [lanes.linear, lanes.five]) {
      assert.isAtLeast(starts.length, 140)
      assert.isBelow(quantile(starts, 0.5), 1)
    }
    assert.isAbove(quantile(firstCome.linear.starts, 0.5), 100)
  })

  it("ends are found in a fifth of the time that first come, first served takes", () => {
    assert.isAtLeast(lanes.linear.lags.length, 80)
    assert.isAtMost(mean(lanes.linear.lags), mean(firstCome.linear.lags) / 5)
  })

  it("ends are found in two thirds of the time when progress misleads", () => {
    assert.isAtMost(mean(lanes.five.lags), (2 / 3) * mean(firstCome.five.lags))
  })
})
