/**
 * Waits for the end of operations, written once over a single poll, for the live service, the fake and
 * whatever else can tell the state of an operation: what a caller asks for is checked, joins the loop of
 * its operation, and leaves it at its deadline.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Tracer from "effect/Tracer"
import type { ApiError } from "../client/ApiError.ts"
import { operationAttributes } from "../client/method.ts"
import { printableValue } from "../client/printable.ts"
import type { OnClock, Scheduler } from "../client/scheduler.ts"
import { isTraced, withSpan } from "../client/telemetry.ts"
import type { Timer } from "../client/timers.ts"
import { InvalidRequest, refuse, type TransportError } from "../client/TransportError.ts"
import { durationOf } from "../model/internal/durations.ts"
import { defined } from "../rpc/defined.ts"
import { deadlineRank, Loop, type LoopEnd, type LoopGroup, type Poll, type Waiter } from "./loop.ts"
import * as methods from "./methods.ts"
import {
  type Done,
  isOperation,
  type Operation,
  type Running,
  type Succeeded
} from "./Operation.ts"
import { OperationFailed, OperationWithoutResult, WaitEnded } from "./OperationError.ts"
import {
  defaultSchedule,
  PollLimits,
  type PollSchedule,
  progressOf,
  wrongOptionOf
} from "./PollSchedule.ts"

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

/** How a wait ends, as the loop tells it: what the end means for the caller is not said yet. */
export type WaitExit = Exit.Exit<Done, WaitEnded | ApiError | TransportError>

/** Where the states of operations come from. */
export interface Source {
  /** The poll of an operation; fails for a name that cannot be sent. */
  readonly pollOf: (name: string) => Effect.Effect<Poll, TransportError>
  readonly scheduler: Scheduler
}

/** What a caller asks for, checked: what a loop is made of, and how long its waiter waits. */
export interface WaitRequest {
  readonly name: string
  readonly poll: Poll
  readonly schedule: PollSchedule
  /** Milliseconds; an undefined timeout is unlimited. */
  readonly floor: number
  readonly cap: number
  readonly timeout: number | undefined
  /** The state that is known already. */
  readonly seed: Running | undefined
}

export interface Waits {
  readonly await: (
    target: string | Operation,
    options?: WaitOptions
  ) => Effect.Effect<Succeeded, WaitError>
  /** Checks what the caller asks for. */
  readonly check: (
    fiber: Fiber.Fiber<unknown, unknown>,
    target: string | Running,
    options: WaitOptions
  ) => Effect.Effect<WaitRequest, TransportError>
  /** Starts a wait; `onEnd` and `onAnswer` can be called before it returns. */
  readonly start: (
    fiber: Fiber.Fiber<unknown, unknown>,
    request: WaitRequest,
    onEnd: (exit: WaitExit) => void,
    onAnswer?: Waiter["onAnswer"]
  ) => Wait
}

export const makeWaits = Effect.fnUntraced(function* ({ pollOf, scheduler }: Source) {
  const open: OpenWaits = { waiting: new Set(), isClosed: false }
  // those that wait when the layer is closed, or later, are interrupted, rather than forgotten
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      open.isClosed = true
      for (const wait of open.waiting) wait.onEnd(Exit.interrupt())
    })
  )

  const start: Waits["start"] = (fiber, request, onEnd, onAnswer) =>
    new Wait(open, scheduler.on(fiber), fiber.context, request, onEnd, onAnswer)

  const awaitEnd = (
    fiber: Fiber.Fiber<unknown, unknown>,
    target: string | Running,
    options: WaitOptions
  ): Effect.Effect<Succeeded, WaitError> =>
    Effect.flatMapEager(waits.check(fiber, target, options), (request) =>
      Effect.callback((resume) => {
        const wait = start(fiber, request, (exit) =>
          resume(Exit.isSuccess(exit) ? outcome(exit.value) : Exit.failCause(exit.cause))
        )
        return Effect.suspend(() => wait.leave())
      })
    )

  const waits: Waits = {
    check: (fiber, target, options) => check(pollOf, target, options, fiber.getRef(PollLimits)),
    start,
    await: (target, options = {}) =>
      Effect.withFiber((fiber) => {
        const end = isDone(target) ? outcome(target) : awaitEnd(fiber, target, options)
        if (!isTraced(fiber.context)) return end
        return withSpan(end, "Operations.await", () => operationAttributes(nameOf(target)))
      })
  }
  return waits
})

/** What is neither a name nor an operation is refused as a name is. */
export const nameOf = (target: string | Operation): string =>
  isOperation(target) ? target.name : target

export const isDone = (target: string | Operation): target is Done =>
  isOperation(target) && target.done

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

/** Checks what a caller asks for; `pollOf` gives the poll of a name. */
const check = (
  pollOf: Source["pollOf"],
  target: string | Running,
  options: WaitOptions,
  limits: Limits
): Effect.Effect<WaitRequest, TransportError> => {
  const read = readOptions(options)
  if (read === undefined) {
    return refuseOption(
      "options",
      `is ${printableValue(options)}; give a plain object such as { timeout: "1 hour" }`
    )
  }
  const { schedule = defaultSchedule, timeout } = read
  if (!isSchedule(schedule)) {
    return refuseOption("schedule", `is ${printableValue(schedule)}; give a Schedule`)
  }
  const wrong = wrongOptionOf(schedule)
  if (wrong !== undefined) return refuse(methods.get.method, wrong)
  const timeoutMillis = timeout === undefined ? undefined : millisOf(timeout)
  if (timeout !== undefined && timeoutMillis === undefined) {
    return refuseOption("timeout", `is ${printableValue(timeout)}; give a time such as "1 hour"`)
  }
  const { cap, floor } = millisOfLimits(limits)
  if (floor === undefined || cap === undefined) {
    const [field, value] =
      floor === undefined ? ["PollLimits.floor", limits.floor] : ["PollLimits.cap", limits.cap]
    return refuseOption(field, `is ${printableValue(value)}; give a time such as "1 second"`)
  }
  const name = nameOf(target)
  return Effect.mapEager(pollOf(name), (poll) => ({
    name,
    poll,
    schedule,
    floor,
    cap,
    timeout: timeoutMillis === Number.POSITIVE_INFINITY ? undefined : timeoutMillis,
    seed: isOperation(target) ? target : undefined
  }))
}

/** The options, unless they are of another type than callers with types can give. */
const readOptions = (options: WaitOptions): WaitOptions | undefined => {
  try {
    const { schedule, timeout } = options
    // a list or a Map has none of the options; they would be lost
    return typeof options === "object" && !(Symbol.iterator in options)
      ? { schedule, timeout }
      : undefined
  } catch {
    // null has no fields, and a getter or a proxy can throw
    return undefined
  }
}

const isSchedule = (schedule: unknown): boolean => {
  try {
    return Schedule.isSchedule(schedule)
  } catch {
    // a proxy can throw
    return false
  }
}

const refuseOption = (field: string, description: string) =>
  refuse(methods.get.method, new InvalidRequest({ field, description }))

/** Undefined for what is not a time, or a negative one. */
const millisOf = (input: unknown): number | undefined => {
  const duration = durationOf(input)
  const millis = duration === undefined ? Number.NaN : Duration.toMillis(duration)
  return millis >= 0 ? millis : undefined
}

type Limits = typeof PollLimits.Service

interface LimitsInMillis {
  readonly limits: Limits
  readonly floor: number | undefined
  readonly cap: number | undefined
}

// Limits are mostly those of the wait before, and to read two texts takes 1 µs.
let last: LimitsInMillis | undefined

const millisOfLimits = (limits: Limits): LimitsInMillis => {
  if (last?.limits !== limits) {
    last = { limits, floor: millisOf(limits.floor), cap: millisOf(limits.cap) }
  }
  return last
}

const groupsOn = new WeakMap<OnClock, Map<string, LoopGroup>>()

const schedules = new WeakMap<PollSchedule, number>()
let scheduleCount = 0

/** Schedules have no identity that a key could hold, other than being the same object. */
const numberOf = (schedule: PollSchedule): number => {
  const found = schedules.get(schedule)
  if (found !== undefined) return found
  schedules.set(schedule, ++scheduleCount)
  return scheduleCount
}

const groupOf = (on: OnClock, { cap, floor, schedule }: WaitRequest): LoopGroup => {
  const groups = groupsOn.get(on) ?? new Map<string, LoopGroup>()
  if (groups.size === 0) groupsOn.set(on, groups)
  const key = `${numberOf(schedule)} ${floor} ${cap}`
  const found = groups.get(key)
  if (found !== undefined) return found
  const onEmpty = () => void groups.delete(key)
  const made: LoopGroup = { on, schedule, floor, cap, loops: new Map(), onEmpty }
  groups.set(key, made)
  return made
}

/** The waits of one service, which ends them when it is closed. */
interface OpenWaits {
  readonly waiting: Set<Wait>
  isClosed: boolean
}

/**
 * The wait of one caller. It is a class for the sake of memory: ten thousand wait at once, and closures
 * would double them.
 */
export class Wait implements Waiter {
  readonly span: Tracer.AnySpan | undefined
  readonly onAnswer: Waiter["onAnswer"]
  readonly #resume: (exit: WaitExit) => void
  readonly #name: string
  readonly #seed: Running | undefined
  readonly #open: OpenWaits
  readonly #on: OnClock
  readonly #loop: Loop
  readonly #startedAt: number
  readonly #answersBefore: number
  readonly #pollsBefore: number
  #deadline: Timer | undefined

  /** Starts to wait, in the context of the caller. */
  constructor(
    open: OpenWaits,
    on: OnClock,
    context: Context.Context<never>,
    request: WaitRequest,
    resume: (exit: WaitExit) => void,
    onAnswer?: Waiter["onAnswer"]
  ) {
    const { name, poll, seed, timeout } = request
    const group = groupOf(on, request)
    const found = group.loops.get(name)
    const now = on.timers.now()
    const loop = found ?? new Loop(name, group, poll, context, now)
    this.span = Context.getOrUndefined(context, Tracer.ParentSpan)
    this.onAnswer = onAnswer
    this.#resume = resume
    this.#name = name
    this.#seed = seed
    this.#open = open
    this.#on = on
    this.#loop = loop
    this.#startedAt = now
    this.#answersBefore = loop.answers
    this.#pollsBefore = loop.polls

    if (open.isClosed || (timeout !== undefined && timeout <= 0)) {
      if (group.loops.size === 0) group.onEmpty()
      resume(open.isClosed ? Exit.interrupt() : this.#ended("deadline"))
    } else {
      open.waiting.add(this)
      loop.join(this)
      if (timeout !== undefined) this.#setDeadline(now + timeout, context)
      if (found === undefined) loop.begin(seed)
      else if (seed?.retryAfter !== undefined) {
        found.postpone(now + Math.min(Duration.toMillis(seed.retryAfter), request.cap))
      }
    }
  }

  #setDeadline(at: number, context: Context.Context<never>): void {
    this.#deadline = this.#on.timers.set(at, deadlineRank, () => {
      const end = this.#ended("deadline")
      Effect.runForkWith(context)(this.leave())
      this.#resume(end)
    })
  }

  onEnd(end: LoopEnd): void {
    this.#stop()
    this.#resume(end === "ScheduleEnded" ? this.#ended("schedule") : end)
  }

  /** Stops to wait, and the loop with it when nobody else waits. */
  leave(): Effect.Effect<void> {
    this.#stop()
    return this.#loop.leave(this)
  }

  /** The newer of what the loop has seen and what the caller knew. */
  newest(): Operation | undefined {
    const { answers, latest } = this.#loop
    const seed = this.#seed
    // until the next answer, which is news to both
    const isBehind =
      answers === this.#answersBefore && latest !== undefined && seed !== undefined
        ? progressOf(latest) < progressOf(seed)
        : false
    return latest === undefined || isBehind ? seed : latest
  }

  #stop(): void {
    this.#open.waiting.delete(this)
    if (this.#deadline !== undefined) this.#on.timers.cancel(this.#deadline)
  }

  #ended(reason: WaitEnded["reason"]): Exit.Exit<never, WaitEnded> {
    return Exit.fail(
      new WaitEnded({
        operationName: this.#name,
        reason,
        ...defined({ lastState: this.newest(), lastFailure: this.#loop.failure }),
        polls: this.#loop.polls - this.#pollsBefore,
        elapsed: Duration.millis(this.#on.timers.now() - this.#startedAt)
      })
    )
  }
}
