import { assert, describe, it } from "@effect/vitest"
import { DeviceId, DeviceResults, type Operation, Status } from "effect-zero-touch"
import { claim, name, ok, refused, runningWith, succeeded } from "./batch.ts"

describe("deviceResults", () => {
  it("gives each device its index and the service's copy of its request", () => {
    const operation = succeeded([ok("1"), refused("2"), {}])
    assert.deepStrictEqual<unknown>(DeviceResults.of(operation), [
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

  it("knows the copy of whichever kind, and the id that a device was given", () => {
    const operation = succeeded([
      {
        unclaim: { deviceId: DeviceId.from(7), deviceIdentifier: { imei: "1" } },
        result: { status: "SINGLE_DEVICE_STATUS_SUCCESS", deviceId: DeviceId.from(7) }
      },
      {
        updateMetadata: { deviceIdentifier: { imei: "2" } },
        result: { status: "SINGLE_DEVICE_STATUS_OTHER_ERROR" }
      }
    ])
    assert.deepStrictEqual<unknown>(DeviceResults.of(operation), [
      {
        _tag: "DeviceSucceeded",
        index: 0,
        request: { unclaim: { deviceId: "7", deviceIdentifier: { imei: "1" } } },
        deviceIdentifier: { imei: "1" },
        deviceId: "7"
      },
      {
        _tag: "DeviceFailed",
        index: 1,
        request: { updateMetadata: { deviceIdentifier: { imei: "2" } } },
        deviceIdentifier: { imei: "2" },
        status: "SINGLE_DEVICE_STATUS_OTHER_ERROR"
      }
    ])
  })

  it("names the device as the request does, where the service's copy does not", () => {
    const operation = succeeded([{ unclaim: { deviceId: DeviceId.from(7) } }])
    const requests = [{ deviceId: "7", deviceIdentifier: { imei: "1" } }]
    assert.deepStrictEqual(DeviceResults.of(operation, requests)[0]?.deviceIdentifier, {
      imei: "1"
    })
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
      DeviceResults.of(failed, requests).map(({ _tag }) => _tag),
      ["DeviceUnreported", "DeviceUnreported"]
    )
  })

  it("has the devices that a finished operation counts and does not report, at the end", () => {
    const tags = (operation: Operation) =>
      DeviceResults.of(operation).map(({ _tag, index }) => [index, _tag])
    assert.deepStrictEqual(tags(succeeded([ok("1")], 3)), [
      [0, "DeviceSucceeded"],
      [1, "DeviceUnreported"],
      [2, "DeviceUnreported"]
    ])
    const metadata = { _tag: "DevicesMetadata", devicesCount: 1 } as const
    const unreadable = { _tag: "UnknownAny", raw: {} } as const
    assert.deepStrictEqual(
      DeviceResults.failures({
        _tag: "Succeeded",
        name,
        done: true,
        metadata,
        response: unreadable
      }).map(({ _tag }) => _tag),
      ["DeviceUnreported"]
    )
    // a running one has not got so far
    assert.deepStrictEqual(tags(runningWith({ name, metadata })), [])
    // and a number is no reason to fill the memory
    assert.lengthOf(tags(succeeded([], 2147483647)), 100_000)
  })

  it("does not take an unknown status, or a number for one, for a success", () => {
    const operation = succeeded([
      { result: { status: "SINGLE_DEVICE_STATUS_OF_NEXT_YEAR" } },
      { result: { status: "3" } },
      { result: { status: "SINGLE_DEVICE_STATUS_UNSPECIFIED" } },
      { result: {} }
    ])
    assert.deepStrictEqual(
      DeviceResults.failures(operation).map(({ _tag }) => _tag),
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
      DeviceResults.failures(operation).map(({ index }) => index),
      [1]
    )
  })
})

describe("deviceFailures", () => {
  const requests = ["1", "2", "3"].map((imei, row) => ({ deviceIdentifier: { imei }, row }))
  const response = { _tag: "DevicesResponse", perDeviceStatus: [ok("1"), refused("2")] } as const
  const rows = (operation: Operation) =>
    DeviceResults.failures(operation, requests).map(({ request }) => request?.row)

  it("has what was not reported among them once the operation is done, and not before", () => {
    assert.deepStrictEqual(rows({ _tag: "Succeeded", name, done: true, response }), [1, 2])
    assert.deepStrictEqual(rows({ _tag: "Running", name, done: false, response }), [1])
  })
})
