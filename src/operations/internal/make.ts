/**
 * `await` and `watch`, written once over `get` and a single poll, for the live service, the fake and
 * whatever else can tell the state of an operation.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
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
import { defaultSchedule } from "../PollSchedule.ts"
import type { Loop, LoopError, Poll } from "./loop.ts"
import { makeLoops } from "./loops.ts"

/** A wait of one caller: the loop that it shares, and what it needs to tell of its own time. */
interface Wait {
  readonly loop: Loop
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
    const { loop, pollsBefore } = yield* loops({
      name: operationName,
      seed: typeof target === "string" ? undefined : target,
      schedule: options.schedule ?? defaultSchedule,
      span: Option.getOrUndefined(yield* Effect.option(Effect.currentParentSpan))
    })
    const timedOut = Effect.fnUntraced(function* (endedBy: OperationTimeout["endedBy"]) {
      const { failure, latest, polls } = yield* SubscriptionRef.get(loop.state)
      const now = yield* Clock.currentTimeMillis
      return yield* new OperationTimeout({
        operationName,
        endedBy,
        ...(latest === undefined ? {} : { lastState: latest }),
        ...(failure === undefined ? {} : { lastFailure: failure }),
        polls: polls - pollsBefore,
        elapsed: Duration.millis(now - start)
      })
    })
    return { loop, timedOut } satisfies Wait
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
      Effect.map(join(target, options), ({ loop, timedOut }) => {
        const states = SubscriptionRef.changes(loop.state).pipe(
          Stream.takeUntil(({ end }) => end !== undefined),
          Stream.flatMap(({ end, latest }): Stream.Stream<Operation, LoopError> => {
            if (end !== undefined && Exit.isFailure(end)) return Stream.failCause(end.cause)
            return latest === undefined ? Stream.empty : Stream.succeed(latest)
          }),
          Stream.changesWith((a, b) => Equal.equals(a, b)),
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
