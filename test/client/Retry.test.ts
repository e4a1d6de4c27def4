import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  html,
  json,
  probe,
  type Reply,
  systemError
} from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"

const page = "<!DOCTYPE html><title>Error</title>"

/** A body that is cut by the connection, after its beginning. */
const cutBody: Effect.Effect<Reply> = Effect.sync(() => ({
  headers: { "content-type": "application/json" },
  body: new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"name":"opera')),
    pull: (controller) => controller.error(systemError("read ECONNRESET", "ECONNRESET", "read"))
  })
}))

const refusedByTheService = [400, 403, 404, 409, 412, 416, 499, 501] as const
const redirects = [300, 301, 302, 303, 304, 307, 308] as const
const withoutBody = new Set([204, 205, 304])

/** What Node.js makes of an error of OpenSSL that meets a write. */
const openSsl = (reason: string): Error =>
  systemError(
    `write EPROTO 80EB:error:0A00010B:SSL routines:ssl3_get_record:${reason}:../deps/openssl/openssl/ssl/record/ssl3_record.c:354:`,
    "EPROTO",
    "write"
  )

type Row = readonly [
  what: string,
  answer: Answer,
  expected: {
    /** How often the call is sent when nothing else ever comes. */
    readonly get: 1 | 5
    readonly post: 1 | 5
    readonly error: string
  }
]

// What passes by itself, and what does not.
const table: ReadonlyArray<Row> = [
  ...[408, 500, 502, 503, 504].flatMap((status): ReadonlyArray<Row> => [
    [`${status}, JSON`, envelope(status, ""), { get: 5, post: 1, error: "ApiError" }],
    [`${status}, HTML`, html(page, status), { get: 5, post: 1, error: "InvalidResponse" }],
    [`${status}, empty`, { status }, { get: 5, post: 1, error: "InvalidResponse" }]
  ]),
  ["429, JSON", envelope(429, "RESOURCE_EXHAUSTED"), { get: 5, post: 5, error: "ApiError" }],
  ["429, ABORTED", envelope(429, "ABORTED"), { get: 5, post: 1, error: "ApiError" }],
  ["429, a new status", envelope(429, "BRAND_NEW"), { get: 5, post: 1, error: "ApiError" }],
  [
    "429, without a status",
    json({ error: { code: 429, message: "slow down" } }, 429),
    { get: 5, post: 5, error: "ApiError" }
  ],
  [
    "403, rateLimitExceeded",
    envelope(403, "PERMISSION_DENIED", { errors: [{ reason: "rateLimitExceeded" }] }),
    { get: 5, post: 5, error: "ApiError" }
  ],
  [
    "403, userRateLimitExceeded",
    envelope(403, "PERMISSION_DENIED", { errors: [{ reason: "userRateLimitExceeded" }] }),
    { get: 5, post: 5, error: "ApiError" }
  ],
  [
    "403, another reason",
    envelope(403, "PERMISSION_DENIED", { errors: [{ reason: "forbidden" }] }),
    { get: 1, post: 1, error: "ApiError" }
  ],
  ["429, HTML", html(page, 429), { get: 5, post: 1, error: "InvalidResponse" }],
  ["429, empty", { status: 429 }, { get: 5, post: 1, error: "InvalidResponse" }],

  ...(
    [
      systemError("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED", "connect"),
      systemError("getaddrinfo ENOTFOUND example.invalid", "ENOTFOUND", "getaddrinfo"),
      systemError("getaddrinfo EAI_AGAIN example.com", "EAI_AGAIN", "getaddrinfo"),
      systemError("connect ETIMEDOUT 192.0.2.1:443", "ETIMEDOUT", "connect"),
      systemError("connect EHOSTUNREACH 192.0.2.1:443", "EHOSTUNREACH", "connect"),
      systemError("connect ENETUNREACH 192.0.2.1:443", "ENETUNREACH", "connect"),
      systemError("Connect Timeout Error", "UND_ERR_CONNECT_TIMEOUT"),
      systemError(
        "Client network socket disconnected before secure TLS connection was established",
        "ECONNRESET"
      ),
      new TypeError("fetch failed", {
        cause: new AggregateError([
          systemError("connect ECONNREFUSED ::1:1", "ECONNREFUSED", "connect"),
          systemError("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED", "connect")
        ])
      })
    ] as const
  ).map((cause): Row => [
    `nothing was sent: ${cause.message}`,
    cause,
    { get: 5, post: 5, error: "ConnectionError" }
  ]),
  ...(
    [
      systemError("read ECONNRESET", "ECONNRESET", "read"),
      systemError("write EPIPE", "EPIPE", "write"),
      systemError("read ETIMEDOUT", "ETIMEDOUT", "read"),
      // a connection that was there may lose its way
      ...["EHOSTUNREACH", "ENETUNREACH", "ECONNREFUSED", "EADDRNOTAVAIL"].flatMap((code) =>
        ["read", "write"].map((call) => systemError(`${call} ${code}`, code, call))
      ),
      // TLS that breaks after its handshake
      ...[
        "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
        "ERR_SSL_BAD_RECORD_TYPE",
        "ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC",
        "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR"
      ].map((code) => systemError(code, code)),
      openSsl("decryption failed or bad record mac"),
      systemError("write EPROTO", "EPROTO", "write"),
      systemError("other side closed", "UND_ERR_SOCKET"),
      new TypeError("fetch failed", {
        cause: systemError("read ECONNRESET", "ECONNRESET", "read")
      }),
      new TypeError("terminated"),
      new Error("")
    ] as const
  ).map((cause): Row => [
    `it may have been sent: ${cause.message}`,
    cause,
    { get: 5, post: 1, error: "ConnectionError" }
  ]),
  ...[
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "HOSTNAME_MISMATCH",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "ERR_SSL_PACKET_LENGTH_TOO_LONG",
    "ERR_SSL_UNSUPPORTED_PROTOCOL",
    "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"
  ].map((code): Row => [
    `no TLS: ${code}`,
    new TypeError("fetch failed", { cause: systemError("certificate", code) }),
    { get: 1, post: 1, error: "ConnectionError" }
  ]),
  [
    "no TLS: EPROTO",
    openSsl("wrong version number"),
    { get: 1, post: 1, error: "ConnectionError" }
  ],
  ["no answer in time", Effect.never, { get: 5, post: 1, error: "TimeoutError" }],
  ["reset within the body", cutBody, { get: 5, post: 1, error: "ConnectionError" }],
  ...[
    ['{"name":"operations/1","do', "in a text"],
    ['{"name":"operations/1"', "before its end"],
    ['{"a":[{"b":"}"}', "after a bracket in a text"],
    [String.raw`{"a":"\"}`, "after a quotation mark in a text"],
    ["[1,", "in a list"]
  ].map(([body, where]): Row => [
    `200 with JSON that breaks off ${where}`,
    { headers: { "content-type": "application/json" }, body: body ?? "" },
    { get: 5, post: 1, error: "InvalidResponse" }
  ]),
  [
    "200 with JSON that breaks off within a character",
    { body: new TextEncoder().encode('{"name":"é').slice(0, -1) },
    { get: 5, post: 1, error: "InvalidResponse" }
  ],

  ["401", envelope(401, "UNAUTHENTICATED"), { get: 1, post: 1, error: "ApiError" }],
  ["401, HTML", html(page, 401), { get: 1, post: 1, error: "InvalidResponse" }],
  ...refusedByTheService.map((status): Row => [
    `${status}, JSON`,
    envelope(status, ""),
    { get: 1, post: 1, error: "ApiError" }
  ]),
  ["404, HTML", html(page, 404), { get: 1, post: 1, error: "InvalidResponse" }],
  ["400, JSON without an error", json({}, 400), { get: 1, post: 1, error: "InvalidResponse" }],
  ...redirects.map((status): Row => [
    `${status}`,
    {
      status,
      headers: { location: "https://example.com/" },
      body: withoutBody.has(status) ? null : page
    },
    { get: 1, post: 1, error: "InvalidResponse" }
  ]),
  ["200 with HTML", html(page), { get: 1, post: 1, error: "InvalidResponse" }],
  ["200 with nothing", { body: "" }, { get: 1, post: 1, error: "InvalidResponse" }],
  ["200 with white space", { body: " \n" }, { get: 1, post: 1, error: "InvalidResponse" }],
  ["204", { status: 204 }, { get: 1, post: 1, error: "InvalidResponse" }],
  ["200 with text", { body: "OK" }, { get: 1, post: 1, error: "InvalidResponse" }],
  ["200 with two JSON texts", { body: "{}{}" }, { get: 1, post: 1, error: "InvalidResponse" }],
  [
    "200 with what is not UTF-8",
    { body: new Uint8Array([123, 34, 0xff, 34, 58, 49, 125]) },
    { get: 1, post: 1, error: "InvalidResponse" }
  ]
]

describe("a call to which nothing else than this ever comes", () => {
  for (const [what, answer, expected] of table) {
    for (const [method, tries] of [
      ["GET", expected.get],
      ["POST", expected.post]
    ] as const) {
      it.effect(`${what}: ${method} is sent ${tries === 1 ? "once" : `${tries} times`}`, () =>
        Effect.gen(function* () {
          const http = fakeHttp(answer)
          const { exit, passed } = yield* drive(
            Effect.provide(execute(probe(method)), clientOver(http))
          )
          const error = failureOf(exit)
          assert.strictEqual(
            error._tag === "ApiError" ? error._tag : error.reason._tag,
            expected.error
          )
          assert.lengthOf(http.sent, tries)
          assert.strictEqual(error.isTransient, tries === 5)
          assert.strictEqual(error.tries, tries)
          assert.closeTo(Duration.toMillis(error.elapsed), passed, 100)
          assert.strictEqual(error.method, "things.probe")
          assert.strictEqual(error.idempotent, method === "GET")
        })
      )
    }
  }
})

describe("a gateway's 429, in JSON of another form than the API's", () => {
  for (const body of [{ error: "slow down" }, { error: {} }]) {
    for (const [method, tries, tag] of [
      ["GET", 5, "ApiError"],
      ["POST", 1, "TransportError"]
    ] as const) {
      it.effect(`${JSON.stringify(body)} to a ${method}: ${tries} tries`, () =>
        Effect.gen(function* () {
          const http = fakeHttp(json(body, 429))
          const { exit } = yield* drive(
            Effect.provide(Effect.exit(execute(probe(method))), clientOver(http))
          )
          assert.strictEqual(failureOf(successOf(exit))._tag, tag)
          assert.lengthOf(http.sent, tries)
        })
      )
    }
  }
})
