/**
 * The client's side of a soak: starts and awaits operations, and says of each whether it ended as it
 * must.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { ApiError } from "../../src/client/ApiError.ts"
import type { TransportError } from "../../src/client/TransportError.ts"
import { PartnerId } from "../../src/model/Ids.ts"
import * as DeviceResults from "../../src/operations/DeviceResults.ts"
import { Operations } from "../../src/operations/Operations.ts"
import { PartnerDevices } from "../../src/partner/PartnerDevices.ts"
import { claimsOf, nameOf, partnerId, type Planned, planOf } from "./plan.ts"

/** How a claim came out, for the truth of the other side to confirm. */
export type Claimed = "started" | "undecided" | "not processed"

export interface Report {
  /** How often each end was seen. */
  readonly ends: Map<string, number>
  readonly claims: Map<number, Claimed>
  /** What ended otherwise than it must. */
  readonly wrong: Array<string>
}

export const emptyReport = (): Report => ({ ends: new Map(), claims: new Map(), wrong: [] })

/** What the error of a claim says of it. */
const claimedOf = (error: ApiError | TransportError): Claimed =>
  error.mayHaveBeenProcessed ? "undecided" : "not processed"

/** Runs the operation of a plan; gives how it ended, and what is wrong with that. */
const operate = Effect.fnUntraced(function* (planned: Planned, report: Report) {
  const operations = yield* Operations
  const devices = yield* PartnerDevices
  const timeout = "5 minutes"

  if (planned.kind !== "claim") {
    const result = yield* Effect.result(operations.await(nameOf(planned), { timeout }))
    const end = Result.isSuccess(result) ? result.success._tag : result.failure._tag
    return { end, wrong: end === planned.kind ? undefined : String(result) }
  }

  const started = yield* Effect.result(
    devices.claimAsync(PartnerId.from(partnerId), { claims: claimsOf(planned) })
  )
  if (Result.isFailure(started)) {
    const claimed = claimedOf(started.failure)
    report.claims.set(planned.index, claimed)
    const retriable = claimed === "undecided" && started.failure.isTransient
    return { end: `claim ${claimed}`, wrong: retriable ? "undecided, yet transient" : undefined }
  }
  report.claims.set(planned.index, "started")
  const done = yield* Effect.result(operations.await(started.success, { timeout }))
  if (Result.isFailure(done)) return { end: done.failure._tag, wrong: String(done.failure) }
  const claimed = DeviceResults.of(done.success).map(({ _tag }) => _tag === "DeviceSucceeded")
  const same = JSON.stringify(claimed) === JSON.stringify(planned.devices)
  return { end: "claimed", wrong: same ? undefined : `devices ${claimed.join(" ")}` }
})

/** Runs all operations of a seed, so many side by side. */
export const operateAll = (
  options: { readonly seed: number; readonly operations: number; readonly concurrency: number },
  report: Report
): Effect.Effect<void, never, Operations | PartnerDevices> =>
  Effect.forEach(
    Array.from({ length: options.operations }, (_, index) => index),
    (index) => {
      const planned = planOf(options.seed, index)
      return Effect.map(operate(planned, report), ({ end, wrong }) => {
        report.ends.set(end, (report.ends.get(end) ?? 0) + 1)
        if (wrong !== undefined && report.wrong.length < 100) {
          report.wrong.push(`operation ${index} (${planned.kind}): ${end}; ${wrong}`)
        }
      })
    },
    { concurrency: options.concurrency, discard: true }
  )

/** Compares what the claims came to with how often each was processed. */
export const judge = (report: Report, processed: ReadonlyMap<number, number>): void => {
  for (const [index, claimed] of report.claims) {
    const times = processed.get(index) ?? 0
    const allowed = { started: [1], undecided: [0, 1], "not processed": [0] }[claimed]
    if (!allowed.includes(times)) {
      report.wrong.push(
        `operation ${index}: its claim is ${claimed}, and was processed ${times} times`
      )
    }
  }
}
