/**
 * `npm run test:long`: installs what only these tests need, and runs them. Chromium comes from Debian;
 * where it cannot be had, its tests are skipped, and a line says so.
 */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { run } from "../../scripts/run.ts"

const here = import.meta.dirname

const installed = run("npm", ["ci", "--prefix", here, "--no-audit", "--no-fund"])
if (!installed.ok) {
  console.log(installed.output)
  process.exit(1)
}

const hasChromium = () => run("chromium", ["--version"], { timeout: 20_000 }).ok
if (!hasChromium() && process.getuid?.() === 0) {
  const apt = (...args: ReadonlyArray<string>) => run("apt-get", args, { timeout: 180_000 })
  if (apt("update").ok) apt("install", "--yes", "--no-install-recommends", "chromium")
}
if (!hasChromium()) {
  console.log("Chromium is not here and cannot be installed: its tests are not run")
}

const vitest = join(here, "..", "..", "node_modules", "vitest", "vitest.mjs")
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--config", join(here, "vitest.config.ts")],
  { stdio: "inherit", timeout: 300_000 }
)
if (status === null) console.log("they took longer than five minutes\n0 passed, 1 failed")
process.exitCode = status ?? 1
