import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Code, type ErrorDetail, type LegacyError } from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  execute,
  fakeHttp,
  html,
  json,
  probe
} from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"

/** The error that one try of a GET ends in. */
const errorOf = (answer: Answer) =>
  execute(probe(), { retry: false }).pipe(
    Effect.provide(clientOver(fakeHttp(answer))),
    Effect.exit,
    Effect.map(failureOf)
  )

const apiErrorOf = Effect.fnUntraced(function* (answer: Answer) {
  const error = yield* errorOf(answer)
  return error._tag === "ApiError" ? error : assert.fail(error.message)
})

const rpc = "type.googleapis.com/google.rpc."

interface Expected {
  readonly codeName: string
  readonly code?: number
  readonly message?: string
  readonly details?: ReadonlyArray<ErrorDetail>
  readonly legacyErrors?: ReadonlyArray<LegacyError>
}

const legacy = { domain: "usageLimits", reason: "dailyLimitExceeded", message: "Daily Limit" }

// Each shape beside the HTTP statuses that it is told apart by.
const envelopes: ReadonlyArray<
  readonly [what: string, body: unknown, cases: Readonly<Record<number, Expected>>]
> = [
  [
    "the whole envelope",
    {
      error: {
        code: 403,
        message: "The caller does not have permission",
        status: "PERMISSION_DENIED",
        details: [{ "@type": `${rpc}ErrorInfo`, reason: "IAM_PERMISSION_DENIED" }]
      }
    },
    {
      403: {
        codeName: "PERMISSION_DENIED",
        code: Code.PERMISSION_DENIED,
        message: "The caller does not have permission",
        details: [{ _tag: "ErrorInfo", reason: "IAM_PERMISSION_DENIED" }]
      }
    }
  ],
  [
    "the envelope in a list",
    [{ error: { code: 404, message: "no such operation", status: "NOT_FOUND" } }],
    { 404: { codeName: "NOT_FOUND", message: "no such operation" } }
  ],
  [
    "the name, where several share an HTTP status",
    { error: { status: "FAILED_PRECONDITION" } },
    { 400: { codeName: "FAILED_PRECONDITION", code: Code.FAILED_PRECONDITION } }
  ],
  [
    "the name, where it does not go with the HTTP status",
    { error: { code: 500, status: "UNAVAILABLE" } },
    { 500: { codeName: "UNAVAILABLE", code: Code.UNAVAILABLE } }
  ],
  [
    "an empty error",
    { error: {} },
    {
      400: { codeName: "INVALID_ARGUMENT" },
      403: { codeName: "PERMISSION_DENIED" },
      404: { codeName: "NOT_FOUND" },
      409: { codeName: "ABORTED" },
      418: { codeName: "UNKNOWN" },
      429: { codeName: "RESOURCE_EXHAUSTED" },
      500: { codeName: "INTERNAL" },
      502: { codeName: "UNAVAILABLE" },
      503: { codeName: "UNAVAILABLE" },
      504: { codeName: "DEADLINE_EXCEEDED" }
    }
  ],
  [
    "a code without a name",
    { error: { code: 503, message: "later" } },
    { 503: { codeName: "UNAVAILABLE", message: "later" } }
  ],
  [
    "a code that is none",
    { error: { code: -17, message: "what" } },
    { 500: { codeName: "INTERNAL", message: "what" } }
  ],
  [
    "a name that is new",
    { error: { code: 409, message: "new", status: "BRAND_NEW" } },
    { 409: { codeName: "BRAND_NEW", code: Code.ABORTED, message: "new" } }
  ],
  [
    "a name that is no text",
    { error: { message: "x", status: 7 } },
    { 403: { codeName: "PERMISSION_DENIED", message: "x" } }
  ],
  [
    "a message that is no text",
    { error: { message: { a: 1 }, status: "NOT_FOUND" } },
    { 404: { codeName: "NOT_FOUND" } }
  ],
  [
    "nulls",
    { error: { code: null, message: null, status: null, details: null, errors: null } },
    { 429: { codeName: "RESOURCE_EXHAUSTED" } }
  ],
  [
    "details that are no list",
    { error: { status: "NOT_FOUND", message: "x", details: "oops" } },
    {
      404: {
        codeName: "NOT_FOUND",
        message: "x",
        details: [{ _tag: "UnknownAny", raw: "oops" }]
      }
    }
  ],
  [
    "details that are no messages",
    {
      error: {
        status: "NOT_FOUND",
        details: [null, 5, { "@type": `${rpc}RetryInfo`, retryDelay: 5 }]
      }
    },
    {
      404: {
        codeName: "NOT_FOUND",
        details: [
          { _tag: "UnknownAny", raw: 5 },
          {
            _tag: "UnknownAny",
            typeUrl: `${rpc}RetryInfo`,
            raw: { "@type": `${rpc}RetryInfo`, retryDelay: 5 }
          }
        ]
      }
    }
  ],
  [
    "the older errors[] beside a name",
    { error: { code: 403, message: "m", status: "PERMISSION_DENIED", errors: [legacy] } },
    { 403: { codeName: "PERMISSION_DENIED", message: "m", legacyErrors: [legacy] } }
  ],
  [
    "the older errors[] alone",
    { error: { code: 403, errors: [legacy, { reason: "second", location: "x" }] } },
    {
      403: {
        codeName: "PERMISSION_DENIED",
        message: "Daily Limit",
        legacyErrors: [legacy, { reason: "second" }]
      }
    }
  ],
  [
    "errors[] with rubbish in it",
    { error: { message: "m", errors: [null, "x", { reason: 5, domain: "global" }] } },
    {
      400: { codeName: "INVALID_ARGUMENT", message: "m", legacyErrors: [{ domain: "global" }] }
    }
  ],
  [
    "errors that are no list",
    { error: { message: "m", errors: "oops" } },
    { 400: { codeName: "INVALID_ARGUMENT", message: "m" } }
  ],
  [
    "OAuth's error",
    { error: "invalid_grant", error_description: "Bad Request" },
    {
      400: { codeName: "INVALID_ARGUMENT", message: "invalid_grant: Bad Request" },
      401: { codeName: "UNAUTHENTICATED", message: "invalid_grant: Bad Request" }
    }
  ],
  [
    "OAuth's error without a description",
    { error: "invalid_client" },
    { 401: { codeName: "UNAUTHENTICATED", message: "invalid_client" } }
  ]
]

describe("an error of the API is read from", () => {
  for (const [what, body, cases] of envelopes) {
    for (const [status, expected] of Object.entries(cases)) {
      it.effect(`${what}, HTTP ${status}`, () =>
        Effect.gen(function* () {
          const error = yield* apiErrorOf(json(body, Number(status)))
          assert.strictEqual(error.codeName, expected.codeName)
          if (expected.code !== undefined) assert.strictEqual(error.status.code, expected.code)
          assert.strictEqual(error.status.message, expected.message ?? "")
          assert.deepStrictEqual(error.status.details, expected.details ?? [])
          assert.deepStrictEqual(error.legacyErrors, expected.legacyErrors)
          assert.strictEqual(error.httpStatus, Number(status))
        })
      )
    }
  }

  it.effect("JSON with a byte order mark, whatever its content type says", () =>
    Effect.gen(function* () {
      const error = yield* apiErrorOf({
        ...html(`\uFEFF${JSON.stringify({ error: { status: "NOT_FOUND" } })}`, 404)
      })
      assert.strictEqual(error.codeName, "NOT_FOUND")
    })
  )
})

const bytes = (...values: ReadonlyArray<number>) => new Uint8Array(values)

// What is no error of the API, whatever the HTTP status.
const noEnvelopes: ReadonlyArray<
  readonly [what: string, body: string | Uint8Array<ArrayBuffer>, says: string]
> = [
  ["a page of HTML", "<!DOCTYPE html>\n<title>Error 404</title>", "HTML"],
  ["a page of XML", "<?xml version='1.0'?><Error/>", "XML"],
  ["plain text", "upstream connect error", "not JSON"],
  ["nothing", "", "empty"],
  ["JSON that breaks off", '{"error":{"code":4', "breaks off"],
  ["what is not UTF-8", bytes(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d), "UTF-8"],
  ["null", "null", "holds no error"],
  ["a text in JSON", '"oops"', "holds no error"],
  ["an empty list", "[]", "holds no error"],
  ["an empty object", "{}", "holds no error"],
  ["an error that is null", '{"error":null}', "holds no error"],
  ["an error that is a number", '{"error":5}', "holds no error"],
  ["an error that is a list", '{"error":[]}', "holds no error"],
  ["a list of nothing", "[null]", "holds no error"]
]

describe("no error of the API, but an answer that is not the service's, is", () => {
  for (const [what, body, says] of noEnvelopes) {
    for (const status of [400, 401, 403, 404, 409, 429, 500, 502, 503, 504]) {
      it.effect(`${what}, HTTP ${status}`, () =>
        Effect.gen(function* () {
          const error = yield* errorOf({
            status,
            headers: { "content-type": "text/html; charset=UTF-8" },
            body
          })
          const reason = error._tag === "TransportError" ? error.reason : undefined
          if (reason?._tag !== "InvalidResponse") return assert.fail(error.message)
          assert.strictEqual(reason.httpStatus, status)
          assert.strictEqual(reason.contentType, "text/html; charset=UTF-8")
          assert.include(reason.description, says)
          if (typeof body === "string" && body !== "") assert.strictEqual(reason.body, body)
          // JSON that breaks off is a cut connection, which passes; the rest is for its status to say
          assert.strictEqual(
            error.isTransient,
            says === "breaks off" || [429].includes(status) || status >= 500
          )
        })
      )
    }
  }

  it.effect("a redirect, and it says so", () =>
    Effect.gen(function* () {
      const error = yield* errorOf({ status: 302, headers: { location: "https://example.com/" } })
      assert.include(error.message, "redirects are not followed")
    })
  )

  it.effect("a long page, of which the beginning is kept", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(html(`<p>${"x".repeat(10_000)}`, 502))
      const reason = error._tag === "TransportError" ? error.reason : undefined
      assert.strictEqual(
        reason?._tag === "InvalidResponse" ? reason.body : undefined,
        `<p>${"x".repeat(1021)}`
      )
      assert.isBelow(error.message.length, 500)
    })
  )
})
