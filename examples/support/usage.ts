/**
 * What the one who runs an example has to put right: a message, no stack.
 */
import * as Data from "effect/Data"

export class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}
