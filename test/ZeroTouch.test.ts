import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import {
  Credentials,
  DeviceId,
  OAuthScope,
  PartnerDevices,
  PartnerId,
  type ReadOptions
} from "effect-zero-touch"
import { envelope, html, json, least, systemError } from "./support/fakeHttp.ts"
import { methodCases } from "./support/methods.ts"
import { failureOf, successOf } from "./support/outcome.ts"
import { onTheWire, runServices } from "./support/services.ts"
import { parentOf, traced } from "./support/spans.ts"

describe("all services, in one layer", () => {
  it("have the 27 methods of the API", () => {
    assert.lengthOf(Object.keys(methodCases), 27)
  })

  for (const [id, method] of Object.entries(methodCases)) {
    const { body, call, idempotent, ours, path, query = {}, scope, verb } = method
    describe(`${ours}`, () => {
      it.effect(`is ${verb} ${path}`, () =>
        Effect.gen(function* () {
          const { exit, sent } = yield* runServices([least], call)
          successOf(exit)
          assert.isNotEmpty(sent)
          for (const request of sent) {
            assert.deepStrictEqual(onTheWire(request), { verb, path, query, body })
            assert.strictEqual(request.headers["x-goog-api-format-version"], "2")
          }
        })
      )

      it.effect(`asks for the scope of a ${scope}`, () =>
        Effect.gen(function* () {
          const scopes: Array<string> = []
          const credentials = Layer.succeed(Credentials, {
            token: (asked) =>
              Effect.as(
                Effect.sync(() => scopes.push(asked)),
                Option.none()
              ),
            invalidate: () => Effect.succeed(false)
          })
          successOf((yield* runServices([least], call, credentials)).exit)
          assert.deepStrictEqual([...new Set(scopes)], [OAuthScope[scope]])
        })
      )

      it.effect("is one span, with one below it for each try", () =>
        Effect.gen(function* () {
          const { exit, sent } = yield* runServices([least], traced(call))
          const { spans } = successOf(exit)
          const calls = spans.filter((span) => span.kind === "internal")
          const tries = spans.filter((span) => span.kind === "client")
          assert.includeMembers(
            [ours, `${ours}Page`],
            calls.map((span) => span.name)
          )
          assert.isTrue(calls.every((span) => Option.isNone(span.parent)))
          assert.deepStrictEqual(
            tries.map((span) => [span.name, parentOf(span)]),
            calls.map((span) => [`${verb} ${id}`, span.spanId])
          )
          assert.lengthOf(tries, sent.length)
        })
      )

      it.effect(idempotent ? "is sent again" : "is not sent again by itself", () =>
        Effect.gen(function* () {
          const lost = systemError("read ECONNRESET", "ECONNRESET", "read")
          for (const answer of [lost, envelope(503, "UNAVAILABLE"), html("<p>502", 502)]) {
            const { exit, sent } = yield* runServices([answer, least], call)
            if (idempotent) successOf(exit)
            else {
              const error = failureOf(exit)
              assert.lengthOf(sent, 1)
              assert.isFalse(error.idempotent)
              assert.isFalse(error.isTransient)
              assert.strictEqual(error.method, id)
            }
          }
        })
      )

      it.effect("takes nothing for an answer that is not its own", () =>
        Effect.gen(function* () {
          for (const answer of [
            ...[[], "ok", null, { message: "no Route matched" }, { error: "invalid_grant" }].map(
              (body) => json(body)
            ),
            html("<p>ok"),
            { status: 204 }
          ]) {
            const error = failureOf((yield* runServices([answer], call)).exit)
            assert.strictEqual(error._tag, "TransportError")
            assert.strictEqual(error.method, id)
            assert.strictEqual(
              error._tag === "TransportError" && error.reason._tag,
              "InvalidResponse"
            )
          }
        })
      )

      it.effect("fails with the service's error", () =>
        Effect.gen(function* () {
          const { exit } = yield* runServices([envelope(403, "PERMISSION_DENIED")], call)
          const error = failureOf(exit)
          assert.strictEqual(error._tag, "ApiError")
          assert.strictEqual(error.method, id)
          assert.strictEqual(error.idempotent, idempotent)
        })
      )
    })
  }
})

describe("a call", () => {
  const get = (options?: ReadOptions) =>
    Effect.flatMap(PartnerDevices, (devices) =>
      devices.get(PartnerId.from(1), DeviceId.from(3), options)
    )

  it.effect("has the client's options, unless it has its own", () =>
    Effect.gen(function* () {
      const options = { quotaUser: "everyone", xgafv: "1" } as const
      const queryOf = Effect.fnUntraced(function* (call: ReturnType<typeof get>) {
        const { sent } = yield* runServices([least], call, undefined, options)
        return sent.map((request) => onTheWire(request).query)
      })
      assert.deepStrictEqual(yield* queryOf(get()), [{ quotaUser: "everyone", "$.xgafv": "1" }])
      assert.deepStrictEqual(yield* queryOf(get({ quotaUser: "me", xgafv: undefined })), [
        { quotaUser: "me", "$.xgafv": "1" }
      ])
    })
  )
})
