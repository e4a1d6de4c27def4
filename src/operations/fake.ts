/**
 * The play of a fake's script: which step holds at which time, and what a poll makes of it.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ApiError } from "../client/ApiError.ts"
import { requestOf } from "../client/method.ts"
import { monotonicMillis } from "../client/timers.ts"
import { TransportError } from "../client/TransportError.ts"
import { Code } from "../rpc/Code.ts"
import {
  FakeOperations,
  type FakeOutcome,
  type FakeScript,
  type FakeStep,
  type UnnamedOperation
} from "./FakeOperations.ts"
import * as methods from "./methods.ts"
import type { Operation } from "./Operation.ts"

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
  const start = yield* monotonicMillis
  for (const [name, steps] of Object.entries(script)) begin(name, steps, start)

  const service = FakeOperations.of({
    set: (name, ...steps) => Effect.map(monotonicMillis, (now) => begin(name, steps, now)),
    fail: (name, status) =>
      Effect.map(monotonicMillis, (now) => begin(name, [FakeOperations.failed(status)], now)),
    polls: (name) => Effect.sync(() => operations.get(name)?.polls ?? 0)
  })

  const poll = Effect.fnUntraced(function* (
    name: string
  ): Effect.fn.Return<Operation, ApiError | TransportError> {
    // names that may not be sent are refused here as well, so that a test cannot rely on one
    yield* requestOf(methods.get, { name }, undefined)
    const playing = operations.get(name)
    if (playing === undefined) {
      const message = `there is no operation ${name} in the fake`
      const error = ApiError.fromStatus({ code: Code.NOT_FOUND, message })
      return yield* asFailureOf(name, Option.none())(error)
    }
    playing.polls++
    const step = take(playing, yield* monotonicMillis)
    const retryAfter = Option.map(Option.fromUndefinedOr(step.retryAfter), Duration.fromInputUnsafe)
    // the two errors are effects as well: they fail
    const state = isState(step.outcome)
      ? step.outcome
      : yield* Effect.mapError(step.outcome, asFailureOf(name, retryAfter))
    const operation = { ...state, name: state.name ?? name }
    return operation.done || Option.isNone(retryAfter)
      ? operation
      : { ...operation, retryAfter: retryAfter.value }
  })

  return { poll, service }
})

/** What the client says of a failed call; the script has the last word. */
const asFailureOf =
  (operationName: string, retryAfter: Option.Option<Duration.Duration>) =>
  (error: ApiError | TransportError): ApiError | TransportError => {
    const call = { method: methods.get.method, operationName }
    const asked = Option.isSome(retryAfter) ? { retryAfter: retryAfter.value } : {}
    return error._tag === "ApiError"
      ? new ApiError({ ...call, ...error, ...asked })
      : new TransportError({ ...call, ...error, ...asked })
  }

const isState = (outcome: FakeOutcome): outcome is UnnamedOperation => !Effect.isEffect(outcome)

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
