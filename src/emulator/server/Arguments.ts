/**
 * The command line of the emulator's server. Read with Node's own parser, so that the command needs
 * nothing but `effect` beside it.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { parseArgs } from "node:util"
import type { Quota } from "../Quota.ts"

/** What to print for `--help`. */
export const help = `Emulates the Android Device Provisioning Partner API (zero-touch enrollment).

Usage: effect-zero-touch-emulator [options]

  --port NUMBER           where to listen; 0 is any free port (default 8085)
  --host NAME             the address to listen on (default 127.0.0.1: this machine only)
  --seed FILE             JSON: partners, customers, devices and the like that are there from the start
  --faults FILE           JSON: rules by which requests fail
  --latency DURATION      how long each request takes on its way, such as "100 millis"
  --batch-duration DURATION
                          how long the devices of an operation take together (default 4 ms for each)
  --quota NUMBER[/DURATION]
                          how many requests a caller may make, such as 1000 or "50/10 seconds"
                          (default: any; without a duration in 100 seconds)
  --token TEXT            let in only requests with this access token; may be given again
  --help                  this text

docs/emulator.md describes the files.`

/** A command line that cannot be followed. */
export class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}

/** What a command line asks for. */
export interface Arguments {
  readonly help: boolean
  readonly port: number
  readonly host: string
  readonly seed: string | undefined
  readonly faults: string | undefined
  readonly latency: Duration.Duration | undefined
  readonly batchDuration: Duration.Duration | undefined
  readonly quota: Quota | undefined
  readonly tokens: ReadonlyArray<string> | undefined
}

const options = {
  port: { type: "string", default: "8085" },
  host: { type: "string", default: "127.0.0.1" },
  seed: { type: "string" },
  faults: { type: "string" },
  latency: { type: "string" },
  "batch-duration": { type: "string" },
  quota: { type: "string" },
  token: { type: "string", multiple: true },
  help: { type: "boolean", short: "h", default: false }
} as const

const decodeDuration = Schema.decodeUnknownOption(Schema.DurationFromString)

const duration = Effect.fnUntraced(function* (name: string, text: string | undefined) {
  if (text === undefined) return undefined
  const parsed = Option.filter(
    decodeDuration(text),
    (_) => Duration.isFinite(_) && !Duration.isNegative(_)
  )
  return yield* Effect.mapError(
    Effect.fromOption(parsed),
    () => new UsageError({ message: `--${name}: not a duration: ${text} (such as "100 millis")` })
  )
})

const quota = Effect.fnUntraced(function* (text: string | undefined) {
  if (text === undefined) return undefined
  const [, limit, , window] = /^(\d{1,9})(\/(.+))?$/.exec(text) ?? []
  const parsed = yield* duration("quota", window)
  if (limit === undefined) {
    return yield* new UsageError({
      message: `--quota: not a quota: ${text} (such as 1000 or "50/10 seconds")`
    })
  }
  return { limit: Number(limit), ...(parsed !== undefined && { window: parsed }) }
})

const port = (text: string): Effect.Effect<number, UsageError> =>
  /^\d{1,5}$/.test(text) && Number(text) < 65_536
    ? Effect.succeed(Number(text))
    : Effect.fail(new UsageError({ message: `--port: not a port: ${text} (0 to 65535)` }))

/** Reads a command line, without the program's own name. */
export const parse = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>
): Effect.fn.Return<Arguments, UsageError> {
  const { values } = yield* Effect.try({
    try: () => parseArgs({ args: [...args], options }),
    catch: (error) => {
      const problem = error instanceof Error ? error.message : String(error)
      return new UsageError({ message: `${problem}; --help tells what there is` })
    }
  })
  return {
    help: values.help,
    port: yield* port(values.port),
    host: values.host,
    seed: values.seed,
    faults: values.faults,
    latency: yield* duration("latency", values.latency),
    batchDuration: yield* duration("batch-duration", values["batch-duration"]),
    quota: yield* quota(values.quota),
    tokens: values.token
  }
})
