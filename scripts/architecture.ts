/**
 * `npm run architecture` measures the way of a poll and of a claim through our files (ways.ts) and
 * writes both into docs/architecture.md. `npm run check -- architecture` compares instead.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root, run, sourceCondition } from "./run.ts"
import type { Way } from "./ways.ts"

/** A way through more files than this is too long to be read. */
const mostFiles = 16

const page = join(root, "docs", "architecture.md")

// Interpreted code only: optimized code inlines functions, and some breakpoints are missed in it.
const interpreted = ["--no-opt", "--no-maglev", "--no-sparkplug"]

const measure = (): ReadonlyArray<Way> => {
  const script = "scripts/ways.ts"
  const { ok, output, stdout } = run(process.execPath, [...interpreted, sourceCondition, script])
  if (!ok) throw new Error(`${script} failed\n${output}`)
  return JSON.parse(stdout)
}

const listOf = ({ stations }: Way): string =>
  stations.map(({ file }, index) => `${index + 1}. [${file}](../${file})`).join("\n")

/** A marked section: its mark, what is in it, and the mark of its end. */
const sectionOf = (name: string): RegExp =>
  new RegExp(`(<!-- way:${name} -->\n)([^]*?)(\n<!-- end -->)`)

const written = (text: string, { name }: Way): string => {
  const found = sectionOf(name).exec(text)?.[2]
  if (found === undefined) throw new Error(`docs/architecture.md has no section way:${name}`)
  return found.trim()
}

/** What is wrong with the length of the ways, one line each. */
const tooLong = (ways: ReadonlyArray<Way>): ReadonlyArray<string> =>
  ways
    .filter(({ stations }) => stations.length > mostFiles)
    .map(({ name, stations }) => {
      return `the way of a ${name} enters ${stations.length} files; at most ${mostFiles} are allowed (mostFiles in scripts/architecture.ts)`
    })

/** Throws when docs/architecture.md is not as measured, and when a way is too long. */
export const checkArchitecture = (): void => {
  const ways = measure()
  const text = readFileSync(page, "utf8")
  const differing = ways
    .filter((way) => written(text, way) !== listOf(way))
    .map((way) => {
      return `the way of a ${way.name} in docs/architecture.md is not as measured; write it by: npm run architecture\n${listOf(way)}`
    })
  const problems = [...differing, ...tooLong(ways)]
  if (problems.length > 0) throw new Error(problems.join("\n"))
}

const writeArchitecture = (): void => {
  const ways = measure()
  const filled = ways.reduce(
    (text, way) =>
      text.replace(
        sectionOf(way.name),
        (_, begin: string, _list: string, end: string) => `${begin}\n${listOf(way)}\n${end}`
      ),
    readFileSync(page, "utf8")
  )
  writeFileSync(page, filled)
  for (const { name, stations } of ways) {
    console.log(`${name}: ${stations.length} files`)
    for (const { entries, file, functions } of stations) {
      console.log(`  ${file}, entered ${entries} times: ${functions.join(", ")}`)
    }
  }
  for (const problem of tooLong(ways)) console.log(problem)
}

if (import.meta.main) writeArchitecture()
