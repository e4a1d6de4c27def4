/**
 * The figures that docs/polling.md tells, as Markdown tables.
 */
import { adaptive, exponential, type PollSchedule } from "../../src/operations/PollSchedule.ts"
import { type Peer, peers } from "./peers.ts"
import { allShapes, type Shape, withProgress } from "./shapes.ts"
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
    stuck: result("stuck")
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

const table = (rows: ReadonlyArray<Row>): string => {
  const cells = [
    ["Schedule", "Progress", "Polls", "Lag"],
    ...rows.map(([schedule, progress, { lag, polls }]) => [
      schedule,
      progress,
      polls.toFixed(1),
      `${(100 * lag).toFixed(1)} %`
    ])
  ]
  // As prettier would have it: texts to the left, numbers to the right.
  const widths = [0, 1, 2, 3].map((i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  const pad = (cell: string, i: number) =>
    i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)
  const rule = widths.map((width, i) => (i < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`))
  const [head = [], ...body] = cells
  return [head, rule, ...body].map((row) => `| ${row.map(pad).join(" | ")} |`).join("\n")
}

/** Waits from the start of the operation: `adaptive`, the thrifty one, and the peers. */
export const startedTable = (ours: ByShape, slower: ByShape, theirs: ByPeer): string =>
  table([
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
  return table([
    ...shortRows(options),
    ['`exponential("200 millis", { factor: 1.3 })`', "any", quick]
  ])
}

/** Polls that take a tenth of a second. */
export const roundTripTable = (): string => table(shortRows({ operations: 1000, roundTrip: 100 }))
