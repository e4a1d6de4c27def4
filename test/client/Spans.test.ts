import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { CustomerId, Credentials, Operations, PartnerDevices, PartnerId } from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  json,
  probe
} from "../support/fakeHttp.ts"
import { drive, successOf } from "../support/outcome.ts"
import { attributesOf, parentOf, traced } from "../support/spans.ts"

const services = (...answers: ReadonlyArray<Answer>) =>
  Layer.mergeAll(Operations.layer, PartnerDevices.layer).pipe(
    Layer.provide(
      clientOver(
        fakeHttp(...answers),
        { baseUrl: "https://example.com:8443" },
        Credentials.layerAccessToken(Redacted.make("ya29.token"))
      )
    )
  )

const name = "operations/apibatchoperation/1"

describe("the spans of a call", () => {
  it.effect("are one for the call, and one below it for each try", () =>
    Effect.gen(function* () {
      const { exit } = yield* drive(
        traced(
          Effect.flatMap(Operations, (operations) => operations.get(name)).pipe(
            Effect.provide(services(envelope(503, "UNAVAILABLE"), json({ name })))
          )
        )
      )
      const { spans } = successOf(exit)
      assert.deepStrictEqual(
        spans.map((span) => [span.name, span.kind]),
        [
          ["Operations.get", "internal"],
          ["GET operations.get", "client"],
          ["GET operations.get", "client"]
        ]
      )
      const [call, first, second] = spans
      if (call === undefined || first === undefined || second === undefined) return assert.fail()
      assert.isTrue(Option.isNone(call.parent))
      assert.strictEqual(parentOf(first), call.spanId)
      assert.strictEqual(parentOf(second), call.spanId)
      assert.deepInclude(attributesOf(call), { "gcp.resource.destination.id": name })
      assert.notProperty(attributesOf(first), "http.request.resend_count")
      assert.deepInclude(attributesOf(first), {
        "http.request.method": "GET",
        "server.address": "example.com",
        "server.port": 8443,
        "http.response.status_code": 503
      })
      assert.deepInclude(attributesOf(second), {
        "http.request.method": "GET",
        "server.address": "example.com",
        "server.port": 8443,
        "http.request.resend_count": 1,
        "http.response.status_code": 200
      })
      for (const span of spans) assert.strictEqual(span.status._tag, "Ended")
    })
  )

  it.effect("of a start name the operation that it started", () =>
    Effect.gen(function* () {
      const { exit, spans } = yield* traced(
        Effect.flatMap(PartnerDevices, (devices) =>
          devices.claimAsync(PartnerId.from(1), {
            claims: [
              {
                deviceIdentifier: { imei: "490154203237518" },
                customerId: CustomerId.from(2),
                sectionType: "SECTION_TYPE_ZERO_TOUCH"
              }
            ]
          })
        ).pipe(Effect.provide(services(json({ name }))))
      )
      successOf(exit)
      assert.deepStrictEqual(
        spans.map((span) => span.name),
        ["PartnerDevices.claimAsync", "POST partners.devices.claimAsync"]
      )
      assert.deepInclude(spans.map(attributesOf)[0], { "gcp.resource.destination.id": name })
    })
  )

  it.effect("of a name that may not be sent have no try below them", () =>
    Effect.gen(function* () {
      const { spans } = yield* traced(
        Effect.flatMap(Operations, (operations) => operations.get("customers/1")).pipe(
          Effect.provide(services(json({})))
        )
      )
      assert.deepStrictEqual(
        spans.map((span) => span.name),
        ["Operations.get"]
      )
    })
  )

  it.effect("have no port when it is the usual one, and no status when no answer came", () =>
    Effect.gen(function* () {
      const { spans } = yield* traced(
        Effect.provide(
          execute(probe(), { retry: false }),
          clientOver(fakeHttp(new Error("reset")), { baseUrl: "https://example.com" })
        )
      )
      const [attributes] = spans.map(attributesOf)
      assert.deepInclude(attributes, {
        "http.request.method": "GET",
        "server.address": "example.com"
      })
      assert.notProperty(attributes, "server.port")
      assert.notProperty(attributes, "http.response.status_code")
    })
  )
})
