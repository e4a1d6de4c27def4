import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { type Client, Operations } from "effect-zero-touch"
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
import {
  accessToken,
  apiKey,
  assertNoSecret,
  metricsText,
  overheard
} from "../support/overheard.ts"
import { echo, key, token } from "../support/secrets.ts"
import { kinds } from "./ResponsesTable.ts"

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
  ["a timeout", Effect.never]
]

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Puts the request into the texts of JSON, and before anything else. */
function repeating(body: string): string {
  const text = JSON.stringify(echo).slice(1, -1)
  return body.startsWith("{") || body.startsWith("[")
    ? body.replaceAll(/:"/g, `:"${text}`)
    : `${echo}${body}`
}

/** Runs a call and waits; gives whatever could be seen of them. */
const seenOf = Effect.fnUntraced(function* (answer: Answer) {
  const client = clientOver(
    fakeHttp(answer),
    { apiKey, timeout: "1 second", retry: false },
    accessToken
  )
  const calls = Effect.gen(function* () {
    const operations = yield* Operations
    return yield* Effect.forEach(
      [
        execute(probe("POST", { decode: () => Result.fail("it is no thing") })),
        operations.get("operations/1"),
        operations.await("operations/1", { timeout: "2 seconds" })
      ],
      (call) => Effect.map(overheard<unknown, unknown, Client>(call), ({ texts }) => texts)
    )
  }).pipe(Effect.provide(Operations.layer.pipe(Layer.provideMerge(client))))
  return successOf((yield* drive(calls)).exit).flat()
})

describe("no secret is in any text that can be seen", () => {
  const size = 40
  for (let from = 0; from < answers.length; from += size) {
    const some = answers.slice(from, from + size)
    it.effect(
      `of the failures ${from + 1} to ${from + some.length}`,
      () =>
        Effect.gen(function* () {
          for (const [what, answer] of some) assertNoSecret(yield* seenOf(answer), what)
          assertNoSecret([yield* metricsText], "a metric")
        }),
      60_000
    )
  }

  it.effect(
    "wherever an answer is cut, or breaks off within a secret",
    () =>
      Effect.gen(function* () {
        // whatever the length that a text is cut to, one of these is cut within the secrets
        for (let length = 0; length < 1280; length += 40) {
          const padding = " ".repeat(length)
          for (const answer of [
            html(`<p>${padding}${echo}`, 502),
            html(`<p>${echo}${echo}${echo}`.slice(0, length), 502),
            { status: 200, body: `{"done":"${padding}${token}${key}"}` },
            { status: 200, body: repeating('{"done":""}').slice(0, length) },
            { status: 200, headers: { "content-type": `x/${"y".repeat(length % 200)}${token}` } }
          ]) {
            assertNoSecret(yield* seenOf(answer), `an answer of ${length} characters`)
          }
        }
      }),
    60_000
  )
})
