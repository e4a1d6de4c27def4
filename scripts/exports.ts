/**
 * Keeps `exports` in package.json and the modules below src/ the same. Every module named in
 * PascalCase outside of an `internal` folder is public and has one flat entry, whatever its folder.
 * `node scripts/exports.ts --write` brings package.json up to date.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join, sep } from "node:path"
import { root } from "./run.ts"

/** Modules in PascalCase that are not public, by their path below src/ without `.ts`. */
const internalModules: ReadonlySet<string> = new Set<string>([])

/** Rooms where only the modules named here are public. */
const publicModules: Readonly<Record<string, ReadonlySet<string>>> = {
  emulator: new Set(["Emulator", "EmulatorServer"])
}

interface Entry {
  readonly "effect-zero-touch:source": string
  readonly types: string
  readonly default: string
}

const manifestPath = join(root, "package.json")

const readManifest = (): { exports: Readonly<Record<string, unknown>> } =>
  JSON.parse(readFileSync(manifestPath, "utf8"))

const isPublic = (path: string): boolean => {
  const folders = path.split("/").slice(0, -1)
  const name = basename(path)
  if (!/^[A-Z]/.test(name) || folders.includes("internal") || internalModules.has(path)) {
    return false
  }
  return publicModules[folders[0] ?? ""]?.has(name) ?? true
}

const entry = (path: string): Entry => ({
  "effect-zero-touch:source": `./src/${path}.ts`,
  types: `./dist/${path}.d.ts`,
  default: `./dist/${path}.js`
})

/** The `exports` that the modules below src/ ask for. */
export const expectedExports = (): Record<string, Entry | string | null> => {
  const modules = globSync("**/*.ts", { cwd: join(root, "src") })
    .map((file) => file.split(sep).join("/").replace(/\.ts$/, ""))
    .filter(isPublic)
    .map((path) => [`./${basename(path)}`, path] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const names = modules.map(([name]) => name)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  if (twice.length > 0) throw new Error(`two modules for one entry: ${twice.join(", ")}`)
  return {
    ".": entry("index"),
    ...Object.fromEntries(modules.map(([name, path]) => [name, entry(path)])),
    "./internal/*": null,
    "./package.json": "./package.json"
  }
}

/** What differs, a line each; empty when nothing does. Order counts, so that diffs stay small. */
export const exportsProblems = (): ReadonlyArray<string> => {
  const actual = readManifest().exports
  const expected: Readonly<Record<string, unknown>> = expectedExports()
  const problems = [...new Set([...Object.keys(actual), ...Object.keys(expected)])].flatMap(
    (key) =>
      JSON.stringify(actual[key]) === JSON.stringify(expected[key])
        ? []
        : !(key in expected)
          ? [`${key} has no public module below src/`]
          : !(key in actual)
            ? [`${key} is missing from exports`]
            : [`${key} should be ${JSON.stringify(expected[key])}`]
  )
  return problems.length > 0 || JSON.stringify(actual) === JSON.stringify(expected)
    ? problems
    : ["the entries are not in order"]
}

if (import.meta.main) {
  if (process.argv.includes("--write")) {
    const manifest = { ...readManifest(), exports: expectedExports() }
    writeFileSync(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`)
  }
  const problems = exportsProblems()
  for (const problem of problems) console.error(`exports: ${problem}`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
