/**
 * The progress of an operation: a bar on a terminal, plain lines elsewhere.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Operation } from "effect-zero-touch"
import { DeviceResults } from "effect-zero-touch"

const isTerminal = process.stdout.isTTY === true

const describe = (operation: Operation): { readonly percent: number; readonly text: string } => {
  const metadata = Option.getOrUndefined(DeviceResults.metadata(operation))
  const response = Option.getOrUndefined(DeviceResults.response(operation))
  const percent = operation.done ? 100 : (metadata?.progress ?? 0)
  const status = metadata?.processingStatus?.replace("BATCH_PROCESS_", "").toLowerCase()
  const claimed = response?.successCount === undefined ? "" : `, ${response.successCount} succeeded`
  return { percent, text: `${operation.done ? "done" : (status ?? "running")}${claimed}` }
}

/** Shows a state. */
export const showProgress = (operation: Operation): Effect.Effect<void> => {
  const { percent, text } = describe(operation)
  if (!isTerminal) return Console.log(`${String(percent).padStart(3)} %  ${text}`)
  const bar = "█".repeat(Math.round(percent / 4)).padEnd(25, "░")
  return Effect.sync(() => {
    process.stdout.write(`\r\u001b[K${bar} ${percent} %  ${text}${operation.done ? "\n" : ""}`)
  })
}
