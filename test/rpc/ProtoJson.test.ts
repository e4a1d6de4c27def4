import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ErrorDetail, ProtoJson, Status } from "effect-zero-touch"

const Color = ProtoJson.openEnum(["RED", "GREEN"])

const Message = Schema.Struct({
  small: Schema.optionalKey(ProtoJson.Int32),
  large: Schema.optionalKey(ProtoJson.Int64),
  color: Schema.optionalKey(Color),
  text: Schema.optionalKey(Schema.String),
  flag: Schema.optionalKey(Schema.Boolean),
  delay: Schema.optionalKey(ProtoJson.Duration),
  labels: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  children: Schema.optionalKey(
    Schema.Array(Schema.Struct({ small: Schema.optionalKey(ProtoJson.Int32), color: Color }))
  )
})

const decode = ProtoJson.decoder(Message)

/** What a JSON text is read as; undefined when it is refused. */
const read = (text: string): typeof Message.Type | undefined => {
  const json: unknown = JSON.parse(text)
  return Result.getOrUndefined(decode(json))
}

describe("an int32", () => {
  it.each<[string, number]>([
    ["1", 1],
    ["1.0", 1],
    ["1e2", 100],
    ["-7", -7],
    ["2147483647", 2147483647],
    ["-2147483648", -2147483648],
    ['"1"', 1],
    ['"1.0"', 1],
    ['"1e2"', 100],
    ['"-7"', -7],
    ['"-2147483648"', -2147483648]
  ])("%s is read", (text, value) => {
    assert.deepStrictEqual(read(`{"small":${text}}`), { small: value })
  })

  it.each([
    "1.5",
    '"1.5"',
    "2147483648",
    '"2147483648"',
    "-2147483649",
    '"1e400"',
    '""',
    '" 1"',
    '"0x10"',
    '"one"',
    '"NaN"',
    '"Infinity"',
    "true",
    "[1]",
    "{}"
  ])("%s is refused", (text) => {
    assert.isUndefined(read(`{"small":${text}}`))
  })
})

describe("an int64", () => {
  it.each<[string, string]>([
    ['"123"', "123"],
    ['"9223372036854775807"', "9223372036854775807"],
    ['"-9223372036854775808"', "-9223372036854775808"],
    ["123", "123"],
    ["-5", "-5"],
    ["0", "0"],
    ["9007199254740991", "9007199254740991"]
  ])("%s is read with all its digits", (text, value) => {
    assert.deepStrictEqual(read(`{"large":${text}}`), { large: value })
  })

  it.each(["9007199254740993", "1e21", "1.5", "true", "{}"])(
    "%s is refused, since digits are lost or were never there",
    (text) => {
      assert.isUndefined(read(`{"large":${text}}`))
    }
  )
})

describe("an enum", () => {
  it.each<[string, string]>([
    ['"RED"', "RED"],
    ['"BRAND_NEW"', "BRAND_NEW"],
    ['""', ""],
    ["2", "2"],
    ["0", "0"],
    ["-1", "-1"]
  ])("%s is read", (text, value) => {
    assert.deepStrictEqual(read(`{"color":${text}}`), { color: value })
  })

  it.each(["1.5", "true", "{}", "[]"])("%s is refused", (text) => {
    assert.isUndefined(read(`{"color":${text}}`))
  })

  it.prop(
    "of any name survives decoding, encoding and decoding again",
    [Schema.String],
    ([name]) => {
      const first = read(JSON.stringify({ color: name }))
      assert.deepStrictEqual(first, { color: name })
      const encoded = Schema.encodeUnknownSync(Message)(first)
      assert.deepStrictEqual(read(JSON.stringify(encoded)), first)
    }
  )

  it("that came as a number survives encoding and decoding again", () => {
    const encoded = Schema.encodeUnknownSync(Message)(read('{"color":7}'))
    assert.deepStrictEqual(read(JSON.stringify(encoded)), { color: "7" })
  })
})

describe("a message", () => {
  it("may leave out every field", () => {
    assert.deepStrictEqual(read("{}"), {})
  })

  it("does what is added to a schema that is read in one pass", () => {
    const checked = Status.check(Schema.makeFilter(({ code }) => code !== 7))
    const decode = ProtoJson.decoder(Schema.Struct({ status: Schema.optionalKey(checked) }))
    assert.isTrue(Result.isSuccess(decode({ status: { code: 5 } })))
    assert.isTrue(Result.isFailure(decode({ status: { code: 7 } })))
    assert.isTrue(Result.isFailure(ProtoJson.decoder(Schema.toType(Status))({ code: 5 })))
    assert.isTrue(Result.isFailure(ProtoJson.decoder(ErrorDetail)(null)))
    assert.isTrue(Result.isFailure(ProtoJson.decoder(Schema.Array(ErrorDetail))([null])))
  })

  it("takes null for an absent field, at every depth", () => {
    assert.deepStrictEqual(
      read(
        `{"small":null,"large":null,"color":null,"text":null,"flag":null,"delay":null,
          "labels":{"a":null,"b":"c"},"children":[{"small":null,"color":"RED"}]}`
      ),
      { labels: { b: "c" }, children: [{ color: "RED" }] }
    )
    assert.deepStrictEqual(read('{"labels":null,"children":null}'), {})
  })

  it("ignores fields that it does not know, at every depth and of every type", () => {
    assert.deepStrictEqual(
      read(
        '{"text":"a","new":{"deep":[1,null]},"children":[{"color":"RED","new":null}],"newer":null}'
      ),
      { text: "a", children: [{ color: "RED" }] }
    )
  })

  it("has its odd forms put right in lists, beside plain ones", () => {
    assert.deepStrictEqual(
      read('{"children":[{"small":1,"color":"RED"},{"small":"2","color":7,"new":1}]}'),
      {
        children: [
          { small: 1, color: "RED" },
          { small: 2, color: "7" }
        ]
      }
    )
  })

  it.each([
    "null",
    "[]",
    '"text"',
    "1",
    "true",
    '{"children":[null]}',
    '{"text":5}',
    '{"flag":"true"}'
  ])("is not %s", (text) => {
    assert.isUndefined(read(text))
  })

  it.each([
    '{"__proto__":{"text":"x","polluted":true}}',
    '{"small":"1","__proto__":{"text":"x","polluted":true}}',
    '{"small":"1","constructor":{"prototype":{"polluted":true}}}'
  ])("is not changed by %s, nor is anything else", (text) => {
    const message = read(text)
    assert.isDefined(message)
    assert.isUndefined(message.text)
    assert.strictEqual(Object.getPrototypeOf(message), Object.prototype)
    assert.notProperty({}, "polluted")
  })

  it.each([
    '{"labels":{"__proto__":"x","a":"b"}}',
    '{"small":"1","labels":{"__proto__":"x","a":"b"}}'
  ])("keeps a label of the name __proto__: %s", (text) => {
    const labels = read(text)?.labels ?? {}
    assert.deepStrictEqual(Object.entries(labels), [
      ["__proto__", "x"],
      ["a", "b"]
    ])
  })
})
