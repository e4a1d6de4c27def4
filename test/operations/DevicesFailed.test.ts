import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { DeviceResults, DevicesFailed } from "effect-zero-touch"
import { name, ok, refused, succeeded } from "./batch.ts"

describe("requireAllDevices", () => {
  it.effect("gives the operation back when every device succeeded", () =>
    Effect.gen(function* () {
      const operation = succeeded([ok("1"), ok("2")], 2)
      assert.strictEqual(yield* DeviceResults.requireAll(operation), operation)
      assert.strictEqual(
        yield* DeviceResults.requireAll(operation, [{ deviceId: "1" }, { deviceId: "2" }]),
        operation
      )
    })
  )

  it.effect("fails with the devices that did not, and says why in one line", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        DeviceResults.requireAll(succeeded([ok("1"), refused("2"), refused("3"), {}]))
      )
      assert.instanceOf(error, DevicesFailed)
      assert.deepStrictEqual(
        error.failures.map(({ index }) => index),
        [1, 2, 3]
      )
      assert.strictEqual(
        error.message,
        `${name}: 3 of 4 devices did not succeed: 2 × SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER, 1 × no result`
      )
    })
  )

  it.effect("fails when the service reported fewer devices than there were", () =>
    Effect.gen(function* () {
      const counted = yield* Effect.flip(DeviceResults.requireAll(succeeded([ok("1")], 2)))
      assert.deepStrictEqual([counted.expected, counted.reported], [2, 1])
      assert.strictEqual(counted.message, `${name}: 1 of 2 devices did not succeed: 1 × no result`)
      const successes = yield* Effect.flip(
        DeviceResults.requireAll({
          ...succeeded([]),
          response: { _tag: "DevicesResponse", successCount: 1 }
        })
      )
      assert.deepStrictEqual([successes.expected, successes.reported], [1, 0])
      const many = yield* Effect.flip(
        DeviceResults.requireAll(succeeded([ok("1"), ok("2")]), [{ deviceId: "1" }])
      )
      assert.strictEqual(
        many.message,
        `${name}: 1 of 1 devices did not succeed: 1 × no result, and 2 results belong to none of the requests`
      )
      const given = yield* Effect.flip(
        DeviceResults.requireAll(succeeded([ok("1")], 1), [{ deviceId: "1" }, { deviceId: "2" }])
      )
      assert.deepStrictEqual([given.expected, given.reported], [2, 1])
    })
  )

  it.effect("finds the device that the service dropped, given the requests that were sent", () =>
    Effect.gen(function* () {
      const requests = ["1", "2", "3"].map((imei) => ({ deviceIdentifier: { imei } }))
      const error = yield* Effect.flip(
        DeviceResults.requireAll(succeeded([ok("1"), refused("3")], 2), requests)
      )
      assert.deepStrictEqual(
        error.failures.map(({ _tag, index, deviceIdentifier }) => [
          index,
          _tag,
          deviceIdentifier?.imei
        ]),
        [
          [1, "DeviceUnreported", "2"],
          [2, "DeviceFailed", "3"]
        ]
      )
      assert.strictEqual(
        error.message,
        `${name}: 2 of 3 devices did not succeed: 1 × no result, 1 × SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER`
      )
    })
  )

  it.effect("fails when there are results for more devices than were asked for", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        DeviceResults.requireAll(succeeded([ok("1"), ok("2")]), [
          { deviceIdentifier: { imei: "1" } }
        ])
      )
      assert.strictEqual(
        error.message,
        `${name}: no device failed, but 1 result belongs to none of the requests`
      )
    })
  )

  it.effect("fails when the service reported one device twice, and another one not at all", () =>
    Effect.gen(function* () {
      const requests = ["1", "2"].map((imei) => ({ deviceIdentifier: { imei } }))
      const error = yield* Effect.flip(
        DeviceResults.requireAll(succeeded([ok("2"), ok("2")], 2), requests)
      )
      assert.deepStrictEqual([error.expected, error.reported, error.unmatched], [2, 2, 1])
      assert.deepStrictEqual(
        error.failures.map(({ _tag, deviceIdentifier }) => [_tag, deviceIdentifier?.imei]),
        [["DeviceUnreported", "1"]]
      )
      assert.strictEqual(
        error.message,
        `${name}: 1 of 2 devices did not succeed: 1 × no result, and 1 result belongs to none of the requests`
      )
    })
  )

  it.effect("counts a failure that belongs to none of the requests among no requests", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        DeviceResults.requireAll(succeeded([ok("1"), refused("2")]), [
          { deviceIdentifier: { imei: "1" } }
        ])
      )
      assert.deepStrictEqual(
        error.failures.map(({ _tag, index }) => [_tag, index]),
        [["DeviceFailed", 1]]
      )
      assert.strictEqual(
        error.message,
        `${name}: no device failed, but 1 result belongs to none of the requests`
      )
    })
  )

  it.effect("names ten statuses, and counts the others", () =>
    Effect.gen(function* () {
      const perDeviceStatus = Array.from({ length: 1000 }, (_, index) => ({
        result: { status: `SINGLE_DEVICE_STATUS_OF_YEAR_${index}` }
      }))
      const error = yield* Effect.flip(DeviceResults.requireAll(succeeded(perDeviceStatus)))
      assert.lengthOf(error.failures, 1000)
      assert.match(error.message, /_YEAR_9, and 990 other statuses$/)
    })
  )

  it.effect("fails when the response is not about devices", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        DeviceResults.requireAll({
          _tag: "Succeeded",
          name,
          done: true,
          response: { _tag: "UnknownAny", raw: {} }
        })
      )
      assert.isFalse(error.readable)
      assert.include(error.message, "not about devices")
    })
  )
})
