import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ProtoJson } from "effect-zero-touch"
import { anyOf } from "../../src/rpc/Any.ts"

const Any = anyOf(
  {
    Box: Schema.Struct({
      size: Schema.optionalKey(ProtoJson.Int32),
      label: Schema.optionalKey(Schema.String)
    })
  },
  (tag) => `example.v1.${tag}`
)
const decode = Schema.decodeUnknownSync(Any)
const encode = Schema.encodeSync(Any)
const box = "type.googleapis.com/example.v1.Box"

describe("an Any of a known type", () => {
  it("is decoded to the message, with its tag", () => {
    assert.deepStrictEqual(decode({ "@type": box, size: 3, label: "a" }), {
      _tag: "Box",
      size: 3,
      label: "a"
    })
  })

  it("may be empty but for its type", () => {
    assert.deepStrictEqual(decode({ "@type": box }), { _tag: "Box" })
  })

  it.each([
    "type.googleapis.com/example.v1.Box",
    "types.example.com/v2/example.v1.Box",
    "/example.v1.Box",
    "example.v1.Box"
  ])("is known by the name at the end of %s", (typeUrl) => {
    assert.deepStrictEqual(decode({ "@type": typeUrl, size: 3 }), { _tag: "Box", size: 3 })
  })

  it("may have the odd forms of ProtoJSON, and fields that nobody knows", () => {
    assert.deepStrictEqual(decode({ "@type": box, size: "3", label: null, lid: { a: 1 } }), {
      _tag: "Box",
      size: 3
    })
  })

  it("cannot choose its tag", () => {
    assert.deepStrictEqual(decode({ "@type": box, _tag: "UnknownAny", raw: 1 }), { _tag: "Box" })
  })

  it("is encoded with its type in front", () => {
    assert.deepStrictEqual(encode({ _tag: "Box", size: 3 }), { "@type": box, size: 3 })
  })
})

describe("any other Any keeps its JSON", () => {
  const kept: ReadonlyArray<readonly [title: string, json: unknown, typeUrl?: string]> = [
    [
      "of an unknown type",
      { "@type": "type.googleapis.com/example.v1.Bag", weight: 1 },
      "type.googleapis.com/example.v1.Bag"
    ],
    [
      "a well-known type with its value",
      { "@type": "type.googleapis.com/google.protobuf.Duration", value: "1.5s" },
      "type.googleapis.com/google.protobuf.Duration"
    ],
    ["of a known type, but malformed", { "@type": box, size: "large" }, box],
    ["of a type that only ends alike", { "@type": "x/my.example.v1.Box" }, "x/my.example.v1.Box"],
    ["of the type __proto__", { "@type": "__proto__" }, "__proto__"],
    ["of an empty type", { "@type": "" }, ""],
    ["without a type", { size: 3 }],
    ["with a type that is no string", { "@type": 5, size: 3 }],
    ["an empty object", {}],
    ["a string", "oops"],
    ["a number", 5],
    ["a list", [{ "@type": box }]],
    ["a boolean", false]
  ]

  it.each(kept)("%s", (_title, raw, typeUrl) => {
    const any = decode(raw)
    assert.deepStrictEqual<unknown>(
      any,
      typeUrl === undefined ? { _tag: "UnknownAny", raw } : { _tag: "UnknownAny", typeUrl, raw }
    )
    assert.strictEqual(encode(any), raw)
  })

  const notNull = Schema.Json.check(Schema.makeFilter((json) => json !== null))
  it.prop("whatever it is", [notNull], ([json]) => {
    assert.deepStrictEqual(encode(decode(json)), json)
  })
})

it("null is an absent field, and no Any", () => {
  assert.isTrue(Result.isFailure(Schema.decodeResult(Any)(null)))
  const holder = ProtoJson.decoder(Schema.Struct({ any: Schema.optionalKey(Any) }))
  assert.deepStrictEqual(Result.getOrThrow(holder({ any: null })), {})
})
