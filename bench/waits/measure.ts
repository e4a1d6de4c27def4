/**
 * Measures one contender in a process of its own, `measure.ts <contender> <waits> <interval>`, and
 * prints the numbers as JSON.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { type Contender, contenders, type Plan } from "./contenders.ts"
import { median } from "../median.ts"

export interface Measured {
  /** Bytes on the heap per wait, while all wait. */
  readonly bytes: number
  /** Microseconds of CPU per poll, and per wait for what is not a poll: its start and its end. */
  readonly poll: number
  readonly wait: number
}

const [name = "", ...numbers] = process.argv.slice(2)
const [waits = 0, interval = 0] = numbers.map(Number)

const load = async (): Promise<Contender | undefined> => {
  if (name in contenders) return contenders[name]
  const peers: { readonly contenders: Readonly<Record<string, Contender>> } = await import(
    new URL("peers/contenders.js", import.meta.url).href
  )
  return peers.contenders[name]
}
const start = await load()
if (start === undefined) throw new Error(`there is no contender ${name}`)

const warmUp = 25_000
const names = Array.from({ length: Math.max(waits, warmUp) }, (_, i) => `operations/${i}`)
const planOf = (count: number, polls: number, interval: number): Plan => ({
  names: names.slice(0, count),
  interval,
  running: count * (polls - 1)
})

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/**
 * Microseconds of CPU, those of the garbage collector included. (It is not forced to run before, as
 * compiled code goes with the last object that it was compiled for.)
 */
const cpu = async (plan: Plan): Promise<number> => {
  const from = process.cpuUsage()
  await start(plan)
  const { system, user } = process.cpuUsage(from)
  return system + user
}

const few = 2
const many = 18
/** Fewer polls need more of them. */
const repeats = waits < 50_000 ? 5 : 1

// the compiler has to be done with the code before it is measured
await start(planOf(warmUp, many, 100))
await start(planOf(warmUp, many, 100))

const short: Array<number> = []
const long: Array<number> = []
/* oxlint-disable no-await-in-loop -- one after the other */
for (let i = 0; i < repeats; i++) {
  short.push(await cpu(planOf(waits, few, interval)))
  long.push(await cpu(planOf(waits, many, interval)))
}
const poll = (median(long) - median(short)) / (many - few) / waits

const before = heap()
const end = start(planOf(waits, few, 60_000))
await sleep(interval)
const bytes = (heap() - before) / waits

const measured: Measured = { bytes, poll, wait: median(short) / waits - few * poll }
console.log(JSON.stringify(measured))
// the waits are alive up to here
process.exit(end instanceof Promise ? 0 : 1)
