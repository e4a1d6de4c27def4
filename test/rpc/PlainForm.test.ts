/**
 * JSON that has the plain form of its schema is taken as it is. What has not must not slip through:
 * the odd forms are put right, the wrong ones refused, wherever they stand.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ProtoJson } from "effect-zero-touch"

const fields = {
  small: Schema.optionalKey(ProtoJson.Int32),
  text: Schema.optionalKey(Schema.String),
  flag: Schema.optionalKey(Schema.Boolean),
  labels: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  texts: Schema.optionalKey(Schema.Array(Schema.String))
}
const Child = Schema.Struct(fields)
const Parent = Schema.Struct({
  ...fields,
  child: Schema.optionalKey(Child),
  children: Schema.optionalKey(Schema.Array(Child))
})

const decode = ProtoJson.decoder(Parent)
const refused = "refused"
const read = (json: unknown): unknown => Result.getOrElse(decode(json), () => refused)

const whole = {
  small: -2147483648,
  text: "",
  flag: false,
  labels: { a: "1" },
  texts: ["a", ""],
  child: {},
  children: [{ small: 2147483647 }, {}]
}

it("plain JSON is its own value", () => {
  assert.strictEqual(read(whole), whole)
  const empty = {}
  assert.strictEqual(read(empty), empty)
})

/** Every kind of JSON, odd ones among them. */
const values = {
  null: null,
  true: true,
  "0": 0,
  "1.5": 1.5,
  "2147483648": 2147483648,
  '""': "",
  '"1"': "1",
  '"a"': "a",
  "[]": [],
  "[null]": [null],
  "[1]": [1],
  '["a"]': ["a"],
  "[{}]": [{}],
  "[[]]": [[]],
  "{}": {},
  '{"a":null}': { a: null },
  '{"a":1}': { a: 1 },
  '{"a":"1"}': { a: "1" },
  '{"a":{}}': { a: {} },
  '{"small":"7"}': { small: "7" },
  '{"small":null}': { small: null },
  '{"text":7}': { text: 7 }
}

/** What is read of those that are not refused; `undefined` where the field is absent. */
const readings: Readonly<Record<keyof typeof fields | "child", Readonly<Record<string, unknown>>>> =
  {
    small: { null: undefined, "0": 0, '"1"': 1 },
    text: { null: undefined, '""': "", '"1"': "1", '"a"': "a" },
    flag: { null: undefined, true: true },
    labels: {
      null: undefined,
      "{}": {},
      '{"a":null}': {},
      '{"a":"1"}': { a: "1" },
      '{"small":"7"}': { small: "7" },
      '{"small":null}': {}
    },
    texts: { null: undefined, "[]": [], '["a"]': ["a"] },
    child: {
      null: undefined,
      "{}": {},
      '{"a":null}': {},
      '{"a":1}': {},
      '{"a":"1"}': {},
      '{"a":{}}': {},
      '{"small":"7"}': { small: 7 },
      '{"small":null}': {}
    }
  }

for (const [field, taken] of Object.entries(readings)) {
  describe(`a field that is ${field}`, () => {
    for (const [title, value] of Object.entries(values)) {
      const reading = title in taken ? taken[title] : refused
      const at = (around: (field: object) => unknown) =>
        reading === refused ? refused : around(reading === undefined ? {} : { [field]: reading })
      it(`of ${title}`, () => {
        assert.deepStrictEqual(
          read({ [field]: value }),
          at((read) => read)
        )
        assert.deepStrictEqual(
          read({ ...whole, [field]: value }),
          at((read) => {
            const { [field as keyof typeof whole]: _, ...rest } = whole
            return { ...rest, ...read }
          })
        )
        if (field === "child") return
        assert.deepStrictEqual(
          read({ child: { [field]: value } }),
          at((child) => ({ child }))
        )
        assert.deepStrictEqual(
          read({ children: [{ text: "x" }, { [field]: value }] }),
          at((child) => ({ children: [{ text: "x" }, child] }))
        )
      })
    }
  })
}

it("a list of messages holds messages alone", () => {
  for (const [title, value] of Object.entries(values)) {
    const reading =
      title === "null" ? refused : title in readings.child ? readings.child[title] : refused
    assert.deepStrictEqual(
      read({ children: [{}, value] }),
      reading === refused ? refused : { children: [{}, reading] },
      title
    )
  }
})

it("a message is an object", () => {
  for (const json of [null, true, 0, 5, "", "a", [], [{}], undefined]) {
    assert.strictEqual(read(json), refused, JSON.stringify(json))
  }
})
