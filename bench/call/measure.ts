/**
 * Measures one contender in a process of its own, `measure.ts <contender> <base> <name> <in flight>
 * <calls>`, and prints the microseconds of CPU of a call.
 */
import { type Contender, contenders, peers } from "./contenders.ts"

const [contender = "", base = "", name = "", ...numbers] = process.argv.slice(2)
const [inFlight = 1, calls = 1000] = numbers.map(Number)
const all: Readonly<Record<string, Contender>> = { ...contenders, ...peers }
const call = await all[contender]?.(base, name)
if (call === undefined) throw new Error(`there is no contender ${contender}`)

const run = async () => {
  let left = calls
  const flight = async () => {
    /* oxlint-disable no-await-in-loop -- one call after the other is what is measured */
    while (left-- > 0) await call()
  }
  await Promise.all(Array.from({ length: inFlight }, flight))
}

// the compiler has to be done with the code before it is measured
await run()
await run()
const from = process.cpuUsage()
await run()
const { system, user } = process.cpuUsage(from)
console.log((system + user) / calls)
process.exit()
