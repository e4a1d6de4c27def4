/**
 * `npm run soak -- --seed 1 --operations 10000`: operations over real sockets for minutes, while the
 * service and the network fail by chance. Each must end as its seed says; heap, sockets and fibers
 * must be flat at the end. Exits with 1 when something is wrong.
 *
 * - `--seed`: default, one from the clock; it is printed.
 * - `--operations`: default 10,000, some five minutes; `--concurrency`: default 100.
 * - `--transport`: `fetch` (default), `node:http`, `undici` or `Undici`.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Client } from "../../src/client/Client.ts"
import { Credentials } from "../../src/client/Credentials.ts"
import { Operations } from "../../src/operations/Operations.ts"
import { PartnerDevices } from "../../src/partner/PartnerDevices.ts"
import { socketTransports } from "../../test/support/loopback.ts"
import { emptyReport, judge, operateAll } from "./operate.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(1 + (Date.now() % 1_000_000)) },
    operations: { type: "string", default: "10000" },
    concurrency: { type: "string", default: "100" },
    transport: { type: "string", default: "fetch" }
  }
})
const [seed, operations, concurrency] = [values.seed, values.operations, values.concurrency].map(
  Number
)
const transport = socketTransports[values.transport]
if (!seed || !operations || !concurrency || transport === undefined) {
  throw new Error(
    "--seed, --operations and --concurrency are numbers above 0; --transport is fetch, node:http, undici or Undici"
  )
}
console.log(
  `seed ${seed}: ${operations} operations, ${concurrency} side by side, over ${values.transport}`
)

/** The other side: its port, and the truth on the claims. */
const startServer = async () => {
  const script = fileURLToPath(new URL("server.ts", import.meta.url))
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, script, String(seed), String(operations)],
    { stdio: ["pipe", "pipe", "inherit"] }
  )
  process.once("exit", () => child.kill())
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  const line = async (): Promise<unknown> =>
    JSON.parse(String(await once(lines, "line", { signal: AbortSignal.timeout(60_000) })))
  return {
    port: Number(await line()),
    finish: async (): Promise<ReadonlyMap<number, number>> => {
      child.stdin?.end()
      const pairs = await line()
      lines.close()
      if (!Array.isArray(pairs)) throw new Error("the other side told nothing")
      return new Map(
        pairs.map(([index, times]): [number, number] => [Number(index), Number(times)])
      )
    }
  }
}

const sockets = () =>
  process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS)/.test(kind)).length

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

const server = await startServer()
const report = emptyReport()
const samples: Array<number> = []
let fibers = 0
const done = () => [...report.ends.values()].reduce((sum, count) => sum + count, 0)
const from = performance.now()

const sample = Effect.sync(() => {
  samples.push(heap())
  const seconds = Math.round((performance.now() - from) / 1000)
  console.log(
    `${String(seconds).padStart(4)} s: ${done()} done, heap ${samples.at(-1)?.toFixed(1)} MiB, ${sockets()} sockets, ${fibers} fibers`
  )
})

const services = Layer.merge(Operations.layer, PartnerDevices.layer).pipe(
  Layer.provide(
    Client.layer({ baseUrl: `http://127.0.0.1:${server.port}`, timeout: "3 seconds", quota: false })
  ),
  Layer.provide(transport),
  Layer.provide(Credentials.layerAnonymous)
)

// So long that only a wait without end reaches it: a wait ends after five minutes.
const limit = `${360 + Math.ceil((operations / concurrency) * 20)} seconds` as const

await operateAll({ seed, operations, concurrency }, report).pipe(
  Effect.timeoutOrElse({
    duration: limit,
    orElse: () => Effect.sync(() => void report.wrong.push(`not done within ${limit}`))
  }),
  Effect.provide(services),
  Effect.provideService(Metric.FiberRuntimeMetrics, {
    recordFiberStart: () => void fibers++,
    recordFiberEnd: () => void fibers--
  }),
  (run) =>
    Effect.gen(function* () {
      const sampler = yield* Effect.forkChild(Effect.repeat(sample, Schedule.spaced("5 seconds")))
      yield* run
      yield* Fiber.interrupt(sampler)
    }),
  Effect.runPromise
)

const processed = await server.finish()
judge(report, processed)
// A pool keeps idle connections for a few seconds.
await Effect.sync(sockets).pipe(
  Effect.delay("1 second"),
  Effect.repeat({ until: (left) => left === 0, times: 15 }),
  Effect.andThen(sample),
  Effect.runPromise
)

// The first quarter warms up; what is added afterwards and never goes away is a leak.
const quarter = Math.max(1, Math.floor(samples.length / 4))
const early = median(samples.slice(quarter, 2 * quarter))
const late = median(samples.slice(-quarter))
console.log(`heap: ${early.toFixed(1)} MiB early, ${late.toFixed(1)} MiB late`)
if (late > 1.1 * early + 4) report.wrong.push("the heap grows")
if (sockets() > 0) report.wrong.push(`${sockets()} sockets are left`)
if (fibers > 0) report.wrong.push(`${fibers} fibers are left`)
if (done() !== operations) report.wrong.push(`${operations - done()} operations have no end`)

for (const [end, count] of [...report.ends].toSorted(([a], [b]) => a.localeCompare(b))) {
  console.log(`${String(count).padStart(7)} ${end}`)
}
for (const line of report.wrong) console.log(`WRONG: ${line}`)
console.log(report.wrong.length === 0 ? `all right (seed ${seed})` : `seed ${seed}`)
// whatever is left must not keep it
process.exit(report.wrong.length === 0 ? 0 : 1)
