/**
 * Operations that exist in memory only, for tests: each follows a script of states and failures.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { ApiError } from "../client/ApiError.ts"
import { refuse } from "../client/internal/refuse.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { DevicesMetadata, OperationPerDevice } from "../model/DevicesOperation.ts"
import { Code } from "../rpc/Code.ts"
import { Status } from "../rpc/Status.ts"
import type { Poll } from "./internal/loop.ts"
import { operationPath } from "./internal/name.ts"
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
 * `retryAfter` is how long the service asks to wait before the next poll, as it can with a success,
 * too (a failure has its own `retryAfter`).
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
  readonly steps: ReadonlyArray<WholeStep>
  index: number
  since: number
  seen: boolean
  polls: number
}

/** The fake itself: `poll` is what `get` and the loops see. */
export const makeFake = Effect.fnUntraced(function* (script: FakeScript) {
  const operations = new Map<string, Playing>()
  const begin = (name: string, steps: ReadonlyArray<FakeStep>, now: number) => {
    const polls = operations.get(name)?.polls ?? 0
    const course = steps.map(whole)
    const waits = course[0] === undefined || course[0].after !== undefined
    operations.set(name, { steps: course, index: waits ? -1 : 0, since: now, seen: waits, polls })
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

  const poll: Poll = Effect.fnUntraced(function* (name: string) {
    // names that may not be sent are refused here as well, so that a test cannot rely on one
    const path = operationPath(name)
    if (Result.isFailure(path)) {
      return yield* refuse("operations.get", path.failure)
    }
    const playing = operations.get(name)
    if (playing === undefined) {
      return yield* new ApiError({
        ...ApiError.fromStatus({
          code: Code.NOT_FOUND,
          message: `there is no operation ${name} in the fake`
        }),
        method: "operations.get",
        operationName: name
      })
    }
    playing.polls++
    const { outcome, retryAfter } = take(playing, yield* Clock.currentTimeMillis)
    // the two errors are effects as well: they fail
    const state: Unnamed<Operation> = isState(outcome) ? outcome : yield* outcome
    return {
      operation: { ...state, name: state.name ?? name },
      retryAfter: Option.map(Option.fromUndefinedOr(retryAfter), Duration.fromInputUnsafe)
    }
  })

  return { poll, service }
})

const isState = (outcome: FakeOutcome): outcome is Unnamed<Operation> => !Effect.isEffect(outcome)

type WholeStep = Extract<FakeStep, { readonly outcome: FakeOutcome }>

const whole = (step: FakeStep): WholeStep => ("outcome" in step ? step : { outcome: step })

/** Moves on to the step that holds now, and takes it. */
const take = (playing: Playing, now: number): WholeStep => {
  // A layer may be built before the clock of the test is there: then it begins with the first look.
  playing.since = Math.min(playing.since, now)
  for (;;) {
    const next = playing.steps[playing.index + 1]
    if (next === undefined) break
    const begins = next.after === undefined ? now : playing.since + Duration.toMillis(next.after)
    if (begins > now || (next.after === undefined && !playing.seen)) break
    playing.index++
    playing.since = begins
    playing.seen = false
  }
  playing.seen = true
  // before the first step begins, it goes on
  return playing.steps[playing.index] ?? { outcome: FakeOperations.running() }
}
