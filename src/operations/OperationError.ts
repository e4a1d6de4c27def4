/**
 * How a wait for an operation fails when the service did answer: the operation ended in an error, or
 * without a result, or it did not end in time.
 *
 * @since 0.1.0
 */
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ApiError } from "../client/ApiError.ts"
import { printable, printableName, printableTime } from "../client/internal/printable.ts"
import { TransportError } from "../client/TransportError.ts"
import type { ErrorDetail, ErrorDetailOf } from "../rpc/ErrorDetail.ts"
import * as Status_ from "../rpc/Status.ts"
import { Operation, OperationMetadata, OperationResponse } from "./Operation.ts"

const { Status } = Status_

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
    return Status_.detail(this.status, tag)
  }

  override get message(): string {
    return `${printableName(this.operationName)} failed: ${printable(Status_.format(this.status))}`
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
    return `${printableName(this.operationName)} is done, with neither a response nor an error: look at what it was to do`
  }
}

/**
 * The wait is over before the operation is. The operation runs on; to go on waiting, await its name
 * again, from any process.
 *
 * @category errors
 * @since 0.1.0
 */
export class OperationTimeout extends Schema.TaggedError<OperationTimeout>()("OperationTimeout", {
  operationName: Schema.String,
  /** What ended the wait: its `timeout`, or a schedule that had no further poll. */
  endedBy: Schema.Literals(["deadline", "schedule"]),
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
    const end = this.endedBy === "deadline" ? "the time-out" : "the end of the schedule"
    const time = printableTime(this.elapsed)
    const { lastFailure, lastState } = this
    const failure =
      lastFailure === undefined ? "" : `; the last poll failed: ${lastFailure.message}`
    // an answer that was no operation at all may look like one that runs
    const error =
      lastState?._tag === "Running" && lastState.error !== undefined
        ? `; its last state has an error: ${printable(Status_.format(lastState.error))}`
        : ""
    return `${printableName(this.operationName)} was not done at ${end}, after ${time} and ${polls}${failure}${error}; it runs on, and awaiting its name resumes the wait`
  }
}
