import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { Client, Operations } from "effect-zero-touch"
import { pollingOf } from "../../src/client/scheduler.ts"

it.effect(
  "a client of an application's own can be waited with: each poll is a single try of it",
  () =>
    Effect.gen(function* () {
      const asked: Array<unknown> = []
      const own = Client.of({
        execute: (request, options) =>
          Effect.sync(() => {
            asked.push([request.path, options])
            const facts = { httpStatus: 200, retryAfter: Option.none() }
            const value = request.decode({ name: "operations/1", done: true, response: {} }, facts)
            return Result.isSuccess(value)
              ? { ...facts, value: value.success }
              : assert.fail(value.failure)
          })
      })
      const done = yield* Effect.flatMap(Operations, (operations) =>
        operations.await("operations/1")
      ).pipe(Effect.provide(Operations.layer.pipe(Layer.provide(Layer.succeed(Client, own)))))
      assert.strictEqual(done._tag, "Succeeded")
      assert.deepStrictEqual(asked, [["v1/operations/1", { retry: false }]])
      assert.strictEqual(pollingOf(own), pollingOf(own))
    })
)
