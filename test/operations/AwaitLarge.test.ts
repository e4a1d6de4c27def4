/**
 * Polls of operations on many devices: what repeats each device is left out until the operation is
 * done, and read once then.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import {
  type ClientOptions,
  Credentials,
  CustomerId,
  DeviceId,
  type Operation,
  Operations,
  PartnerDevices,
  PartnerId,
  PollSchedule
} from "effect-zero-touch"
import { type Answer, clientOver, envelope, fakeHttp, html, json } from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"

const name = "operations/apibatchoperation/1"
const google =
  "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"
const mask = "name,done,error,metadata,response(@type,successCount)"

const metadata = (devicesCount?: number) => ({
  "@type": `${google}Metadata`,
  ...(devicesCount === undefined ? {} : { devicesCount })
})
const running = (devicesCount?: number) => json({ name, metadata: metadata(devicesCount) })
const counted = json({
  name,
  done: true,
  metadata: metadata(1000),
  response: { "@type": `${google}Response`, successCount: 1 }
})
const wholeOf = (devices: number) =>
  json({
    name,
    done: true,
    metadata: metadata(1000),
    response: {
      "@type": `${google}Response`,
      successCount: 1,
      perDeviceStatus: Array.from({ length: devices }, () => ({
        result: { deviceId: "1", status: "SINGLE_DEVICE_STATUS_SUCCESS" }
      }))
    }
  })
const whole = wholeOf(1)

const seed = (devicesCount: number): Operation => ({
  _tag: "Running",
  name,
  done: false,
  metadata: { _tag: "DevicesMetadata", devicesCount }
})

const schedule = PollSchedule.fixed("1 second")

const run = Effect.fnUntraced(function* <A, E>(
  answers: ReadonlyArray<Answer>,
  program: Effect.Effect<A, E, Operations | PartnerDevices>,
  options?: ClientOptions
) {
  const http = fakeHttp(...answers)
  const services = Layer.merge(Operations.layer, PartnerDevices.layer).pipe(
    Layer.provide(clientOver(http, options))
  )
  const { exit } = yield* drive(Effect.provide(program, services))
  return { exit, masks: http.sent.map(({ url }) => url.searchParams.get("fields")) }
})

const await_ = (target: string | Operation) =>
  Effect.flatMap(Operations, (operations) => operations.await(target, { schedule }))

/** The devices of a result, which only a whole answer has. */
const devicesOf = (operation: Operation): number =>
  operation._tag === "Succeeded" && operation.response._tag === "DevicesResponse"
    ? (operation.response.perDeviceStatus ?? []).length
    : 0

describe("await: an operation on 1,000 devices or more", () => {
  it.effect("is polled with a mask, and read whole once when it is done", () =>
    Effect.gen(function* () {
      const answers = [running(1000), running(1000), counted, whole]
      const { exit, masks } = yield* run(answers, await_(seed(1000)))
      assert.strictEqual(devicesOf(successOf(exit)), 1)
      assert.deepStrictEqual(masks, [mask, mask, mask, null])
    })
  )

  it.effect("is known by its first answer, when the wait has its name alone", () =>
    Effect.gen(function* () {
      const { exit, masks } = yield* run([running(1000), running(), counted, whole], await_(name))
      assert.strictEqual(devicesOf(successOf(exit)), 1)
      assert.deepStrictEqual(masks, [null, mask, mask, null])
    })
  )

  it.effect("is known by the request that started it, when the answer counts no devices", () =>
    Effect.gen(function* () {
      const claim = {
        sectionType: "SECTION_TYPE_ZERO_TOUCH",
        customerId: CustomerId.from(1)
      } as const
      const claims = Array.from({ length: 1000 }, (_, i) => ({
        ...claim,
        deviceIdentifier: { serialNumber: String(i), manufacturer: "Example", model: "M" }
      }))
      const start = Effect.flatMap(PartnerDevices, (devices) =>
        devices.claimAsync(PartnerId.from(1), { claims })
      )
      const answers = [running(), running(), counted, whole]
      const { exit, masks } = yield* run(answers, Effect.flatMap(start, await_))
      assert.strictEqual(devicesOf(successOf(exit)), 1)
      assert.deepStrictEqual(masks, [null, mask, mask, null])
    })
  )

  it.effect("is still running when its whole answer says so", () =>
    Effect.gen(function* () {
      const answers = [counted, running(1000), counted, whole]
      const { exit, masks } = yield* run(answers, await_(seed(1000)))
      assert.strictEqual(devicesOf(successOf(exit)), 1)
      assert.deepStrictEqual(masks, [mask, null, mask, null])
    })
  )

  it.effect("has the result of its whole answer, when the mask hides that there is one", () =>
    Effect.gen(function* () {
      const { exit } = yield* run([json({ name, done: true }), whole], await_(seed(1000)))
      assert.strictEqual(devicesOf(successOf(exit)), 1)
    })
  )

  it.effect("with fewer devices is always read whole", () =>
    Effect.gen(function* () {
      const { masks } = yield* run([running(999), running(999), whole], await_(seed(999)))
      assert.deepStrictEqual(masks, [null, null, null])
    })
  )
})

describe("await: a service that does not take the mask", () => {
  it.effect("is asked without it at once, and by this client from then on", () =>
    Effect.gen(function* () {
      const answers = [envelope(400, "INVALID_ARGUMENT"), running(1000), whole]
      const both = Effect.andThen(await_(seed(1000)), await_(seed(5000)))
      const { exit, masks } = yield* run(answers, both)
      assert.strictEqual(devicesOf(successOf(exit)), 1)
      assert.deepStrictEqual(masks, [mask, null, null, null])
    })
  )

  it.effect("is still sent the mask when the whole read fails as well", () =>
    Effect.gen(function* () {
      const answers = [
        envelope(400, "FAILED_PRECONDITION"),
        envelope(503, "UNAVAILABLE"),
        running(1000),
        counted,
        whole
      ]
      const { exit, masks } = yield* run(answers, await_(seed(1000)))
      assert.strictEqual(devicesOf(successOf(exit)), 1)
      assert.deepStrictEqual(masks, [mask, null, mask, mask, null])
    })
  )

  it.effect("can fail in other ways, which keep their meaning", () =>
    Effect.gen(function* () {
      const busy = yield* run([envelope(503, "UNAVAILABLE"), counted, whole], await_(seed(1000)))
      assert.deepStrictEqual(busy.masks, [mask, mask, null])
      successOf(busy.exit)
      for (const answer of [
        envelope(404, "NOT_FOUND"),
        envelope(403, "PERMISSION_DENIED"),
        html("<p>400", 400)
      ]) {
        const { exit, masks } = yield* run([answer, whole], await_(seed(1000)))
        assert.isTrue(Exit.isFailure(exit))
        assert.deepStrictEqual(masks, [mask])
      }
    })
  )
})

it.effect("await: a whole answer beyond maxBodyBytes fails with what is known of the result", () =>
  Effect.gen(function* () {
    const options = { maxBodyBytes: 1000 }
    const { exit } = yield* run([counted, wholeOf(100)], await_(seed(1000)), options)
    const { message } = failureOf(exit)
    assert.include(message, "the body has more than 1000 bytes")
    assert.include(message, "the operation is done; 1 of its 1000 devices succeeded")
  })
)

it.effect("await: what is known of the result is said, though it is little", () =>
  Effect.gen(function* () {
    const options = { maxBodyBytes: 1000 }
    for (const [state, known] of [
      [{}, "an unknown number of its unknown number of devices succeeded"],
      [
        { metadata: { "@type": "example/M" }, response: { "@type": "example/R" } },
        "an unknown number of its unknown number of devices succeeded"
      ]
    ] as const) {
      const done = json({ name, done: true, ...state })
      const { exit } = yield* run([done, wholeOf(100)], await_(seed(1000)), options)
      assert.include(failureOf(exit).message, known)
    }
  })
)

it.effect("await: a whole read that fails otherwise keeps its error", () =>
  Effect.gen(function* () {
    const denied = yield* run([counted, envelope(403, "PERMISSION_DENIED")], await_(seed(1000)))
    const error = failureOf(denied.exit)
    assert.strictEqual(error._tag, "ApiError")
    assert.notInclude(error.message, "the operation is done")

    const broken = yield* run([counted, html("<p>404", 404)], await_(seed(1000)))
    assert.include(failureOf(broken.exit).message, "the operation is done")
  })
)

it.effect("await: whole reads and second tries of polls leave the places of users alone", () =>
  Effect.gen(function* () {
    let users = 0
    const http = fakeHttp((url) => {
      if (!url.pathname.includes("/operations/")) return json({})
      users++
      // each poll is refused once for its token; each operation is done, and has to be read whole
      if (users % 3 === 1) return envelope(401, "UNAUTHENTICATED")
      const { body = null } = url.searchParams.has("fields") ? counted : whole
      return { body: String(body).replace(name, url.pathname.slice(4)) }
    })
    const credentials = Layer.succeed(Credentials, {
      token: () => Effect.succeedSome(Redacted.make("token")),
      invalidate: () => Effect.succeed(true)
    })
    const services = Layer.merge(Operations.layer, PartnerDevices.layer).pipe(
      Layer.provide(clientOver(http, { quota: { limit: 100, window: "100 seconds" } }, credentials))
    )
    const { exit } = yield* drive(
      Effect.gen(function* () {
        const operations = yield* Operations
        const devices = yield* PartnerDevices
        const waits = yield* Effect.forkChild(
          Effect.forEach(
            Array.from({ length: 200 }, () => seed(1000)),
            (operation, index) =>
              operations.await({ ...operation, name: `operations/${index}` }, { schedule }),
            { concurrency: "unbounded" }
          )
        )
        yield* Effect.sleep("2 seconds")
        const before = yield* Clock.monotonicTimeNanos
        yield* devices.get(PartnerId.from(1), DeviceId.from(1))
        const after = yield* Clock.monotonicTimeNanos
        yield* Fiber.interrupt(waits)
        return Number(after - before) / 1e6
      }).pipe(Effect.provide(services))
    )
    assert.isBelow(successOf(exit), 1000)
    // the places of a window, but those that are kept for users
    assert.isAtLeast(users, 50)
    assert.isAtMost(users, 95)
  })
)
