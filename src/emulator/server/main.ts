#!/usr/bin/env node
/**
 * The emulator from a command line: `effect-zero-touch-emulator --port 8085`.
 *
 * @since 0.1.0
 */
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import { EmulatorServer } from "../EmulatorServer.ts"
import type { EmulatorServerOptions } from "../EmulatorServer.ts"
import { isLoopback } from "./Access.ts"
import * as Arguments from "./Arguments.ts"
import { FaultsFile, rules } from "./FaultsFile.ts"
import * as JsonInput from "./JsonInput.ts"
import { SeedFile } from "./SeedFile.ts"

/** What the options come to, the files read. */
const settings = Effect.fnUntraced(function* (
  args: Arguments.Arguments
): Effect.fn.Return<EmulatorServerOptions, JsonInput.InputError> {
  const { batchDuration, faults, host, latency, port, quota, seed, tokens } = args
  return {
    port,
    host,
    control: true,
    ...(seed !== undefined && { seed: yield* JsonInput.read(seed, SeedFile) }),
    ...(faults !== undefined && { faults: rules(yield* JsonInput.read(faults, FaultsFile)) }),
    ...(latency !== undefined && { latency }),
    ...(batchDuration !== undefined && { batch: { duration: batchDuration } }),
    ...(quota !== undefined && { quota }),
    ...(tokens !== undefined && { auth: { tokens } })
  }
})

/** Why the server did not start, after what the system says. */
const startProblem = ({ host, port }: Arguments.Arguments, { cause }: ServeError): string => {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  return code === "EADDRINUSE"
    ? `port ${port} of ${host} is in use; --port 0 takes a free one`
    : `cannot listen on ${host}, port ${port}: ${String(cause)}`
}

/** Serves until it is interrupted. */
const serve = Effect.fnUntraced(function* (args: Arguments.Arguments) {
  const layer = EmulatorServer.layer(yield* settings(args))
  const { baseUrl } = Context.get(
    yield* Effect.mapError(
      Layer.build(layer),
      (error) => new Arguments.UsageError({ message: startProblem(args, error) })
    ),
    EmulatorServer
  )
  if (!isLoopback(args.host)) {
    yield* Console.error(`warning: everyone who reaches ${args.host} may use and change it`)
  }
  yield* Console.log(`listening on ${baseUrl}`)
  return yield* Effect.never
}, Effect.scoped)

const fiber = Arguments.parse(process.argv.slice(2)).pipe(
  Effect.flatMap((args) => (args.help ? Console.log(Arguments.help) : serve(args))),
  Effect.tapError(({ message }) => Console.error(message)),
  Effect.runFork
)
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => fiber.interruptUnsafe())
}
// Being told to stop is no failure.
fiber.addObserver((exit) => {
  process.exitCode = Exit.isSuccess(exit) || Exit.hasInterrupts(exit) ? 0 : 1
})
