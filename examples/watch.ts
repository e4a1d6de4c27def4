/**
 * You have an operation's name and want to see how it gets on.
 *
 *     npm run example examples/watch.ts operations/apibatchoperation/1
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { DeviceResults, Operations } from "effect-zero-touch"
import { live } from "./support/live.ts"

const program = Effect.gen(function* () {
  const operations = yield* Operations
  yield* operations.watch(process.argv[2] ?? "").pipe(
    Stream.runForEach((operation) => {
      const metadata = Option.getOrUndefined(DeviceResults.metadata(operation))
      return Console.log(`${operation._tag}: ${metadata?.progress ?? 0} %`)
    })
  )
})

program.pipe(Effect.provide(live), NodeRuntime.runMain)
