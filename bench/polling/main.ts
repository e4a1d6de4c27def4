/**
 * `npm run bench:polling`: simulates, prints the tables, and writes them and the chart into docs/.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { adaptive, adaptiveWith } from "../../src/operations/PollSchedule.ts"
import { chart, type Point } from "./chart.ts"
import { optimum } from "./optimum.ts"
import { peers } from "./peers.ts"
import {
  byPeer,
  byShape,
  durationsTable,
  five,
  longest,
  misleadingTable,
  resumedTable,
  roundTripTable,
  shortest,
  startedTable,
  thrifty
} from "./report.ts"
import { withProgress } from "./shapes.ts"
import { mean, simulate } from "./simulate.ts"

const docs = new URL("../../docs/", import.meta.url)
const page = new URL("polling.md", docs)

const ours = byShape(adaptive)
const theirs = byPeer()
const tables = {
  started: startedTable(ours, byShape(adaptiveWith({ pace: thrifty })), theirs),
  misleading: misleadingTable(ours),
  durations: durationsTable(byShape(adaptive, shortest), byShape(adaptive, longest)),
  resumed: resumedTable(),
  "round trip": roundTripTable()
}

const filled = Object.entries(tables).reduce(
  (text, [name, table]) =>
    text.replace(
      new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- end -->)`),
      (_, begin: string, end: string) => `${begin}\n${table}\n${end}`
    ),
  readFileSync(page, "utf8")
)
writeFileSync(page, filled)

const paces = [0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.8, 3.3]
const frontier = (of: (pace: number) => Point) => paces.map(of)
const absent = frontier((pace) => simulate(adaptiveWith({ pace }), "absent"))
const present = frontier((pace) =>
  mean(withProgress.map((shape) => simulate(adaptiveWith({ pace }), shape)))
)
const best = Array.from({ length: 24 }, (_, i) => optimum(0.0008 * 1.2 ** i))

writeFileSync(
  new URL("polling.svg", docs),
  chart(
    "Mean polls per operation on the horizontal axis and mean lag on the vertical one, both logarithmic. The line of the adaptive schedule with progress lies below and left of all other clients; the one without progress lies near the optimum of what is possible without it.",
    [
      {
        kind: "optimum",
        label: ["the best possible", "without progress"],
        labelAt: { polls: 40, lag: 0.03 },
        points: best
      },
      {
        kind: "absent",
        label: ["adaptive, without progress"],
        labelAt: { polls: 34, lag: 0.075 },
        points: absent
      },
      {
        kind: "progress",
        label: ["adaptive, with progress"],
        labelAt: { polls: 12, lag: 0.02 },
        points: present
      }
    ],
    [
      { kind: "absent", label: "default", side: "left", ...ours.absent },
      { kind: "progress", label: "default", side: "left", ...five(ours) },
      { kind: "peer", label: peers.node.name, side: "right", ...theirs.node },
      { kind: "peer", label: peers.azure.name, side: "left", ...theirs.azure },
      { kind: "peer", label: peers.python.name, side: "right", ...theirs.python },
      { kind: "peer", label: peers.java.name, side: "right", ...theirs.java },
      { kind: "peer", label: peers.rust.name, side: "right", ...theirs.rust }
    ]
  )
)

for (const [name, table] of Object.entries(tables)) console.log(`\n${name}\n${table}`)
