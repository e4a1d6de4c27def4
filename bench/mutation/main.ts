/**
 * `npm run mutation -- "src/rpc/*.ts"`: which changes of the code does no test notice? Stryker works
 * in a copy of the repository, where it is installed beside the rest; it is not a dependency, since
 * it brings as many packages as everything else together. Each change is tried by the tests of its own
 * room; what survives these is tried again by those of all four rooms. Prints the changes that survived
 * both. Without a pattern it takes all of `rpc`, `client`, `auth` and `operations`, which takes an hour
 * and more.
 */
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { root, run } from "../../scripts/run.ts"
import { read, type Outcomes, rangesOf, shown, together } from "./survivors.ts"

const rooms = ["rpc", "client", "auth", "operations"]
const patterns =
  process.argv.length > 2 ? process.argv.slice(2) : rooms.map((room) => `src/${room}/**/*.ts`)

const must = (cwd: string, command: string, ...args: ReadonlyArray<string>): string => {
  const { ok, output, stdout } = run(command, args, { cwd, timeout: 600_000 })
  if (!ok) throw new Error(`${command} ${args.join(" ")}\n${output}`)
  return stdout
}

const tools = ["@stryker-mutator/core@10", "@stryker-mutator/vitest-runner@10"]

const strykerOf = (mutate: ReadonlyArray<string>) => ({
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  mutate,
  // Texts of messages are for people; a test of each word would be a copy of the code.
  mutator: { excludedMutations: ["StringLiteral"] },
  coverageAnalysis: "perTest",
  // What is made when a module is loaded would need all tests for each change.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 5000,
  vitest: { configFile: "mutation.config.ts" },
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: "mutation.json" },
  // Stryker would read tsconfig.json with TypeScript's old API, which TypeScript 7 does not have.
  tsconfigFile: "none.json",
  allowEmpty: true
})

const vitestOf = (tests: ReadonlyArray<string>) => `import { defineConfig } from "vitest/config"
export default defineConfig({
  resolve: { conditions: ["effect-zero-touch:source"] },
  ssr: { resolve: { conditions: ["effect-zero-touch:source"] } },
  test: {
    isolate: false,
    testTimeout: 60_000,
    include: ${JSON.stringify(tests)}
  }
})
`

/** Lists are read by `client`, and tested where they are used. */
const testsOf = (room: string): ReadonlyArray<string> => [
  `test/${room}/**/*.test.ts`,
  ...(room === "client" ? ["test/partner/Listings.test.ts"] : [])
]

const folder = mkdtempSync(join(tmpdir(), "effect-zero-touch-mutation-"))

/** What became of the changes in these places; the progress is shown, since it takes long. */
const mutate = (places: ReadonlyArray<string>, tests: ReadonlyArray<string>): Outcomes => {
  const report = join(folder, "mutation.json")
  rmSync(report, { force: true })
  writeFileSync(join(folder, "stryker.config.json"), JSON.stringify(strykerOf(places)))
  writeFileSync(join(folder, "mutation.config.ts"), vitestOf(tests))
  spawnSync("nice", ["node_modules/.bin/stryker", "run"], { cwd: folder, stdio: "inherit" })
  return read(JSON.parse(readFileSync(report, "utf8")))
}

try {
  const files = must(root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
  for (const file of files.split("\0").filter((file) => file !== "")) {
    cpSync(join(root, file), join(folder, file), { recursive: true, force: true })
  }
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"]
  must(folder, "npm", "install", "--save-dev", ...quiet, ...tools)
  for (const room of rooms) {
    const own = patterns.filter((pattern) => pattern.startsWith(`src/${room}/`))
    if (own.length === 0) continue
    const first = mutate(own, testsOf(room))
    const ranges = rangesOf(first)
    const second = ranges.length === 0 ? first : mutate(ranges, rooms.flatMap(testsOf))
    for (const line of shown(together(first, second))) console.log(line)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
