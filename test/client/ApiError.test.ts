import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ApiError, Code, Status } from "effect-zero-touch"
import { type Answer, clientOver, execute, fakeHttp, json, probe } from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"

/** The error that one try of a GET ends in. */
const apiErrorOf = Effect.fnUntraced(function* (answer: Answer) {
  const client = clientOver(fakeHttp(answer))
  const error = failureOf(
    yield* Effect.exit(Effect.provide(execute(probe(), { retry: false }), client))
  )
  return error._tag === "ApiError" ? error : assert.fail(error.message)
})

const rpc = "type.googleapis.com/google.rpc."

describe("an ApiError", () => {
  it.effect("tells kinds of 401 and 403 apart", () =>
    Effect.gen(function* () {
      const refused = (status: number, header: string) =>
        apiErrorOf(json({ error: {} }, status, { "www-authenticate": header }))
      const stale = yield* refused(
        401,
        'Bearer realm="https://accounts.google.com/", error="invalid_token"'
      )
      assert.strictEqual(stale.authenticate, "invalid_token")
      const narrow = yield* refused(
        403,
        'Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="a b"'
      )
      assert.strictEqual(narrow.authenticate, "insufficient_scope")
      assert.include(narrow.message, "insufficient_scope")
      const none = yield* refused(401, 'Bearer realm="https://accounts.google.com/"')
      assert.isUndefined(none.authenticate)
      const described = yield* refused(401, 'Bearer error_description="x", error=invalid_token')
      assert.strictEqual(described.authenticate, "invalid_token")
    })
  )

  it.effect("gives the id of the request, from the detail or from a header", () =>
    Effect.gen(function* () {
      const details = [{ "@type": `${rpc}RequestInfo`, requestId: "from-detail" }]
      const headers = { "x-request-id": "from-header" }
      const both = yield* apiErrorOf(json({ error: { details } }, 500, headers))
      assert.strictEqual(both.requestId, "from-detail")
      const one = yield* apiErrorOf(json({ error: {} }, 500, headers))
      assert.strictEqual(one.requestId, "from-header")
      const google = yield* apiErrorOf(json({ error: {} }, 500, { "x-goog-request-id": "g" }))
      assert.strictEqual(google.requestId, "g")
      assert.isUndefined((yield* apiErrorOf(json({ error: {} }, 500))).requestId)
    })
  )

  it.effect("looks up typed details", () =>
    Effect.gen(function* () {
      const error = yield* apiErrorOf(
        json(
          {
            error: {
              details: [
                {
                  "@type": "type.googleapis.com/google.android.device.provisioning.v1.TosError",
                  latestTosAccepted: false
                }
              ]
            }
          },
          403
        )
      )
      assert.deepStrictEqual(
        error.detail("TosError"),
        Option.some({ _tag: "TosError" as const, latestTosAccepted: false })
      )
      assert.isTrue(Option.isNone(error.detail("ErrorInfo")))
      assert.include(error.message, "terms of service")
    })
  )

  it.each([
    [{ reason: "R" }, "R"],
    [{ domain: "d.example" }, "d.example"]
  ])("says what is there of an ErrorInfo: %j", (fields, said) => {
    const details = [{ _tag: "ErrorInfo" as const, ...fields }]
    const status = Status.of({ code: Code.INVALID_ARGUMENT, message: "bad", details })
    const error = new ApiError({ httpStatus: 400, status })
    assert.strictEqual(error.message, `INVALID_ARGUMENT (HTTP 400): bad; ${said}`)
  })

  it("says in one line what happened, with what helps of the details", () => {
    const error = new ApiError({
      httpStatus: 400,
      status: Status.of({
        code: Code.INVALID_ARGUMENT,
        message: "bad",
        details: [
          { _tag: "ErrorInfo", reason: "R", domain: "d.example" },
          {
            _tag: "BadRequest",
            fieldViolations: [1, 2, 3, 4].map((n) => ({ field: `f${n}`, description: "no" }))
          },
          { _tag: "CustomError", code: "INVALID_IMEI", message: "of device 1" },
          { _tag: "DebugInfo", detail: "for programs" },
          { _tag: "UnknownAny", raw: 1 }
        ]
      }),
      method: "partners.devices.claimAsync",
      idempotent: false
    })
    assert.strictEqual(
      error.message,
      "partners.devices.claimAsync: INVALID_ARGUMENT (HTTP 400): bad; R of d.example; f1: no, f2: no, f3: no; INVALID_IMEI of device 1"
    )
    assert.strictEqual(error.name, "ApiError")
    assert.instanceOf(error, Error)
  })

  it("is made of a status by tests, with the HTTP status that belongs to it", () => {
    const error = ApiError.fromStatus({ code: Code.NOT_FOUND, message: "gone" })
    assert.strictEqual(error.httpStatus, 404)
    assert.strictEqual(error.message, "NOT_FOUND (HTTP 404): gone")
    assert.isFalse(error.isTransient)
    assert.isTrue(ApiError.fromStatus({ code: Code.UNAVAILABLE }).isTransient)
  })

  it("crosses process boundaries as JSON", () => {
    const error = new ApiError({
      status: Status.of({
        code: Code.RESOURCE_EXHAUSTED,
        message: "slow down",
        details: [
          { _tag: "RetryInfo", retryDelay: Duration.nanos(53_016_342_224n) },
          { _tag: "UnknownAny", typeUrl: "x/Y", raw: { "@type": "x/Y", a: [1, null] } }
        ]
      }),
      httpStatus: 429,
      unknownCodeName: "BRAND_NEW",
      legacyErrors: [{ domain: "usageLimits", reason: "rateLimitExceeded", message: "slow down" }],
      requestId: "r-1",
      authenticate: "insufficient_scope",
      method: "operations.get",
      operationName: "operations/1",
      idempotent: false,
      retryAfter: Duration.seconds(54),
      tries: 3,
      elapsed: Duration.millis(1500)
    })
    const text = JSON.stringify(Schema.encodeSync(ApiError)(error))
    const back = Schema.decodeUnknownSync(ApiError)(JSON.parse(text))
    assert.instanceOf(back, ApiError)
    assert.deepStrictEqual({ ...back }, { ...error })
    assert.strictEqual(back.message, error.message)
    assert.strictEqual(back.isTransient, error.isTransient)
    assert.strictEqual(back.codeName, "BRAND_NEW")
  })

  it("says what to do, where it has to do with who is asking", () => {
    const info = (reason: string) => [{ _tag: "ErrorInfo", reason } as const]
    const cases: ReadonlyArray<readonly [Partial<Status>, string | undefined, string | undefined]> =
      [
        [{ code: Code.PERMISSION_DENIED }, undefined, "link the service account"],
        [
          { code: Code.PERMISSION_DENIED, details: info("SERVICE_DISABLED") },
          undefined,
          "enable the"
        ],
        [
          { code: Code.PERMISSION_DENIED, details: info("ACCESS_TOKEN_SCOPE_INSUFFICIENT") },
          undefined,
          "lacks the method's scope"
        ],
        [{ code: Code.PERMISSION_DENIED }, "insufficient_scope", "lacks the method's scope"],
        [
          { code: Code.PERMISSION_DENIED, details: [{ _tag: "TosError" }] },
          undefined,
          "accept the"
        ],
        [{ code: Code.PERMISSION_DENIED, details: info("SOMETHING_ELSE") }, undefined, undefined],
        [
          { code: Code.UNAUTHENTICATED, details: info("CREDENTIALS_MISSING") },
          undefined,
          "no token was sent"
        ],
        [{ code: Code.UNAUTHENTICATED }, "invalid_token", "the token was refused"],
        [{ code: Code.NOT_FOUND }, undefined, undefined]
      ]
    for (const [status, authenticate, hint] of cases) {
      const error = new ApiError({
        ...ApiError.fromStatus(status),
        ...(authenticate === undefined ? {} : { authenticate })
      })
      if (hint === undefined) assert.isUndefined(error.hint)
      else {
        assert.include(error.hint, hint)
        assert.include(error.message, hint)
      }
    }
  })
})
