/**
 * You started an operation in another process, which is gone, and kept its name. That is all it
 * takes to go on waiting.
 *
 *     npm run example examples/resume.ts operations/apibatchoperation/1
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { DeviceResults, Operations } from "effect-zero-touch"
import { live } from "./support/live.ts"
import { count } from "./support/text.ts"

const program = Effect.gen(function* () {
  const operations = yield* Operations
  const done = yield* operations.await(process.argv[2] ?? "")
  if (Option.isNone(DeviceResults.response(done))) {
    return yield* Console.log("the response is not about devices")
  }
  const results = DeviceResults.of(done)
  const failures = DeviceResults.failures(done)
  const succeeded = results.length - failures.length
  yield* Console.log(`${succeeded} of ${count(results.length, "device")} succeeded`)
})

program.pipe(Effect.provide(live), NodeRuntime.runMain)
