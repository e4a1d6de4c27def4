/**
 * All that a program can show of how an effect ended, to be searched for secrets: messages, causes,
 * stacks, spans, log lines of all levels, metrics, and every form in JSON.
 */
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import type * as Tracer from "effect/Tracer"
import {
  ApiError,
  Credentials,
  OperationFailed,
  WaitEnded,
  OperationWithoutResult,
  TransportError
} from "effect-zero-touch"
import { inspect } from "node:util"
import { key, leakIn, token } from "./secrets.ts"
import { traced } from "./spans.ts"

/** How a client is given them. */
export const apiKey = Redacted.make(key)
export const accessToken = Credentials.layerAccessToken(Redacted.make(token))

/** Fails the test where a text shows a secret, or what a cut left of it. */
export const assertNoSecret = (texts: ReadonlyArray<string>, what = "a text"): void => {
  for (const text of texts) {
    const leak = leakIn(text)
    if (leak !== undefined) assert.fail(`${what} shows ${leak}:\n${text.slice(0, 2000)}`)
  }
}

/** Prints what is hidden and what is deep as well. */
export const print = (value: unknown): string =>
  inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null })

const Errors = Schema.Union([
  ApiError,
  TransportError,
  OperationFailed,
  WaitEnded,
  OperationWithoutResult
])
const isKnown = Schema.is(Errors)
const encode = Schema.encodeSync(Errors)

const textsOfError = (error: unknown): ReadonlyArray<string> => [
  String(error),
  JSON.stringify(error),
  print(error),
  ...(error instanceof Error ? [error.message, error.stack ?? "", print(error.cause)] : []),
  ...(isKnown(error) ? [JSON.stringify(encode(error))] : [])
]

/** All that can be shown of an exit; nothing of a success, which is the caller's. */
export const textsOf = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<string> =>
  Exit.isSuccess(exit)
    ? []
    : [
        Cause.pretty(exit.cause),
        print(exit),
        JSON.stringify(exit),
        ...exit.cause.reasons.flatMap((reason) =>
          Cause.isFailReason(reason) ? textsOfError(reason.error) : [print(reason)]
        )
      ]

const textOfSpan = ({ attributes, events, links, name, status }: Tracer.NativeSpan): string =>
  print([name, [...attributes], status, events, links.map(({ attributes }) => attributes)])

/**
 * Runs an effect whose log lines, of all levels, and spans are kept, and whose failure is logged;
 * gives its exit, and all that could be seen.
 */
export const overheard = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const logged: Array<string> = []
    const logger = Logger.make((entry) => {
      logged.push(
        print([entry.message, entry.cause]),
        Logger.formatJson.log(entry),
        Logger.formatLogFmt.log(entry)
      )
    })
    return effect.pipe(
      Effect.tapCause((cause) => Effect.logError("it failed", cause)),
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(References.MinimumLogLevel, "All"),
      traced,
      Effect.map(({ exit, spans }) => ({
        exit,
        texts: [...textsOf(exit), ...logged, ...spans.map(textOfSpan)]
      }))
    )
  })

/** All metrics, with their attributes. */
export const metricsText = Effect.map(Metric.snapshot, print)
