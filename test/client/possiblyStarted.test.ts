import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { CustomerId, PartnerDevices, PartnerId, type StartOptions } from "effect-zero-touch"
import {
  type Answer,
  clientOver,
  envelope,
  fakeHttp,
  html,
  json,
  systemError
} from "../support/fakeHttp.ts"
import { drive, failureOf, settle } from "../support/outcome.ts"

const partnerId = PartnerId.from(1)
const device = { deviceIdentifier: { imei: "490154203237518" } }
const section = { sectionType: "SECTION_TYPE_ZERO_TOUCH" as const }

const starts = {
  claimAsync: (devices: PartnerDevices["Service"], options: StartOptions) =>
    devices.claimAsync(
      partnerId,
      { claims: [{ ...device, ...section, customerId: CustomerId.from(2) }] },
      options
    ),
  unclaimAsync: (devices: PartnerDevices["Service"], options: StartOptions) =>
    devices.unclaimAsync(partnerId, { unclaims: [{ ...device, ...section }] }, options),
  updateMetadataAsync: (devices: PartnerDevices["Service"], options: StartOptions) =>
    devices.updateMetadataAsync(
      partnerId,
      { updates: [{ ...device, deviceMetadata: { entries: { ordernumber: "1" } } }] },
      options
    )
}

/** Starts over such an answer; counts how often the option runs, and keeps what is logged. */
const stage = (answer: Answer, start: (typeof starts)["claimAsync"]) => {
  const told = { count: 0, warnings: new Array<string>() }
  const logger = Logger.make(({ logLevel, message }) => {
    if (logLevel === "Warn") told.warnings.push(String(message))
  })
  const http = fakeHttp(answer)
  const call = Effect.flatMap(PartnerDevices, (devices) =>
    start(devices, { onPossiblyStarted: Effect.sync(() => void told.count++) })
  ).pipe(
    Effect.provide([
      PartnerDevices.layer.pipe(Layer.provide(clientOver(http))),
      Logger.layer([logger])
    ]),
    Effect.provideService(References.MinimumLogLevel, "All")
  )
  return { told, call, http }
}

for (const [name, start] of Object.entries(starts)) {
  describe(`${name}: onPossiblyStarted`, () => {
    it.effect("runs, with a warning, when the call is interrupted after its request has left", () =>
      Effect.gen(function* () {
        const { call, http, told } = stage(Effect.never, start)
        const fiber = yield* Effect.forkChild(call)
        yield* settle
        assert.lengthOf(http.sent, 1)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(told.count, 1)
        assert.deepStrictEqual(told.warnings, [
          `partners.devices.${name} was interrupted after its request had left: the service may process it all the same`
        ])
      })
    )

    it.effect.each([
      ["a lost reply", systemError("read ECONNRESET", "ECONNRESET", "read")],
      ["no answer in time", Effect.never],
      ["an unavailable service", envelope(503, "UNAVAILABLE")],
      ["a page under a 200", html("<p>")],
      ["a reply without a name", json({})]
    ] as const)("runs once after %s", ([, answer]) =>
      Effect.gen(function* () {
        const { call, told } = stage(answer, start)
        assert.isTrue(Exit.isFailure((yield* drive(call)).exit))
        assert.strictEqual(told.count, 1)
        assert.lengthOf(told.warnings, 0)
      })
    )

    it.effect.each([
      ["a start", json({ name: "operations/1" })],
      ["a refusal", envelope(403, "PERMISSION_DENIED")],
      [
        "a connection that never was",
        systemError("connect ECONNREFUSED", "ECONNREFUSED", "connect")
      ]
    ] as const)("does not run after %s", ([, answer]) =>
      Effect.gen(function* () {
        const { call, told } = stage(answer, start)
        yield* drive(call)
        assert.strictEqual(told.count, 0)
      })
    )

    it.effect("does not run when the call is interrupted while it waits for its next try", () =>
      Effect.gen(function* () {
        const { call, told } = stage(
          systemError("connect ECONNREFUSED", "ECONNREFUSED", "connect"),
          start
        )
        const fiber = yield* Effect.forkChild(call)
        yield* settle
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(told.count, 0)
        assert.lengthOf(told.warnings, 0)
      })
    )
  })
}

it.effect("a defect in onPossiblyStarted does not take the place of the error", () =>
  Effect.gen(function* () {
    const answer = systemError("read ECONNRESET", "ECONNRESET", "read")
    const call = Effect.flatMap(PartnerDevices, (devices) =>
      starts.claimAsync(devices, { onPossiblyStarted: Effect.die("boom") })
    ).pipe(Effect.provide(PartnerDevices.layer.pipe(Layer.provide(clientOver(fakeHttp(answer))))))
    const error = failureOf((yield* drive(call)).exit)
    assert.isTrue(error.mayHaveBeenProcessed)
  })
)
