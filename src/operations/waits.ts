/**
 * `await` and `watch`, written once over a single poll, for the live service, the fake and whatever
 * else can tell the state of an operation.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import type { ApiError } from "../client/ApiError.ts"
import { operationAttributes } from "../client/method.ts"
import { printableValue } from "../client/printable.ts"
import type { OnClock, Scheduler } from "../client/scheduler.ts"
import { streamWithSpan, withSpan } from "../client/telemetry.ts"
import type { Timer } from "../client/timers.ts"
import { InvalidRequest, refuse, type TransportError } from "../client/TransportError.ts"
import { defined } from "../rpc/defined.ts"
import { deadlineRank, isSame, Loop, type LoopEnd, type Poll, type Waiter } from "./loop.ts"
import * as methods from "./methods.ts"
import {
  type Done,
  isOperation,
  type Operation,
  type Running,
  type Succeeded
} from "./Operation.ts"
import { OperationFailed, OperationWithoutResult, WaitEnded } from "./OperationError.ts"
import { defaultSchedule, PollLimits, type PollSchedule, progressOf } from "./PollSchedule.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface WaitOptions {
  /**
   * When to poll. Waits of the same operation share their polls when they have the same schedule,
   * that is, the same object. Default: `PollSchedule.adaptive`.
   */
  readonly schedule?: PollSchedule | undefined
  /** Maximum time to wait. Default: unlimited. A zero timeout never polls; use `get` for a single look. */
  readonly timeout?: Duration.Input | undefined
}

/** How a wait fails. */
export type WaitError =
  OperationFailed | OperationWithoutResult | WaitEnded | ApiError | TransportError

type WatchError = WaitEnded | ApiError | TransportError

/** Where the states of operations come from. */
export interface Source {
  /** The poll of an operation; fails for a name that cannot be sent. */
  readonly pollOf: (name: string) => Effect.Effect<Poll, TransportError>
  readonly scheduler: Scheduler
}

/** The loops of a scheduler on one clock, by operation, schedule and limits. */
const loopsOn = new WeakMap<OnClock, Map<string, Loop>>()

const schedules = new WeakMap<PollSchedule, number>()
let scheduleCount = 0

/** Schedules have no identity that a key could hold, other than being the same object. */
const numberOf = (schedule: PollSchedule): number => {
  const number = schedules.get(schedule) ?? ++scheduleCount
  schedules.set(schedule, number)
  return number
}

/** What a caller asks for, checked. */
interface Request {
  readonly name: string
  readonly seed: Running | undefined
  readonly schedule: PollSchedule
  /** Milliseconds; undefined is unlimited. */
  readonly timeout: number | undefined
  readonly floor: number
  readonly cap: number
  readonly poll: Poll
}

/** A wait of one caller. */
interface Wait {
  /** The newer of what the loop has seen and what the caller knew. */
  readonly newest: () => Operation | undefined
  readonly leave: Effect.Effect<void>
}

export const makeWaits = Effect.fnUntraced(function* ({ pollOf, scheduler }: Source) {
  const waiting = new Set<Waiter>()
  let isClosed = false
  // those that wait when the layer is closed, or later, are interrupted, rather than forgotten
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isClosed = true
      for (const waiter of waiting) waiter.onEnd(Exit.interrupt())
    })
  )

  const join = (
    fiber: Fiber.Fiber<unknown, unknown>,
    request: Request,
    handlers: {
      readonly onAnswer?: Waiter["onAnswer"]
      readonly onEnd: (end: Exit.Exit<Done, WatchError>) => void
    }
  ): Wait => {
    const { cap, floor, name, poll, schedule, seed, timeout } = request
    const on = scheduler.on(fiber)
    const startedAt = on.timers.now()
    const loops = loopsOn.get(on) ?? new Map<string, Loop>()
    loopsOn.set(on, loops)
    const key = `${numberOf(schedule)} ${floor} ${cap} ${name}`
    const found = loops.get(key)
    const loop =
      found ??
      new Loop({
        name,
        poll,
        schedule,
        floor,
        cap,
        seed,
        on,
        context: fiber.context,
        onClose: () => loops.delete(key)
      })
    const { answers: answersBefore, polls: pollsBefore } = loop

    const newest = () => {
      const { answers, latest } = loop
      // until the next answer, which is news to both
      const isBehind =
        answers === answersBefore && latest !== undefined && seed !== undefined
          ? progressOf(latest) < progressOf(seed)
          : false
      return latest === undefined || isBehind ? seed : latest
    }
    const ended = (reason: WaitEnded["reason"]): Exit.Exit<never, WaitEnded> =>
      Exit.fail(
        new WaitEnded({
          operationName: name,
          reason,
          ...defined({ lastState: newest(), lastFailure: loop.failure }),
          polls: loop.polls - pollsBefore,
          elapsed: Duration.millis(on.timers.now() - startedAt)
        })
      )

    let deadline: Timer | undefined
    const finish = (end: LoopEnd) => {
      waiting.delete(waiter)
      if (deadline !== undefined) on.timers.cancel(deadline)
      handlers.onEnd(end === "ScheduleEnded" ? ended("schedule") : end)
    }
    const waiter: Waiter = {
      span: Context.getOrUndefined(fiber.context, Tracer.ParentSpan),
      watches: handlers.onAnswer !== undefined,
      onAnswer: handlers.onAnswer ?? (() => {}),
      onEnd: finish
    }
    const leave = Effect.suspend(() => {
      waiting.delete(waiter)
      if (deadline !== undefined) on.timers.cancel(deadline)
      return loop.leave(waiter)
    })

    if (isClosed || (timeout !== undefined && timeout <= 0)) {
      handlers.onEnd(isClosed ? Exit.interrupt() : ended("deadline"))
      return { newest, leave }
    }
    waiting.add(waiter)
    loop.waiters.add(waiter)
    if (timeout !== undefined) {
      deadline = on.timers.set(startedAt + timeout, deadlineRank, () => {
        const end = ended("deadline")
        Effect.runForkWith(fiber.context)(loop.leave(waiter))
        waiting.delete(waiter)
        handlers.onEnd(end)
      })
    }
    if (found === undefined) {
      loops.set(key, loop)
      loop.start()
    }
    return { newest, leave }
  }

  const awaitDone = (
    target: string | Running,
    options: WaitOptions
  ): Effect.Effect<Done, WatchError> =>
    Effect.flatMap(check(pollOf, target, options), (request) =>
      Effect.withFiber((fiber) =>
        Effect.callback((resume) => join(fiber, request, { onEnd: resume }).leave)
      )
    )

  const watchStates = (target: string | Running, options: WaitOptions) =>
    Stream.unwrap(
      Effect.flatMap(check(pollOf, target, options), (request) =>
        Effect.withFiber((fiber) => {
          /** The newest state that the consumer has not seen; it skips those between. */
          let unseen: Operation | undefined
          /** What the caller knew, as long as it is newer than what the loop has seen. */
          let known: Operation | undefined
          let end: Exit.Exit<Done, WatchError> | undefined
          let wake = () => {}
          const acquired = Effect.sync(() => {
            const wait = join(fiber, request, {
              onAnswer: (state, isNews) => {
                const isOther = known === undefined ? isNews : !isSame(known, state)
                known = undefined
                if (isOther) unseen = state
                wake()
              },
              onEnd: (exit) => {
                end = exit
                wake()
              }
            })
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
            }
          )
          return Effect.as(
            Effect.acquireRelease(acquired, ({ leave }) => leave),
            Stream.fromPull(Effect.succeed(pull))
          )
        })
      )
    )

  return {
    await: (
      target: string | Operation,
      options: WaitOptions = {}
    ): Effect.Effect<Succeeded, WaitError> =>
      withSpan(
        isDone(target) ? outcome(target) : Effect.flatMap(awaitDone(target, options), outcome),
        "Operations.await",
        () => operationAttributes(nameOf(target))
      ),

    watch: (
      target: string | Operation,
      options: WaitOptions = {}
    ): Stream.Stream<Operation, WatchError> =>
      isDone(target)
        ? Stream.succeed(target)
        : streamWithSpan(
            watchStates(target, options),
            "Operations.watch",
            operationAttributes(nameOf(target))
          )
  }
})

/** Checks what a caller asks for. */
const check = (
  pollOf: Source["pollOf"],
  target: string | Running,
  { schedule = defaultSchedule, timeout }: WaitOptions
): Effect.Effect<Request, TransportError> => {
  const name = nameOf(target)
  if (!Schedule.isSchedule(schedule)) {
    return refuseOption("schedule", `is ${printableValue(schedule)}; give a Schedule`)
  }
  const timeoutMillis = timeout === undefined ? undefined : millisOf(timeout)
  if (timeout !== undefined && timeoutMillis === undefined) {
    return refuseOption("timeout", `is ${printableValue(timeout)}; give a time such as "1 hour"`)
  }
  return Effect.flatMap(PollLimits, (limits) => {
    const floor = millisOf(limits.floor)
    const cap = millisOf(limits.cap)
    if (floor === undefined || cap === undefined) {
      const [field, value] =
        floor === undefined ? ["PollLimits.floor", limits.floor] : ["PollLimits.cap", limits.cap]
      return refuseOption(field, `is ${printableValue(value)}; give a time such as "1 second"`)
    }
    return Effect.map(pollOf(name), (poll) => ({
      name,
      seed: isOperation(target) ? target : undefined,
      schedule,
      timeout: timeoutMillis === Number.POSITIVE_INFINITY ? undefined : timeoutMillis,
      floor,
      cap,
      poll
    }))
  })
}

const refuseOption = (field: string, description: string) =>
  refuse(methods.get.method, new InvalidRequest({ field, description }))

/** Undefined for what is not a time, or a negative one. */
const millisOf = (input: Duration.Input): number | undefined => {
  const duration = Option.getOrUndefined(Duration.fromInput(input))
  const millis = duration === undefined ? Number.NaN : Duration.toMillis(duration)
  return millis >= 0 ? millis : undefined
}

// What is neither a name nor an operation is refused as a name is.
const nameOf = (target: string | Operation): string => (isOperation(target) ? target.name : target)

const isDone = (target: string | Operation): target is Done => isOperation(target) && target.done

const outcome = (
  done: Done
): Effect.Effect<Succeeded, OperationFailed | OperationWithoutResult> => {
  const { metadata, name: operationName } = done
  switch (done._tag) {
    case "Succeeded":
      return Effect.succeed(done)
    case "Failed":
      return Effect.fail(
        new OperationFailed({
          operationName,
          status: done.error,
          ...defined({ metadata, response: done.response })
        })
      )
    case "DoneWithoutResult":
      return Effect.fail(new OperationWithoutResult({ operationName, ...defined({ metadata }) }))
  }
}
