import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import {
  ApiError,
  OperationFailed,
  WaitEnded,
  OperationWithoutResult,
  Status
} from "effect-zero-touch"
import { name, runningWith } from "./batch.ts"

describe("the errors of a wait", () => {
  const roundTrip = <S extends Schema.Codec<unknown, unknown>>(schema: S, error: S["Type"]) => {
    const json: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(schema)(error)))
    return Schema.decodeUnknownSync(schema)(json)
  }

  it("cross process boundaries as JSON", () => {
    const timeout = new WaitEnded({
      operationName: name,
      reason: "deadline",
      lastState: runningWith({
        name,
        metadata: { _tag: "DevicesMetadata", progress: 3 }
      }),
      lastFailure: ApiError.fromStatus({ code: 14, message: "busy" }),
      polls: 3,
      elapsed: Duration.seconds(3)
    })
    assert.deepStrictEqual(roundTrip(WaitEnded, timeout), timeout)
    const failed = new OperationFailed({
      operationName: name,
      status: Status.of({ code: 7, message: "no", details: [{ _tag: "ErrorInfo", reason: "R" }] }),
      metadata: { _tag: "DevicesMetadata", progress: 40 }
    })
    assert.deepStrictEqual(roundTrip(OperationFailed, failed), failed)
    assert.strictEqual(failed.message, `${name} failed: PERMISSION_DENIED: no`)
    assert.deepStrictEqual(Option.getOrUndefined(failed.detail("ErrorInfo"))?.reason, "R")
  })

  it("say what they have to in one line of bounded length", () => {
    const text = `first\nsecond\u001b[2J ${"x".repeat(10_000)}`
    const status = Status.of({ code: 7, message: text, details: [] })
    const longName = `operations/${"y".repeat(10_000)}`
    for (const error of [
      new OperationFailed({ operationName: longName, status }),
      new OperationWithoutResult({ operationName: longName }),
      new WaitEnded({
        operationName: longName,
        reason: "deadline",
        polls: 1,
        elapsed: Duration.zero,
        lastState: runningWith({ name, error: status }),
        lastFailure: ApiError.fromStatus(status)
      }),
      ApiError.fromStatus(status)
    ]) {
      assert.isBelow(error.message.length, 5_000, error._tag)
      assert.notMatch(error.message, /\p{Cc}/u)
    }
    const { message } = ApiError.fromStatus(status)
    assert.include(message, String.raw`first\nsecond\u001b[2J xxx`)
    assert.match(message, /x… \(\d+ more characters\)/)
  })

  it("say what a running operation has for an error", () => {
    const timeout = new WaitEnded({
      operationName: name,
      reason: "deadline",
      polls: 2,
      elapsed: Duration.seconds(1),
      lastState: runningWith({
        name,
        error: Status.of({ code: 5, message: "no" })
      })
    })
    assert.include(
      timeout.message,
      "; its last state has an error: NOT_FOUND: no; the operation continues"
    )
  })

  it("say what ended a wait, and after how many polls", () => {
    const message = (reason: "deadline" | "schedule", polls: number, seconds: number) =>
      new WaitEnded({
        operationName: name,
        reason,
        polls,
        elapsed: Duration.seconds(seconds)
      }).message
    const resume = "the operation continues, and awaiting its name resumes the wait"
    assert.strictEqual(
      message("deadline", 1, 0),
      `${name} was not done at the timeout, after 0 s and 1 poll; ${resume}`
    )
    assert.strictEqual(
      message("schedule", 3, 65),
      `${name} was not done at the end of the schedule, after 1m 5s and 3 polls; ${resume}`
    )
  })
})
