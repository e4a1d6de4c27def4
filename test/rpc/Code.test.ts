import { assert, describe, it } from "@effect/vitest"
import { Code, codeFromHttp, codeFromName, codeName, httpFromCode } from "../../src/rpc/Code.ts"

const table = [
  ["OK", 0, 200],
  ["CANCELLED", 1, 499],
  ["UNKNOWN", 2, 500],
  ["INVALID_ARGUMENT", 3, 400],
  ["DEADLINE_EXCEEDED", 4, 504],
  ["NOT_FOUND", 5, 404],
  ["ALREADY_EXISTS", 6, 409],
  ["PERMISSION_DENIED", 7, 403],
  ["RESOURCE_EXHAUSTED", 8, 429],
  ["FAILED_PRECONDITION", 9, 400],
  ["ABORTED", 10, 409],
  ["OUT_OF_RANGE", 11, 400],
  ["UNIMPLEMENTED", 12, 501],
  ["INTERNAL", 13, 500],
  ["UNAVAILABLE", 14, 503],
  ["DATA_LOSS", 15, 500],
  ["UNAUTHENTICATED", 16, 401]
] as const

describe("the canonical codes", () => {
  it.each(table)("%s is %i, HTTP %i", (name, code, http) => {
    assert.strictEqual(Code[name], code)
    assert.strictEqual(codeName(code), name)
    assert.strictEqual(codeFromName(name), code)
    assert.strictEqual(httpFromCode(code), http)
  })

  it("are seventeen", () => {
    assert.sameMembers(
      Object.keys(Code),
      table.map(([name]) => name)
    )
  })

  it.each([17, -17, 99, 0.5])(
    "the number %d, which is none, keeps its digits in its name",
    (code) => {
      assert.strictEqual(codeName(code), `CODE_${code}`)
      assert.strictEqual(httpFromCode(code), 500)
    }
  )

  it.each(["", "not_found", "BRAND_NEW", "__proto__", "constructor"])(
    "there is no code of the name %j",
    (name) => {
      assert.isUndefined(codeFromName(name))
    }
  )
})

describe("the code for an HTTP status, for errors that do not name theirs", () => {
  it.each([
    [400, "INVALID_ARGUMENT"],
    [401, "UNAUTHENTICATED"],
    [403, "PERMISSION_DENIED"],
    [404, "NOT_FOUND"],
    [408, "DEADLINE_EXCEEDED"],
    [409, "ABORTED"],
    [416, "OUT_OF_RANGE"],
    [429, "RESOURCE_EXHAUSTED"],
    [499, "CANCELLED"],
    [500, "INTERNAL"],
    [501, "UNIMPLEMENTED"],
    [502, "UNAVAILABLE"],
    [503, "UNAVAILABLE"],
    [504, "DEADLINE_EXCEEDED"],
    [418, "UNKNOWN"],
    [599, "UNKNOWN"]
  ])("%i is %s", (http, name) => {
    assert.strictEqual(codeName(codeFromHttp(http)), name)
  })
})
