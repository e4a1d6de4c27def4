import { assert, describe, it } from "@effect/vitest"
import { Effect, Random } from "effect"
import { Emulator } from "effect-zero-touch/Emulator"
import { TestClock } from "effect/testing"
import { claim, claimAsync, get, imei, memory, transports, unclaimAsync } from "./support.ts"

const batch = {
  startAfter: "1 second",
  perDevice: "1 second",
  finishAfter: "1 second"
} as const

for (const { transport, provide } of transports) {
  describe(`a batch ${transport}`, () => {
    it.effect("goes from pending over a part of its response and 100 percent to done", () =>
      Effect.gen(function* () {
        const started = yield* claimAsync(claim(1), claim(2, { sectionType: 0 }), claim(3))
        assert.strictEqual(started.status, 200)
        const { name } = started.json
        assert.match(name, /^operations\/apibatchoperation\/\d{19}$/)
        const type =
          "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"
        const metadata = { "@type": `${type}Metadata`, devicesCount: 3 }
        const pending = {
          name,
          metadata: { ...metadata, processingStatus: "BATCH_PROCESS_PENDING" }
        }
        assert.deepStrictEqual(started.json, pending)
        const poll = Effect.map(get(`/v1/${name}`), (_) => _.json)
        assert.deepStrictEqual(yield* poll, pending)

        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* poll, {
          name,
          metadata: { ...metadata, processingStatus: "BATCH_PROCESS_IN_PROGRESS" }
        })

        yield* TestClock.adjust("2 seconds")
        const partial = yield* poll
        assert.deepStrictEqual(partial.metadata, {
          ...metadata,
          processingStatus: "BATCH_PROCESS_IN_PROGRESS",
          progress: 66
        })
        assert.notProperty(partial, "done")
        assert.strictEqual(partial.response["@type"], `${type}Response`)
        assert.strictEqual(partial.response.successCount, 1)
        assert.lengthOf(partial.response.perDeviceStatus, 2)

        yield* TestClock.adjust("1 second")
        const processed = yield* poll
        assert.strictEqual(processed.metadata.progress, 100)
        assert.strictEqual(processed.metadata.processingStatus, "BATCH_PROCESS_PROCESSED")
        assert.notProperty(processed, "done")

        yield* TestClock.adjust("1 second")
        const done = yield* poll
        assert.isTrue(done.done)
        assert.strictEqual(done.response.successCount, 2)
        assert.deepStrictEqual(
          done.response.perDeviceStatus.map(
            (_: { claim: { deviceIdentifier: { imei: string } } }) => [
              _.claim.deviceIdentifier.imei
            ]
          ),
          [[imei(1)], [imei(2)], [imei(3)]]
        )
      }).pipe(Effect.provide(provide({ batch })))
    )
  })
}

describe("batches", () => {
  it.effect("echo each request in its normal form: no defaults, int64 as strings", () =>
    Effect.gen(function* () {
      const { json } = yield* claimAsync({
        device_identifier: {
          imei: imei(1),
          model: "",
          deviceType: "DEVICE_TYPE_UNSPECIFIED"
        },
        sectionType: 2,
        customerId: 5,
        configurationId: "0",
        googleWorkspaceCustomerId: null,
        deviceMetadata: { entries: { phonenumber: "1" } }
      })
      yield* TestClock.adjust("5 seconds")
      const done = yield* get(`/v1/${json.name}`)
      assert.deepStrictEqual(done.json.response.perDeviceStatus, [
        {
          result: { status: "SINGLE_DEVICE_STATUS_SUCCESS", deviceId: "1000000001" },
          claim: {
            deviceIdentifier: { imei: imei(1) },
            sectionType: "SECTION_TYPE_ZERO_TOUCH",
            customerId: "5",
            deviceMetadata: { entries: { phonenumber: "1" } }
          }
        }
      ])
    }).pipe(Effect.provide(memory()))
  )

  it.effect("of 1,000 devices are done after five seconds, unless told otherwise", () =>
    Effect.gen(function* () {
      const { json } = yield* claimAsync(...Array.from({ length: 1000 }, (_, n) => claim(n)))
      const poll = Effect.map(get(`/v1/${json.name}`), (_) => _.json)
      yield* TestClock.adjust("4999 millis")
      assert.notProperty(yield* poll, "done")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* poll).response.successCount, 1000)
    }).pipe(Effect.provide(memory()))
  )

  it.effect("can take a fixed time, whatever their size", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      yield* claimAsync(claim(1), claim(2), claim(3))
      yield* claimAsync(...Array.from({ length: 7 }, (_, n) => claim(n + 10)))
      yield* TestClock.adjust("999 millis")
      const before = yield* emulator.snapshot
      yield* TestClock.adjust("1 millis")
      const after = yield* emulator.snapshot
      const done = (_: typeof after) =>
        (_["operations"] as ReadonlyArray<{ done?: true }>).map((one) => one.done)
      assert.deepStrictEqual(done(before), [undefined, undefined])
      assert.deepStrictEqual(done(after), [true, true])
    }).pipe(
      Effect.provide(memory({ batch: { startAfter: 0, duration: "1 second", finishAfter: 0 } }))
    )
  )

  it.effect("that are done are forgotten beyond a number, those first that ended first", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const start = Effect.map(claimAsync(claim(1)), (_) => String(_.json.name))
      const long = Effect.map(
        claimAsync(...Array.from({ length: 9 }, (_, n) => claim(n + 10))),
        (_) => String(_.json.name)
      )
      const status = (name: string) => Effect.map(get(`/v1/${name}`), (_) => _.status)
      const slow = yield* long
      const names = [yield* start, yield* start]
      yield* TestClock.adjust("3 seconds")
      names.push(yield* start, yield* start)
      // running ones are not counted
      assert.deepStrictEqual(yield* Effect.forEach(names, status), [200, 200, 200, 200])
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* Effect.forEach(names, status), [404, 404, 200, 200])
      assert.strictEqual(yield* status(slow), 200)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* status(slow), 200)
      assert.deepStrictEqual(yield* Effect.forEach(names, status), [404, 404, 404, 200])
      assert.lengthOf((yield* emulator.snapshot)["operations"] as ReadonlyArray<unknown>, 2)
    }).pipe(Effect.provide(memory({ batch: { ...batch, keepFinished: 2 } })))
  )

  it.effect("that are done are all forgotten, when none is to be kept", () =>
    Effect.gen(function* () {
      const { json } = yield* claimAsync(claim(1))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* get(`/v1/${json.name}`)).status, 200)
      yield* TestClock.adjust("1 second")
      assert.deepInclude((yield* get(`/v1/${json.name}`)).json.error, {
        status: "NOT_FOUND",
        message: `Operation not found: ${json.name}`
      })
    }).pipe(Effect.provide(memory({ batch: { ...batch, keepFinished: 0 } })))
  )

  it.effect("that overlap take turns, whether anybody looks or not", () =>
    Effect.gen(function* () {
      const run = (look: boolean) =>
        Effect.gen(function* () {
          const first = yield* claimAsync(claim(1), claim(2, { customerId: "6" }))
          yield* TestClock.adjust("500 millis")
          const second = yield* claimAsync(claim(2), claim(1, { customerId: "6" }))
          for (let i = 0; i < 10; i += 1) {
            yield* TestClock.adjust("500 millis")
            if (look) yield* get(`/v1/${second.json.name}`)
          }
          const results = yield* Effect.forEach([first, second], ({ json }) =>
            Effect.map(get(`/v1/${json.name}`), (_) =>
              _.json.response.perDeviceStatus.map((one: { result: { status: string } }) =>
                one.result.status.replace("SINGLE_DEVICE_STATUS_", "")
              )
            )
          )
          return results
        }).pipe(Effect.provide(memory({ batch })))
      // At 2.0 s the first takes device 1, at 2.5 s the second takes 2, and so on.
      const expected = [
        ["SUCCESS", "SECTION_NOT_YOURS"],
        ["SUCCESS", "SECTION_NOT_YOURS"]
      ]
      assert.deepStrictEqual(yield* run(false), expected)
      assert.deepStrictEqual(yield* run(true), expected)
    })
  )

  it.effect("have names that a seed repeats, and none twice", () =>
    Effect.gen(function* () {
      const names = (randomSeed: string) =>
        Effect.forEach([1, 2, 3], (n) => claimAsync(claim(n))).pipe(
          Effect.map((_) => _.map(({ json }) => json.name)),
          Effect.provide(memory({ randomSeed }))
        )
      const one = yield* names("a")
      assert.deepStrictEqual(yield* names("a"), one)
      assert.notDeepEqual(yield* names("b"), one)
      assert.strictEqual(new Set(one).size, 3)

      const constant = { nextIntUnsafe: () => 1, nextDoubleUnsafe: () => 0.5 }
      const forced = Effect.forEach([1, 2], (n) => claimAsync(claim(n))).pipe(
        Effect.map((_) => _.map(({ json }) => json.name)),
        Effect.provideService(Random.Random, constant),
        Effect.provide(memory())
      )
      assert.strictEqual(new Set(yield* forced).size, 2)
    })
  )

  it.effect("of unclaims have no deviceId in their successes", () =>
    Effect.gen(function* () {
      const unclaim = {
        deviceIdentifier: { imei: imei(1) },
        sectionType: "SECTION_TYPE_ZERO_TOUCH"
      }
      const { json } = yield* unclaimAsync(unclaim)
      yield* TestClock.adjust("5 seconds")
      const done = yield* get(`/v1/${json.name}`)
      assert.deepStrictEqual(done.json.response, {
        "@type":
          "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperationResponse",
        successCount: 1,
        perDeviceStatus: [{ result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" }, unclaim }]
      })
    }).pipe(
      Effect.provide(
        memory({ seed: { devices: [{ identifier: { imei: imei(1) }, customerId: "5" }] } })
      )
    )
  )
})
