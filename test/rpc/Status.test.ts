import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Code, ProtoJson, Status } from "effect-zero-touch"

const decodeResult = ProtoJson.decoder(Status)
const decode = (json: unknown): Status => Result.getOrThrow(decodeResult(json))
const encode = Schema.encodeSync(Status)
/** As `decode`, after a trip through text. */
const again = (status: Status): Status => decode(JSON.parse(JSON.stringify(encode(status))))

describe("a status", () => {
  it.each<[json: unknown, expected: Status]>([
    [{}, { code: 0, message: "", details: [] }],
    [
      { code: null, message: null, details: null },
      { code: 0, message: "", details: [] }
    ],
    [
      { code: 7, message: "no" },
      { code: 7, message: "no", details: [] }
    ],
    [
      { code: "7", new: 1 },
      { code: 7, message: "", details: [] }
    ],
    [{ code: -17 }, { code: -17, message: "", details: [] }],
    [{ code: 4711 }, { code: 4711, message: "", details: [] }]
  ])("%j is read", (json, expected) => {
    const status = decode(json)
    assert.deepStrictEqual(status, expected)
    assert.deepStrictEqual(again(status), expected)
  })

  it.each([null, [], "PERMISSION_DENIED", { code: "PERMISSION_DENIED" }, { code: 7.5 }])(
    "%j is none",
    (json) => {
      assert.isTrue(Result.isFailure(decodeResult(json)))
    }
  )

  it("leaves its defaults out on the wire", () => {
    assert.deepStrictEqual(encode(Status.of({})), {})
    assert.deepStrictEqual(encode(Status.of({ code: 5, message: "gone" })), {
      code: 5,
      message: "gone"
    })
  })

  it("gives the first detail of a kind", () => {
    const status = Status.of({
      details: [
        { _tag: "ErrorInfo", reason: "FIRST" },
        { _tag: "ErrorInfo", reason: "SECOND" },
        { _tag: "UnknownAny", raw: 1 }
      ]
    })
    assert.deepStrictEqual(
      Option.map(Status.detail(status, "ErrorInfo"), ({ reason }) => reason),
      Option.some("FIRST")
    )
    assert.deepStrictEqual(
      Option.map(Status.detail(status, "UnknownAny"), ({ raw }) => raw),
      Option.some(1)
    )
    assert.isTrue(Option.isNone(Status.detail(status, "Help")))
  })

  it("is told in one line", () => {
    assert.strictEqual(
      Status.format(Status.of({ code: Code.NOT_FOUND, message: "no such operation" })),
      "NOT_FOUND: no such operation"
    )
    assert.strictEqual(Status.format(Status.of({ code: 4711 })), "CODE_4711")
  })
})
