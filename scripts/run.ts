/**
 * Runs the tools of this package for the other scripts: with the same Node that runs the script,
 * with the programs of `node_modules/.bin` first, and with the source condition only where asked.
 */
import { spawnSync } from "node:child_process"
import { delimiter, dirname, join } from "node:path"

export const root = join(import.meta.dirname, "..")

/** With this condition `effect-zero-touch/X` is the source, without it the build. */
export const sourceCondition = "--conditions=effect-zero-touch:source"

export interface Outcome {
  readonly ok: boolean
  readonly stdout: string
  /** What it printed, both streams, and why it did not run if it did not. */
  readonly output: string
}

export const run = (
  command: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd?: string; readonly timeout?: number } = {}
): Outcome => {
  const bin = [dirname(process.execPath), join(root, "node_modules", ".bin")].join(delimiter)
  const result = spawnSync(command, args, {
    cwd: options.cwd ?? root,
    timeout: options.timeout ?? 240_000,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` }
  })
  const failure = result.error === undefined ? "" : `${command}: ${result.error.message}\n`
  return {
    ok: result.status === 0,
    stdout: result.stdout,
    output: `${result.stdout}${result.stderr}${failure}`
  }
}
