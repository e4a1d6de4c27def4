/** The test that anybody would write first: fork, move the clock, join. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import {
  Client,
  Credentials,
  CustomerId,
  DeviceResults,
  Operations,
  PartnerDevices,
  PartnerId
} from "effect-zero-touch"
import { Emulator } from "effect-zero-touch/Emulator"

const services = Layer.mergeAll(Operations.layer, PartnerDevices.layer).pipe(
  Layer.provide(Client.layer()),
  Layer.provide([Credentials.layerAnonymous, Emulator.layer()])
)

const claims = [
  {
    deviceIdentifier: { imei: "490154203237518" },
    sectionType: "SECTION_TYPE_ZERO_TOUCH" as const,
    customerId: CustomerId.from("5678")
  }
]

const claim = Effect.flatMap(PartnerDevices, (devices) =>
  devices.claimAsync(PartnerId.from("1234"), { claims })
)

it.effect("a forked claimAsync has its answer before the clock moves its timeout on", () =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(claim)
    yield* TestClock.adjust("2 minutes")
    assert.strictEqual((yield* Fiber.join(fiber))._tag, "Running")
  }).pipe(Effect.provide(services))
)

it.effect("a forked claimAsync and await end within one adjustment of the clock", () =>
  Effect.gen(function* () {
    const operations = yield* Operations
    const fiber = yield* Effect.forkChild(
      Effect.flatMap(claim, (started) => operations.await(started))
    )
    yield* TestClock.adjust("2 minutes")
    const done = yield* Fiber.join(fiber)
    yield* DeviceResults.requireAll(done, claims)
  }).pipe(Effect.provide(services))
)
