/**
 * How a wait for an operation fails when the service did answer: the operation ended in an error, or
 * without a result, or it did not end in time.
 *
 * @since 0.1.0
 */
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ApiError } from "../client/ApiError.ts"
import { printable, printableName, printableTime } from "../client/printable.ts"
import { TransportError } from "../client/TransportError.ts"
import type { ErrorDetail, ErrorDetailOf } from "../rpc/ErrorDetail.ts"
import { detail, format, Status } from "../rpc/Status.ts"
import { Operation, OperationMetadata, OperationResponse } from "./Operation.ts"

/**
 * The operation ended in an error of its own.
 *
 * @category errors
 * @since 0.1.0
 */
export class OperationFailed extends Schema.TaggedError<OperationFailed>()("OperationFailed", {
  operationName: Schema.String,
  /** Why, in the operation's own words. */
  status: Status,
  /** The last that it said of itself. */
  metadata: Schema.optionalKey(OperationMetadata),
  response: Schema.optionalKey(OperationResponse)
}) {
  /** The first detail of a kind. */
  detail<const Tag extends ErrorDetail["_tag"]>(tag: Tag): Option.Option<ErrorDetailOf<Tag>> {
    return detail(this.status, tag)
  }

  override get message(): string {
    return `${printableName(this.operationName)} failed: ${printable(format(this.status))}`
  }
}

/**
 * The operation is done and has neither a response nor an error. Services differ in what they mean
 * by it, so nothing is assumed.
 *
 * @category errors
 * @since 0.1.0
 */
export class OperationWithoutResult extends Schema.TaggedError<OperationWithoutResult>()(
  "OperationWithoutResult",
  {
    operationName: Schema.String,
    metadata: Schema.optionalKey(OperationMetadata)
  }
) {
  override get message(): string {
    return `${printableName(this.operationName)} finished with neither a response nor an error; check whether its work was done`
  }
}

/**
 * The wait ended before the operation did. The operation continues; to continue the wait, await its
 * name again, from any process.
 *
 * @category errors
 * @since 0.1.0
 */
export class WaitEnded extends Schema.TaggedError<WaitEnded>()("WaitEnded", {
  operationName: Schema.String,
  /** What ended the wait: its `timeout`, or a schedule that had no further poll. */
  reason: Schema.Literals(["deadline", "schedule"]),
  /** The last state that was seen, if any. */
  lastState: Schema.optionalKey(Operation),
  /** Why the last poll failed, if it did. */
  lastFailure: Schema.optionalKey(Schema.Union([ApiError, TransportError])),
  /** How many polls came to an end during the wait; one may be in flight beside them. */
  polls: Schema.Number,
  elapsed: Schema.DurationFromMillis
}) {
  override get message(): string {
    const polls = this.polls === 1 ? "1 poll" : `${this.polls} polls`
    const end = this.reason === "deadline" ? "the timeout" : "the end of the schedule"
    const time = printableTime(this.elapsed)
    const { lastFailure, lastState } = this
    const failure =
      lastFailure === undefined ? "" : `; the last poll failed: ${lastFailure.message}`
    // an answer that was no operation at all may look like one that runs
    const error =
      lastState?._tag === "Running" && lastState.error !== undefined
        ? `; its last state has an error: ${printable(format(lastState.error))}`
        : ""
    return `${printableName(this.operationName)} was not done at ${end}, after ${time} and ${polls}${failure}${error}; the operation continues, and awaiting its name resumes the wait`
  }
}
