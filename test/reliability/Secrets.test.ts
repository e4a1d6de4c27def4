import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import { ApiError, Credentials, Operations, TransportError } from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  execute,
  fakeHttp,
  html,
  probe,
  systemError
} from "../support/fakeHttp.ts"
import { drive, successOf } from "../support/outcome.ts"
import { traced } from "../support/spans.ts"
import { kinds } from "./ResponsesTable.ts"

// The mark is in no other text; any eight letters of a secret are found.
const token = "ya29.MARKEDqwertzuiopQWERTZUIOPasdfghjklASDFGHJKLyxcvbnm"
const key = "AIzaMARKED1234567890qwertzuiopasdfghjklyxcvbnmQWERTZUIOP"
const echo = `authorization: Bearer ${token}\r\nx-goog-api-key: ${key}\r\n`

/** Pieces that are long enough to be of use, a good third of a secret. */
const piecesOf = (secret: string): ReadonlyArray<string> =>
  Array.from({ length: secret.length - 19 }, (_, i) => secret.slice(i, i + 20))
const pieces = [...piecesOf(token), ...piecesOf(key)]

const repeated = (body: string, status: number): Answer => ({
  status,
  headers: { "x-request-id": token, "content-type": `text/x-${key}`, location: `/${token}` },
  body: repeating(body)
})

/**
 * Each answer of the table as it is, and as a proxy would give it that repeats the request. A
 * success is left alone: what it says is the caller's.
 */
const answers: ReadonlyArray<readonly [what: string, answer: Answer]> = [
  ...kinds.flatMap(({ body, what }) =>
    [200, 302, 400, 401, 403, 404, 429, 503].flatMap((status): Array<[string, Answer]> => [
      [`${what}, HTTP ${status}`, { status, body }],
      ...(typeof body !== "string" || (status === 200 && isJson(body))
        ? []
        : [
            [`${what} that repeats it, HTTP ${status}`, repeated(body, status)] satisfies [
              string,
              Answer
            ]
          ])
    ])
  ),
  ...[
    systemError(`connect ECONNREFUSED ${echo}`, "ECONNREFUSED", "connect"),
    systemError(`read ECONNRESET ${echo}`, "ECONNRESET", "read"),
    systemError("certificate", "CERT_HAS_EXPIRED"),
    new TypeError(`Headers.append: "Bearer ${token}" is an invalid header value.`),
    new TypeError("fetch failed", { cause: Object.assign(new Error(echo), { config: { echo } }) })
  ].map((error): [string, Answer] => [`a transport: ${error.message.slice(0, 20)}`, error]),
  ["a time-out", Effect.never]
]

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Puts the request into the texts of JSON, and before all else. */
function repeating(body: string): string {
  const text = JSON.stringify(echo).slice(1, -1)
  return body.startsWith("{") || body.startsWith("[")
    ? body.replaceAll(/:"/g, `:"${text}`)
    : `${echo}${body}`
}

const everything = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }
const encodeFailure = Schema.encodeSync(Schema.Union([ApiError, TransportError]))

/** All that a program can show of how an effect ended. */
const textsOf = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<string> => {
  if (Exit.isSuccess(exit)) return []
  return [
    Cause.pretty(exit.cause),
    inspect(exit, everything),
    JSON.stringify(exit),
    ...exit.cause.reasons.flatMap((reason) => {
      if (!Cause.isFailReason(reason)) return [`a defect: ${inspect(reason, everything)}`]
      const { error } = reason
      return [
        String(error),
        JSON.stringify(error),
        inspect(error, everything),
        ...(error instanceof Error ? [error.message, error.stack ?? "", inspect(error.cause)] : []),
        ...(error instanceof ApiError || error instanceof TransportError
          ? [JSON.stringify(encodeFailure(error))]
          : [])
      ]
    })
  ]
}

/** Runs a call and waits; gives whatever could be seen of them. */
const seenOf = Effect.fnUntraced(function* (answer: Answer) {
  const logged: Array<string> = []
  const logger = Logger.make((entry) => {
    logged.push(inspect([entry.message, entry.cause], everything), Cause.pretty(entry.cause))
  })
  const client = clientOver(
    fakeHttp(answer),
    { apiKey: Redacted.make(key), timeout: "1 second", retry: false },
    Credentials.layerAccessToken(Redacted.make(token))
  )
  const calls = Effect.gen(function* () {
    const operations = yield* Operations
    return [
      yield* Effect.exit(execute(probe("POST"))),
      yield* Effect.exit(operations.get("operations/1")),
      yield* Effect.exit(operations.await("operations/1", { timeout: "2 seconds" }))
    ]
  }).pipe(
    Effect.tapCause((cause) => Effect.logError("it failed", cause)),
    Effect.provide(
      Layer.mergeAll(Operations.layer.pipe(Layer.provideMerge(client)), Logger.layer([logger]))
    ),
    Effect.provideService(References.MinimumLogLevel, "All")
  )
  const { exit, spans } = successOf((yield* drive(traced(calls))).exit)
  return [
    ...successOf(exit).flatMap(textsOf),
    ...logged,
    ...spans.map((span) =>
      inspect([span.name, [...span.attributes], span.status, span.events], everything)
    )
  ]
})

const leakIn = (text: string): string | undefined => pieces.find((piece) => text.includes(piece))

describe("no secret is in any text that can be seen", () => {
  const size = 40
  for (let from = 0; from < answers.length; from += size) {
    const some = answers.slice(from, from + size)
    it.effect(
      `of the failures ${from + 1} to ${from + some.length}`,
      () =>
        Effect.gen(function* () {
          for (const [what, answer] of some) {
            for (const text of yield* seenOf(answer)) {
              const leak = leakIn(text)
              if (leak !== undefined) assert.fail(`${what} shows ${leak}:\n${text.slice(0, 2000)}`)
            }
          }
          const metrics = inspect(yield* Metric.snapshot, everything)
          assert.isUndefined(leakIn(metrics))
        }),
      60_000
    )
  }

  it("and such a text would be found", () => {
    assert.isDefined(leakIn(`Bearer ${token.slice(7, 40)}`))
  })

  it.effect("wherever what is kept of an answer is cut", () =>
    Effect.gen(function* () {
      // whatever the length that a text is cut to, one of these is cut within the secrets
      const lengths = Array.from({ length: 26 }, (_, i) => i * 50)
      for (const length of lengths) {
        const padding = " ".repeat(length)
        for (const answer of [
          html(`<p>${padding}${echo}`, 502),
          { status: 200, body: `{"done":"${padding}${token}${key}"}` },
          { status: 200, headers: { "content-type": `x/${"y".repeat(length % 200)}${token}` } }
        ]) {
          const exit = yield* execute(probe(), { retry: false }).pipe(
            Effect.provide(
              clientOver(
                fakeHttp(answer),
                { apiKey: Redacted.make(key) },
                Credentials.layerAccessToken(Redacted.make(token))
              )
            ),
            Effect.exit
          )
          for (const text of textsOf(exit)) assert.isUndefined(leakIn(text), `${length}: ${text}`)
        }
      }
    })
  )
})
