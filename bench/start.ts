/**
 * What it costs to load the main entry of the build, beside the modules of Effect that it loads. Each
 * measurement is a process of its own; the two take turns.
 */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { root } from "../scripts/run.ts"
import { median } from "./median.ts"

const entry = join(root, "dist", "index.js")
if (!existsSync(entry)) throw new Error("there is no build; npm run build")

const files = new Set<string>()
const effect = new Set<string>()
const visit = (file: string): void => {
  if (files.has(file)) return
  files.add(file)
  for (const [, from = ""] of readFileSync(file, "utf8").matchAll(/\bfrom\s*"([^"]+)"/g)) {
    if (from.startsWith(".")) visit(join(dirname(file), from))
    else if (from.startsWith("effect")) effect.add(from)
  }
}
visit(entry)

/** Milliseconds of CPU to load these modules. */
const load = (modules: ReadonlyArray<string>): number => {
  const imports = modules.map((module) => `await import(${JSON.stringify(module)})`).join("\n")
  const code = `const from = process.cpuUsage()
${imports}
const { system, user } = process.cpuUsage(from)
console.log((system + user) / 1000)`
  const args = ["--input-type=module", "--eval", code]
  return Number(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }))
}

const times = { effect: [0].slice(1), ours: [0].slice(1) }
for (let round = 0; round < 9; round++) {
  times.effect.push(load([...effect]))
  times.ours.push(load([pathToFileURL(entry).href]))
}
const [theirs, ours] = [median(times.effect), median(times.ours)]
console.table([
  { what: `its ${effect.size} modules of Effect`, "CPU, ms": theirs.toFixed(0), ratio: "1.00" },
  {
    what: `effect-zero-touch, ${files.size} files`,
    "CPU, ms": ours.toFixed(0),
    ratio: (ours / theirs).toFixed(2)
  }
])
