/**
 * You have an operation's name and want to know how it stands.
 *
 *     npm run example examples/get.ts operations/apibatchoperation/1
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { DeviceResults, Operation, Operations } from "effect-zero-touch"
import { live } from "./support/live.ts"
import { count } from "./support/text.ts"

const program = Effect.gen(function* () {
  const operations = yield* Operations
  const operation = yield* operations.get(process.argv[2] ?? "")

  // Each kind of state has its case; forget one, and it does not compile.
  const line = Operation.match(operation, {
    Running: ({ metadata }) =>
      `it runs: ${metadata?._tag === "DevicesMetadata" ? (metadata.progress ?? 0) : "?"} %`,
    Succeeded: (done) => {
      if (Option.isNone(DeviceResults.response(done))) return "the response is not about devices"
      const failures = DeviceResults.failures(done).length
      const devices = count(DeviceResults.of(done).length, "device")
      return `it ran; ${failures} of ${devices} did not succeed`
    },
    Failed: ({ error }) => `it failed: ${error.message} (code ${error.code})`,
    DoneWithoutResult: () => "it is done, and says nothing of how"
  })
  yield* Console.log(line)
})

program.pipe(Effect.provide(live), NodeRuntime.runMain)
