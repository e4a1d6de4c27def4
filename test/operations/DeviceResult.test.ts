import { assert, describe, it } from "@effect/vitest"
import {
  DeviceId,
  DeviceResults,
  Operation,
  type OperationPerDevice,
  Status
} from "effect-zero-touch"
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
      DeviceResults.of(operation, requests).map(({ _tag, request }) => [_tag, request?.row]),
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
      DeviceResults.of(operation, requests).map(({ _tag, index, request }) => [
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

describe("results of a batch that lost some of its devices go to the requests", () => {
  type Reference = NonNullable<OperationPerDevice["unclaim"]>
  const deviceId = (id: string) => ({ deviceId: DeviceId.from(id) })
  const identified = (identifier: object) => ({ deviceIdentifier: identifier })
  const serial = (manufacturer: string, model: string, serialNumber: string) =>
    identified({ manufacturer, model, serialNumber })
  const done = (...perDeviceStatus: ReadonlyArray<OperationPerDevice>): Operation => ({
    _tag: "Succeeded",
    name,
    done: true,
    response: { _tag: "DevicesResponse", perDeviceStatus }
  })
  const result = { status: "SINGLE_DEVICE_STATUS_SUCCESS" } as const

  const cases: ReadonlyArray<readonly [string, ReadonlyArray<Reference>, Reference]> = [
    ["by the record of the device", [deviceId("1"), deviceId("2")], deviceId("2")],
    [
      "by MEID, in either case",
      [identified({ meid: "A0000000000001" }), identified({ meid: "A000000000000F" })],
      identified({ meid: "a000000000000f" })
    ],
    [
      "by serial number with manufacturer and model",
      [serial("A", "x", "1"), serial("B", "x", "1")],
      serial("B", "x", "1")
    ],
    [
      "by any of several identifiers",
      [identified({ imei: "1" }), { ...deviceId("7"), ...identified({ imei: "2" }) }],
      deviceId("7")
    ]
  ]

  it.each(cases)("%s", (_what, requests, unclaim) => {
    assert.deepStrictEqual(
      DeviceResults.of(done({ unclaim, result }), requests).map(({ _tag }) => _tag),
      ["DeviceUnreported", "DeviceSucceeded"]
    )
  })

  it("once each: a further result of the same device comes alone, at the end", () => {
    const requests = ["1", "2"].map((imei, row) => ({ deviceIdentifier: { imei }, row }))
    const results = DeviceResults.of(done(ok("1"), ok("2"), refused("1")), requests)
    assert.deepStrictEqual(
      results.map(({ _tag, index, request }) => [index, _tag, request?.row]),
      [
        [0, "DeviceSucceeded", 0],
        [1, "DeviceSucceeded", 1],
        [2, "DeviceFailed", undefined]
      ]
    )
    assert.deepStrictEqual(results[2]?.deviceIdentifier, { imei: "1" })
    const many = DeviceResults.of(done(...Array.from({ length: 9 }, () => ok("1"))), requests)
    assert.deepStrictEqual(
      many.map(({ request }) => request?.row),
      [0, 1, ...Array.from({ length: 8 }, () => undefined)]
    )
  })

  it("of its own section, when a device is in two", () => {
    const requests = ["ZERO_TOUCH", "SIM_LOCK"].map((section) => ({
      ...identified({ imei: "1" }),
      sectionType: `SECTION_TYPE_${section}`
    }))
    const tags = (sectionType: string | undefined) => {
      const unclaim = {
        ...identified({ imei: "1" }),
        ...(sectionType === undefined ? {} : { sectionType })
      }
      return DeviceResults.of(done({ unclaim, result }), requests).map(({ _tag }) => _tag)
    }
    const [first, second] = [
      ["DeviceSucceeded", "DeviceUnreported"],
      ["DeviceUnreported", "DeviceSucceeded"]
    ]
    assert.deepStrictEqual(tags("SECTION_TYPE_ZERO_TOUCH"), first)
    assert.deepStrictEqual(tags("SECTION_TYPE_SIM_LOCK"), second)
    // without a section in the copy, the first that is left
    assert.deepStrictEqual(tags(undefined), first)
    assert.deepStrictEqual(tags("SECTION_TYPE_UNSPECIFIED"), first)
    const sectionless = [identified({ imei: "1" }), identified({ imei: "2" })]
    const unclaim = { ...identified({ imei: "2" }), sectionType: "SECTION_TYPE_SIM_LOCK" }
    assert.deepStrictEqual(
      DeviceResults.of(done({ unclaim, result }), sectionless).map(({ _tag }) => _tag),
      second
    )
    const other = { ...identified({ imei: "1" }), sectionType: "SECTION_TYPE_OF_NEXT_YEAR" }
    assert.deepStrictEqual(
      DeviceResults.of(done({ unclaim: other, result }), requests).map(({ _tag }) => _tag),
      ["DeviceUnreported", "DeviceUnreported", "DeviceSucceeded"]
    )
  })

  it("of no other device", () => {
    const requests = [serial("A", "x", "1"), serial("A", "y", "2")]
    const results = DeviceResults.of(done({ unclaim: serial("A", "x", "2"), result }), requests)
    assert.deepStrictEqual(
      results.map(({ _tag, request }) => [_tag, request === undefined]),
      [
        ["DeviceUnreported", false],
        ["DeviceUnreported", false],
        ["DeviceSucceeded", true]
      ]
    )
    const nameless = DeviceResults.of(done({ result }), requests)
    assert.deepStrictEqual(nameless.at(-1), { _tag: "DeviceSucceeded", index: 2 })
  })
})
