/**
 * `npm run bench:call`: the CPU of one typed `get` beside a bare request of the same transport. Each
 * measurement is a process of its own against a server in another one; contenders take turns, and the
 * numbers are medians.
 *
 * - `--peers`: Google's client and what one writes in Effect alone, too.
 * - `--rounds`: default 3.
 */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { median } from "../median.ts"
import { contenders, type Name, peers } from "./contenders.ts"
import { done, running } from "./operations.ts"

const { values } = parseArgs({
  options: {
    peers: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" }
  }
})
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const server = spawn(process.execPath, [...process.execArgv, path("server.ts")], {
  stdio: ["ignore", "pipe", "inherit"]
})
const [port] = await once(server.stdout, "data")
const base = `http://127.0.0.1:${String(port).trim()}`

const cases = [
  { what: "running, 1 in flight", name: running, inFlight: 1, calls: 1500 },
  { what: "running, 50 in flight", name: running, inFlight: 50, calls: 5000 },
  { what: "done, 1,000 devices", name: done, inFlight: 1, calls: 200 }
] as const

const names: ReadonlyArray<string> = Object.keys(
  values.peers ? { ...contenders, ...peers } : contenders
)
const rounds = Number(values.rounds)

for (const { calls, inFlight, name, what } of cases) {
  const runs = new Map(names.map((name) => [name, new Array<number>()]))
  for (let round = 0; round < rounds; round++) {
    for (const [contender, list] of runs) {
      const args = [path("measure.ts"), contender, base, name, inFlight, calls].map(String)
      list.push(Number(execFileSync(process.execPath, [...process.execArgv, ...args])))
    }
  }
  const of = (name: Name) => median(runs.get(name) ?? [])
  console.log(what)
  console.table(
    names.map((contender) => {
      const micros = median(runs.get(contender) ?? [])
      return {
        client: contender,
        "CPU, µs": micros.toFixed(1),
        "× bare undici": (micros / of("bare undici")).toFixed(2),
        "× bare fetch": (micros / of("bare fetch")).toFixed(2)
      }
    })
  )
}
server.kill()
