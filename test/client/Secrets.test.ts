import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { FetchHttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import {
  ApiError,
  type ClientOptions,
  Credentials,
  CredentialsError,
  TransportError
} from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  html,
  json,
  probe,
  systemError
} from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"
import { traced } from "../support/spans.ts"

// Each secret has the mark in it, so that a piece of one is found as well.
const mark = "MARKED-SECRET"
const token = `ya29.${mark}-TOKEN`
const key = `AIza-${mark}-KEY`

const encodeFailure = Schema.encodeSync(Schema.Union([ApiError, TransportError]))

/** All that an error, its cause and its spans could show of a secret. */
const shownBy = Effect.fnUntraced(function* (
  transport: { readonly layer: ReturnType<typeof fakeHttp>["layer"] },
  options: ClientOptions = {},
  credentials = Credentials.layerAccessToken(Redacted.make(token))
) {
  const logged: Array<unknown> = []
  const logger = Logger.make((entry) => {
    logged.push(entry.message, Cause.pretty(entry.cause))
  })
  const call = execute(probe("POST")).pipe(
    Effect.tapCause((cause) => Effect.logError("the call failed", cause)),
    Effect.provide(
      clientOver(transport, { apiKey: Redacted.make(key), ...options }, credentials).pipe(
        Layer.provideMerge(Logger.layer([logger]))
      )
    )
  )
  const { exit, spans } = successOf((yield* drive(traced(call))).exit)
  const error = failureOf(exit)
  const everything = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }
  return {
    error,
    texts: {
      String: String(error),
      message: error.message,
      stack: error.stack ?? "",
      JSON: JSON.stringify(error),
      inspect: inspect(error, everything),
      encoded: JSON.stringify(encodeFailure(error)),
      cause: exit._tag === "Failure" ? Cause.pretty(exit.cause) : "",
      "inspected exit": inspect(exit, everything),
      logs: inspect(logged, everything),
      spans: spans
        .map((span) =>
          inspect(
            [span.name, [...span.attributes], span.status, span.events, span.links],
            everything
          )
        )
        .join("\n")
    }
  }
})

const assertNoSecret = (texts: Readonly<Record<string, string>>) => {
  for (const [where, text] of Object.entries(texts)) {
    assert.isFalse(text.includes(mark), `${where} shows a secret: ${text}`)
    assert.isAbove(text.length, 0, where)
  }
}

const echo = `Your request was: POST /v1/things/1\nauthorization: Bearer ${token}\nx-goog-api-key: ${key}`

const failures: Readonly<Record<string, Answer>> = {
  "an error of the API": envelope(403, "PERMISSION_DENIED"),
  "a refused token": envelope(401, "UNAUTHENTICATED"),
  "a page of HTML": html("<p>502", 502),
  "a redirect": { status: 302, headers: { location: "https://example.com/" } },
  "a broken connection": new TypeError("fetch failed", {
    cause: systemError("read ECONNRESET", "ECONNRESET", "read")
  }),
  "a timeout": Effect.never,
  "a page that repeats the request": html(echo, 502),
  "a long page that repeats the request": html(`${echo}${"x".repeat(5000)}`, 502),
  "an answer in JSON that repeats the request": json([{ error: echo }], 400),
  "an error of the API whose message repeats the request": envelope(400, "INVALID_ARGUMENT", {
    message: echo
  }),
  "an error of the API whose details repeat the request": envelope(400, "INVALID_ARGUMENT", {
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: "API_KEY_INVALID",
        metadata: { consumer: `api_key:${key}` }
      },
      { "@type": "example.com/New", headers: [token] }
    ],
    errors: [{ message: echo }]
  }),
  "an answer that is none and repeats the request": { body: echo },
  "a transport whose error repeats a header": new TypeError(
    `Headers.append: "Bearer ${token}" is an invalid header value.`
  )
}

describe("no secret is in what comes of", () => {
  for (const [what, answer] of Object.entries(failures)) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { texts } = yield* shownBy(fakeHttp(answer))
        assertNoSecret(texts)
      })
    )
  }

  it.effect("a base URL that may not carry them", () =>
    Effect.gen(function* () {
      const { texts } = yield* shownBy(fakeHttp(json({})), { baseUrl: "http://example.com" })
      const { spans, ...others } = texts
      assert.strictEqual(spans, "")
      assertNoSecret(others)
    })
  )

  for (const [name, layer] of Object.entries(socketTransports)) {
    it.effect(`a token with a line break in it, over ${name}`, () =>
      Effect.gen(function* () {
        const { baseUrl, requests } = yield* serve((_request, response) => response.end("{}"))
        const broken = Credentials.layerAccessToken(Redacted.make(`${token}\n${token}`))
        const { error, texts } = yield* shownBy({ layer }, { baseUrl }, broken)
        assert.include(error.message, "line break")
        const { spans: _, ...others } = texts
        assertNoSecret(others)
        assert.lengthOf(requests, 0)
      })
    )
  }

  it.effect("a server that hangs up, over fetch", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((request) => request.socket.destroy())
      const { texts } = yield* shownBy({ layer: FetchHttpClient.layer }, { baseUrl })
      assertNoSecret(texts)
    })
  )

  it.effect("credentials that fail, whatever is behind them", () =>
    Effect.gen(function* () {
      const failing = Layer.succeed(Credentials, {
        token: () =>
          Effect.fail(
            new TransportError({
              reason: new CredentialsError({ description: "invalid key", causeName: "GaxiosError" })
            })
          ),
        invalidate: () => Effect.succeed(false)
      })
      const { texts } = yield* shownBy(fakeHttp(json({})), {}, failing)
      const { spans: _, ...others } = texts
      assertNoSecret(others)
    })
  )
})

it.effect("what is left of an error that repeated a secret is the rest of it", () =>
  Effect.gen(function* () {
    const { error } = yield* shownBy(
      fakeHttp(
        envelope(400, "INVALID_ARGUMENT", {
          message: `the key ${key} is not valid`,
          details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" }]
        })
      )
    )
    if (error._tag !== "ApiError") return assert.fail(error.message)
    assert.strictEqual(error.status.message, "the key <redacted> is not valid")
    assert.strictEqual(error.codeName, "INVALID_ARGUMENT")
    assert.isTrue(Option.isSome(error.detail("RetryInfo")))
    assert.instanceOf(error, ApiError)
  })
)

it.effect("a token too short to be a secret does no harm to errors that hold its letters", () =>
  Effect.gen(function* () {
    const { error } = yield* shownBy(
      fakeHttp(envelope(404, "NOT_FOUND", { message: "there is no such thing" })),
      { apiKey: Redacted.make("o") },
      Credentials.layerAccessToken(Redacted.make("e"))
    )
    assert.strictEqual(error.message, "things.probe: NOT_FOUND (HTTP 404): there is no such thing")
  })
)
