/**
 * `npm run check`: all that can be said of the package without running its tests. Each step runs
 * even when one before it failed. `npm run check -- types lint` runs only those.
 */
import { checkArchitecture } from "./architecture.ts"
import { checkPackage } from "./package.ts"
import { run } from "./run.ts"

const tool = (command: string, ...args: ReadonlyArray<string>): void => {
  const { ok, output } = run(command, args)
  if (!ok) throw new Error(output.trim())
}

const steps: Readonly<Record<string, () => void>> = {
  // The compiler of TypeScript with Effect's diagnostics built in; errors of both, in one pass.
  types: () => {
    const compiler = run("effect-tsgo", ["get-exe-path"]).stdout.trim()
    tool(compiler, "--noEmit", "--pretty", "false", "-p", "tsconfig.json")
  },
  lint: () => tool("oxlint", "--deny-warnings", "--report-unused-disable-directives"),
  format: () => tool("prettier", "--check", "--log-level", "warn", "."),
  // That docs/architecture.md has the way of a call as it is measured, and that it is short.
  architecture: checkArchitecture,
  package: checkPackage
}

const wanted = process.argv.slice(2)
for (const name of wanted) {
  if (!(name in steps))
    throw new Error(`no step ${name}; there are ${Object.keys(steps).join(" ")}`)
}

let failed = 0
for (const [name, step] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const start = performance.now()
  try {
    step()
    console.log(`ok      ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${name}\n${error instanceof Error ? error.message : String(error)}`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
