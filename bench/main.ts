/**
 * `npm run bench`: our own figures beside bare ones, in some five minutes; `npm run bench -- --peers`:
 * other libraries as well, in some twenty. The tables of docs/performance.md are of such a run. Each part
 * is a process of its own.
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const { values } = parseArgs({ options: { peers: { type: "boolean", default: false } } })
const peers = values.peers ? ["--peers"] : []

const parts: ReadonlyArray<readonly [title: string, ...command: ReadonlyArray<string>]> = [
  ["A typed get", "call/main.ts", ...peers],
  ["Parse and decode", "decode/main.ts"],
  ["claimAsync", "claims.ts"],
  ["await of a large operation", "large.ts"],
  ["Loading the main entry", "start.ts"],
  ...(values.peers ? [["Waits", "waits/main.ts", ...peers] as const] : [])
]

for (const [title, script = "", ...args] of parts) {
  console.log(`\n${title}`)
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { status } = spawnSync(process.execPath, [...process.execArgv, path, ...args], {
    stdio: "inherit"
  })
  if (status !== 0) process.exitCode = 1
}
