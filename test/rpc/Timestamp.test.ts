import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ProtoJson } from "effect-zero-touch"

describe("a timestamp", () => {
  it.each([
    ["2027-01-31T00:00:00Z", "2027-01-31T00:00:00.000Z"],
    ["2027-01-31T00:00:00.5Z", "2027-01-31T00:00:00.500Z"],
    ["2027-01-31T12:34:56.123456789Z", "2027-01-31T12:34:56.123Z"],
    ["2027-01-31T00:30:00+01:00", "2027-01-30T23:30:00.000Z"],
    ["2027-01-31T00:30:00-23:59", "2027-02-01T00:29:00.000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["0000-12-31T23:59:00-00:01", "0001-01-01T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999Z"]
  ])("%s is read", (text, iso) => {
    assert.strictEqual(
      Option.getOrThrow(Option.map(ProtoJson.parseTimestamp(text), DateTime.formatIso)),
      iso
    )
  })

  it.each([
    "",
    "2027-01-31",
    "2027-01-31T00:00:00",
    "2027-01-31 00:00:00Z",
    "2027-01-31t00:00:00Z",
    "2027-01-31T00:00:00z",
    "2027-1-31T00:00:00Z",
    "2027-02-29T00:00:00Z",
    "2027-04-31T00:00:00Z",
    "2027-13-01T00:00:00Z",
    "2027-00-01T00:00:00Z",
    "2027-01-00T00:00:00Z",
    "2027-01-31T24:00:00Z",
    "2027-01-31T23:60:00Z",
    "2027-01-31T23:59:60Z",
    "2027-01-31T00:00:00.Z",
    "2027-01-31T00:00:00.1234567890Z",
    "2027-01-31T00:00:00+24:00",
    "2027-01-31T00:00:00+0100",
    "0000-12-31T00:00:00Z",
    "+12027-01-31T00:00:00Z",
    " 2027-01-31T00:00:00Z",
    "2027-01-31T00:00:00Z\n"
  ])("is not %j", (text) => {
    assert.isTrue(Option.isNone(ProtoJson.parseTimestamp(text)))
  })
})

describe("a field mask", () => {
  it.each<[text: string, paths: ReadonlyArray<string>]>([
    ["companyName,contactPhone", ["companyName", "contactPhone"]],
    ["a.b", ["a.b"]],
    ["", []]
  ])("%j", (text, paths) => {
    const { FieldMask } = ProtoJson
    assert.deepStrictEqual(Result.getOrThrow(ProtoJson.decoder(FieldMask)(text)), paths)
    assert.strictEqual(Schema.encodeSync(FieldMask)(paths), text)
  })
})
