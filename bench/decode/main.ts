/**
 * What it costs to read the response of an operation: parse + decode against `JSON.parse` alone, in
 * time and in memory, side by side in one run. Prints a table; `npm run bench:decode`.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { decodeOperation } from "../../src/operations/Operation.ts"
import { type Beside, name, response } from "./response.ts"

const facts = { httpStatus: 200, retryAfter: Option.none() }

const besides: ReadonlyArray<Beside> = ["nothing", "an unknown field", "a null"]
const sizes = [1, 100, 10_000, 100_000]

/** The median of so many runs, in milliseconds, of two functions that take turns. */
const compare = (rounds: number, repeats: number, a: () => unknown, b: () => unknown) => {
  const times: [Array<number>, Array<number>] = [[], []]
  for (let round = 0; round < rounds; round++) {
    for (const [i, f] of [a, b].entries()) {
      globalThis.gc?.()
      const start = performance.now()
      for (let k = 0; k < repeats; k++) f()
      times[i === 0 ? 0 : 1].push((performance.now() - start) / repeats)
    }
  }
  return times.map((list) => list.toSorted((x, y) => x - y)[Math.floor(list.length / 2)] ?? NaN)
}

/** The bytes that a value holds on the heap. */
const held = (make: () => unknown): number => {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const value = make()
  globalThis.gc?.()
  const bytes = process.memoryUsage().heapUsed - before
  return value === undefined ? 0 : bytes
}

const rows = sizes.flatMap((devices) =>
  besides.map((beside) => {
    const text = response(devices, beside)
    const parse = (): unknown => JSON.parse(text)
    const read = () => Result.getOrThrow(decodeOperation(parse(), facts, name))
    const repeats = Math.max(1, Math.round(10_000 / devices))
    compare(3, repeats, parse, read)
    const [alone = NaN, both = NaN] = compare(devices > 50_000 ? 5 : 9, repeats, parse, read)
    const memory = devices < 1000 ? undefined : held(read) / held(parse)
    return {
      devices,
      "beside each": beside,
      "MB of JSON": (text.length / 1e6).toFixed(3),
      "JSON.parse, ms": alone.toFixed(4),
      "parse + decode, ms": both.toFixed(4),
      "time, ratio": (both / alone).toFixed(2),
      "memory held, ratio": memory === undefined ? "" : memory.toFixed(2)
    }
  })
)
console.table(rows)
