/**
 * `npm run bench:waits`: what it costs to wait for 10,000 and 100,000 operations, ours beside what one
 * writes without a library and beside `Effect.repeat`. Each measurement is a process of its own;
 * contenders take turns, and the numbers are medians. It takes some seven minutes.
 *
 * - `--peers`: google-gax and @azure/core-lro as well. They are installed in `bench/waits/peers`.
 * - `--rounds`: default 5; there are at most 3 with 100,000 operations.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { contenders } from "./contenders.ts"
import type { Measured } from "./measure.ts"
import { median } from "../median.ts"
import { onOneName, underTestClock } from "./special.ts"

const { values } = parseArgs({
  options: {
    peers: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" }
  }
})
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

if (values.peers) {
  execFileSync("npm", ["install", "--no-package-lock", "--ignore-scripts", "--no-audit"], {
    cwd: path("peers"),
    stdio: "inherit"
  })
}
const names = [
  ...Object.keys(contenders),
  ...(values.peers ? ["google-gax", "@azure/core-lro"] : [])
]

const measure = (name: string, waits: number, interval: number): Measured => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, path("measure.ts"), name, String(waits), String(interval)],
    { encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`${name} with ${waits} waits failed: ${stderr}`)
  return JSON.parse(stdout)
}

/** An operation of a few minutes has about as many polls. */
const polls = 12

const compare = (waits: number, interval: number, rounds: number) => {
  const runs = new Map(names.map((name) => [name, new Array<Measured>()]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, list] of runs) list.push(measure(name, waits, interval))
  }
  const of = (name: string, number: (measured: Measured) => number) =>
    median((runs.get(name) ?? []).map(number))
  const perPoll = (name: string) => of(name, ({ poll }) => poll)
  const whole = (name: string) => of(name, ({ poll, wait }) => (wait + polls * poll) / polls)
  const [reference = ""] = names
  const ratio = (number: (name: string) => number, name: string) =>
    `${number(name).toFixed(2)} (${(number(name) / number(reference)).toFixed(2)} x)`

  console.log(`\n${waits} operations`)
  console.table(
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          "heap, B per wait": of(name, ({ bytes }) => bytes).toFixed(0),
          "CPU, µs per poll": ratio(perPoll, name),
          "start and end, µs per wait": of(name, ({ wait }) => wait).toFixed(1),
          [`all, µs per poll of ${polls}`]: ratio(whole, name)
        }
      ])
    )
  )
}

const rounds = Number(values.rounds)
compare(10_000, 100, rounds)
compare(100_000, 1000, Math.min(rounds, 3))

const inTest = await underTestClock(100_000)
const onOne = await onOneName(10_000)
console.log(`100,000 under TestClock: ${inTest.toFixed(2)} s of CPU`)
console.log(`10,000 on one name: ${onOne.toFixed(3)} s of CPU, ${(onOne * 100).toFixed(1)} µs each`)
