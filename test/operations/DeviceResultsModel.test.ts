import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { DeviceResults } from "effect-zero-touch"
import { diceOf } from "../../bench/fuzz/mutate.ts"
import { succeeded } from "./batch.ts"
import { batchOf, marked, pairsOf, problemOf } from "./resultsModel.ts"

const seeds = Array.from({ length: 10 }, (_, index) => index + 1)
const batchesPerSeed = 5_000

it.each(seeds)(
  "deviceResults: in random batches of seed %i each result is at a request that its echo or position supports",
  (seed) => {
    const dice = diceOf(seed)
    for (let number = 0; number < batchesPerSeed; number++) {
      const batch = batchOf(dice)
      const operation = succeeded(marked(batch.entries))
      const pairs = pairsOf(DeviceResults.of(operation, batch.requests))
      const problem = problemOf(batch, pairs)
      if (problem !== undefined) {
        assert.fail(`batch ${number}: ${problem}\n${JSON.stringify({ ...batch, pairs }, null, 1)}`)
      }
    }
  },
  60_000
)

it.each(seeds)(
  "requireAll: in random batches of seed %i it succeeds only if each request has a success, and each result a request",
  (seed) => {
    const dice = diceOf(1000 + seed)
    let successes = 0
    for (let number = 0; number < batchesPerSeed / 5; number++) {
      const batch = batchOf(dice)
      const fails = dice(3) === 0 ? dice(6) : -1
      const operation = succeeded(
        batch.entries.map((entry, index) => ({
          ...entry,
          result: { status: `SINGLE_DEVICE_STATUS_${index === fails ? "OTHER_ERROR" : "SUCCESS"}` }
        }))
      )
      // the record of the device, which the results of the first test may have, is evidence as well
      const entries = batch.entries.map((entry) => ({ ...entry, result: {} }))
      const pairs = pairsOf(DeviceResults.of(succeeded(marked(entries)), batch.requests))
      const isComplete = pairs.every(({ entry, row }) => row !== undefined && entry !== undefined)
      const expected = isComplete && !(fails in batch.entries)
      const exit = Effect.runSyncExit(DeviceResults.requireAll(operation, batch.requests))
      const problem = Exit.isSuccess(exit) ? problemOf({ ...batch, entries }, pairs) : undefined
      if (Exit.isSuccess(exit) !== expected || problem !== undefined) {
        assert.fail(`batch ${number}: ${problem ?? exit._tag}\n${JSON.stringify(batch, null, 1)}`)
      }
      if (expected) successes += 1
    }
    assert.isAbove(successes, 50)
  },
  60_000
)
