/**
 * The required cases of protobuf's conformance suite for JSON input, for every type that this API
 * uses, written by hand with the suite's names. The suite's cases for float, double, bytes, unsigned
 * integers, wrappers and oneofs have no place here, since the API has no such field.
 *
 * Three answers differ on purpose, and the table has ours: an enum keeps its number, since the numbers
 * of this API are not published; an `Any` of a type that does not exist keeps its JSON; an int64 that
 * is a JSON number is refused when it is not a safe integer, since its last digits may be lost.
 */
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Operation, ProtoJson } from "effect-zero-touch"
import { anyOf } from "../../src/rpc/Any.ts"

const { Int32, Int64 } = ProtoJson
const Color = ProtoJson.openEnum(["RED", "GREEN"])
const optional = Schema.optionalKey
const listOf = <S extends Schema.Constraint>(item: S) => optional(Schema.Array(item))

const Nested = Schema.Struct({ a: optional(Int32), nestedId: optional(Int64) })
const Any = anyOf({ Nested }, () => "example.v1.Nested")

/** A message without transformations is taken as it is when it is plain. */
const plain = {
  fieldname1: optional(Int32),
  fieldName2: optional(Int32),
  FieldName3: optional(Int32),
  fieldName4: optional(Int32),
  field0name5: optional(Int32),
  field0Name6: optional(Int32),
  FIELDNAME11: optional(Int32),
  optionalInt32: optional(Int32),
  optionalInt64: optional(Int64),
  optionalBool: optional(Schema.Boolean),
  optionalString: optional(Schema.String),
  optionalEnum: optional(Color),
  optionalMessage: optional(Nested),
  repeatedInt32: listOf(Int32),
  repeatedInt64: listOf(Int64),
  repeatedString: listOf(Schema.String),
  repeatedEnum: listOf(Color),
  repeatedMessage: listOf(Nested),
  mapStringString: optional(Schema.Record(Schema.String, Schema.String)),
  mapStringMessage: optional(Schema.Record(Schema.String, Nested))
}
const decodePlain = ProtoJson.decoder(Schema.Struct(plain))

/** With these it has to be decoded by its schema. */
const decode = ProtoJson.decoder(
  Schema.Struct({
    ...plain,
    optionalDuration: optional(ProtoJson.Duration),
    repeatedDuration: listOf(ProtoJson.Duration),
    optionalFieldMask: optional(ProtoJson.FieldMask),
    optionalAny: optional(Any)
  })
)

const parse = (text: string): Result.Result<unknown, unknown> =>
  Result.try((): unknown => JSON.parse(text))

type Case = readonly [name: string, json: string, value: object | "refused"]

const test = (
  cases: ReadonlyArray<Case>,
  read: (json: unknown) => Result.Result<object, unknown>
) =>
  it.each(cases)("%s: %s", (_name, text, value) => {
    const message = Result.flatMap(parse(text), read)
    assert.deepStrictEqual(
      Result.getOrElse(message, () => "refused"),
      value
    )
  })

const cases: Readonly<Record<string, ReadonlyArray<Case>>> = {
  message: [
    ["HelloWorld", '{"optionalString":"Hello, World!"}', { optionalString: "Hello, World!" }],
    ["IgnoreUnknownJsonNumber", '{"unknown":1}', {}],
    ["IgnoreUnknownJsonString", '{"unknown":"a"}', {}],
    ["IgnoreUnknownJsonTrue", '{"unknown":true}', {}],
    ["IgnoreUnknownJsonFalse", '{"unknown":false}', {}],
    ["IgnoreUnknownJsonNull", '{"unknown":null}', {}],
    ["IgnoreUnknownJsonObject", '{"unknown":{"a":1}}', {}],
    ["RejectTopLevelNull", "null", "refused"],
    ["MessageField", '{"optionalMessage":{"a":1234}}', { optionalMessage: { a: 1234 } }],
    [
      "AllFieldAcceptNull",
      `{${Object.keys(plain)
        .map((name) => `"${name}":null`)
        .join()}}`,
      {}
    ]
  ],
  "field name": [
    [
      "FieldNameInSnakeCase",
      '{"fieldname1":1,"fieldName2":2,"FieldName3":3,"fieldName4":4}',
      { fieldname1: 1, fieldName2: 2, FieldName3: 3, fieldName4: 4 }
    ],
    [
      "FieldNameWithNumbers",
      '{"field0name5":5,"field0Name6":6}',
      { field0name5: 5, field0Name6: 6 }
    ],
    ["FieldNameWithMixedCases", '{"FIELDNAME11":11}', { FIELDNAME11: 11 }],
    [
      "OriginalProtoFieldName",
      `{"fieldname1":1,"field_name2":2,"_field_name3":3,"field__name4_":4,"field0name5":5,
        "field_0_name6":6,"FIELD_NAME11":11}`,
      {
        fieldname1: 1,
        fieldName2: 2,
        FieldName3: 3,
        fieldName4: 4,
        field0name5: 5,
        field0Name6: 6,
        FIELDNAME11: 11
      }
    ],
    [
      "OriginalProtoFieldName, in messages, lists and maps",
      `{"optional_message":{"nested_id":"1"},"repeated_message":[{"a":1},{"nested_id":"2"}],
        "map_string_message":{"the_key":{"nested_id":"3"}}}`,
      {
        optionalMessage: { nestedId: "1" },
        repeatedMessage: [{ a: 1 }, { nestedId: "2" }],
        mapStringMessage: { the_key: { nestedId: "3" } }
      }
    ],
    [
      "OriginalProtoFieldName, below fields that have their JSON names",
      '{"optionalMessage":{"nested_id":"1"},"mapStringString":{"nested_id":"a"}}',
      { optionalMessage: { nestedId: "1" }, mapStringString: { nested_id: "a" } }
    ],
    ["OriginalProtoFieldName, null", '{"fieldName2":2,"field_name2":null}', { fieldName2: 2 }],
    ["FieldNameEscaped", String.raw`{"fieldn\u0061me1":1}`, { fieldname1: 1 }],
    [
      "FieldNameDuplicateDifferentCasing1",
      '{"optional_message":{"a":1},"optionalMessage":{}}',
      "refused"
    ],
    [
      "FieldNameDuplicateDifferentCasing2",
      '{"optionalMessage":{"a":1},"optional_message":{}}',
      "refused"
    ]
  ],
  int32: [
    ["Int32FieldMaxValue", '{"optionalInt32":2147483647}', { optionalInt32: 2147483647 }],
    ["Int32FieldMinValue", '{"optionalInt32":-2147483648}', { optionalInt32: -2147483648 }],
    ["Int32FieldStringValue", '{"optionalInt32":"2147483647"}', { optionalInt32: 2147483647 }],
    [
      "Int32FieldStringValueEscaped",
      String.raw`{"optionalInt32":"2\u003147483647"}`,
      { optionalInt32: 2147483647 }
    ],
    ["Int32FieldStringValueZero", '{"optionalInt32":"0"}', { optionalInt32: 0 }],
    ["Int32FieldQuotedExponentialValue", '{"optionalInt32":"1e5"}', { optionalInt32: 100_000 }],
    ["Int32FieldTooLarge", '{"optionalInt32":2147483648}', "refused"],
    ["Int32FieldTooSmall", '{"optionalInt32":-2147483649}', "refused"],
    ["Int32FieldTooLarge, quoted", '{"optionalInt32":"2147483648"}', "refused"],
    ["QuotedExponentFieldTooLarge", '{"optionalInt32":"1e536870000"}', "refused"],
    ["Int32FieldNotInteger", '{"optionalInt32":0.5}', "refused"],
    ["Int32FieldNotInteger, quoted", '{"optionalInt32":"0.5"}', "refused"],
    [
      "Int32FieldNotInteger, by a digit that a double does not have",
      '{"optionalInt32":"1.00000000000000000001"}',
      "refused"
    ],
    ["Int32FieldTrueValue", '{"optionalInt32":true}', "refused"],
    ["Int32FieldFalseValue", '{"optionalInt32":false}', "refused"],
    ["Int32FieldStringValuePartiallyNumeric", '{"optionalInt32":"12abc"}', "refused"],
    ["Int32FieldStringValuePartiallyNumericSpace", '{"optionalInt32":"12 34"}', "refused"],
    ["Int32FieldStringValuePartiallyNumericComma", '{"optionalInt32":"12,34"}', "refused"],
    ["Int32FieldStringValuePartiallyNumericUnicode", '{"optionalInt32":"12谷歌34"}', "refused"],
    ["Int32FieldStringValueNonNumeric", '{"optionalInt32":"abc"}', "refused"],
    ["Int32FieldEmptyString", '{"optionalInt32":""}', "refused"],
    ["Int32FieldFloatTrailingZero", '{"optionalInt32":100000.000}', { optionalInt32: 100_000 }],
    ["Int32FieldExponentialFormat", '{"optionalInt32":1e5}', { optionalInt32: 100_000 }],
    ["Int32FieldMaxFloatValue", '{"optionalInt32":2.147483647e9}', { optionalInt32: 2147483647 }],
    ["Int32FieldMinFloatValue", '{"optionalInt32":-2.147483648e9}', { optionalInt32: -2147483648 }],
    [
      "Int32FieldMinFloatValue, quoted",
      '{"optionalInt32":"-2.147483648e9"}',
      { optionalInt32: -2147483648 }
    ],
    ["Int32FieldNotNumber", '{"optionalInt32":"3x3"}', "refused"],
    ["Int32FieldPlusSign", '{"optionalInt32":+1}', "refused"],
    ["Int32FieldLeadingZero", '{"optionalInt32":01}', "refused"],
    ["Int32FieldNegativeWithLeadingZero", '{"optionalInt32":-01}', "refused"],
    ["Int32FieldLeadingSpace", '{"optionalInt32":" 1"}', "refused"],
    ["Int32FieldTrailingSpace", '{"optionalInt32":"1 "}', "refused"]
  ],
  int64: [
    [
      "Int64FieldMaxValue",
      '{"optionalInt64":"9223372036854775807"}',
      { optionalInt64: "9223372036854775807" }
    ],
    [
      "Int64FieldMinValue",
      '{"optionalInt64":"-9223372036854775808"}',
      { optionalInt64: "-9223372036854775808" }
    ],
    ["Int64FieldMaxValueNotQuoted", '{"optionalInt64":9223372036854774784}', "refused"],
    ["Int64FieldMinValueNotQuoted", '{"optionalInt64":-9223372036854775808}', "refused"],
    ["Int64Field, not quoted", '{"optionalInt64":1.0}', { optionalInt64: "1" }],
    ["Int64Field, not quoted, exponential", '{"optionalInt64":1e5}', { optionalInt64: "100000" }],
    ["Int64Field, quoted, exponential", '{"optionalInt64":"3e0"}', { optionalInt64: "3" }],
    [
      "Int64Field, quoted, exponential, maximum",
      '{"optionalInt64":"9.223372036854775807e18"}',
      { optionalInt64: "9223372036854775807" }
    ],
    ["Int64Field, quoted, trailing zero", '{"optionalInt64":"-7.0"}', { optionalInt64: "-7" }],
    ["Int64Field, quoted, leading zero", '{"optionalInt64":"007"}', { optionalInt64: "7" }],
    ["Int64Field, quoted, negative zero", '{"optionalInt64":"-0"}', { optionalInt64: "0" }],
    ["Int64FieldTooLarge", '{"optionalInt64":"9223372036854775808"}', "refused"],
    ["Int64FieldTooSmall", '{"optionalInt64":"-9223372036854775809"}', "refused"],
    ["Int64FieldTooLarge, exponential", '{"optionalInt64":"1e19"}', "refused"],
    ["QuotedExponentFieldTooLarge", '{"optionalInt64":"1e536870000"}', "refused"],
    ["Int64FieldNotInteger", '{"optionalInt64":"0.5"}', "refused"],
    ["Int64FieldNotInteger, not quoted", '{"optionalInt64":0.5}', "refused"],
    ["Int64FieldEmptyString", '{"optionalInt64":""}', "refused"],
    ["Int64FieldNotNumber", '{"optionalInt64":"3x3"}', "refused"],
    ["Int64FieldNotNumber, a sign", '{"optionalInt64":"-"}', "refused"],
    ["Int64FieldNotNumber, a plus sign", '{"optionalInt64":"+1"}', "refused"],
    ["Int64FieldNotNumber, hexadecimal", '{"optionalInt64":"0x10"}', "refused"],
    ["Int64FieldNotNumber, other digits", '{"optionalInt64":"٣"}', "refused"],
    ["Int64FieldLeadingSpace", '{"optionalInt64":" 1"}', "refused"],
    ["Int64FieldTrueValue", '{"optionalInt64":true}', "refused"],
    ["Int64FieldNotNumber, in a message", '{"optionalMessage":{"nestedId":"x"}}', "refused"],
    ["Int64FieldNotNumber, in a list", '{"repeatedInt64":["1","x"]}', "refused"],
    [
      "Int64FieldNotNumber, in a map",
      '{"mapStringMessage":{"a":{"nestedId":"1"},"b":{"nestedId":"x"}}}',
      "refused"
    ]
  ],
  bool: [
    ["BoolFieldTrue", '{"optionalBool":true}', { optionalBool: true }],
    ["BoolFieldFalse", '{"optionalBool":false}', { optionalBool: false }],
    ["BoolFieldIntegerZero", '{"optionalBool":0}', "refused"],
    ["BoolFieldIntegerOne", '{"optionalBool":1}', "refused"],
    ["BoolFieldDoubleQuotedTrue", '{"optionalBool":"true"}', "refused"]
  ],
  enum: [
    ["EnumField", '{"optionalEnum":"RED"}', { optionalEnum: "RED" }],
    ["EnumFieldNotQuoted", '{"optionalEnum":RED}', "refused"],
    ["EnumFieldNumericValueZero", '{"optionalEnum":0}', { optionalEnum: "0" }],
    ["EnumFieldNumericValueNonZero", '{"optionalEnum":1}', { optionalEnum: "1" }],
    ["EnumField, a number that is no int32", '{"optionalEnum":2147483648}', "refused"],
    ["EnumFieldSingleElementArrayEnumName", '{"optionalEnum":["RED"]}', "refused"],
    ["EnumFieldSingleElementArrayNumericValue", '{"optionalEnum":[2]}', "refused"],
    ["EnumFieldTrueValue", '{"optionalEnum":true}', "refused"],
    ["EnumFieldFalseValue", '{"optionalEnum":false}', "refused"]
  ],
  string: [
    ["StringField", '{"optionalString":"Hello world!"}', { optionalString: "Hello world!" }],
    ["StringFieldUnicode", '{"optionalString":"谷歌"}', { optionalString: "谷歌" }],
    [
      "StringFieldEscape",
      String.raw`{"optionalString":"\"\\\/\b\f\n\r\t"}`,
      { optionalString: '"\\/\b\f\n\r\t' }
    ],
    [
      "StringFieldUnicodeEscape",
      String.raw`{"optionalString":"\u8C37\u6B4C"}`,
      { optionalString: "谷歌" }
    ],
    [
      "StringFieldUnicodeEscapeWithLowercaseHexLetters",
      String.raw`{"optionalString":"\u8c37\u6b4c"}`,
      { optionalString: "谷歌" }
    ],
    [
      "StringFieldSurrogatePair",
      String.raw`{"optionalString":"\uD83D\uDE01"}`,
      { optionalString: "😁" }
    ],
    [
      "StringFieldEmbeddedNull",
      String.raw`{"optionalString":"Hello\u0000world!"}`,
      { optionalString: "Hello\0world!" }
    ],
    ["StringFieldNotAString", '{"optionalString":12345}', "refused"]
  ],
  repeated: [
    ["PrimitiveRepeatedField", '{"repeatedInt32":[1,2,3,4]}', { repeatedInt32: [1, 2, 3, 4] }],
    ["EnumRepeatedField", '{"repeatedEnum":["RED","GREEN"]}', { repeatedEnum: ["RED", "GREEN"] }],
    [
      "StringRepeatedField",
      '{"repeatedString":["Hello","world"]}',
      { repeatedString: ["Hello", "world"] }
    ],
    [
      "MessageRepeatedField",
      '{"repeatedMessage":[{"a":1234},{"a":5678}]}',
      { repeatedMessage: [{ a: 1234 }, { a: 5678 }] }
    ],
    ...(
      [
        ["ExpectingIntegersGotBool", '"repeatedInt32":[1,false,3,4]'],
        ["ExpectingIntegersGotString", '"repeatedInt32":[1,2,"name",4]'],
        ["ExpectingIntegersGotMessage", '"repeatedInt32":[1,2,3,{"a":4}]'],
        ["ExpectingStringsGotInt", '"repeatedString":["1",2,"3","4"]'],
        ["ExpectingStringsGotBool", '"repeatedString":["1","2",false,"4"]'],
        ["ExpectingStringsGotMessage", '"repeatedString":["1",2,"3",{"a":4}]'],
        ["ExpectingMessagesGotInt", '"repeatedMessage":[{"a":1},2]'],
        ["ExpectingMessagesGotBool", '"repeatedMessage":[{"a":1},false]'],
        ["ExpectingMessagesGotString", '"repeatedMessage":[{"a":1},"2"]']
      ] as const
    ).map(([what, field]): Case => [
      `RepeatedFieldWrongElementType${what}`,
      `{${field}}`,
      "refused"
    ]),
    ["RepeatedFieldPrimitiveElementIsNull", '{"repeatedInt32":[1,null,2]}', "refused"],
    ["RepeatedFieldMessageElementIsNull", '{"repeatedMessage":[{"a":1},null]}', "refused"],
    ["SingleValueForRepeatedFieldInt32", '{"repeatedInt32":1}', "refused"],
    ["SingleValueForRepeatedFieldMessage", '{"repeatedMessage":{"a":1}}', "refused"]
  ],
  map: [
    ["StringMapField", '{"mapStringString":{"a":"b"}}', { mapStringString: { a: "b" } }],
    [
      "MessageMapField",
      '{"mapStringMessage":{"hello":{"a":1234},"world":{"a":5678}}}',
      { mapStringMessage: { hello: { a: 1234 }, world: { a: 5678 } } }
    ],
    [
      "MapEscapedKey",
      String.raw`{"mapStringString":{"\u0031":"b"}}`,
      { mapStringString: { 1: "b" } }
    ]
  ]
}

for (const [type, table] of Object.entries(cases)) {
  describe(`conformance, ${type}, in a message that can be taken as it is`, () => {
    test(table, decodePlain)
  })
  describe(`conformance, ${type}, in a message that its schema decodes`, () => {
    test(table, decode)
  })
}

describe("conformance, Duration", () => {
  const seconds = (text: string) => `{"optionalDuration":"${text}"}`
  const nanos = (n: bigint) => ({ optionalDuration: Duration.nanos(n) })
  const limit = 315_576_000_000_999_999_999n
  test(
    [
      ["DurationMinValue", seconds("-315576000000.999999999s"), nanos(-limit)],
      ["DurationMaxValue", seconds("315576000000.999999999s"), nanos(limit)],
      [
        "DurationRepeatedValue",
        '{"repeatedDuration":["1.5s","-1.5s"]}',
        { repeatedDuration: [1_500_000_000n, -1_500_000_000n].map((n) => Duration.nanos(n)) }
      ],
      ["DurationNull", '{"optionalDuration":null}', {}],
      ["DurationNegativeSeconds", seconds("-5s"), nanos(-5_000_000_000n)],
      ["DurationNegativeNanos", seconds("-0.5s"), nanos(-500_000_000n)],
      ["DurationMissingS", seconds("1"), "refused"],
      ["DurationJsonInputTooSmall", seconds("-315576000001.000000000s"), "refused"],
      ["DurationJsonInputTooLarge", seconds("315576000001.000000000s"), "refused"],
      ["Duration, ten digits of a fraction", seconds("1.0000000001s"), "refused"],
      ["Duration, a number", '{"optionalDuration":1}', "refused"]
    ],
    decode
  )
})

describe("conformance, FieldMask", () => {
  test(
    [
      ["FieldMask", '{"optionalFieldMask":"foo,barBaz"}', { optionalFieldMask: ["foo", "barBaz"] }],
      ["EmptyFieldMask", '{"optionalFieldMask":""}', { optionalFieldMask: [] }]
    ],
    decode
  )
})

describe("conformance, Timestamp", () => {
  it.each([
    ["TimestampMinValue", "0001-01-01T00:00:00Z", -62_135_596_800_000],
    ["TimestampMaxValue", "9999-12-31T23:59:59.999999999Z", 253_402_300_799_999],
    ["TimestampEpochValue", "1970-01-01T00:00:00.000Z", 0],
    ["TimestampNanoAfterEpochlValue", "1970-01-01T00:00:00.000000001Z", 0],
    ["TimestampNanoBeforeEpochValue", "1969-12-31T23:59:59.999999999Z", -1],
    ["TimestampLittleAfterEpochlValue", "1970-01-01T00:00:01.000000001Z", 1000],
    ["TimestampLittleBeforeEpochValue", "1969-12-31T23:59:58.999999999Z", -1001],
    ["TimestampTenAndHalfSecondsAfterEpochValue", "1970-01-01T00:00:10.500Z", 10_500],
    ["TimestampTenAndHalfSecondsBeforeEpochValue", "1969-12-31T23:59:49.500Z", -10_500],
    ["TimestampLeap", "1993-02-10T00:00:00.000Z", 729_302_400_000],
    ["TimestampWithPositiveOffset", "1970-01-01T08:00:01+08:00", 1000],
    ["TimestampWithNegativeOffset", "1969-12-31T16:00:01-08:00", 1000],
    ["TimestampJsonInputLeapFeb29", "2000-02-29T00:00:00Z", 951_782_400_000],
    ["TimestampWithOffsetShiftsDay", "1970-01-02T01:00:00+02:00", 82_800_000],
    ["TimestampWithOffsetBoundaryInBoundsMin", "0001-01-01T00:00:00-00:01", -62_135_596_740_000],
    ["TimestampWithOffsetBoundaryInBoundsMax", "9999-12-31T23:59:59+00:01", 253_402_300_739_000],
    ["TimestampWithComplexOffset", "1970-01-01T00:00:00-11:30", 41_400_000]
  ])("%s: %s is %d", (_name, text, millis) => {
    const time = Option.map(ProtoJson.parseTimestamp(text), DateTime.toEpochMillis)
    assert.deepStrictEqual(time, Option.some(millis))
  })

  it.each([
    ["TimestampJsonInputTooSmall", "0000-01-01T00:00:00Z"],
    ["TimestampJsonInputTooLarge", "10000-01-01T00:00:00Z"],
    ["TimestampJsonInputMissingZ", "0001-01-01T00:00:00"],
    ["TimestampJsonInputMissingT", "0001-01-01 00:00:00Z"],
    ["TimestampJsonInputLowercaseZ", "0001-01-01T00:00:00z"],
    ["TimestampJsonInputLowercaseT", "0001-01-01t00:00:00Z"],
    ["TimestampWithMissingColonInOffset", "1970-01-01T08:00:01+0800"],
    ["TimestampJsonInputMonthTooLarge", "1970-13-01T00:00:00Z"],
    ["TimestampJsonInputMonthZero", "1970-00-01T00:00:00Z"],
    ["TimestampJsonInputDayTooLarge", "1970-01-32T00:00:00Z"],
    ["TimestampJsonInputDayZero", "1970-01-00T00:00:00Z"],
    ["TimestampJsonInputHourTooLarge", "1970-01-01T24:00:00Z"],
    ["TimestampJsonInputHourTooLarge25", "1970-01-01T25:00:00Z"],
    ["TimestampJsonInputMinuteTooLarge", "1970-01-01T00:60:00Z"],
    ["TimestampJsonInputSecondTooLarge", "1970-01-01T00:00:60Z"],
    ["TimestampJsonInputInvalidOffsetHour", "1970-01-01T00:00:00+24:00"],
    ["TimestampJsonInputInvalidOffsetMinute", "1970-01-01T00:00:00+00:60"],
    ["TimestampJsonInputOffsetBoundaryUnderflow", "0001-01-01T00:00:00+00:01"],
    ["TimestampJsonInputOffsetBoundaryOverflow", "9999-12-31T23:59:59-00:01"],
    ["TimestampJsonInputInvalidNanos", "1970-01-01T00:00:00.1234567890Z"],
    ["TimestampJsonInputInvalidCharsInNanos", "1970-01-01T00:00:00.123aZ"],
    ["TimestampJsonInputYearTooShort", "999-01-01T00:00:00Z"],
    ["TimestampJsonInputYearTooLong", "00001-01-01T00:00:00Z"],
    ["TimestampJsonInputMonthTooShort", "1970-1-01T00:00:00Z"],
    ["TimestampJsonInputDayTooShort", "1970-01-1T00:00:00Z"],
    ["TimestampJsonInputNonLeapFeb29", "2001-02-29T00:00:00Z"]
  ])("%s: %s is refused", (_name, text) => {
    assert.deepStrictEqual(ProtoJson.parseTimestamp(text), Option.none())
  })
})

describe("conformance, Any", () => {
  const nested = "type.googleapis.com/example.v1.Nested"
  const google = (name: string) => `type.googleapis.com/google.protobuf.${name}`
  const known = { optionalAny: { _tag: "Nested", a: 12_345 } }
  /** Kept as it came: a message of a type that is not known here. */
  const kept = (name: string, raw: object): Case => {
    const { "@type": typeUrl }: { readonly "@type"?: string } = raw
    const any = { _tag: "UnknownAny", ...(typeUrl !== undefined && { typeUrl }), raw }
    return [name, JSON.stringify({ optionalAny: raw }), { optionalAny: any }]
  }
  test(
    [
      ["Any", `{"optionalAny":{"@type":"${nested}","a":12345}}`, known],
      ["AnyUnorderedTypeTag", `{"optionalAny":{"a":12345,"@type":"${nested}"}}`, known],
      [
        "Any, with an original field name",
        `{"optional_any":{"@type":"${nested}","nested_id":5}}`,
        { optionalAny: { _tag: "Nested", nestedId: "5" } }
      ],
      kept("AnyNested", { "@type": google("Any"), value: { "@type": nested, a: 12_345 } }),
      kept("AnyWithInt32ValueWrapper", { "@type": google("Int32Value"), value: 12_345 }),
      kept("AnyWithDuration", { "@type": google("Duration"), value: "1.5s" }),
      kept("AnyWithTimestamp", { "@type": google("Timestamp"), value: "1970-01-01T00:00:00Z" }),
      kept("AnyWithFieldMask", { "@type": google("FieldMask"), value: "foo,barBaz" }),
      kept("AnyWithStruct", { "@type": google("Struct"), value: { foo: 1, the_null: null } }),
      kept("AnyWithValueForJsonObject", { "@type": google("Value"), value: { foo: 1 } }),
      kept("AnyWithValueForInteger", { "@type": google("Value"), value: 1 }),
      kept("AnyWktRepresentationWithEmptyTypeAndValue", { "@type": "", value: "" }),
      kept("AnyWktRepresentationWithBadType", { "@type": "not_a_url", value: "" }),
      kept("AnyWithNoType", {}),
      kept("AnyEmpty", { "@type": google("Empty") }),
      ["AnyNull", '{"optionalAny":null}', {}]
    ],
    decode
  )
})

describe("conformance, Struct and Value, which come only within an Any", () => {
  const values = [
    ["Struct", { nullValue: null, intValue: 1234, listValue: [1234, "5678"], objectValue: {} }],
    ["StructWithEmptyListValue", { listValue: [] }],
    ["ValueAcceptInteger", 1],
    ["ValueAcceptFloat", 1.5],
    ["ValueAcceptBool", false],
    ["ValueAcceptNull", null],
    ["ValueAcceptString", "hello"],
    ["ValueAcceptList", [0, "hello"]],
    ["ValueAcceptObject", { value: 1, original_name: 2 }],
    ["RepeatedValue", [["a"]]]
  ] as const
  it.each(values)("%s keeps its JSON, in the metadata of an operation", (_name, value) => {
    const metadata = { "@type": "type.googleapis.com/google.protobuf.Value", value }
    const operation = ProtoJson.decoder(Operation)({ name: "operations/1", metadata })
    assert.deepStrictEqual(Result.getOrThrow(operation).metadata, {
      _tag: "UnknownAny",
      typeUrl: metadata["@type"],
      raw: metadata
    })
  })
})
