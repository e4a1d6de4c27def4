import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import {
  ApiError,
  CustomerId,
  DevicesFailed,
  Operation,
  OperationFailed,
  type OperationPerDevice,
  OperationTimeout,
  type PartnerClaim,
  ProtoJson,
  Status,
  type Succeeded
} from "effect-zero-touch"

const name = "operations/apibatchoperation/1"
const type = (kind: string) =>
  `type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation${kind}`

const decode = ProtoJson.decoder(Operation)
const decoded = (json: unknown): Operation => {
  const result = decode(json)
  return Result.isSuccess(result) ? result.success : assert.fail(result.failure.message)
}

const claim = (imei: string): PartnerClaim => ({
  deviceIdentifier: { imei },
  customerId: CustomerId.from(42),
  sectionType: "SECTION_TYPE_ZERO_TOUCH"
})

const ok = (imei: string): OperationPerDevice => ({
  claim: claim(imei),
  result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" }
})

const refused = (imei: string): OperationPerDevice => ({
  claim: claim(imei),
  result: {
    status: "SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER",
    errorIdentifier: "INVALID_IMEI",
    errorMessage: "no such device"
  }
})

const succeeded = (
  perDeviceStatus: ReadonlyArray<OperationPerDevice>,
  devicesCount?: number
): Succeeded => ({
  _tag: "Succeeded",
  name,
  done: true,
  ...(devicesCount === undefined
    ? {}
    : { metadata: { _tag: "DevicesMetadata", devicesCount } as const }),
  response: { _tag: "DevicesResponse", perDeviceStatus }
})

describe("Operation", () => {
  it("is what `done` says it is, whatever else is there", () => {
    const response = { "@type": type("Response"), successCount: 1 }
    const metadata = { "@type": type("Metadata"), progress: 100 }
    const cases: ReadonlyArray<readonly [object, Operation["_tag"]]> = [
      [{}, "Running"],
      [{ done: false }, "Running"],
      [{ done: null }, "Running"],
      [{ metadata }, "Running"],
      [{ response }, "Running"],
      [{ error: { code: 7 } }, "Running"],
      [{ done: true, response }, "Succeeded"],
      [{ done: true, response: {} }, "Succeeded"],
      [{ done: true, error: { code: 7 } }, "Failed"],
      [{ done: true, error: {} }, "Failed"],
      [{ done: true, error: { code: 7 }, response }, "Failed"],
      [{ done: true }, "DoneWithoutResult"],
      [{ done: true, response: null, error: null }, "DoneWithoutResult"],
      [{ done: true, metadata }, "DoneWithoutResult"]
    ]
    for (const [json, tag] of cases) {
      assert.strictEqual(decoded({ name, ...json })._tag, tag, JSON.stringify(json))
    }
  })

  it("is no operation when `done` is not a boolean", () => {
    for (const done of ["true", 1, {}, []]) {
      assert.isTrue(Result.isFailure(decode({ name, done })), JSON.stringify(done))
    }
  })

  it("keeps all that it came with through decode and encode", () => {
    const wires: ReadonlyArray<object> = [
      { name, metadata: { "@type": type("Metadata"), progress: 3 } },
      { name, response: { "@type": type("Response"), successCount: 1 } },
      { name, done: true, response: { "@type": "type.example/other.Thing", anything: [1, "2"] } },
      { name, done: true, metadata: { no: "type" }, error: { code: -17, message: "odd" } },
      { name, done: true },
      {
        name,
        done: true,
        response: {
          "@type": type("Response"),
          perDeviceStatus: [{ result: { status: "SINGLE_DEVICE_STATUS_OF_NEXT_YEAR" } }]
        }
      }
    ]
    for (const wire of wires) {
      assert.deepStrictEqual<unknown>(Schema.encodeSync(Operation)(decoded(wire)), wire)
    }
  })

  it("reads a response that is not about devices as what it is, and one of devices that is broken", () => {
    const broken = { "@type": type("Response"), perDeviceStatus: "all of them" }
    const operation = decoded({ name, done: true, response: broken })
    assert.isTrue(Option.isNone(Operation.devicesResponse(operation)))
    assert.deepStrictEqual(operation, {
      _tag: "Succeeded",
      name,
      done: true,
      response: { _tag: "UnknownAny", typeUrl: type("Response"), raw: broken }
    })
  })

  it("puts right the odd forms within metadata and response", () => {
    const operation = decoded({
      name,
      done: true,
      metadata: { "@type": type("Metadata"), progress: "100", devicesCount: null },
      response: {
        "@type": type("Response"),
        successCount: "1",
        perDeviceStatus: [{ result: { status: 3, deviceId: 12 }, claim: null }]
      }
    })
    assert.deepStrictEqual<unknown>(operation, {
      _tag: "Succeeded",
      name,
      done: true,
      metadata: { _tag: "DevicesMetadata", progress: 100 },
      response: {
        _tag: "DevicesResponse",
        successCount: 1,
        perDeviceStatus: [{ result: { status: "3", deviceId: "12" } }]
      }
    })
  })

  it("has guards and a match over all it can be", () => {
    const states = [decoded({ name }), succeeded([])]
    assert.deepStrictEqual(
      states.map((state) =>
        Operation.match(state, {
          Running: () => "running",
          Succeeded: () => "succeeded",
          Failed: () => "failed",
          DoneWithoutResult: () => "done"
        })
      ),
      ["running", "succeeded"]
    )
    assert.deepStrictEqual(states.map(Operation.guards.Succeeded), [false, true])
    assert.deepStrictEqual(Operation.cases.Running.make({ name }), {
      _tag: "Running",
      name,
      done: false
    })
  })
})

describe("deviceResults", () => {
  it("gives each device its index and the service's copy of its request", () => {
    const operation = succeeded([ok("1"), refused("2"), {}])
    assert.deepStrictEqual<unknown>(Operation.deviceResults(operation), [
      {
        _tag: "DeviceSucceeded",
        index: 0,
        request: { claim: claim("1") },
        deviceIdentifier: { imei: "1" }
      },
      {
        _tag: "DeviceFailed",
        index: 1,
        request: { claim: claim("2") },
        deviceIdentifier: { imei: "2" },
        status: "SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER",
        errorIdentifier: "INVALID_IMEI",
        errorMessage: "no such device"
      },
      { _tag: "DeviceUnreported", index: 2 }
    ])
  })

  it("joins the requests that were sent by index", () => {
    const requests = [
      { deviceIdentifier: { imei: "1" }, row: 17 },
      { deviceIdentifier: { imei: "2" }, row: 18 }
    ]
    // an unclaim's result has no device id, and its copy may be missing
    const operation = succeeded([
      { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } },
      refused("2")
    ])
    assert.deepStrictEqual(
      Operation.deviceResults(operation, requests).map(({ _tag, request }) => [_tag, request?.row]),
      [
        ["DeviceSucceeded", 17],
        ["DeviceFailed", 18]
      ]
    )
  })

  it("lays no result at another device's door when the service dropped some", () => {
    const requests = ["1", "2", "3", "3", "4"].map((imei, row) => ({
      deviceIdentifier: { imei },
      row
    }))
    const operation = succeeded([ok("1"), refused("3"), ok("3"), ok("5")])
    assert.deepStrictEqual(
      Operation.deviceResults(operation, requests).map(({ _tag, index, request }) => [
        index,
        _tag,
        request?.row
      ]),
      [
        [0, "DeviceSucceeded", 0],
        [1, "DeviceUnreported", 1],
        [2, "DeviceFailed", 2],
        [3, "DeviceSucceeded", 3],
        [4, "DeviceUnreported", 4],
        [5, "DeviceSucceeded", undefined]
      ]
    )
  })

  it("has every request unreported when there is no response to read", () => {
    const requests = [{ deviceIdentifier: { imei: "1" } }, { deviceIdentifier: { imei: "2" } }]
    const failed: Operation = {
      _tag: "Failed",
      name,
      done: true,
      error: Status.of({ code: 13 })
    }
    assert.deepStrictEqual(
      Operation.deviceResults(failed, requests).map(({ _tag }) => _tag),
      ["DeviceUnreported", "DeviceUnreported"]
    )
  })

  it("does not take an unknown status, or a number for one, for a success", () => {
    const operation = succeeded([
      { result: { status: "SINGLE_DEVICE_STATUS_OF_NEXT_YEAR" } },
      { result: { status: "3" } },
      { result: { status: "SINGLE_DEVICE_STATUS_UNSPECIFIED" } },
      { result: {} }
    ])
    assert.deepStrictEqual(
      Operation.deviceFailures(operation).map(({ _tag }) => _tag),
      ["DeviceFailed", "DeviceFailed", "DeviceUnreported", "DeviceUnreported"]
    )
  })

  it("counts nothing as failed in a running operation before it has", () => {
    const operation: Operation = {
      _tag: "Running",
      name,
      done: false,
      response: { _tag: "DevicesResponse", perDeviceStatus: [ok("1"), refused("2"), {}] }
    }
    assert.deepStrictEqual(
      Operation.deviceFailures(operation).map(({ index }) => index),
      [1]
    )
  })
})

describe("requireAllDevices", () => {
  it.effect("gives the operation back when every device succeeded", () =>
    Effect.gen(function* () {
      const operation = succeeded([ok("1"), ok("2")], 2)
      assert.strictEqual(yield* Operation.requireAllDevices(operation), operation)
      assert.strictEqual(
        yield* Operation.requireAllDevices(operation, [{ deviceId: "1" }, { deviceId: "2" }]),
        operation
      )
    })
  )

  it.effect("fails with the devices that did not, and says why in one line", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Operation.requireAllDevices(succeeded([ok("1"), refused("2"), refused("3"), {}]))
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
      const counted = yield* Effect.flip(Operation.requireAllDevices(succeeded([ok("1")], 2)))
      assert.deepStrictEqual([counted.expected, counted.reported], [2, 1])
      assert.strictEqual(
        counted.message,
        `${name}: no device failed, but there are results for 1 of 2 devices`
      )
      const successes = yield* Effect.flip(
        Operation.requireAllDevices({
          ...succeeded([]),
          response: { _tag: "DevicesResponse", successCount: 1 }
        })
      )
      assert.deepStrictEqual([successes.expected, successes.reported], [1, 0])
      const given = yield* Effect.flip(
        Operation.requireAllDevices(succeeded([ok("1")], 1), [{ deviceId: "1" }, { deviceId: "2" }])
      )
      assert.deepStrictEqual([given.expected, given.reported], [2, 1])
    })
  )

  it.effect("finds the device that the service dropped, given the requests that were sent", () =>
    Effect.gen(function* () {
      const requests = ["1", "2", "3"].map((imei) => ({ deviceIdentifier: { imei } }))
      const error = yield* Effect.flip(
        Operation.requireAllDevices(succeeded([ok("1"), refused("3")], 2), requests)
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
        `${name}: 2 of 3 devices did not succeed: 1 × no result, 1 × SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER, but there are results for 2 of 3 devices`
      )
    })
  )

  it.effect("fails when the response is not about devices", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Operation.requireAllDevices({
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

describe("the errors of a wait", () => {
  const roundTrip = <S extends Schema.Codec<unknown, unknown>>(schema: S, error: S["Type"]) => {
    const json: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(schema)(error)))
    return Schema.decodeUnknownSync(schema)(json)
  }

  it("cross process boundaries as JSON", () => {
    const timeout = new OperationTimeout({
      operationName: name,
      endedBy: "deadline",
      lastState: decoded({ name, metadata: { "@type": type("Metadata"), progress: 3 } }),
      lastFailure: ApiError.fromStatus({ code: 14, message: "busy" }),
      polls: 3,
      elapsed: Duration.seconds(3)
    })
    assert.deepStrictEqual(roundTrip(OperationTimeout, timeout), timeout)
    const failed = new OperationFailed({
      operationName: name,
      status: Status.of({ code: 7, message: "no", details: [{ _tag: "ErrorInfo", reason: "R" }] }),
      metadata: { _tag: "DevicesMetadata", progress: 40 }
    })
    assert.deepStrictEqual(roundTrip(OperationFailed, failed), failed)
    assert.strictEqual(failed.message, `${name} failed: PERMISSION_DENIED: no`)
    assert.deepStrictEqual(Option.getOrUndefined(failed.detail("ErrorInfo"))?.reason, "R")
  })
})
