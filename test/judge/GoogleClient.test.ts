/**
 * Google's own client, unmodified, and ours make the same calls to two emulators that are alike. What
 * they ask for and what they make of the answers has to be the same, field by field.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { methodCases } from "../support/methods.ts"
import { batches } from "./batches.ts"
import { customer } from "./customer.ts"
import { customersAndVendors, devices } from "./partner.ts"
import { makeJudge } from "./support.ts"

describe("Google's client and ours", () => {
  it.effect(
    "ask the same and understand the same, in all methods",
    () =>
      Effect.gen(function* () {
        const judge = yield* makeJudge
        yield* customersAndVendors(judge)
        yield* devices(judge)
        yield* batches(judge)
        yield* customer(judge)

        assert.sameMembers([...judge.judged], Object.keys(methodCases))
        const { ours, theirs } = yield* judge.asked
        assert.deepStrictEqual(ours, theirs)
      }),
    30_000
  )
})
