import { assert, describe, it } from "@effect/vitest"
import { CustomerId, DeviceId, DeviceResults, type OperationPerDevice } from "effect-zero-touch"
import { claim, ok, refused, succeeded } from "./batch.ts"

type Reference = NonNullable<OperationPerDevice["claim"] & OperationPerDevice["unclaim"]>

const hardware = (deviceIdentifier: NonNullable<Reference["deviceIdentifier"]>): Reference => ({
  deviceIdentifier
})
const imei = (value: string) => hardware({ imei: value })
const serial = (manufacturer: string, model: string, serialNumber: string) =>
  hardware({ manufacturer, model, serialNumber })
const record = (id: string): Reference => ({ deviceId: DeviceId.from(id) })
const section = (name: string): Reference => ({ sectionType: `SECTION_TYPE_${name}` })
const zeroTouch = section("ZERO_TOUCH")
const simLock = section("SIM_LOCK")

/** A success with such an echo, or without any. */
const echo = (unclaim?: Reference): OperationPerDevice => ({
  result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" },
  ...(unclaim === undefined ? {} : { unclaim })
})

/** The result of each request, and then of those without a request, which come after the last one. */
const outcomes = (
  requests: ReadonlyArray<Reference>,
  ...entries: ReadonlyArray<OperationPerDevice>
): ReadonlyArray<string> =>
  DeviceResults.of(
    succeeded(entries),
    requests.map((request, row) => ({ ...request, row }))
  ).map(({ _tag, index, request }, position) => {
    assert.strictEqual(index, position)
    assert.strictEqual(request?.row, position < requests.length ? position : undefined)
    return _tag.replace("Device", "").toLowerCase()
  })

const [a, b, c] = [imei("1"), imei("2"), imei("3")]

describe("deviceResults: a result belongs to the request that its echo names", () => {
  const forms: ReadonlyArray<readonly [what: string, asked: Reference, echoed: Reference]> = [
    ["by the record of the device", record("7"), record("7")],
    [
      "by MEID, in either case",
      hardware({ meid: "A000000000000F" }),
      hardware({ meid: "a000000000000f" })
    ],
    [
      "by MEID, asked without its check digit and echoed with it",
      hardware({ meid: "A10000009296F0" }),
      hardware({ meid: "a10000009296f0c" })
    ],
    [
      "by an IMEI that is in the other SIM slot",
      hardware({ imei: "3", imei2: "4" }),
      hardware({ imei: "4" })
    ],
    [
      "by two IMEIs that have changed slots",
      hardware({ imei: "3", imei2: "4" }),
      hardware({ imei: "4", imei2: "3" })
    ],
    [
      "by an IMEI in the second slot only",
      hardware({ imei2: "4" }),
      hardware({ imei: "4", imei2: "5" })
    ],
    ["by serial number with manufacturer and model", serial("B", "x", "1"), serial("B", "x", "1")],
    ["by serial number, in either case", serial("B", "x", "s"), serial("B", "x", "S")],
    ["by any of several identifiers", { ...record("7"), ...imei("9") }, record("7")],
    [
      "by the number that a ChromeOS device attests",
      hardware({ chromeOsAttestedDeviceId: "C" }),
      hardware({ chromeOsAttestedDeviceId: "C" })
    ],
    ["when the echo says more", imei("3"), { ...imei("3"), ...zeroTouch, ...record("7") }],
    ["when the echo says less", { ...imei("3"), ...zeroTouch }, imei("3")],
    ["when fields of the echo are empty", imei("3"), hardware({ imei: "3", imei2: "", meid: "" })],
    [
      "when ids of the echo are 0, which is an absent id",
      imei("3"),
      { ...imei("3"), deviceId: DeviceId.make("0"), customerId: CustomerId.make("0") }
    ],
    [
      "when its section is a number, which cannot be compared",
      { ...imei("3"), ...zeroTouch },
      { ...imei("3"), sectionType: "2" }
    ]
  ]

  it.each(forms)("%s", (_what, asked, echoed) => {
    const requests = [a, serial("A", "x", "1"), asked]
    const expected = ["failed", "unreported", "succeeded"]
    assert.deepStrictEqual(outcomes(requests, echo(echoed), refused("1")), expected)
    // with as many results as requests, too
    const other = echo(imei("8"))
    assert.deepStrictEqual(outcomes(requests, echo(echoed), refused("1"), other), [
      ...expected,
      "succeeded"
    ])
  })

  it("in any order, when there are as many results as requests", () => {
    assert.deepStrictEqual(outcomes([a, b, c], ok("3"), ok("2"), refused("1")), [
      "failed",
      "succeeded",
      "succeeded"
    ])
  })

  it("once: what is repeated comes alone, and what is not named is unreported", () => {
    assert.deepStrictEqual(outcomes([a, b], ok("2"), refused("2")), [
      "unreported",
      "succeeded",
      "failed"
    ])
    assert.deepStrictEqual(outcomes([a, b], ok("1"), ok("2"), refused("1")), [
      "succeeded",
      "succeeded",
      "failed"
    ])
    const repeated = DeviceResults.of(succeeded([ok("1"), ok("2"), refused("1")]), [a, b])[2]
    assert.deepStrictEqual(repeated?.deviceIdentifier, { imei: "1" })
  })

  it("of its own section, when a device is in two", () => {
    const requests = [
      { ...a, ...zeroTouch },
      { ...a, ...simLock }
    ]
    const [first, second] = [
      ["succeeded", "unreported"],
      ["unreported", "succeeded"]
    ]
    assert.deepStrictEqual(outcomes(requests, echo({ ...a, ...zeroTouch })), first)
    assert.deepStrictEqual(outcomes(requests, echo({ ...a, ...simLock })), second)
    // of requests without a section the device decides
    assert.deepStrictEqual(outcomes([b, a], echo({ ...a, ...simLock })), second)
    assert.deepStrictEqual(outcomes(requests, echo({ ...a, ...section("OF_NEXT_YEAR") })), [
      "unreported",
      "unreported",
      "succeeded"
    ])
  })

  it("of its own customer, when a device is claimed for two", () => {
    const claimFor = (id: number) => ({ ...claim("1"), customerId: CustomerId.from(id) })
    const success = { status: "SINGLE_DEVICE_STATUS_SUCCESS" } as const
    assert.deepStrictEqual(
      outcomes([claimFor(1), claimFor(2)], { claim: claimFor(2), result: success }),
      ["unreported", "succeeded"]
    )
    const workspace = { ...a, googleWorkspaceCustomerId: "C2" }
    assert.deepStrictEqual(
      outcomes([{ ...a, googleWorkspaceCustomerId: "C1" }, workspace], {
        claim: workspace,
        result: success
      }),
      ["unreported", "succeeded"]
    )
  })

  it("in their order, when several requests say the very same", () => {
    assert.deepStrictEqual(outcomes([b, a, a, c], refused("1"), ok("1"), ok("3")), [
      "unreported",
      "failed",
      "succeeded",
      "succeeded"
    ])
  })

  it("and not to one that it contradicts in another field", () => {
    const requests = [serial("A", "x", "1"), serial("A", "y", "2")]
    const alone = ["unreported", "unreported", "succeeded"]
    assert.deepStrictEqual(outcomes(requests, echo(serial("A", "x", "2"))), alone)
    assert.deepStrictEqual(
      outcomes([{ ...record("7"), ...a }, b], echo({ ...record("8"), ...a })),
      alone
    )
    assert.deepStrictEqual(outcomes([a, b], echo(c)), alone)
  })

  it("also for requests with numbers and null, as callers without types give them", () => {
    const requests = [
      { deviceId: 7, deviceIdentifier: null, sectionType: null },
      { deviceIdentifier: { imei: 1, meid: null }, customerId: 42 }
    ]
    assert.deepStrictEqual(outcomes(JSON.parse(JSON.stringify(requests)), ok("1")), [
      "unreported",
      "succeeded"
    ])
  })
})

describe("deviceResults: the position decides for what an echo leaves open", () => {
  it("without an echo, if there are as many results as requests", () => {
    assert.deepStrictEqual(outcomes([a, b], refused("1"), echo()), ["failed", "succeeded"])
    assert.deepStrictEqual(outcomes([a, b], echo()), ["unreported", "unreported", "succeeded"])
  })

  it("asked by the device's record and echoed by its hardware, or the reverse", () => {
    assert.deepStrictEqual(outcomes([record("7"), record("8")], echo(a), refused("2")), [
      "succeeded",
      "failed"
    ])
    assert.deepStrictEqual(outcomes([a, b], echo(), echo(record("8"))), ["succeeded", "succeeded"])
    assert.deepStrictEqual(outcomes([record("7"), record("8")], echo(a)), [
      "unreported",
      "unreported",
      "succeeded"
    ])
  })

  it("for requests that name no device", () => {
    assert.deepStrictEqual(outcomes([{}, {}], ok("1"), refused("2")), ["succeeded", "failed"])
    assert.deepStrictEqual(outcomes([{}, {}], echo()), ["unreported", "unreported", "succeeded"])
  })

  it("when it does not tell which of several requests it means, and not otherwise", () => {
    const requests = [
      { ...a, ...zeroTouch },
      { ...a, ...simLock }
    ]
    for (const bare of [a, { ...a, ...section("UNSPECIFIED") }]) {
      const failure = { ...echo(bare), result: { status: "SINGLE_DEVICE_STATUS_OTHER_ERROR" } }
      assert.deepStrictEqual(outcomes(requests, echo(bare), failure), ["succeeded", "failed"])
      assert.deepStrictEqual(outcomes(requests, echo(bare)), [
        "unreported",
        "unreported",
        "succeeded"
      ])
    }
  })

  it("but not where the section, the customer or the result's device id contradicts", () => {
    const alone = ["unreported", "succeeded", "succeeded"]
    assert.deepStrictEqual(outcomes([{ ...a, ...zeroTouch }, b], echo(simLock), echo(b)), alone)
    const foreign = { claim: { customerId: CustomerId.from(2) }, result: echo().result ?? {} }
    assert.deepStrictEqual(outcomes([claim("1"), claim("2")], foreign, ok("2")), alone)
    const of = (id: string) => ({
      result: { status: "SINGLE_DEVICE_STATUS_SUCCESS", deviceId: DeviceId.from(id) }
    })
    assert.deepStrictEqual(outcomes([record("7"), record("8")], of("9"), of("8")), alone)
    assert.deepStrictEqual(outcomes([record("7"), record("8"), a], of("8"), of("7"), echo(a)), [
      "succeeded",
      "succeeded",
      "succeeded"
    ])
  })

  it("nor for a result whose echo names another request, which has its result already", () => {
    assert.deepStrictEqual(outcomes([a, record("7")], ok("1"), refused("1")), [
      "succeeded",
      "unreported",
      "failed"
    ])
  })

  it("nor where the request has a result that names it", () => {
    assert.deepStrictEqual(outcomes([a, b, c], ok("2"), echo(), ok("3")), [
      "unreported",
      "succeeded",
      "succeeded",
      "succeeded"
    ])
  })
})
