import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { DeviceIdentifier, ProtoJson } from "effect-zero-touch"

/** The fields that are complained about. */
const fieldsOf = (identifier: DeviceIdentifier): ReadonlyArray<string> =>
  DeviceIdentifier.validate(identifier).map(({ field }) => field)

/** The one complaint. */
const messageOf = (identifier: DeviceIdentifier): string => {
  const [problem, ...others] = DeviceIdentifier.validate(identifier)
  assert.isEmpty(others)
  return problem?.message ?? assert.fail("there is no problem")
}

describe("an identifier that nothing is wrong with", () => {
  it.each<[title: string, identifier: DeviceIdentifier]>([
    ["an IMEI", { imei: "490154203237518" }],
    ["another IMEI", { imei: "356938035643809" }],
    ["an IMEI with the check digit 0", { imei: "000000000000000" }],
    ["an IMEI and its maker", { imei: "490154203237518", manufacturer: "Example", model: "One" }],
    ["two IMEIs", { imei: "356938035643809", imei2: "490154203237518" }],
    ["a MEID of 14 digits", { meid: "AF0123450ABCDE" }],
    ["a MEID in small letters", { meid: "af0123450abcde" }],
    ["a MEID with a check digit", { meid: "AF0123450ABCDEC" }],
    ["a MEID with a check digit in small letters", { meid: "af0123450abcdec" }],
    ["a MEID of decimal digits, whose check digit is an IMEI's", { meid: "990003442201162" }],
    ["two MEIDs", { meid: "AF0123450ABCDE", meid2: "990003442201162" }],
    ["a device without a modem", { serialNumber: "S-1", manufacturer: "Example", model: "Tablet" }],
    [
      "a device without a modem, its other fields empty",
      { imei: "", meid: "", serialNumber: "S-1", manufacturer: "Example", model: "Tablet" }
    ],
    ["an Android device by name", { deviceType: "DEVICE_TYPE_ANDROID", imei: "490154203237518" }],
    [
      "a ChromeOS device",
      {
        deviceType: "DEVICE_TYPE_CHROME_OS",
        serialNumber: "S-1",
        model: "Book",
        chromeOsAttestedDeviceId: "A-1"
      }
    ]
  ])("%s", (_title, identifier) => {
    assert.deepStrictEqual(DeviceIdentifier.validate(identifier), [])
  })
})

describe("an IMEI", () => {
  it.each([
    "49015420323751",
    "4901542032375180",
    "49-015420-323751-8",
    "49015420323751 ",
    "A90154203237518",
    "４９０１５４２０３２３７５１８",
    "490154203237518\n"
  ])("is not %j", (imei) => {
    assert.deepStrictEqual(fieldsOf({ imei }), ["imei"])
    assert.match(messageOf({ imei }), /^is not a valid IMEI: "/)
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 9])("does not end in %i when it should in 8", (digit) => {
    assert.strictEqual(
      messageOf({ imei: `49015420323751${digit}` }),
      `is not a valid IMEI: "49015420323751${digit}" has the check digit ${digit}, but it should be 8; a digit is wrong, or two are swapped`
    )
  })

  it("with two digits swapped is found out", () => {
    assert.match(messageOf({ imei: "490154203273518" }), /check digit/)
  })

  it("is checked in the second slot as well", () => {
    assert.deepStrictEqual(fieldsOf({ imei: "490154203237518", imei2: "490154203237510" }), [
      "imei2"
    ])
  })
})

describe("a MEID", () => {
  it.each(["AF0123450ABCD", "AF0123450ABCDEC0", "AF-012345-0ABCDE", "GF0123450ABCDE"])(
    "is not %j",
    (meid) => {
      assert.deepStrictEqual(fieldsOf({ meid }), ["meid"])
      assert.match(messageOf({ meid }), /^is not a valid MEID: "/)
    }
  )

  it("has a check digit of base 16", () => {
    assert.strictEqual(
      messageOf({ meid: "AF0123450ABCDE1" }),
      'is not a valid MEID: "AF0123450ABCDE1" has the check digit 1, but it should be c; a digit is wrong, or two are swapped'
    )
  })

  it("of decimal digits has one of base 10", () => {
    assert.strictEqual(
      messageOf({ meid: "990003442201165" }),
      'is not a valid MEID: "990003442201165" has the check digit 5, but it should be 2; a digit is wrong, or two are swapped'
    )
  })

  it("is checked in the second slot as well", () => {
    assert.deepStrictEqual(fieldsOf({ meid: "AF0123450ABCDE", meid2: "1" }), ["meid2"])
  })
})

describe("what is missing is named", () => {
  const chromeOs = { deviceType: "DEVICE_TYPE_CHROME_OS" } as const

  it.each<[identifier: DeviceIdentifier, fields: ReadonlyArray<string>]>([
    [{}, ["imei"]],
    [{ imei: "", meid: "" }, ["imei"]],
    [{ serialNumber: "S-1" }, ["manufacturer", "model"]],
    [{ serialNumber: "S-1", manufacturer: "Example" }, ["model"]],
    [{ serialNumber: "S-1", model: "Tablet" }, ["manufacturer"]],
    [{ serialNumber: "S-1", manufacturer: "Example", model: "" }, ["model"]],
    [{ manufacturer: "Example", model: "Tablet" }, ["imei"]],
    [{ imei2: "490154203237518" }, ["imei"]],
    [{ meid2: "AF0123450ABCDE" }, ["meid"]],
    [{ imei: "490154203237518", serialNumber: "S-1" }, ["manufacturer", "model"]],
    [{ meid: "AF0123450ABCDE", serialNumber: "S-1", manufacturer: "Example" }, ["model"]],
    [chromeOs, ["serialNumber", "model", "chromeOsAttestedDeviceId"]],
    [
      { ...chromeOs, imei: "490154203237518" },
      ["serialNumber", "model", "chromeOsAttestedDeviceId"]
    ],
    [{ ...chromeOs, serialNumber: "S-1", model: "Book" }, ["chromeOsAttestedDeviceId"]]
  ])("%j", (identifier, fields) => {
    assert.deepStrictEqual(fieldsOf(identifier), fields)
  })

  it("with what it is needed beside", () => {
    assert.strictEqual(
      messageOf({ serialNumber: "S-1", manufacturer: "Example" }),
      "is missing; a serial number needs manufacturer and model beside it"
    )
  })
})

it("all problems of an identifier are found at once", () => {
  assert.deepStrictEqual(fieldsOf({ imei: "1", imei2: "2", meid: "3", meid2: "4" }), [
    "imei",
    "imei2",
    "meid",
    "meid2"
  ])
})

it("an identifier is read as the service sends it, a new type of device among it", () => {
  const decode = ProtoJson.decoder(DeviceIdentifier)
  assert.deepStrictEqual(
    Result.getOrThrow(decode({ imei: "bad", meid: null, deviceType: "DEVICE_TYPE_WATCH", new: 1 })),
    { imei: "bad", deviceType: "DEVICE_TYPE_WATCH" }
  )
})
