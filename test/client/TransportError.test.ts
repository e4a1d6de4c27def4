import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import {
  ConnectionError,
  CredentialsError,
  InvalidRequest,
  InvalidResponse,
  TimeoutError,
  TransportError,
  type TransportErrorReason
} from "effect-zero-touch"

interface Case {
  readonly reason: TransportErrorReason
  /** Whether a read may be sent again, and whether another call may. */
  readonly transient: readonly [read: boolean, other: boolean]
  readonly message: string
}

const cases: ReadonlyArray<Case> = [
  {
    reason: new ConnectionError({
      description: "connect ECONNREFUSED 127.0.0.1:1",
      code: "ECONNREFUSED",
      mayHaveBeenSent: false
    }),
    transient: [true, true],
    message: "no connection: connect ECONNREFUSED 127.0.0.1:1"
  },
  {
    reason: new ConnectionError({ description: "terminated", mayHaveBeenSent: true }),
    transient: [true, false],
    message: "no connection: terminated (the request may have reached the service)"
  },
  {
    reason: new ConnectionError({
      description: "certificate has expired (CERT_HAS_EXPIRED)",
      code: "CERT_HAS_EXPIRED",
      mayHaveBeenSent: false
    }),
    transient: [false, false],
    message: "no connection: certificate has expired (CERT_HAS_EXPIRED)"
  },
  {
    reason: new TimeoutError({ timeout: Duration.seconds(90) }),
    transient: [true, false],
    message: "no complete answer within 1m 30s (the request may have reached the service)"
  },
  {
    reason: new CredentialsError({ description: "there are none" }),
    transient: [false, false],
    message: "no usable credentials: there are none"
  },
  {
    reason: new CredentialsError({
      description: "the token endpoint is out of reach",
      causeName: "GaxiosError",
      code: "ETIMEDOUT",
      oauthError: "temporarily_unavailable",
      httpStatus: 503,
      isTransient: true
    }),
    transient: [true, true],
    message:
      "no usable credentials: the token endpoint is out of reach (temporarily_unavailable, ETIMEDOUT, HTTP 503)"
  },
  {
    reason: new InvalidResponse({
      description: "it is a page of HTML or XML",
      httpStatus: 404,
      contentType: "text/html",
      body: "<p>\n404"
    }),
    transient: [false, false],
    message:
      'not an answer of this service: it is a page of HTML or XML (HTTP 404, text/html); it begins: "<p>\\n404"'
  },
  {
    reason: new InvalidResponse({ description: "the body is empty", httpStatus: 503 }),
    transient: [true, false],
    message: "not an answer of this service: the body is empty (HTTP 503)"
  },
  {
    reason: new InvalidResponse({
      description: "the JSON breaks off",
      httpStatus: 200,
      truncated: true
    }),
    transient: [true, false],
    message: "not an answer of this service: the JSON breaks off (HTTP 200)"
  },
  {
    reason: new InvalidRequest({ description: "is empty", field: "name" }),
    transient: [false, false],
    message: "not sent: name is empty"
  },
  {
    reason: new InvalidRequest({ description: "cannot be put into HTTP" }),
    transient: [false, false],
    message: "not sent: cannot be put into HTTP"
  }
]

describe("a TransportError", () => {
  it("has cases for every reason", () => {
    assert.sameMembers(
      [...new Set(cases.map(({ reason }) => reason._tag))],
      ["ConnectionError", "TimeoutError", "CredentialsError", "InvalidResponse", "InvalidRequest"]
    )
  })

  for (const { message, reason, transient } of cases) {
    it(`${reason._tag} says what happened: ${message}`, () => {
      const error = new TransportError({ reason })
      assert.strictEqual(error.message, message)
      assert.strictEqual(String(error), `TransportError: ${message}`)
      assert.strictEqual(error.name, "TransportError")
      assert.instanceOf(error, Error)
    })

    it(`${reason._tag} knows whether it passes: ${message}`, () => {
      assert.deepStrictEqual(
        [true, false].map((idempotent) => new TransportError({ reason, idempotent }).isTransient),
        [...transient]
      )
    })

    it(`${reason._tag} crosses process boundaries as JSON: ${message}`, () => {
      const error = new TransportError({
        reason,
        method: "operations.get",
        operationName: "operations/1",
        idempotent: false,
        retryAfter: Duration.millis(1500),
        tries: 3,
        elapsed: Duration.seconds(8)
      })
      const text = JSON.stringify(Schema.encodeSync(TransportError)(error))
      const back = Schema.decodeUnknownSync(TransportError)(JSON.parse(text))
      assert.instanceOf(back, TransportError)
      assert.instanceOf(back.reason, Error)
      assert.deepStrictEqual({ ...back.reason }, { ...reason })
      assert.strictEqual(back.message, error.message)
      assert.strictEqual(back.isTransient, error.isTransient)
      assert.strictEqual(back.operationName, "operations/1")
      assert.deepStrictEqual(back.retryAfter, error.retryAfter)
      assert.deepStrictEqual(back.elapsed, error.elapsed)
      assert.strictEqual(back.tries, 3)
    })
  }

  it("tells the call, the operation, the tries and the time", () => {
    const error = new TransportError({
      reason: new ConnectionError({ description: "reset", mayHaveBeenSent: false }),
      method: "operations.get",
      operationName: "operations/1",
      tries: 5,
      elapsed: Duration.millis(7500)
    })
    assert.strictEqual(
      error.message,
      "operations.get of operations/1: no connection: reset (5 tries in 7s 500ms)"
    )
  })

  it.effect("is caught by its reason, the others go on", () =>
    Effect.gen(function* () {
      const failing = (reason: TransportErrorReason) =>
        Effect.fail(new TransportError({ reason })).pipe(
          Effect.catchReason("TransportError", "TimeoutError", ({ timeout }) =>
            Effect.succeed(Duration.toSeconds(timeout))
          )
        )
      assert.strictEqual(yield* failing(new TimeoutError({ timeout: Duration.seconds(3) })), 3)
      const other = yield* Effect.flip(failing(new InvalidRequest({ description: "is empty" })))
      assert.strictEqual(other._tag, "TransportError")
    })
  )

  it.effect("is caught by several reasons at once", () =>
    Effect.gen(function* () {
      const kinds = yield* Effect.forEach(cases, ({ reason }) =>
        Effect.fail(new TransportError({ reason })).pipe(
          Effect.catchReasons("TransportError", {
            ConnectionError: () => Effect.succeed("connection"),
            TimeoutError: () => Effect.succeed("timeout")
          }),
          Effect.catchTag("TransportError", () => Effect.succeed("other"))
        )
      )
      assert.deepStrictEqual(
        kinds,
        ["connection", "connection", "connection", "timeout"].concat(
          Array.from({ length: 7 }, () => "other")
        )
      )
    })
  )
})

it("an input with many problems names five, and how many more there are", () => {
  const problems = Array.from({ length: 7 }, (_, i) => ({ field: `f${i}`, message: `is ${i}` }))
  const message = (count: number) =>
    new InvalidRequest({
      field: "f0",
      description: "is 0",
      problems: problems.slice(0, count)
    }).message
  const five = "not sent: f0 is 0; f1 is 1; f2 is 2; f3 is 3; f4 is 4"
  assert.deepStrictEqual([1, 2, 5, 7].map(message), [
    "not sent: f0 is 0",
    "not sent: f0 is 0; f1 is 1",
    five,
    `${five}; and 2 more`
  ])
})

it("says of a call that changes something whether it may have been done, and of a read nothing", () => {
  const answered = (httpStatus: number) =>
    new InvalidResponse({ description: "a page", httpStatus })
  for (const [reason, may] of [
    [new ConnectionError({ description: "cut", mayHaveBeenSent: true }), true],
    [new ConnectionError({ description: "refused", mayHaveBeenSent: false }), false],
    [new TimeoutError({ timeout: Duration.seconds(1) }), true],
    [new CredentialsError({ description: "none" }), false],
    [new InvalidRequest({ description: "is wrong" }), false],
    [answered(200), true],
    [answered(399), true],
    [answered(400), false],
    [answered(429), true],
    [answered(499), true],
    [answered(500), true]
  ] as const) {
    const error = new TransportError({ reason, idempotent: false })
    assert.strictEqual(error.mayHaveBeenProcessed, may, error.message)
    // once, in the words of the reason or after them
    assert.lengthOf(error.message.match(/may have/g) ?? [], may ? 1 : 0, error.message)
    assert.isFalse(new TransportError({ reason }).mayHaveBeenProcessed)
  }
})
