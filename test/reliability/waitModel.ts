/**
 * What a wait should do, worked out by hand: a plain loop over numbers, which shares nothing with the
 * one that it judges. All its times are multiples of 10 ms, up to rounding, and all deadlines lie
 * between them, so that no two things happen at once.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Code, type Operation, type PollSchedule } from "effect-zero-touch"
import { failed, running, type Step, succeeded } from "../support/transports.ts"

export const name = "operations/apibatchoperation/1"

export const upTo = (maximum: number, minimum = 0) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Numbers that stand for the course of an operation and for somebody who waits for it. */
export const Wait = Schema.Struct({
  steps: Schema.Array(
    Schema.Struct({
      kind: upTo(39),
      progress: upTo(3, 1),
      /** Tens of milliseconds that the poll takes. */
      latency: upTo(30),
      /** Seconds that the service asks to wait; mostly none. */
      asked: upTo(9)
    })
  ).check(Schema.isMinLength(1), Schema.isMaxLength(8)),
  /** The delays of the schedule in tenths of a second; it ends after them, or repeats the last. */
  delays: Schema.Array(upTo(30)).check(Schema.isMinLength(1), Schema.isMaxLength(5)),
  ends: Schema.Boolean,
  floor: upTo(20, 1),
  cap: upTo(4),
  seeded: Schema.Boolean,
  /** In tenths of a second; 0 is none. */
  timeout: upTo(200),
  chance: upTo(3)
})
export type Wait = typeof Wait.Type

const seen = (wait: Wait, index: number): Wait["steps"][number] =>
  wait.steps[Math.min(index, wait.steps.length - 1)] ?? {
    kind: 0,
    progress: 1,
    latency: 0,
    asked: 0
  }

const firstEnd = 34

/** What a poll comes to. Most go on, some fail in passing, few end it. */
const outcome = ({ kind, progress }: Wait["steps"][number]) => {
  if (kind < 24) return { state: running(name, progress) }
  if (kind < 30) return { failure: Code.UNAVAILABLE }
  if (kind < firstEnd) return { broken: true } as const
  if (kind < 37) return { state: succeeded(name) }
  if (kind === 37) return { state: failed(name) }
  if (kind === 38) return { state: withoutResult }
  return { failure: Code.PERMISSION_DENIED }
}

const withoutResult: Operation = { _tag: "DoneWithoutResult", name, done: true }

/** A broken connection brings no header with it. */
const askedBy = ({ asked, kind }: Wait["steps"][number]): number =>
  asked > 3 || (kind >= 30 && kind < firstEnd) ? 0 : asked * 1000

export const latencyOf = (wait: Wait, index: number): number => seen(wait, index).latency * 10

export const stepOf = (wait: Wait, index: number): Step => {
  const step = seen(wait, index)
  const asked = askedBy(step)
  return { ...outcome(step), ...(asked === 0 ? {} : { retryAfter: asked }) }
}

export const scheduleOf = ({ delays, ends }: Wait): PollSchedule.PollSchedule => {
  const listed = Schedule.forever.pipe(
    Schedule.addDelay(({ output }) =>
      Effect.succeed((delays[Math.min(output, delays.length - 1)] ?? 0) * 100)
    )
  )
  return ends ? Schedule.upTo(listed, { times: delays.length }) : listed
}

export const limitsOf = ({ cap, floor }: Wait) => ({ floor: floor * 50, cap: cap * 1000 })

export const seedOf = ({ seeded }: Wait) => (seeded ? running(name, 1) : name)

/** What `Random` says, each time. */
export const chanceOf = ({ chance }: Wait): number => chance / 4

/** Only a wait that is sure to end may have no deadline. */
export const timeoutOf = ({ steps, timeout }: Wait): number | undefined =>
  timeout > 0 ? timeout * 100 + 5 : steps.some(({ kind }) => kind >= firstEnd) ? undefined : 60_005

export interface Course {
  /** When each poll was sent, and when it was answered. */
  readonly polls: ReadonlyArray<readonly [sent: number, answered: number]>
  /** The states that a watcher sees, and when. */
  readonly states: ReadonlyArray<readonly [state: Operation, at: number]>
  /** The states that polls find, changed or not, after what was known at the beginning. */
  readonly answers: ReadonlyArray<readonly [state: Operation, at: number]>
  readonly end: string
  readonly at: number
}

const sameState = (a: Operation | undefined, b: Operation): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** The whole course of a wait that begins at 0 and has no deadline but the given one. */
export const courseOf = (
  wait: Wait,
  deadline = timeoutOf(wait) ?? Number.POSITIVE_INFINITY
): Course => {
  const { cap, floor } = limitsOf(wait)
  const polls: Array<readonly [number, number]> = []
  const states: Array<readonly [Operation, number]> = []
  const answers: Array<readonly [Operation, number]> = []
  let now = 0
  let delaysTaken = 0
  let triesInTheDark = 0
  const see = (state: Operation) => {
    answers.push([state, now])
    if (!sameState(states.at(-1)?.[0], state)) states.push([state, now])
  }
  const ended = (end: string): Course =>
    now < deadline
      ? { polls, states, answers, end, at: now }
      : {
          polls: polls.filter(([sent]) => sent < deadline),
          states: states.filter(([, at]) => at < deadline),
          answers: answers.filter(([, at]) => at < deadline),
          end: "WaitEnded by deadline",
          at: deadline
        }
  /** Whether there is a next poll. */
  const pause = (asked: number): boolean => {
    let own: number
    if (states.length === 0) {
      const jitter = 0.8 + 0.4 * chanceOf(wait)
      own = Math.min(1000 * 2 ** triesInTheDark++, 30_000) * jitter
    } else {
      if (wait.ends && delaysTaken === wait.delays.length) return false
      own = (wait.delays[Math.min(delaysTaken++, wait.delays.length - 1)] ?? 0) * 100
    }
    now = Math.round(now + Math.max(own, floor, Math.min(asked, cap)))
    return true
  }

  if (wait.seeded) {
    see(running(name, 1))
    if (!pause(0)) return ended("WaitEnded by schedule")
  }
  while (now < deadline) {
    const step = seen(wait, polls.length)
    const sent = now
    now += step.latency * 10
    polls.push([sent, now])
    const { failure, state } = { failure: undefined, state: undefined, ...outcome(step) }
    if (failure === Code.PERMISSION_DENIED) return ended("ApiError")
    if (state !== undefined) {
      see(state)
      if (state._tag === "Succeeded") return ended("Succeeded")
      if (state._tag === "Failed") return ended("OperationFailed")
      if (state._tag === "DoneWithoutResult") return ended("OperationWithoutResult")
    }
    if (!pause(askedBy(step))) return ended("WaitEnded by schedule")
  }
  return ended("")
}
