/**
 * The states of an operation as they change, as a stream.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import { operationAttributes } from "../client/method.ts"
import { streamWithSpan } from "../client/telemetry.ts"
import type { TransportError } from "../client/TransportError.ts"
import type { Operation, Running } from "./Operation.ts"
import type { WaitEnded } from "./OperationError.ts"
import { isSameState } from "./same.ts"
import { isDone, nameOf, type WaitExit, type WaitOptions, type Waits } from "./waits.ts"

type WatchError = WaitEnded | ApiError | TransportError

/** A consumer that keeps up sees each change once; a slow one skips to the newest. */
export const watchWith =
  (waits: Waits) =>
  (target: string | Operation, options: WaitOptions = {}): Stream.Stream<Operation, WatchError> =>
    isDone(target)
      ? Stream.succeed(target)
      : streamWithSpan(
          Stream.unwrap(Effect.withFiber((fiber) => watch(waits, fiber, target, options))),
          "Operations.watch",
          operationAttributes(nameOf(target))
        )

const watch = (
  { check, start }: Waits,
  fiber: Fiber.Fiber<unknown, unknown>,
  target: string | Running,
  options: WaitOptions
) =>
  Effect.flatMap(check(fiber, target, options), (request) => {
    /** The newest state that the consumer has not seen; it skips those between. */
    let unseen: Operation | undefined
    /** What the caller knew, as long as it is newer than what the loop has seen. */
    let known: Operation | undefined
    let end: WaitExit | undefined
    let wake = () => {}

    const started = Effect.sync(() => {
      const wait = start(
        fiber,
        request,
        (exit) => {
          end = exit
          wake()
        },
        (state, isNews) => {
          const isOther = known === undefined ? isNews : !isSameState(known, state)
          known = undefined
          if (isOther) unseen = state
          wake()
        }
      )
      if (unseen === undefined) {
        unseen = wait.newest()
        known = unseen === request.seed ? unseen : undefined
      }
      return wait
    })

    const next = () => {
      if (unseen !== undefined) {
        const state = unseen
        unseen = undefined
        return Effect.succeed(Arr.of(state))
      }
      if (end === undefined) return undefined
      return Exit.isSuccess(end) ? Cause.done() : Effect.failCause(end.cause)
    }

    const pull: Pull.Pull<Arr.NonEmptyReadonlyArray<Operation>, WatchError> = Effect.callback(
      (resume) => {
        wake = () => {
          const found = next()
          if (found === undefined) return
          wake = () => {}
          resume(found)
        }
        wake()
        // a pull that is interrupted takes nothing from the next one
        return Effect.sync(() => {
          wake = () => {}
        })
      }
    )

    return Effect.as(
      Effect.acquireRelease(started, (wait) => wait.leave()),
      Stream.fromPull(Effect.succeed(pull))
    )
  })
