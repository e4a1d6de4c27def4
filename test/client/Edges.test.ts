/** The edges of the client's rules, found by changes of the code that no other test noticed. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { type ClientOptions, Credentials } from "effect-zero-touch"
import { empty } from "../../src/client/method.ts"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  json,
  probe,
  systemError
} from "../support/fakeHttp.ts"
import { drive, failureOf } from "../support/outcome.ts"

/** The error of one try. */
const errorOf = (
  answer: Answer,
  options: ClientOptions = {},
  credentials = Credentials.layerAnonymous
) =>
  execute(probe(), { retry: false }).pipe(
    Effect.provide(clientOver(fakeHttp(answer), options, credentials)),
    Effect.exit,
    Effect.map(failureOf)
  )

const invalidOf = Effect.fnUntraced(function* (answer: Answer) {
  const error = yield* errorOf(answer)
  const reason = error._tag === "TransportError" ? error.reason : undefined
  return reason?._tag === "InvalidResponse" ? reason : assert.fail(error.message)
})

describe("a text that is no JSON", () => {
  it.effect.each([
    ['{"a":"}', "a bracket in a text that is open"],
    ['{"a":"]","b":[', "a bracket in a text before"],
    [String.raw`{"a":"\"}`, "a quotation mark that is escaped"],
    [String.raw`{"a":"\\","b":"}`, "a backslash that is escaped"],
    [' \n{"a":1', "white space before"],
    ["[[1]", "one list in another"],
    ["[1,", "a list"],
    ["{", "a bracket alone"]
  ] as const)("%s has broken off: %s", ([body]) =>
    Effect.gen(function* () {
      const { description, truncated } = yield* invalidOf({ body })
      assert.strictEqual(description, "the JSON breaks off")
      assert.isTrue(truncated)
    })
  )

  it.effect.each([
    ["upstream connect error {", "it only has a bracket in it"],
    ['error: {"a":1', "it only has JSON in it"],
    ['{"a":"b" "c"}', "it is whole, and wrong"],
    ['{"a":"x"}}', "it has a bracket too many"],
    [String.raw`{"a":"\\"x}`, "it is whole, behind a backslash"],
    ['{"a":"]","b":}', "it is whole, with a bracket in a text"],
    ["[1,]", "it is a whole list"],
    ["[1]x", "something follows a list"],
    ["}", "it only closes"],
    ['"a', "it is no object"],
    ["a < b", "a sign is no page"]
  ] as const)("%s never was an answer: %s", ([body]) =>
    Effect.gen(function* () {
      const { description, truncated } = yield* invalidOf({ body })
      assert.strictEqual(description, "it is not JSON")
      assert.isFalse(truncated)
    })
  )

  it.effect("of white space is an empty body, and none is kept of an empty one", () =>
    Effect.gen(function* () {
      const { body, description } = yield* invalidOf({ body: " \n" })
      assert.strictEqual(description, "the body is empty")
      assert.strictEqual(body, " \n")
      assert.notProperty(yield* invalidOf({ body: "" }), "body")
    })
  )

  it.effect("has at most 200 characters of its content type kept", () =>
    Effect.gen(function* () {
      const headers = { "content-type": `x/${"y".repeat(5000)}` }
      assert.strictEqual((yield* invalidOf({ headers, body: "x" })).contentType?.length, 200)
    })
  )
})

it.effect.each([
  ["identity", ""],
  [" Identity ", ""],
  [" Br ", "; it is encoded as Br"],
  [undefined, ""]
] as const)("bytes that are no text, in the coding %j", ([coding, note]) =>
  Effect.gen(function* () {
    const { description } = yield* invalidOf({
      headers: coding === undefined ? {} : { "content-encoding": coding },
      body: new Uint8Array([0x7b, 0xff, 0x7d])
    })
    assert.strictEqual(description, `the body is not UTF-8${note}`)
  })
)

it.effect("the empty message is not that of another program", () =>
  Effect.gen(function* () {
    const answered = (answer: Answer) =>
      execute(probe("GET", { decode: empty }), { retry: false }).pipe(
        Effect.provide(clientOver(fakeHttp(answer))),
        Effect.exit
      )
    assert.isTrue(Exit.isSuccess(yield* answered(json({}))))
    assert.isTrue(Exit.isSuccess(yield* answered(json({ absent: null }))))
    const error = failureOf(yield* answered(json({ message: "no Route matched" })))
    assert.include(error.message, "it has none of the fields of the answer")
  })
)

it.effect("HTTP 300 is no answer either, even with an error in JSON", () =>
  Effect.gen(function* () {
    const { description } = yield* invalidOf(json({ error: { status: "NOT_FOUND" } }, 300))
    assert.strictEqual(description, "redirects are not followed")
  })
)

it.effect("a code that is known has no unknown name", () =>
  Effect.gen(function* () {
    const error = yield* errorOf(envelope(404, "NOT_FOUND"))
    assert.isTrue(error._tag === "ApiError" && error.unknownCodeName === undefined)
  })
)

describe("of a broken connection", () => {
  const saidOf = Effect.fnUntraced(function* (cause: Error) {
    const error = yield* errorOf(cause)
    const reason = error._tag === "TransportError" ? error.reason : undefined
    return reason?._tag === "ConnectionError" ? reason : assert.fail(error.message)
  })

  it.effect("the innermost message is kept, with the system's code once", () =>
    Effect.gen(function* () {
      const reset = systemError("read ECONNRESET", "ECONNRESET", "read")
      const closed = systemError("other side closed", "UND_ERR_SOCKET")
      for (const [cause, says] of [
        [reset, "read ECONNRESET"],
        [new TypeError("fetch failed", { cause: reset }), "read ECONNRESET"],
        [new TypeError("fetch failed", { cause: closed }), "other side closed (UND_ERR_SOCKET)"],
        [systemError("", "EPIPE"), "(EPIPE)"],
        [
          new TypeError("fetch failed", { cause: systemError("", "EPIPE") }),
          "fetch failed (EPIPE)"
        ],
        [new TypeError("terminated"), "terminated"],
        [new Error(""), "the transport gave no reason"]
      ] as const) {
        assert.strictEqual((yield* saidOf(cause)).description, says)
      }
    })
  )

  it.effect("several addresses that failed are told as the first, and none as the cause", () =>
    Effect.gen(function* () {
      const refused = systemError("connect ECONNREFUSED ::1:1", "ECONNREFUSED", "connect")
      const other = systemError("read ECONNRESET", "ECONNRESET", "read")
      assert.strictEqual((yield* saidOf(new AggregateError([refused, other]))).code, "ECONNREFUSED")
      const empty = Object.assign(new AggregateError([]), { cause: other })
      assert.strictEqual((yield* saidOf(empty)).code, "ECONNRESET")
    })
  )

  it.effect("a chain of causes that bites its tail has an end", () =>
    Effect.gen(function* () {
      const error = new Error("round")
      error.cause = error
      const { code, description } = yield* saidOf(error)
      assert.strictEqual(description, "round")
      assert.isUndefined(code)
    })
  )
})

describe("a base URL", () => {
  it.effect.each(["https://:pw@example.com", "https://user@example.com"])(
    "with credentials in it is refused: %s",
    (baseUrl) =>
      Effect.gen(function* () {
        const error = yield* errorOf(json({}), { baseUrl })
        assert.include(error.message, "user name or a password")
      })
  )

  it.effect.each(["http://127.10.20.30:1", "http://127.0.0.1", "http://[::1]:8080"])(
    "of this machine may carry a token without TLS: %s",
    (baseUrl) =>
      Effect.gen(function* () {
        const token = Credentials.layerAccessToken(Redacted.make("ya29.token"))
        const error = yield* errorOf(envelope(404, "NOT_FOUND"), { baseUrl }, token)
        assert.strictEqual(error._tag, "ApiError")
      })
  )
})

it.effect("a secret of sixteen characters is one, and is not shown", () =>
  Effect.gen(function* () {
    const secret = "0123456789abcdef"
    const token = Credentials.layerAccessToken(Redacted.make(secret))
    const error = yield* errorOf({ status: 502, body: `<p>${secret}` }, {}, token)
    assert.notInclude(error.message, secret)
  })
)

it.effect("the time that a call took is told at any time of day", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.UTC(2026, 10, 24))
    const http = fakeHttp(envelope(503, "UNAVAILABLE"))
    const { exit, passed } = yield* drive(Effect.provide(execute(probe()), clientOver(http)))
    assert.closeTo(Duration.toMillis(failureOf(exit).elapsed), passed, 100)
  })
)
