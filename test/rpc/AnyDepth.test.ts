import { assert, describe, it } from "@effect/vitest"
import { unknownAny } from "../../src/rpc/Any.ts"

const cut = '"(cut off: nested too deep)"'
const lists = (depth: number, inside = "") => `${"[".repeat(depth)}${inside}${"]".repeat(depth)}`
const objects = (depth: number, inside: string) =>
  `${'{"a":1,"__proto__":'.repeat(depth)}${inside}${"}".repeat(depth)}`

/** What is kept of a JSON text, as text. */
const kept = (text: string): string => JSON.stringify(unknownAny(JSON.parse(text)).raw)

describe("of JSON of an unknown type", () => {
  it.each([
    "1",
    "[]",
    lists(100),
    objects(100, "1"),
    `[${Array(200).fill("[{}]").join(",")}]`,
    `{"a":${lists(50)},"b":${lists(99)}}`
  ])("all is kept within a hundred levels: %#", (text) => {
    assert.strictEqual(kept(text), text)
  })

  it.each([
    [lists(101), lists(100, cut)],
    [lists(50_000), lists(100, cut)],
    [objects(101, "1"), objects(100, cut)],
    [`[1,${lists(100)},{"b":2}]`, `[1,${lists(99, cut)},{"b":2}]`]
  ])("only what is deeper is cut off: %#", (text, expected) => {
    assert.strictEqual(kept(text), expected)
  })
})
