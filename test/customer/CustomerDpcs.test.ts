import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { CustomerDpcs, CustomerId } from "effect-zero-touch"
import { json } from "../support/fakeHttp.ts"
import { successOf } from "../support/outcome.ts"
import { runServices } from "../support/services.ts"

describe("the DPCs that a customer may choose", () => {
  it.effect("come at once", () =>
    Effect.gen(function* () {
      const dpc = { name: "customers/2/dpcs/abc", dpcName: "Agent", packageName: "com.example.dpc" }
      const { exit, sent } = yield* runServices(
        [json({ dpcs: [dpc, {}] })],
        Effect.flatMap(CustomerDpcs, (dpcs) => Stream.runCollect(dpcs.list(CustomerId.from(2))))
      )
      assert.deepStrictEqual<unknown>(successOf(exit), [dpc, {}])
      assert.lengthOf(sent, 1)
    })
  )

  it.effect("may be none", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices(
        [json({})],
        Effect.flatMap(CustomerDpcs, (dpcs) => Stream.runCollect(dpcs.list(CustomerId.from(2))))
      )
      assert.deepStrictEqual<unknown>(successOf(exit), [])
    })
  )
})
