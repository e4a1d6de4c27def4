/**
 * Operations that exist in memory only, for tests: each follows a script of states and failures.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { ApiError } from "../client/ApiError.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { DevicesMetadata, OperationPerDevice } from "../model/DevicesOperation.ts"
import { Code } from "../rpc/Code.ts"
import { Status } from "../rpc/Status.ts"
import type { Operation } from "./Operation.ts"

type Unnamed<O> = O extends Operation ? Omit<O, "name"> & { readonly name?: string } : never

/**
 * What a poll comes to: a state (whose name may be left out), a failure, or any effect that gives one
 * of the two, `Effect.never` among them.
 *
 * @category models
 * @since 0.1.0
 */
export type FakeOutcome =
  | Unnamed<Operation>
  | ApiError
  | TransportError
  | Effect.Effect<Unnamed<Operation>, ApiError | TransportError>

/**
 * A step of a script. Alone, an outcome is for the poll after the one that took the step before;
 * `after` makes it hold from that long after the step before began, or after the script was set.
 *
 * @category models
 * @since 0.1.0
 */
export type FakeStep =
  FakeOutcome | { readonly after: Duration.Input; readonly outcome: FakeOutcome }

/**
 * The steps of each operation, by name. The last step repeats.
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
    /** How often an operation was asked for, by `get` and by polls. */
    readonly polls: (name: string) => Effect.Effect<number>
  }
>()("effect-zero-touch/FakeOperations") {
  /** It goes on, with some progress (0 to 100). */
  static running(metadata: Omit<DevicesMetadata, "_tag"> = {}): Unnamed<Operation> {
    return { _tag: "Running", done: false, metadata: { _tag: "DevicesMetadata", ...metadata } }
  }

  /** Its batch ran, with these results, one per device. */
  static succeeded(perDeviceStatus: ReadonlyArray<OperationPerDevice> = []): Unnamed<Operation> {
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
  static failed(status: Partial<Status>): Unnamed<Operation> {
    return { _tag: "Failed", done: true, error: Status.of(status) }
  }

  /** It is done, and says nothing of how. */
  static doneWithoutResult(): Unnamed<Operation> {
    return { _tag: "DoneWithoutResult", done: true }
  }
}

/** An operation as it plays: the step that holds, since when, and whether a poll has seen it. */
interface Playing {
  readonly steps: ReadonlyArray<FakeStep>
  index: number
  since: number
  seen: boolean
  polls: number
}

/** The fake itself: `read` is what `get` and the polls see. */
export const makeFake = Effect.fnUntraced(function* (script: FakeScript) {
  const operations = new Map<string, Playing>()
  const begin = (name: string, steps: ReadonlyArray<FakeStep>, now: number) => {
    const polls = operations.get(name)?.polls ?? 0
    const [first] = steps
    const waits = first === undefined || "after" in first
    operations.set(name, { steps, index: waits ? -1 : 0, since: now, seen: waits, polls })
  }
  const start = yield* Clock.currentTimeMillis
  for (const [name, steps] of Object.entries(script)) begin(name, steps, start)

  const service = FakeOperations.of({
    set: (name, ...steps) => Effect.map(Clock.currentTimeMillis, (now) => begin(name, steps, now)),
    fail: (name, status) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        begin(name, [FakeOperations.failed(status)], now)
      ),
    polls: (name) => Effect.sync(() => operations.get(name)?.polls ?? 0)
  })

  const read = Effect.fnUntraced(function* (
    name: string
  ): Effect.fn.Return<Operation, ApiError | TransportError> {
    const playing = operations.get(name)
    if (playing === undefined) {
      return yield* ApiError.fromStatus({
        code: Code.NOT_FOUND,
        message: `there is no operation ${name} in the fake`
      })
    }
    playing.polls++
    const outcome = take(playing, yield* Clock.currentTimeMillis)
    // the two errors are effects as well: they fail
    const state: Unnamed<Operation> = isState(outcome) ? outcome : yield* outcome
    return { ...state, name: state.name ?? name }
  })

  return { read, service }
})

const isState = (outcome: FakeOutcome): outcome is Unnamed<Operation> => !Effect.isEffect(outcome)

/** Moves on to the step that holds now, and takes it. */
const take = (playing: Playing, now: number): FakeOutcome => {
  for (;;) {
    const next = playing.steps[playing.index + 1]
    if (next === undefined) break
    const after =
      "after" in next ? Duration.toMillis(Duration.fromInputUnsafe(next.after)) : undefined
    const begins = after === undefined ? now : playing.since + after
    if (begins > now || (after === undefined && !playing.seen)) break
    playing.index++
    playing.since = begins
    playing.seen = false
  }
  playing.seen = true
  const step = playing.steps[playing.index]
  // before the first step begins
  if (step === undefined) return FakeOperations.running()
  return "outcome" in step ? step.outcome : step
}
