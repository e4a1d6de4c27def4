import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { DeviceResults, Operation, ProtoJson } from "effect-zero-touch"
import { claim, name } from "./batch.ts"

const type = (message: string) =>
  `type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation${message}`

const decode = ProtoJson.decoder(Operation)

/** An operation that succeeded, as it is decoded from JSON. */
const read = (response: unknown, metadata?: object) => {
  const json = { name, done: true, response, ...(metadata && { metadata }) }
  const operation = decode(JSON.parse(JSON.stringify(json)))
  if (operation._tag === "Failure" || operation.success._tag !== "Succeeded") {
    return assert.fail("it is not read as an operation that succeeded")
  }
  return operation.success
}

const success = { status: "SINGLE_DEVICE_STATUS_SUCCESS" }
const good = (imei: string) => ({ result: success, claim: claim(imei) })
const requests = ["1", "2", "3"].map((imei) => ({ deviceIdentifier: { imei } }))
const devices = (perDeviceStatus: unknown, more: object = {}) => ({
  "@type": type("Response"),
  perDeviceStatus,
  ...more
})
const tags = (operation: Operation, given?: ReadonlyArray<(typeof requests)[number]>) =>
  (given === undefined ? DeviceResults.of(operation) : DeviceResults.of(operation, given)).map(
    ({ _tag }) => _tag
  )

describe("deviceResults: an entry that cannot be read", () => {
  const echoed = { request: { claim: claim("2") }, deviceIdentifier: { imei: "2" } }
  const broken: ReadonlyArray<readonly [what: string, entry: unknown, echo: object]> = [
    ["a result that is a number", { result: 1, claim: claim("2") }, echoed],
    ["a status that is an object", { result: { status: {} }, claim: claim("2") }, echoed],
    ["an echo that is a text", { result: success, claim: "2" }, {}],
    [
      "an echo with metadata of numbers",
      { result: success, claim: { ...claim("2"), deviceMetadata: { entries: { a: 1 } } } },
      {}
    ],
    ["a text", "2", {}],
    ["null", null, {}],
    ["a list", [good("2")], {}]
  ]

  it.each(broken)(
    "is unreported at its place, and does not hide the others: %s",
    (_what, entry, echo) => {
      const operation = read(devices([good("1"), entry, good("3")], { successCount: 2 }))
      const expected = ["DeviceSucceeded", "DeviceUnreported", "DeviceSucceeded"]
      assert.deepStrictEqual(tags(operation), expected)
      assert.deepStrictEqual(tags(operation, requests), expected)
      assert.deepStrictEqual<unknown>(DeviceResults.failures(operation), [
        { _tag: "DeviceUnreported", index: 1, unreadable: entry, ...echo }
      ])
    }
  )

  it("goes to the request that its echo names", () => {
    const operation = read(devices([{ result: 1, claim: claim("3") }, good("1"), good("2")]))
    assert.deepStrictEqual(tags(operation, requests), [
      "DeviceSucceeded",
      "DeviceSucceeded",
      "DeviceUnreported"
    ])
  })

  it("does not keep the odd forms of ProtoJSON in the others from being read", () => {
    const odd = { result: { ...success, deviceId: 12 }, claim: { ...claim("1"), customerId: 42 } }
    const operation = read({
      "@type": type("Response"),
      perDeviceStatus: [odd, "broken"],
      successCount: "1"
    })
    assert.deepStrictEqual<unknown>(operation.response, {
      _tag: "DevicesResponse",
      successCount: 1,
      perDeviceStatus: [
        { result: { ...success, deviceId: "12" }, claim: claim("1") },
        { unreadable: "broken" }
      ]
    })
  })

  it("is written as it came, and read again to the same", () => {
    const entries = [good("1"), { result: 1, claim: claim("2"), new: { a: [1] } }, null]
    const operation = read(devices(entries, { successCount: 1 }))
    const written = Schema.encodeSync(Operation)(operation)
    assert.deepStrictEqual<unknown>(written.response, devices(entries, { successCount: 1 }))
    assert.deepStrictEqual<unknown>(read(written.response), operation)
  })

  it.effect("fails the demand that all succeeded", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        DeviceResults.requireAll(read(devices([good("1"), "broken"])), requests.slice(0, 2))
      )
      assert.deepStrictEqual([error.readable, error.expected, error.reported], [true, 2, 2])
      assert.include(error.message, "1 of 2 devices did not succeed: 1 × no result")
    })
  )
})

describe("deviceResults: a response with the original names of its fields", () => {
  const failed = { status: "SINGLE_DEVICE_STATUS_OTHER_ERROR", error_identifier: "OTHER" }
  const original = (imei: string, result: object) => ({
    result,
    claim: {
      device_identifier: { imei },
      customer_id: "42",
      section_type: "SECTION_TYPE_ZERO_TOUCH"
    }
  })
  const whole = {
    "@type": type("Response"),
    per_device_status: [original("1", success), original("2", failed)],
    success_count: 1
  }
  const asUsual = {
    _tag: "DevicesResponse",
    successCount: 1,
    perDeviceStatus: [
      good("1"),
      {
        result: { status: "SINGLE_DEVICE_STATUS_OTHER_ERROR", errorIdentifier: "OTHER" },
        claim: claim("2")
      }
    ]
  }

  it.effect("is read as with their JSON names: it does not pass for one without devices", () =>
    Effect.gen(function* () {
      const operation = read(whole)
      assert.deepStrictEqual<unknown>(operation.response, asUsual)
      assert.deepStrictEqual(tags(operation), ["DeviceSucceeded", "DeviceFailed"])
      const error = yield* Effect.flip(DeviceResults.requireAll(operation))
      assert.include(
        error.message,
        "1 of 2 devices did not succeed: 1 × SINGLE_DEVICE_STATUS_OTHER_ERROR"
      )
    })
  )

  it("has the progress of its metadata", () => {
    const metadata = { "@type": type("Metadata"), devices_count: 3, processing_status: "NEW" }
    const operation = read(whole, metadata)
    assert.deepStrictEqual<unknown>(operation.metadata, {
      _tag: "DevicesMetadata",
      devicesCount: 3,
      processingStatus: "NEW"
    })
    assert.deepStrictEqual(tags(operation), ["DeviceSucceeded", "DeviceFailed", "DeviceUnreported"])
  })

  it("does not hide the entries that can be read behind one that cannot", () => {
    const entries = [...whole.per_device_status, "broken"]
    const { response } = read({ ...whole, per_device_status: entries })
    assert.deepStrictEqual<unknown>(response, {
      ...asUsual,
      perDeviceStatus: [...asUsual.perDeviceStatus, { unreadable: "broken" }]
    })
  })

  it("cannot be read when both names are given", () => {
    const operation = read({ ...whole, perDeviceStatus: [good("1")] })
    assert.strictEqual(operation.response._tag, "UnknownAny")
    const three = ["DeviceUnreported", "DeviceUnreported", "DeviceUnreported"]
    assert.deepStrictEqual(tags(operation, requests), three)
  })

  it("may have null under its other name", () => {
    assert.deepStrictEqual<unknown>(read({ ...whole, perDeviceStatus: null }).response, asUsual)
  })
})

describe("deviceResults: a response that cannot be read", () => {
  const unread: ReadonlyArray<readonly [what: string, response: unknown]> = [
    ["of devices, with a list that is none", devices("all of them")],
    [
      "of devices, with a count that is none",
      devices([good("1"), good("2")], { successCount: "x" })
    ],
    ["of another type", { "@type": type("Metadata") }],
    ["without a type", { perDeviceStatus: [good("1"), good("2")] }],
    ["without anything", {}]
  ]

  it("of devices, with a list that is none: one is unreported when nothing tells how many there were", () => {
    for (const list of ["all of them", {}, 7]) {
      const operation = read(devices(list))
      assert.deepStrictEqual(tags(operation), ["DeviceUnreported"])
      assert.lengthOf(DeviceResults.failures(operation), 1)
    }
  })

  it.effect.each(unread)("%s: leaves all devices unreported", ([, response]) =>
    Effect.gen(function* () {
      const all = ["DeviceUnreported", "DeviceUnreported", "DeviceUnreported"]
      const operation = read(response)
      assert.strictEqual(operation.response._tag, "UnknownAny")
      assert.deepStrictEqual(tags(operation, requests), all)
      assert.lengthOf(DeviceResults.failures(operation, requests), 3)
      const counted = read(response, { "@type": type("Metadata"), devicesCount: 3 })
      assert.deepStrictEqual(tags(counted), all)
      assert.lengthOf(DeviceResults.failures(counted), 3)
      for (const given of [requests, undefined]) {
        const error = yield* Effect.flip(DeviceResults.requireAll(operation, given))
        assert.isFalse(error.readable)
        assert.include(error.message, "the response is not about devices, or cannot be read")
      }
    })
  )

  it("without a count in its metadata, has as many devices as entries", () => {
    const entries = [good("1"), good("2")]
    assert.lengthOf(DeviceResults.failures(read(devices(entries, { successCount: "x" }))), 2)
    // without a type nothing is read, in either form of the field's name
    assert.lengthOf(DeviceResults.failures(read({ perDeviceStatus: entries })), 2)
    assert.lengthOf(DeviceResults.failures(read({ per_device_status: entries })), 2)
    // nothing says how many devices there were; that it is not known how they came out is told all the same
    assert.lengthOf(DeviceResults.failures(read({})), 1)
  })
})
