/** The edges of what is a status, found by changes of the code that no other test noticed. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { ErrorDetail, ProtoJson, Status } from "effect-zero-touch"

describe("a value that is no status is not taken for one", () => {
  const isStatus = Schema.is(Status)

  it.each([
    undefined,
    null,
    "PERMISSION_DENIED",
    7,
    {},
    { code: 7 },
    { code: 7, message: "" },
    { code: 7, details: [] },
    { message: "", details: [] }
  ])("%j", (value) => {
    assert.isFalse(isStatus(value))
  })

  it("while a status is", () => {
    assert.isTrue(isStatus(Status.of({})))
  })
})

describe("a value that is no detail is not taken for one", () => {
  const isDetail = Schema.is(ErrorDetail)

  it.each([
    undefined,
    null,
    "ErrorInfo",
    {},
    { _tag: 5 },
    { _tag: "Nothing" },
    { tag: "ErrorInfo" }
  ])("%j", (value) => {
    assert.isFalse(isDetail(value))
  })

  it.each([{ _tag: "ErrorInfo" }, { _tag: "UnknownAny", raw: 1 }])("while %j is", (value) => {
    assert.isTrue(isDetail(value))
  })
})

it("no time at all has no sign", () => {
  assert.strictEqual(ProtoJson.formatDuration(Duration.zero), "0s")
})
