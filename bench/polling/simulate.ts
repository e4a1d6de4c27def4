/**
 * Waits for many made-up operations on virtual time and counts the polls and the time lost. It steps
 * the very schedule that `await` would step; all chance comes from the seed.
 */
import { Duration, Effect, Random, Schedule } from "effect"
import type { Operation } from "../../src/operations/Operation.ts"
import type { PollSchedule } from "../../src/operations/PollSchedule.ts"
import { type Progress, type Shape, shapes } from "./shapes.ts"

export interface Options {
  /** How many operations. Default: 2,000. */
  readonly operations?: number
  /** Default: `"polling"`. */
  readonly seed?: string
  /** The shortest and the longest duration, in milliseconds. Default: a second and an hour. */
  readonly durations?: readonly [shortest: number, longest: number]
  /** How long a poll takes; it sees the state of the middle of that time. Default: 0 ms. */
  readonly roundTrip?: number
  /** Waits by name that begin at a random moment of the operation. Default: false. */
  readonly resumed?: boolean
}

export interface Result {
  /** Polls for one operation, in the mean. */
  readonly polls: number
  /** From the end of the operation to its detection, as a part of its duration, in the mean. */
  readonly lag: number
  /** The longest of these times, in milliseconds. */
  readonly longestLag: number
  /** The longest delay between two polls, in milliseconds. */
  readonly longestDelay: number
}

const second = 1000
const hour = 3_600_000

/** A state as the service would send it: a progress of 0 is left out. */
const running = (progress: number | undefined): Operation => ({
  _tag: "Running",
  name: "operations/simulated",
  done: false,
  metadata: {
    _tag: "DevicesMetadata",
    processingStatus: "BATCH_PROCESS_IN_PROGRESS",
    ...(progress === undefined || progress === 0 ? {} : { progress })
  }
})

const simulateEffect = Effect.fnUntraced(function* (
  schedule: PollSchedule,
  name: string,
  make: (random: () => number) => Progress,
  {
    durations: [shortest, longest] = [second, hour],
    operations = 2000,
    resumed = false,
    roundTrip = 0
  }: Options
) {
  // The operations draw from a source of their own, so that all schedules see the same ones.
  const source = yield* Random.Random.pipe(Random.withSeed(`operations, ${name}`))
  const random = () => source.nextDoubleUnsafe()
  let polls = 0
  let lag = 0
  let longestLag = 0
  let longestDelay = 0
  for (let i = 0; i < operations; i++) {
    // Log-uniform: one from each of as many slices, which makes the means steadier.
    const duration = shortest * (longest / shortest) ** ((i + random()) / operations)
    const progress = make(random)
    let now = resumed ? random() * duration : 0
    let state = running(progress(now / duration))
    if (resumed) {
      polls++
      now += roundTrip / 2
    }
    const step = yield* Schedule.toStep(schedule)
    for (;;) {
      const [, delay] = yield* Effect.orDie(step(now, state))
      longestDelay = Math.max(longestDelay, Duration.toMillis(delay))
      polls++
      const seen = now + Duration.toMillis(delay) + roundTrip / 2
      now = seen + roundTrip / 2
      if (seen >= duration) break
      state = running(progress(seen / duration))
    }
    lag += (now - duration) / duration
    longestLag = Math.max(longestLag, now - duration)
  }
  return { polls: polls / operations, lag: lag / operations, longestLag, longestDelay }
})

/** What a schedule costs with operations whose progress is made so; the name is part of the seed. */
export const simulateProgress = (
  schedule: PollSchedule,
  name: string,
  make: (random: () => number) => Progress,
  options: Options = {}
): Result =>
  Effect.runSync(
    simulateEffect(schedule, name, make, options).pipe(Random.withSeed(options.seed ?? "polling"))
  )

/** What a schedule costs with operations of one shape. */
export const simulate = (schedule: PollSchedule, shape: Shape, options: Options = {}): Result =>
  simulateProgress(schedule, shape, shapes[shape], options)

/** Delays that depend on the number of the poll alone, as a schedule. */
export const byNumber = (delay: (poll: number) => number): PollSchedule =>
  Schedule.fromStepWithMetadata(
    Effect.succeed(({ attempt }: Schedule.InputMetadata<Operation>) => {
      const wait = Duration.millis(delay(attempt - 1))
      return Effect.succeed<[Duration.Duration, Duration.Duration]>([wait, wait])
    })
  )

/** The mean of several results; of what is longest, the longest. */
export const mean = (results: ReadonlyArray<Result>): Result => ({
  polls: results.reduce((sum, { polls }) => sum + polls, 0) / results.length,
  lag: results.reduce((sum, { lag }) => sum + lag, 0) / results.length,
  longestLag: Math.max(...results.map(({ longestLag }) => longestLag)),
  longestDelay: Math.max(...results.map(({ longestDelay }) => longestDelay))
})
