/**
 * `npm run fuzz -- --cases 5000000 --seed 1`: feeds strange answers to the decoder, millions of them
 * and much stranger than the suite's hundred thousand need be, and prints those that end as they
 * should not. Then it measures that time grows in proportion to the size.
 */
import { parseArgs } from "node:util"
import { judge, prototypesAreClean } from "./judge.ts"
import { growthTable } from "./growth.ts"
import { diceOf, mutant, type Wire } from "./mutate.ts"

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" }
  }
})
const cases = Number(values.cases)
const seed = Number(values.seed)

const show = ({ bytes, headers, httpStatus }: Wire): string => {
  const text = new TextDecoder().decode(bytes)
  const body = text.length > 2000 ? `${text.slice(0, 2000)} … (${bytes.length} bytes)` : text
  return `HTTP ${httpStatus} ${JSON.stringify(headers)}\n${body}`
}

console.log(`${cases} cases of seed ${seed}`)
const dice = diceOf(seed)
const start = performance.now()
const problems = new Map<string, number>()
for (let i = 0; i < cases; i++) {
  const wire = mutant(dice)
  const problem = judge(wire)
  if (problem !== undefined) {
    const count = problems.get(problem) ?? 0
    problems.set(problem, count + 1)
    if (count === 0) console.log(`\ncase ${i}: ${problem}\n${show(wire)}`)
  }
  if ((i + 1) % 500_000 === 0) console.log(`${i + 1} …`)
}
const seconds = (performance.now() - start) / 1000
console.log(`${cases} cases in ${seconds.toFixed(1)} s`)
for (const [problem, count] of problems) console.log(`${count} × ${problem}`)
if (!prototypesAreClean()) console.log("a prototype was polluted")

const growth = growthTable()
console.table(growth)
const steep = growth.filter(({ power }) => power > 1.8)
for (const { family } of steep) console.log(`the time grows with more than the size: ${family}`)
process.exitCode = problems.size === 0 && prototypesAreClean() && steep.length === 0 ? 0 : 1
