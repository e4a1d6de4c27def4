/**
 * The polling loop behind every wait. One loop serves all waiters on the same operation with the
 * same schedule; it knows nothing of deadlines, which are each waiter's own.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type * as Tracer from "effect/Tracer"
import type { ApiError } from "../../client/ApiError.ts"
import { nextDelay } from "../../client/internal/retry.ts"
import type { TransportError } from "../../client/TransportError.ts"
import type { Done, Operation, Running } from "../Operation.ts"
import { exponential, type PollSchedule } from "../PollSchedule.ts"
import { countEnd, countPoll } from "./metrics.ts"

/** One poll: a single try, with the delay that the service asks for. */
export type Poll = (
  name: string
) => Effect.Effect<
  { readonly operation: Operation; readonly retryAfter: Option.Option<Duration.Duration> },
  ApiError | TransportError
>

/**
 * The bounds of the time between two polls of one operation. The floor holds for every schedule; the
 * cap is the longest delay that is granted to the service when it asks for one.
 *
 * @category configuration
 * @since 0.1.0
 */
export const PollLimits = Context.Reference<{
  readonly floor: Duration.Input
  readonly cap: Duration.Input
}>("effect-zero-touch/PollLimits", {
  defaultValue: () => ({ floor: "200 millis", cap: "10 minutes" })
})

/** The schedule had no further poll. */
export class ScheduleEnded {
  readonly _tag = "ScheduleEnded"
}

export type LoopError = ApiError | TransportError | ScheduleEnded

/** What a loop has seen. */
export interface LoopState {
  readonly polls: number
  readonly latest: Operation | undefined
  /** Why the last poll failed, if it did. */
  readonly failure: ApiError | TransportError | undefined
  /** How it ended, once it has. */
  readonly end: Exit.Exit<Done, LoopError> | undefined
}

export interface Loop {
  readonly state: SubscriptionRef.SubscriptionRef<LoopState>
  readonly end: Deferred.Deferred<Done, LoopError>
  /** The spans of those who wait, to link polls to. */
  readonly waiters: Set<Tracer.AnySpan>
}

// Before any state is known, a schedule has nothing to go by.
const beforeFirstState = exponential("1 second", { cap: "30 seconds" })

/** Makes a loop; `run` sets it going. */
export const makeLoop = Effect.fnUntraced(function* (seed: Running | undefined) {
  const loop: Loop = {
    state: yield* SubscriptionRef.make<LoopState>({
      polls: 0,
      latest: seed,
      failure: undefined,
      end: undefined
    }),
    end: yield* Deferred.make<Done, LoopError>(),
    waiters: new Set()
  }
  return loop
})

/** For who still waits when the service itself is shut down: interrupted, rather than forgotten. */
export const abandonLoop = Effect.fnUntraced(function* ({ end, state }: Loop) {
  yield* SubscriptionRef.update(state, (last) => ({ ...last, end: last.end ?? Exit.interrupt() }))
  yield* Deferred.interrupt(end)
})

/**
 * Polls until the operation is done, a poll fails for good, or the schedule ends; then `close`s, so
 * that nobody joins any more, and tells the waiters.
 */
export const runLoop = Effect.fnUntraced(function* (
  loop: Loop,
  name: string,
  schedule: PollSchedule,
  poll: Poll,
  close: Effect.Effect<void>
) {
  const end = yield* Effect.exit(pollUntilDone(loop, name, schedule, poll))
  yield* close
  yield* SubscriptionRef.update(loop.state, (state) => ({ ...state, end }))
  yield* Deferred.done(loop.end, end)
})

const pollUntilDone = Effect.fnUntraced(function* (
  loop: Loop,
  name: string,
  schedule: PollSchedule,
  poll: Poll
): Effect.fn.Return<Done, LoopError> {
  const limits = yield* PollLimits
  const floor = Duration.fromInputUnsafe(limits.floor)
  const cap = Duration.fromInputUnsafe(limits.cap)
  const step = yield* Schedule.toStep(schedule)
  const stepBefore = yield* Schedule.toStep(beforeFirstState)

  /** How long to wait for the next poll: ours or, when it is longer, what the service asks for. */
  const pause = Effect.fnUntraced(function* (asked: Duration.Duration) {
    const now = yield* Clock.currentTimeMillis
    const { latest } = yield* SubscriptionRef.get(loop.state)
    const own = yield* nextDelay(
      latest === undefined ? stepBefore(now, unknownState) : step(now, latest)
    )
    if (own === undefined) return yield* Effect.fail(new ScheduleEnded())
    const granted = Duration.min(asked, cap)
    yield* Effect.sleep(Duration.max(Duration.max(own, granted), floor))
  })

  let lastSeenRunning: number | undefined
  let lastAnswer = yield* Clock.currentTimeMillis
  let lastWarning = lastAnswer
  if ((yield* SubscriptionRef.get(loop.state)).latest !== undefined) yield* pause(Duration.zero)
  while (true) {
    const result = yield* Effect.result(tracePoll(poll(name), loop, name))
    const now = yield* Clock.currentTimeMillis
    const failure = Option.getOrUndefined(Result.getFailure(result))
    if (failure?.tries !== 0) yield* countPoll(failure)
    if (failure !== undefined) {
      if (!failure.isTransient) return yield* failure
      const isNews = now - Math.max(lastAnswer, lastWarning) >= 60_000
      if (isNews) lastWarning = now
      yield* noteFailure(failure, now - lastAnswer, isNews)
    }
    yield* SubscriptionRef.update(loop.state, (state) => ({
      ...state,
      polls: state.polls + 1,
      failure,
      latest: Result.isSuccess(result) ? result.success.operation : state.latest
    }))
    if (Result.isSuccess(result)) {
      lastAnswer = now
      const { operation } = result.success
      if (operation.done) {
        yield* countEnd(
          operation,
          lastSeenRunning === undefined ? undefined : now - lastSeenRunning
        )
        return operation
      }
      lastSeenRunning = now
    }
    const asked = Result.isSuccess(result)
      ? result.success.retryAfter
      : Option.fromUndefinedOr(result.failure.retryAfter)
    yield* pause(Option.getOrElse(asked, () => Duration.zero))
  }
})

/** A failure in passing is no news for a minute; then somebody should know, once a minute. */
const noteFailure = (
  failure: ApiError | TransportError,
  silence: number,
  isNews: boolean
): Effect.Effect<void> =>
  isNews
    ? Effect.logWarning(
        `no poll has succeeded for ${Math.round(silence / 1000)} s, the wait goes on: ${failure.message}`
      )
    : Effect.logDebug(`a poll failed in passing, the wait goes on: ${failure.message}`)

/** `beforeFirstState` does not look at its input. */
const unknownState: Operation = { _tag: "Running", name: "", done: false }

/** A poll belongs to all who wait, so its span is nested in none of theirs and linked to each. */
const tracePoll = <A, E>(poll: Effect.Effect<A, E>, loop: Loop, name: string) =>
  Effect.suspend(() =>
    poll.pipe(
      Effect.withSpan(
        "Operations.poll",
        {
          root: true,
          links: Array.from(loop.waiters, (span) => ({ span, attributes: {} })),
          attributes: { "gcp.resource.destination.id": name }
        },
        { captureStackTrace: false }
      )
    )
  )
