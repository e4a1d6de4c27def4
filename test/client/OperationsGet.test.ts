import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type GetOptions, Operations } from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  envelope,
  fakeHttp,
  html,
  json,
  systemError
} from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"
import { name, oddOperations, type } from "./oddOperations.ts"

const get = Effect.fnUntraced(function* (
  answers: ReadonlyArray<Answer>,
  asked: string = name,
  options?: GetOptions
) {
  const http = fakeHttp(...answers)
  const { exit } = yield* drive(
    Effect.flatMap(Operations, (operations) => operations.get(asked, options)).pipe(
      Effect.provide(Operations.layer.pipe(Layer.provide(clientOver(http))))
    )
  )
  return { exit, sent: http.sent }
})

describe("Operations.get reads", () => {
  for (const [what, text, operation] of oddOperations) {
    it.effect(`${what}: ${operation._tag}`, () =>
      Effect.gen(function* () {
        const { exit, sent } = yield* get([
          { headers: { "content-type": "application/json" }, body: text }
        ])
        assert.deepStrictEqual(successOf(exit), operation)
        assert.lengthOf(sent, 1)
      })
    )
  }

  it.effect.each([
    '{"name":"operations/1","done":"true"}',
    '{"name":"operations/1","done":1}',
    '{"name":"operations/1","done":{}}',
    '{"name":"operations/1","done":true,"error":"oops"}',
    '{"name":"operations/1","done":true,"error":[]}',
    '{"name":5}',
    "{}",
    '{"name":null,"done":null,"metadata":null}',
    '{"message":"no Route matched"}',
    '{"error":{"code":7}}',
    "[]",
    '[{"name":"operations/1","done":true}]',
    "null",
    '"operations/1"',
    "true",
    "1"
  ])("%s as no answer of this service, for good", (body) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* get([{ body }])
      const error = failureOf(exit)
      const reason = error._tag === "TransportError" ? error.reason : undefined
      if (reason?._tag !== "InvalidResponse") return assert.fail(error.message)
      assert.include(reason.description, "it is not an operation")
      assert.strictEqual(reason.httpStatus, 200)
      assert.strictEqual(reason.body, body)
      assert.isFalse(error.isTransient)
      assert.lengthOf(sent, 1)
    })
  )
})

describe("Operations.get refuses", () => {
  it.effect.each(['{"name":"operations/2"}', '{"name":"operations/2","done":true,"response":{}}'])(
    "%s as another operation than was asked for, naming both",
    (body) =>
      Effect.gen(function* () {
        const error = failureOf((yield* get([{ body }])).exit)
        assert.include(
          error.message,
          `it is another operation, operations/2, than was asked for, ${name}`
        )
        assert.isFalse(error.isTransient)
      })
  )

  it.effect.each([
    [{ code: 503, status: "UNAVAILABLE", message: "busy" }, "UNAVAILABLE", 5],
    [{ code: 502 }, "UNAVAILABLE", 5],
    [{ status: "PERMISSION_DENIED" }, "PERMISSION_DENIED", 1],
    [{ code: 404 }, "NOT_FOUND", 1]
  ] as const)("the error envelope %j under a 200, transient by its code", ([error, code, tries]) =>
    Effect.gen(function* () {
      for (const body of [{ error }, { error, name }, [{ error }]]) {
        const { exit, sent } = yield* get([json(body)])
        const failure = failureOf(exit)
        assert.strictEqual(failure._tag === "ApiError" && failure.codeName, code)
        assert.strictEqual(failure._tag === "ApiError" && failure.httpStatus, 200)
        assert.lengthOf(sent, tries)
      }
    })
  )
})

describe("the options of Operations.get", () => {
  it.effect("xgafv, fields and quotaUser are for the one call", () =>
    Effect.gen(function* () {
      const { sent } = yield* get([json({ name })], name, {
        xgafv: "2",
        fields: "metadata(progress),response",
        quotaUser: "shop 1"
      })
      assert.deepStrictEqual(Object.fromEntries(sent[0]?.url.searchParams ?? []), {
        "$.xgafv": "2",
        quotaUser: "shop 1",
        fields: "metadata(progress),response,name,done,error"
      })
    })
  )

  it.effect("left out, they are not sent", () =>
    Effect.gen(function* () {
      const { sent } = yield* get([json({ name })], name, {
        xgafv: undefined,
        fields: undefined,
        quotaUser: undefined
      })
      assert.strictEqual(sent[0]?.url.search, "")
    })
  )

  it.effect("fields that hide the result do not change what the operation is", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* get(
        [
          json({ name, done: true, metadata: { "@type": `${type}Metadata`, progress: 100 } }),
          json({ name, done: true, response: { "@type": `${type}Response`, successCount: 1 } })
        ],
        name,
        { fields: "metadata", quotaUser: "q" }
      )
      assert.deepStrictEqual(successOf(exit), {
        _tag: "Succeeded",
        name,
        done: true,
        response: { _tag: "DevicesResponse", successCount: 1 }
      })
      assert.deepStrictEqual(
        sent.map(({ url }) => [url.searchParams.get("fields"), url.searchParams.get("quotaUser")]),
        [
          ["metadata,name,done,error", "q"],
          [null, "q"]
        ]
      )
    })
  )

  it.effect("fields cost no second request when there is nothing to hide", () =>
    Effect.gen(function* () {
      for (const reply of [
        { name },
        { name, done: true, error: { code: 5 } },
        { name, done: true, response: {} }
      ]) {
        const { sent } = yield* get([json(reply)], name, { fields: "metadata" })
        assert.lengthOf(sent, 1)
      }
    })
  )

  it.effect("an operation without a result is asked for once when nothing was hidden", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* get([json({ name, done: true })])
      assert.strictEqual(successOf(exit)._tag, "DoneWithoutResult")
      assert.lengthOf(sent, 1)
    })
  )
})

describe("an error of Operations.get", () => {
  const rows: ReadonlyArray<readonly [what: string, answer: Answer, tag: string, tries: number]> = [
    ["no such operation", envelope(404, "NOT_FOUND"), "ApiError", 1],
    ["no permission", envelope(403, "PERMISSION_DENIED"), "ApiError", 1],
    [
      "a page instead of an answer",
      html("<title>Error 404 (Not Found)</title>", 404),
      "InvalidResponse",
      1
    ],
    ["a quota that is spent", envelope(429, "RESOURCE_EXHAUSTED"), "ApiError", 5],
    ["a service that is down", envelope(503, "UNAVAILABLE"), "ApiError", 5],
    ["a page from the front end", html("<title>502</title>", 502), "InvalidResponse", 5],
    ["a success in HTML", html("<title>Sign in</title>"), "InvalidResponse", 1],
    ["a success that breaks off", { body: `{"name":"${name}","done":tr` }, "InvalidResponse", 5],
    ["a success with nothing", { status: 204 }, "InvalidResponse", 1],
    [
      "a connection that is reset",
      systemError("read ECONNRESET", "ECONNRESET", "read"),
      "ConnectionError",
      5
    ]
  ]
  for (const [what, answer, tag, tries] of rows) {
    it.effect(`${what}: ${tag}, ${tries === 1 ? "at once" : `after ${tries} tries`}`, () =>
      Effect.gen(function* () {
        const { exit, sent } = yield* get([answer])
        const error = failureOf(exit)
        assert.strictEqual(error._tag === "ApiError" ? error._tag : error.reason._tag, tag)
        assert.strictEqual(error.operationName, name)
        assert.strictEqual(error.method, "operations.get")
        assert.match(error.message, /^operations\.get of operations\/apibatchoperation\/1: /)
        assert.strictEqual(error.tries, tries)
        assert.isTrue(error.idempotent)
        assert.lengthOf(sent, tries)
      })
    )
  }

  it.effect("carries the delay that the service asks for", () =>
    Effect.gen(function* () {
      const { exit } = yield* get([
        envelope(429, "RESOURCE_EXHAUSTED", {}, { "retry-after": "90" })
      ])
      assert.deepStrictEqual(failureOf(exit).retryAfter, Duration.seconds(90))
    })
  )
})
