import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  CustomerId,
  DeviceId,
  PartnerDevices,
  PartnerId,
  type PartnerClaimInput
} from "effect-zero-touch"
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

const partner = PartnerId.from(12)
const name = "operations/apibatchoperation/1"
const claim: PartnerClaimInput = {
  deviceIdentifier: { imei: "490154203237518", manufacturer: "Example" },
  customerId: CustomerId.from("1234567890123456789"),
  sectionType: "SECTION_TYPE_ZERO_TOUCH",
  deviceMetadata: { entries: { ordernumber: "A-1", phonenumber: "" } }
}

const run = Effect.fnUntraced(function* <A, E>(
  answers: ReadonlyArray<Answer>,
  call: (devices: PartnerDevices["Service"]) => Effect.Effect<A, E>
) {
  const http = fakeHttp(...answers)
  const { exit } = yield* drive(
    Effect.flatMap(PartnerDevices, call).pipe(
      Effect.provide(PartnerDevices.layer.pipe(Layer.provide(clientOver(http))))
    )
  )
  return { exit, sent: http.sent }
})

const claimOne = (devices: PartnerDevices["Service"]) =>
  devices.claimAsync(partner, { claims: [claim] })

const getOne = (devices: PartnerDevices["Service"]) => devices.get(partner, DeviceId.from(7))

describe("a start", () => {
  it.effect("of claims is one POST, and gives the operation", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run([json({ name })], claimOne)
      assert.deepStrictEqual(successOf(exit), { _tag: "Running", name, done: false })
      assert.lengthOf(sent, 1)
      assert.strictEqual(sent[0]?.method, "POST")
      assert.strictEqual(sent[0]?.url.pathname, "/v1/partners/12/devices:claimAsync")
      assert.deepStrictEqual<unknown>(JSON.parse(sent[0]?.body ?? ""), {
        claims: [
          {
            deviceIdentifier: { imei: "490154203237518", manufacturer: "Example" },
            customerId: "1234567890123456789",
            sectionType: "SECTION_TYPE_ZERO_TOUCH",
            deviceMetadata: { entries: { ordernumber: "A-1", phonenumber: "" } }
          }
        ]
      })
    })
  )

  it.effect("says when it may have been processed, whether the answer is an error or none", () =>
    Effect.gen(function* () {
      const may = "(the request may have been processed)"
      for (const [status, ofPages, ofErrors] of [
        [200, true, undefined],
        [302, true, undefined],
        [400, false, false],
        [404, false, false],
        [408, true, true],
        [409, false, false],
        // a gateway's page does not tell how far the request came; the API's own 429 does
        [429, true, undefined],
        [499, true, true],
        [500, true, true],
        [502, true, true],
        [504, true, true]
      ] as const) {
        const envelope = json({ error: { code: status, message: "no" } }, status)
        for (const [answer, said] of [
          [html("<p>", status), ofPages],
          [envelope, ofErrors]
        ] as const) {
          if (said === undefined) continue
          const { exit, sent } = yield* run([answer], claimOne)
          const error = failureOf(exit)
          assert.strictEqual(error.mayHaveBeenProcessed, said, String(status))
          assert.strictEqual(error.message.includes(may), said, error.message)
          assert.lengthOf(sent, 1)
          const read = failureOf((yield* run([answer], getOne)).exit)
          assert.isFalse(read.mayHaveBeenProcessed)
          assert.notInclude(read.message, "processed")
        }
      }
    })
  )

  it.effect("is not sent again after a 429 whose envelope says ABORTED", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run([envelope(429, "ABORTED"), json({ name })], claimOne)
      const error = failureOf(exit)
      assert.lengthOf(sent, 1)
      assert.isFalse(error.isTransient)
      assert.isTrue(error.mayHaveBeenProcessed)
      assert.include(error.message, "(the request may have been processed)")
    })
  )

  it.effect("of releases, by record or by hardware", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run([json({ name })], (devices) =>
        devices.unclaimAsync(partner, {
          unclaims: [
            { deviceId: DeviceId.from(7), sectionType: "SECTION_TYPE_ZERO_TOUCH" },
            {
              deviceIdentifier: { meid: "AF0123450ABCDE" },
              sectionType: "SECTION_TYPE_SIM_LOCK",
              vacationModeDays: 3
            }
          ]
        })
      )
      successOf(exit)
      assert.strictEqual(sent[0]?.url.pathname, "/v1/partners/12/devices:unclaimAsync")
      assert.deepStrictEqual<unknown>(JSON.parse(sent[0]?.body ?? ""), {
        unclaims: [
          { deviceId: "7", sectionType: "SECTION_TYPE_ZERO_TOUCH" },
          {
            deviceIdentifier: { meid: "AF0123450ABCDE" },
            sectionType: "SECTION_TYPE_SIM_LOCK",
            vacationModeDays: 3
          }
        ]
      })
    })
  )

  it.effect("of new metadata", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run([json({ name })], (devices) =>
        devices.updateMetadataAsync(partner, {
          updates: [{ deviceId: DeviceId.from(7), deviceMetadata: { entries: { a: "b" } } }]
        })
      )
      successOf(exit)
      assert.strictEqual(sent[0]?.url.pathname, "/v1/partners/12/devices:updateMetadataAsync")
      assert.deepStrictEqual<unknown>(JSON.parse(sent[0]?.body ?? ""), {
        updates: [{ deviceId: "7", deviceMetadata: { entries: { a: "b" } } }]
      })
    })
  )

  it.effect("may be done at once", () =>
    Effect.gen(function* () {
      const { exit } = yield* run([json({ name, done: true, response: {} })], claimOne)
      assert.strictEqual(successOf(exit)._tag, "Succeeded")
    })
  )
})

describe("a start whose reply has no name, or none to ask for", () => {
  for (const [reply, what] of [
    [{}, "no name"],
    [{ name: "" }, "no name"],
    [{ name: null }, "no name"],
    [{ done: true, response: {} }, "no name"],
    [{ name: "12" }, "a name that cannot be asked for"],
    [{ name: "operations/../x" }, "a name that cannot be asked for"]
  ] as const) {
    it.effect(`${JSON.stringify(reply)}: it says that there may be an operation`, () =>
      Effect.gen(function* () {
        const { exit, sent } = yield* run([json(reply)], claimOne)
        const error = failureOf(exit)
        const reason = error._tag === "TransportError" ? error.reason : undefined
        assert.strictEqual(reason?._tag, "InvalidResponse")
        assert.include(error.message, `the operation has ${what}; one may have been started`)
        assert.isTrue(error.mayHaveBeenProcessed)
        assert.isFalse(error.isTransient)
        assert.strictEqual(error.method, "partners.devices.claimAsync")
        assert.lengthOf(sent, 1)
      })
    )
  }
})

describe("a start that fails", () => {
  const rows: ReadonlyArray<readonly [what: string, answer: Answer, says: string]> = [
    ["a lost reply", systemError("read ECONNRESET", "ECONNRESET", "read"), "may have reached"],
    ["no answer in time", Effect.never, "may have reached"],
    ["a reply that breaks off", { body: '{"name":"opera' }, "breaks off"],
    ["a page from the front end", html("<title>502</title>", 502), "HTML"],
    ["a page that says too many", html("<title>429</title>", 429), "HTML"],
    ["a success in HTML", html("<title>Sign in</title>"), "HTML"],
    ["a success with nothing", { status: 204 }, "the body is empty"],
    ["a success that is no operation", json([]), "it is not an operation"],
    ["an error of the service", envelope(500, "INTERNAL"), "INTERNAL"],
    ["a service that is down", envelope(503, "UNAVAILABLE"), "UNAVAILABLE"],
    ["a bad request", envelope(400, "INVALID_ARGUMENT"), "INVALID_ARGUMENT"]
  ]
  for (const [what, answer, says] of rows) {
    it.effect(`${what}: nothing is sent again by itself`, () =>
      Effect.gen(function* () {
        const { exit, sent } = yield* run([answer, json({ name })], claimOne)
        const error = failureOf(exit)
        assert.include(error.message, says)
        assert.isFalse(error.isTransient)
        assert.isFalse(error.idempotent)
        assert.lengthOf(sent, 1)
      })
    )
  }

  it.effect("is sent again when it was refused for its quota, or never left", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(
        [
          envelope(429, "RESOURCE_EXHAUSTED"),
          systemError("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED", "connect"),
          json({ name })
        ],
        claimOne
      )
      assert.strictEqual(successOf(exit).name, name)
      assert.lengthOf(sent, 3)
      assert.strictEqual(new Set(sent.map(({ body }) => body)).size, 1)
    })
  )
})

describe("a start that may not be sent", () => {
  const refused = Effect.fnUntraced(function* <A>(
    call: (devices: PartnerDevices["Service"]) => Effect.Effect<A, unknown>
  ) {
    const { exit, sent } = yield* run([json({ name })], call)
    assert.lengthOf(sent, 0)
    return String(failureOf(exit))
  })

  it.effect.each(["", "0", "abc", "1/../2", "1?x", "9223372036854775808"])(
    "for a partner %j",
    (id) =>
      Effect.gen(function* () {
        const text = yield* refused((devices) =>
          devices.claimAsync(id as PartnerId, { claims: [claim] })
        )
        assert.include(text, "partners.devices.claimAsync: not sent: partnerId")
      })
  )

  it.effect("for no device", () =>
    Effect.gen(function* () {
      const text = yield* refused((devices) => devices.unclaimAsync(partner, { unclaims: [] }))
      assert.include(text, "not sent: unclaims is empty")
    })
  )

  it.effect("for what is no claim", () =>
    Effect.gen(function* () {
      const text = yield* refused((devices) =>
        devices.claimAsync(partner, {
          claims: [claim, { ...claim, customerId: 5 as unknown as CustomerId }]
        })
      )
      assert.include(text, 'not sent: claims[1].customerId is the number 5; give a string: "5"')
    })
  )
})
