/**
 * The figures that docs/polling.md tells, as Markdown tables.
 */
import { adaptive, exponential, type PollSchedule } from "../../src/operations/PollSchedule.ts"
import { type Peer, peers } from "./peers.ts"
import { allShapes, misleading, type Shape, withProgress } from "./shapes.ts"
import { byNumber, mean, type Options, type Result, simulate } from "./simulate.ts"

/** The pace at which `adaptive` polls no more than the thriftiest of the peers. */
export const thrifty = 2.8

export type ByShape = Readonly<Record<Shape, Result>>

export type ByPeer = Readonly<Record<keyof typeof peers, Result>>

/** What a schedule costs with operations of each shape. */
export const byShape = (schedule: PollSchedule, options: Options = {}): ByShape => {
  const result = (shape: Shape) => simulate(schedule, shape, options)
  return {
    absent: result("absent"),
    linear: result("linear"),
    noisy: result("noisy"),
    jumpy: result("jumpy"),
    coarse: result("coarse"),
    stuck: result("stuck"),
    "goes back": result("goes back"),
    resets: result("resets"),
    "S-shaped": result("S-shaped"),
    "slow then fast": result("slow then fast"),
    "fast then slow": result("fast then slow"),
    "100 early": result("100 early"),
    "counts down": result("counts down")
  }
}

/** What the peers cost: to them all shapes are one. */
export const byPeer = (options: Options = {}): ByPeer => {
  const result = ({ delay }: Peer) => simulate(byNumber(delay), "absent", options)
  return {
    node: result(peers.node),
    azure: result(peers.azure),
    python: result(peers.python),
    java: result(peers.java),
    rust: result(peers.rust)
  }
}

/** The mean over the five shapes with progress. */
export const five = (results: ByShape): Result => mean(withProgress.map((shape) => results[shape]))

type Row = readonly [schedule: string, progress: string, result: Result]

const adaptiveRows = (
  schedule: string,
  results: ByShape,
  shapes: ReadonlyArray<Shape>
): ReadonlyArray<Row> => [
  ...shapes.map((shape): Row => [schedule, shape, results[shape]]),
  [schedule, "mean of the five", five(results)]
]

const peerRows = ({ azure, java, node, python, rust }: ByPeer): ReadonlyArray<Row> => {
  const row = ({ name, rule }: Peer, result: Result): Row => [`${name}: ${rule}`, "any", result]
  return [
    row(peers.node, node),
    row(peers.azure, azure),
    row(peers.python, python),
    row(peers.java, java),
    row(peers.rust, rust)
  ]
}

/** The polls and the lag. */
const cellsOf = ({ lag, polls }: Result): ReadonlyArray<string> => [
  polls.toFixed(1),
  `${(100 * lag).toFixed(1)} %`
]

/** The first columns, so many, are texts; the others are numbers. */
const table = (
  texts: number,
  head: ReadonlyArray<string>,
  body: ReadonlyArray<ReadonlyArray<string>>
): string => {
  // As prettier would have it: texts to the left, numbers to the right.
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((row) => row[i]?.length ?? 0)))
  const pad = (cell: string, i: number) =>
    i < texts ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)
  const rule = widths.map((width, i) =>
    i < texts ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  )
  return [head, rule, ...body].map((row) => `| ${row.map(pad).join(" | ")} |`).join("\n")
}

const tableOf = (rows: ReadonlyArray<Row>): string =>
  table(
    2,
    ["Schedule", "Progress", "Polls", "Lag"],
    rows.map(([schedule, progress, result]) => [schedule, progress, ...cellsOf(result)])
  )

/** Waits from the start of the operation: `adaptive`, the thrifty one, and the peers. */
export const startedTable = (ours: ByShape, slower: ByShape, theirs: ByPeer): string =>
  tableOf([
    ...adaptiveRows("`adaptive`", ours, allShapes),
    ...adaptiveRows(`\`adaptiveWith({ pace: ${thrifty} })\``, slower, ["absent"]),
    ...peerRows(theirs)
  ])

const shortRows = (options: Options): ReadonlyArray<Row> => [
  ...adaptiveRows("`adaptive`", byShape(adaptive, options), ["absent"]),
  ...peerRows(byPeer(options))
]

/** Waits that begin at a random moment of the operation, and a schedule that suits them better. */
export const resumedTable = (): string => {
  const options: Options = { operations: 1000, resumed: true }
  const quick = simulate(exponential("200 millis", { factor: 1.3 }), "absent", options)
  return tableOf([
    ...shortRows(options),
    ['`exponential("200 millis", { factor: 1.3 })`', "any", quick]
  ])
}

/** Polls that take a tenth of a second. */
export const roundTripTable = (): string => tableOf(shortRows({ operations: 1000, roundTrip: 100 }))

/** `adaptive` where progress misleads; the peers' figures are those of the first table. */
export const misleadingTable = (ours: ByShape): string =>
  table(
    1,
    ["Progress", "Polls", "Lag"],
    [
      ...misleading.map((shape) => [shape, ...cellsOf(ours[shape])]),
      ["mean of the seven", ...cellsOf(mean(misleading.map((shape) => ours[shape])))]
    ]
  )

const second = 1000
const hour = 3_600_000

/** An operation of exactly a second, and operations of 6 hours to 3 days. */
export const shortest: Options = { operations: 1000, durations: [second, second] }
export const longest: Options = { operations: 100, durations: [6 * hour, 72 * hour] }

/** The ends of the range: `adaptive`, and what the peers cost. */
export const durationsTable = (short: ByShape, long: ByShape): string => {
  const shortPeers = byPeer(shortest)
  // they take thousands of polls, and their means vary little
  const longPeers = byPeer({ ...longest, operations: 12 })
  const peerRow = (peer: keyof typeof peers) => [
    `${peers[peer].name}: ${peers[peer].rule}`,
    "any",
    ...cellsOf(shortPeers[peer]),
    ...cellsOf(longPeers[peer])
  ]
  const row = (what: string, of: (results: ByShape) => Result) => [
    "`adaptive`",
    what,
    ...cellsOf(of(short)),
    ...cellsOf(of(long))
  ]
  return table(
    2,
    ["Schedule", "Progress", "Polls, 1 s", "Lag", "Polls, 6 h to 3 d", "Lag"],
    [
      row("absent", ({ absent }) => absent),
      row("mean of the five", five),
      row("mean of the seven", (results) => mean(misleading.map((shape) => results[shape]))),
      peerRow("node"),
      peerRow("azure"),
      peerRow("python"),
      peerRow("java"),
      peerRow("rust")
    ]
  )
}
