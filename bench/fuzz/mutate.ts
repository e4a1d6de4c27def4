/**
 * Answers that no service should give: trees changed in their structure, texts and bytes broken. All
 * chance comes from one number, the seed.
 */
import { repeated, seeds } from "./seeds.ts"
import { leaf, nested, nodeAt, print, replaceAt, sizeOf, type Tree } from "./tree.ts"

/** An answer as it comes from the network. */
export interface Wire {
  readonly httpStatus: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A number from 0 to below the bound. */
export type Dice = (bound: number) => number

/** Mulberry32. */
export const diceOf = (seed: number): Dice => {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 4_294_967_296) * bound)
  }
}

const pick = <A>(dice: Dice, list: readonly [A, ...ReadonlyArray<A>]): A =>
  list[dice(list.length)] ?? list[0]

const strings = [
  ..."x 1 1.0 1e2 -17 NaN Infinity 9007199254740993 1.5s -5s 0.0000000001s".split(" "),
  ..."315576000001s __proto__ constructor toString UnknownAny NOT_FOUND ü😀".split(" "),
  ..."\u0000 \uFEFF \uFFFD \u2028".split(" "),
  ""
]

const leaves = [
  ..."null true false 0 -0 1 -1 1.0 1e2 1.5 2147483648 9007199254740993".split(" "),
  ..."1e308 1e400 -1e400 5e-324 [] {} [[]] [null]".split(" "),
  ...'{"a":{}} {"@type":"x/Y"} {"@type":5} {"_tag":"UnknownAny"}'.split(" "),
  ...'{"__proto__":{"polluted":true}} {"constructor":{"prototype":{"polluted":true}}}'.split(" "),
  ...String.raw`"\ud800" "\udfff\ud800" "\u0000"`.split(" "),
  ...strings.map((text) => JSON.stringify(text)),
  ...repeated.map((text) => JSON.stringify(text)),
  '{"toJSON":1,"then":1,"_tag":"Running","raw":1}',
  "1".repeat(400)
].map(leaf)

const keys = [
  "",
  ..."__proto__ constructor prototype toString hasOwnProperty toJSON then @type _tag raw".split(
    " "
  ),
  ..."name done error response metadata details status code message errors value a".split(" "),
  ...repeated
].map((key) => JSON.stringify(key))

const pickFrom = <A>(dice: Dice, list: ReadonlyArray<A>, otherwise: A): A =>
  list[dice(list.length)] ?? otherwise

const without = <A>(list: ReadonlyArray<A>, index: number): ReadonlyArray<A> =>
  list.toSpliced(index, 1)

const allNodes: ReadonlyArray<Tree> = seeds.flatMap((seed) =>
  Array.from({ length: sizeOf(seed) }, (_, i) => nodeAt(seed, i))
)

/** A piece of any valid answer. */
const anyNode = (dice: Dice): Tree => pickFrom(dice, allNodes, leaf("null"))

type Change = (node: Tree, dice: Dice) => Tree

const drop: Change = (node, dice) =>
  node._tag === "List"
    ? { ...node, items: without(node.items, dice(node.items.length)) }
    : node._tag === "Fields"
      ? { ...node, fields: without(node.fields, dice(node.fields.length)) }
      : node

const retype: Change = (_, dice) => pickFrom(dice, leaves, leaf("null"))

const rename: Change = (node, dice) => {
  if (node._tag !== "Fields") return node
  const at = dice(node.fields.length)
  const key = pickFrom(dice, keys, '""')
  return {
    ...node,
    fields: node.fields.map(([old, value], i) => [i === at ? key : old, value] as const)
  }
}

const add: Change = (node, dice) =>
  node._tag === "Fields"
    ? {
        ...node,
        fields: node.fields.toSpliced(dice(node.fields.length + 1), 0, [
          pickFrom(dice, keys, '""'),
          dice(2) === 0 ? anyNode(dice) : retype(node, dice)
        ])
      }
    : node

/** The same key once more, with a value of its own. */
const repeatKey: Change = (node, dice) => {
  const field = node._tag === "Fields" ? node.fields[dice(node.fields.length)] : undefined
  return node._tag === "Fields" && field !== undefined
    ? { ...node, fields: [...node.fields, [field[0], dice(2) === 0 ? field[1] : anyNode(dice)]] }
    : node
}

const nest: Change = (node, dice) =>
  // now and then deeper than any stack
  nested(print(node), dice(500) === 0 ? 20_000 : 1 + dice(60), dice(2) === 0 ? "[" : '{"a":')

const grow: Change = (node, dice) => {
  const times = dice(40) === 0 ? 300 : 1 + dice(6)
  if (node._tag === "List") return { ...node, items: Array(times).fill(node.items).flat() }
  return node._tag === "Leaf" && node.text.startsWith('"')
    ? leaf(`"${"x".repeat(times)}${node.text.slice(1)}`)
    : { _tag: "List", items: Array(times).fill(node) }
}

const graft: Change = (_, dice) => anyNode(dice)

const shuffle: Change = (node, dice) =>
  node._tag === "Fields" ? { ...node, fields: node.fields.toSorted(() => dice(3) - 1) } : node

const changes = [drop, retype, retype, rename, add, repeatKey, nest, grow, graft, shuffle] as const

const changedTree = (dice: Dice): Tree => {
  let tree = pickFrom(dice, seeds, leaf("null"))
  for (let count = 1 + dice(4); count > 0; count--) {
    const change = pick<Change>(dice, changes)
    tree = replaceAt(tree, dice(sizeOf(tree)), (node) => change(node, dice))
  }
  return tree
}

/** What is broken in the text; most texts stay whole. */
const brokenText = (text: string, dice: Dice): string => {
  const at = dice(text.length + 1)
  switch (dice(16)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return `${text.slice(0, at)}${pick(dice, ['"', "{", "]", "\\", ",", "\n", "\u0000", "<"])}${text.slice(at)}`
    case 2:
      return text.slice(0, at) + text.slice(at + 1)
    case 3:
      return pick(dice, ["\uFEFF", " \n", "\uFEFF\uFEFF", ")]}'\n"]) + text
    case 4:
      return text + pick(dice, [" ", "{}", "\u0000", "<html>", text])
    default:
      return text
  }
}

const encoder = new TextEncoder()

/** What is broken in the bytes; most stay whole. */
const brokenBytes = (text: string, dice: Dice): Uint8Array<ArrayBuffer> => {
  const bytes = encoder.encode(text)
  switch (dice(40)) {
    case 0:
      return bytes.slice(0, dice(bytes.length + 1))
    case 1:
      bytes[dice(bytes.length)] = dice(256)
      return bytes
    case 2:
      return Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff)
    case 3:
      return Uint8Array.from({ length: dice(64) }, () => dice(256))
    case 4:
      return new Uint8Array(Uint16Array.from(text, (char) => char.charCodeAt(0)).buffer)
    default:
      return bytes
  }
}

const statuses = [
  200, 200, 200, 200, 200, 201, 202, 204, 206, 301, 304, 400, 401, 403, 404, 408, 409, 412, 416,
  418, 429, 499, 500, 501, 502, 503, 504, 599, 999
]

const headerValues = [
  ..."0 -1 1junk 7 999999999 application/json text/html \u00ff".split(" "),
  "",
  "9".repeat(400),
  "Sun, 06 Nov 1994 08:49:37 GMT",
  'Bearer error="invalid_token"',
  "Bearer error=constructor",
  "Bearer error=__proto__",
  `Bearer error="${repeated[1]}"`,
  `text/html; charset=${repeated[1]}`,
  repeated[0],
  "x".repeat(5000)
]

const headerNames =
  "retry-after retry-after date content-type www-authenticate x-request-id x-goog-request-id".split(
    " "
  )

/** The next strange answer. */
export const mutant = (dice: Dice): Wire => ({
  httpStatus: pickFrom(dice, statuses, 200),
  headers: Object.fromEntries(
    Array.from({ length: dice(3) }, () => [
      pickFrom(dice, headerNames, ""),
      pickFrom(dice, headerValues, "")
    ])
  ),
  bytes: brokenBytes(brokenText(print(changedTree(dice)), dice), dice)
})
