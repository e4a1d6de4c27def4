/**
 * Operations that exist in memory only, for tests: each follows a script of states and failures.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { ApiError } from "../client/ApiError.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { DevicesMetadata, OperationPerDevice } from "../model/DevicesOperation.ts"
import { Status } from "../rpc/Status.ts"
import type { Operation } from "./Operation.ts"

type Unnamed<O> = O extends Operation ? Omit<O, "name"> & { readonly name?: string } : never

/**
 * A state that may leave out its name: it is then that of the operation whose step it is.
 *
 * @category models
 * @since 0.1.0
 */
export type UnnamedOperation = Unnamed<Operation>

/**
 * What a poll comes to: a state (whose name may be left out), a failure, or any effect that gives one
 * of the two, `Effect.never` among them.
 *
 * @category models
 * @since 0.1.0
 */
export type FakeOutcome =
  | UnnamedOperation
  | ApiError
  | TransportError
  | Effect.Effect<UnnamedOperation, ApiError | TransportError>

/**
 * A step of a script. Alone, an outcome is for the poll after the one that took the step before;
 * `after` makes it hold from that long after the step before began, or after the script was set.
 * `retryAfter` is how long the service asks to wait before the next poll, as it can with a success,
 * too (of a failure it takes the place of its own `retryAfter`).
 *
 * @category models
 * @since 0.1.0
 */
export type FakeStep =
  | FakeOutcome
  | {
      readonly outcome: FakeOutcome
      readonly after?: Duration.Input
      readonly retryAfter?: Duration.Input
    }

/**
 * The steps of each operation, by name. The last step repeats; without any, the operation runs on.
 *
 * @category models
 * @since 0.1.0
 */
export type FakeScript = Readonly<Record<string, ReadonlyArray<FakeStep>>>

/**
 * The hand on `Operations.layerFake`.
 *
 * @category services
 * @since 0.1.0
 */
export class FakeOperations extends Context.Service<
  FakeOperations,
  {
    /** Adds an operation, or begins it anew with other steps. */
    readonly set: (name: string, ...steps: ReadonlyArray<FakeStep>) => Effect.Effect<void>
    /** Ends an operation in an error. */
    readonly fail: (name: string, status: Partial<Status>) => Effect.Effect<void>
    /** How often an operation of the script was asked for, by `get` and by polls. */
    readonly polls: (name: string) => Effect.Effect<number>
  }
>()("effect-zero-touch/FakeOperations") {
  /** It goes on, with some progress (0 to 100). */
  static running(metadata: Omit<DevicesMetadata, "_tag"> = {}): UnnamedOperation {
    return { _tag: "Running", done: false, metadata: { _tag: "DevicesMetadata", ...metadata } }
  }

  /** Its batch ran, with these results, one per device. */
  static succeeded(perDeviceStatus: ReadonlyArray<OperationPerDevice> = []): UnnamedOperation {
    const successCount = perDeviceStatus.filter(
      ({ result }) => result?.status === "SINGLE_DEVICE_STATUS_SUCCESS"
    ).length
    return {
      _tag: "Succeeded",
      done: true,
      response: { _tag: "DevicesResponse", perDeviceStatus, successCount }
    }
  }

  /** It ended in an error. */
  static failed(status: Partial<Status>): UnnamedOperation {
    return { _tag: "Failed", done: true, error: Status.of(status) }
  }

  /** It is done, and says nothing of how. */
  static doneWithoutResult(): UnnamedOperation {
    return { _tag: "DoneWithoutResult", done: true }
  }
}
