/**
 * You wait for an operation and want to do something about what can go wrong: by code, by detail,
 * by reason.
 *
 *     npm run example examples/errors.ts operations/apibatchoperation/1
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Code, Operations } from "effect-zero-touch"
import { live } from "./support/live.ts"

const program = Effect.gen(function* () {
  const operations = yield* Operations
  yield* operations.await(process.argv[2] ?? "")
  yield* Console.log("it ran to its end")
}).pipe(
  Effect.catchTag("ApiError", (error) => {
    // by code: the canonical number, or its name in `error.codeName`
    if (error.status.code === Code.NOT_FOUND) return Console.log("there is no such operation")
    // by detail: typed, and there or not
    const info = Option.getOrUndefined(error.detail("ErrorInfo"))
    return Console.log(`${error.codeName}: ${info?.reason ?? error.status.message}`)
  }),
  // by reason: a transport error has one of five
  Effect.catchReason("TransportError", "InvalidRequest", ({ description }) =>
    Console.log(`nothing was sent, since the name ${description}`)
  ),
  // the operation itself ended in an error
  Effect.catchTag("OperationFailed", ({ status }) =>
    Console.log(`it failed: ${status.message} (code ${status.code})`)
  )
)

program.pipe(Effect.provide(live), NodeRuntime.runMain)
