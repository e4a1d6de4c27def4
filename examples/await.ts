/**
 * You have an operation's name and want to wait for its end, at a rhythm and for a time of your own.
 *
 *     npm run example examples/await.ts operations/apibatchoperation/1
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Operations, PollSchedule } from "effect-zero-touch"
import { live } from "./support/live.ts"

const program = Effect.gen(function* () {
  const operations = yield* Operations
  const done = yield* operations.await(process.argv[2] ?? "", {
    // any Schedule<unknown, Operation> will do
    schedule: PollSchedule.exponential("500 millis", { factor: 1.5, cap: "20 seconds" }),
    timeout: "2 hours"
  })
  yield* Console.log(`${done.name} ran to its end`)
}).pipe(
  Effect.catchTag("WaitEnded", (timeout) =>
    Console.log(`not done after ${timeout.polls} polls; ${timeout.operationName} runs on`)
  )
)

program.pipe(Effect.provide(live), NodeRuntime.runMain)
