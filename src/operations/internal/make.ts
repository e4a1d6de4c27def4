/**
 * `await` and `watch`, written once over `get` and a single poll, for the live service, the fake and
 * whatever else can tell the state of an operation.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import {
  type Done,
  isOperation,
  type Operation,
  type Running,
  type Succeeded
} from "../Operation.ts"
import { OperationFailed, OperationTimeout, OperationWithoutResult } from "../OperationError.ts"
import type { Operations, WaitOptions } from "../Operations.ts"
import { defaultSchedule, progressOf } from "../PollSchedule.ts"
import { refuse } from "../../client/internal/refuse.ts"
import type { Loop, LoopError, Poll } from "./loop.ts"
import { makeLoops } from "./loops.ts"
import { operationPath } from "./name.ts"
import { same } from "./same.ts"

/** A wait of one caller: the loop that it shares, and what it needs to tell of its own time. */
interface Wait {
  readonly loop: Loop
  /** The newer of what the loop has seen and what the caller knew. */
  readonly newest: (latest: Operation | undefined) => Operation | undefined
  readonly timedOut: (
    endedBy: OperationTimeout["endedBy"]
  ) => Effect.Effect<never, OperationTimeout>
}

export const makeOperations = Effect.fnUntraced(function* (source: {
  readonly get: Operations["Service"]["get"]
  readonly poll: Poll
}): Effect.fn.Return<Operations["Service"], never, Scope.Scope> {
  const loops = yield* makeLoops(source.poll)

  /** Joins the loop of the operation, or sets one going, until the scope closes. */
  const join = Effect.fnUntraced(function* (target: string | Running, options: WaitOptions) {
    const start = yield* Clock.currentTimeMillis
    const operationName = nameOf(target)
    const path = operationPath(operationName)
    if (Result.isFailure(path)) return yield* refuse("operations.get", path.failure)
    const seed = isOperation(target) ? target : undefined
    const { loop, pollsBefore } = yield* loops({
      name: operationName,
      seed,
      schedule: options.schedule ?? defaultSchedule,
      span: Option.getOrUndefined(yield* Effect.option(Effect.currentParentSpan))
    })
    const { latest: joined } = yield* SubscriptionRef.get(loop.state)
    // until the next answer, which is news to both
    const isBehind = (latest: Operation): boolean =>
      latest === joined && seed !== undefined && progressOf(latest) < progressOf(seed)
    const newest = (latest: Operation | undefined) =>
      latest === undefined || isBehind(latest) ? seed : latest
    const timedOut = Effect.fnUntraced(function* (endedBy: OperationTimeout["endedBy"]) {
      const { failure, latest, polls } = yield* SubscriptionRef.get(loop.state)
      const lastState = newest(latest)
      const now = yield* Clock.currentTimeMillis
      return yield* new OperationTimeout({
        operationName,
        endedBy,
        ...(lastState === undefined ? {} : { lastState }),
        ...(failure === undefined ? {} : { lastFailure: failure }),
        polls: polls - pollsBefore,
        elapsed: Duration.millis(now - start)
      })
    })
    return { loop, newest, timedOut } satisfies Wait
  })

  const awaitDone = (target: string | Running, options: WaitOptions) =>
    Effect.scoped(
      Effect.flatMap(join(target, options), ({ loop, timedOut }) => {
        const done = Deferred.await(loop.end).pipe(
          Effect.catchTag("ScheduleEnded", () => timedOut("schedule"))
        )
        return options.timeout === undefined
          ? done
          : Effect.timeoutOrElse(done, {
              duration: options.timeout,
              orElse: () => timedOut("deadline")
            })
      })
    )

  const watchStates = (target: string | Running, options: WaitOptions) =>
    Stream.unwrap(
      Effect.map(join(target, options), ({ loop, newest, timedOut }) => {
        const states = SubscriptionRef.changes(loop.state).pipe(
          Stream.takeUntil(({ end }) => end !== undefined),
          Stream.flatMap(({ end, latest }): Stream.Stream<Operation, LoopError> => {
            if (end !== undefined && Exit.isFailure(end)) return Stream.failCause(end.cause)
            const state = newest(latest)
            return state === undefined ? Stream.empty : Stream.succeed(state)
          }),
          Stream.changesWith((a, b) => same(a, b)),
          Stream.catchTag("ScheduleEnded", () => Stream.fromEffect(timedOut("schedule")))
        )
        return options.timeout === undefined
          ? states
          : Stream.interruptWhen(
              states,
              Effect.sleep(options.timeout).pipe(
                Effect.andThen(SubscriptionRef.get(loop.state)),
                // when it ended in time, a consumer may take its time with what there is to see
                Effect.flatMap(({ end }) =>
                  end === undefined ? timedOut("deadline") : Effect.never
                )
              )
            )
      })
    )

  return {
    get: source.get,
    await: Effect.fn("Operations.await")(function* (target, options = {}) {
      yield* Effect.annotateCurrentSpan("gcp.resource.destination.id", nameOf(target))
      const done = isDone(target) ? target : yield* awaitDone(target, options)
      return yield* outcome(done)
    }),
    watch: (target, options = {}) =>
      isDone(target)
        ? Stream.succeed(target)
        : Stream.withSpan(watchStates(target, options), "Operations.watch", {
            attributes: { "gcp.resource.destination.id": nameOf(target) }
          })
  }
})

// What is neither a name nor an operation is refused as a name is, with the first poll.
const nameOf = (target: string | Operation): string => (isOperation(target) ? target.name : target)

const isDone = (target: string | Operation): target is Done => isOperation(target) && target.done

const outcome = (
  done: Done
): Effect.Effect<Succeeded, OperationFailed | OperationWithoutResult> => {
  const { metadata, name: operationName } = done
  const last = metadata === undefined ? {} : { metadata }
  switch (done._tag) {
    case "Succeeded":
      return Effect.succeed(done)
    case "Failed":
      return Effect.fail(
        new OperationFailed({
          operationName,
          status: done.error,
          ...last,
          ...(done.response === undefined ? {} : { response: done.response })
        })
      )
    case "DoneWithoutResult":
      return Effect.fail(new OperationWithoutResult({ operationName, ...last }))
  }
}
