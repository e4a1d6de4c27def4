import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import {
  DevicesMetadata,
  FakeOperations,
  type Operation,
  Operations,
  PollSchedule
} from "effect-zero-touch"

const name = "operations/apibatchoperation/1"

const running = (metadata?: Operation["metadata"]): Operation => ({
  _tag: "Running",
  name,
  done: false,
  ...(metadata === undefined ? {} : { metadata })
})

const at = (progress: number): Operation => running({ _tag: "DevicesMetadata", progress })

const status = (processingStatus: string, progress?: number): Operation =>
  running({
    _tag: "DevicesMetadata",
    processingStatus,
    ...(progress === undefined ? {} : { progress })
  })

/** The delays, in seconds, after states that were seen at these times, in seconds. */
const delays = Effect.fnUntraced(function* (
  schedule: PollSchedule.PollSchedule,
  ...seen: ReadonlyArray<readonly [seconds: number, state: Operation]>
) {
  const step = yield* Schedule.toStep(schedule)
  const start = 1_700_000_000_000
  const result: Array<number> = []
  for (const [seconds, state] of seen) {
    const [, delay] = yield* step(start + 1000 * seconds, state)
    result.push(Duration.toMillis(delay) / 1000)
  }
  return result
})

/** `Random` that always draws the same: 0.5 leaves a jittered delay as it is. */
const drawing = (value: number) =>
  Effect.provideService(Random.Random, {
    nextIntUnsafe: () => 0,
    nextDoubleUnsafe: () => value
  })

const close = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) => {
  assert.strictEqual(actual.length, expected.length)
  expected.forEach((value, i) => assert.closeTo(actual[i] ?? Number.NaN, value, 1e-6))
}

const idle = (n: number) => Array.from({ length: n }, (_, i) => [i, at(0)] as const)

describe("fixed", () => {
  it.effect("waits the same time whatever it sees", () =>
    Effect.gen(function* () {
      close(yield* delays(PollSchedule.fixed("3 seconds"), [0, at(0)], [9, at(99)]), [3, 3])
    })
  )
})

describe("exponential", () => {
  it.effect("doubles its delays up to a minute", () =>
    Effect.gen(function* () {
      const schedule = PollSchedule.exponential("1 second", { jitter: false })
      close(yield* delays(schedule, ...idle(8)), [1, 2, 4, 8, 16, 32, 60, 60])
    })
  )

  it.effect("takes another factor and another cap", () =>
    Effect.gen(function* () {
      const options = { factor: 3, cap: "20 seconds", jitter: false } as const
      const schedule = PollSchedule.exponential("1 second", options)
      close(yield* delays(schedule, ...idle(5)), [1, 3, 9, 20, 20])
    })
  )

  it.effect("varies each delay by a fifth unless told not to", () =>
    Effect.gen(function* () {
      const schedule = PollSchedule.exponential("1 second", { cap: "2 seconds" })
      close(yield* delays(schedule, ...idle(3)).pipe(drawing(0)), [0.8, 1.6, 1.6])
      close(yield* delays(schedule, ...idle(3)).pipe(drawing(1)), [1.2, 2.4, 2.4])
    })
  )
})

describe("adaptive", () => {
  const adaptive = (...seen: ReadonlyArray<readonly [seconds: number, state: Operation]>) =>
    delays(PollSchedule.adaptive, ...seen).pipe(drawing(0.5))

  it("is what await and watch use by default, as the same value, so that waits share", () => {
    assert.strictEqual(PollSchedule.defaultSchedule, PollSchedule.adaptive)
  })

  it.effect("first waits 1.2 seconds, or half of that when the operation was under way", () =>
    Effect.gen(function* () {
      close(yield* adaptive([0, at(0)]), [1.2])
      close(yield* adaptive([0, running()]), [1.2])
      close(yield* adaptive([0, at(30)]), [0.6])
    })
  )

  const unknown: Readonly<Record<string, Operation>> = {
    "a progress of 0": at(0),
    "no metadata": running(),
    "metadata of another kind": running({ _tag: "UnknownAny", raw: { progress: 50 } }),
    "a status alone": status("BATCH_PROCESS_IN_PROGRESS"),
    "a status of tomorrow": status("BATCH_PROCESS_PAUSED"),
    "a batch that is pending": status("BATCH_PROCESS_PENDING", 50),
    "a progress below 0": at(-1),
    "a progress that is no number": at(Number.NaN)
  }
  for (const [what, state] of Object.entries(unknown)) {
    it.effect(`waits a quarter of the time passed with ${what}`, () =>
      Effect.gen(function* () {
        close(yield* adaptive([0, state], [8, state], [100, state]), [1.2, 2.12, 26.5])
      })
    )
  }

  it.effect("waits two thirds of the rest that the progress lets it expect", () =>
    Effect.gen(function* () {
      close(yield* adaptive([0, at(0)], [50, at(80)], [58, at(90)]), [
        1.2,
        ((2 / 3) * 50 * 20) / 80,
        ((2 / 3) * 58 * 10) / 90
      ])
    })
  )

  it.effect("waits at most half of the time passed, since the end can come sooner", () =>
    Effect.gen(function* () {
      close(yield* adaptive([0, at(0)], [40, at(20)]), [1.2, 20])
      close(yield* adaptive([0, at(0)], [40, at(50)]), [1.2, 20])
    })
  )

  it.effect("waits a fifteenth of a long rest, and at most the time passed", () =>
    Effect.gen(function* () {
      // 360 and 760 seconds are left
      close(yield* adaptive([0, at(0)], [40, at(10)]), [1.2, 24])
      close(yield* adaptive([0, at(0)], [40, at(5)]), [1.2, 40])
      close(yield* adaptive([0, at(0)], [4, at(1)]), [1.2, 4])
    })
  )

  it.effect("forgets how fast an operation was in the first third of the time", () =>
    Effect.gen(function* () {
      // 80 in the first 10 seconds, and 8 in 50: 75 more, where 8 more would be in step with the whole
      const seen = yield* adaptive([0, at(0)], [10, at(80)], [30, at(84)], [60, at(88)])
      close(seen.slice(2), [15, 30])
      // until three times the time of the first news have passed, the whole counts
      const sooner = yield* adaptive([0, at(0)], [10, at(80)], [29, at(86)])
      close(sooner.slice(2), [((2 / 3) * 29 * 14) / 86])
    })
  )

  it.effect("takes the rate of the last step when that one was faster", () =>
    Effect.gen(function* () {
      // 40 in 10 seconds: 10 more, where the whole lets expect 60
      const seen = yield* adaptive([0, at(0)], [80, at(20)], [90, at(60)])
      close(seen.slice(2), [(2 / 3) * 10])
    })
  )

  it.effect("counts from when the batch began, not from when it was queued", () =>
    Effect.gen(function* () {
      const pending = status("BATCH_PROCESS_PENDING")
      // 40 of 100 in 20 seconds: 30 more
      const seen = yield* adaptive([0, pending], [60, pending], [80, at(40)])
      close(seen.slice(2), [20])
    })
  )

  it.effect("counts from the progress at which it came in", () =>
    Effect.gen(function* () {
      // 30 of the 40 that were left in 45 seconds: 15 more
      close(yield* adaptive([0, at(60)], [45, at(90)]), [0.6, 10])
    })
  )

  it.effect("keeps to its estimate without news, and then to a quarter of what is overdue", () =>
    Effect.gen(function* () {
      const half = at(50)
      // the end is expected at 100
      const seen = yield* adaptive([0, at(0)], [50, half], [77.5, half], [140, half], [300, half])
      close(seen.slice(2), [15, 0.265 * 40, 0.265 * 200])
    })
  )

  it.effect(
    "is in no rush when the end is near: never below 6 % of the time passed, or a minute",
    () =>
      Effect.gen(function* () {
        const seen = yield* adaptive([0, at(0)], [100, at(99)], [105, at(100)], [110, at(100)])
        close(seen.slice(1), [6, 6.3, 6.6])
        close(yield* adaptive([0, at(0)], [7200, at(99)]), [1.2, 60])
      })
  )

  it.effect("takes a batch that was processed for one that is about to end", () =>
    Effect.gen(function* () {
      const processed = status("BATCH_PROCESS_PROCESSED")
      close(yield* adaptive([0, at(0)], [100, processed], [300, processed]), [1.2, 6, 53])
    })
  )

  it.effect("begins anew with a progress that fell by more than 10", () =>
    Effect.gen(function* () {
      const again = yield* adaptive([0, at(0)], [40, at(50)], [44, at(0)], [54, at(50)])
      // the second half takes the 10 seconds that the first took this time
      close(again.slice(2), [0.265 * 44, (2 / 3) * 10])
      const less = yield* adaptive([0, at(0)], [40, at(50)], [44, at(39)], [54, at(59)])
      close(less.slice(2), [0.265 * 44, ((2 / 3) * 10 * 41) / 20])
    })
  )

  it.effect("takes a smaller fall for noise, unless it is one to where the rate counts from", () =>
    Effect.gen(function* () {
      const noise = yield* adaptive([0, at(0)], [40, at(90)], [44, at(80)], [48, at(85)])
      // the last step counts from the fall: 5 in 4 seconds
      close(noise.slice(2), [((2 / 3) * 44 * 20) / 80, ((2 / 3) * 48 * 15) / 85])
      close(yield* adaptive([0, at(0)], [40, at(5)], [44, at(0)]), [1.2, 40, 0.265 * 44])
    })
  )

  it.effect("does not take a progress that stood below 0 for one that has moved", () =>
    Effect.gen(function* () {
      close(yield* adaptive([0, at(-1)], [8, at(0)], [100, at(0)]), [1.2, 2.12, 26.5])
    })
  )

  it.effect("does not hurry when the clock is set back", () =>
    Effect.gen(function* () {
      close(yield* adaptive([0, at(0)], [-3600, at(0)], [-3000, at(10)]), [1.2, 1.2, 0.6])
    })
  )

  it.effect("stays between 0.2 and 60 seconds in the first hour", () =>
    Effect.gen(function* () {
      close(
        yield* adaptive([0, at(0)], [0.3, at(0)], [1000, at(0)], [3600, at(2)]),
        [1.2, 0.2, 60, 60]
      )
      const hurried = PollSchedule.adaptiveWith({ pace: 0.01 })
      const slow = PollSchedule.adaptiveWith({ pace: 1000 })
      close(
        yield* delays(hurried, ...idle(9)),
        Array.from({ length: 9 }, () => 0.2)
      )
      close(
        yield* delays(slow, ...idle(9)),
        Array.from({ length: 9 }, () => 60)
      )
    })
  )

  it.effect("waits at most a sixtieth of the time passed after the first hour", () =>
    Effect.gen(function* () {
      const seen = yield* adaptive([0, at(0)], [7200, at(0)], [86_400, at(2)], [864_000, at(2)])
      close(seen.slice(1), [120, 1440, 14_400])
      const slow = PollSchedule.adaptiveWith({ pace: 1000 })
      close(yield* delays(slow, [0, at(0)], [7200, at(0)]), [60, 120])
    })
  )

  it.effect("varies its delays by a tenth, by the numbers that Random gives", () =>
    Effect.gen(function* () {
      const seen = [
        [0, at(0)],
        [8, at(0)]
      ] as const
      close(yield* delays(PollSchedule.adaptive, ...seen).pipe(drawing(0)), [1.08, 0.9 * 2.12])
      close(yield* delays(PollSchedule.adaptive, ...seen).pipe(drawing(1)), [1.32, 1.1 * 2.12])
      const seeded = (seed: string) =>
        delays(PollSchedule.adaptive, ...seen).pipe(Random.withSeed(seed))
      assert.deepStrictEqual(yield* seeded("a"), yield* seeded("a"))
      assert.notDeepEqual(yield* seeded("a"), yield* seeded("b"))
    })
  )

  it.effect("learns anew in each wait", () =>
    Effect.gen(function* () {
      const first = yield* Schedule.toStep(PollSchedule.adaptive)
      const second = yield* Schedule.toStep(PollSchedule.adaptive)
      const millis = Effect.fnUntraced(function* (step: typeof first, now: number, op: Operation) {
        const [output, delay] = yield* step(now, op)
        assert.deepStrictEqual(output.delay, delay)
        return Duration.toMillis(delay)
      })
      yield* millis(first, 0, at(0))
      assert.closeTo(yield* millis(first, 50_000, at(50)), 25_000, 1e-6)
      assert.closeTo(yield* millis(second, 50_000, at(50)), 600, 1e-6)
      assert.closeTo(yield* millis(first, 80_000, at(50)), 40_000 / 3, 1e-6)
    }).pipe(drawing(0.5))
  )

  it.effect("a wait ends with the wrong option of its schedule, and nothing is sent", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      for (const [schedule, message] of [
        ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY].map(
          (pace) =>
            [
              PollSchedule.adaptiveWith({ pace }),
              `schedule.pace is ${pace}; give a number above 0`
            ] as const
        ),
        [
          PollSchedule.exponential("1 second", { factor: 0 }),
          "schedule.factor is 0; give a number above 0"
        ],
        [PollSchedule.fixed(-1), 'schedule.interval is -1; give a time such as "10 seconds"'],
        [
          PollSchedule.exponential("1 second", { cap: -5 }),
          'schedule.cap is -5; give a time such as "10 seconds"'
        ]
      ] as const) {
        const error = yield* Effect.flip(operations.await(name, { schedule }))
        assert(error._tag === "TransportError")
        assert.strictEqual(error.reason.message, `not sent: ${message}`)
        assert.strictEqual(error.tries, 0)
      }
      assert.strictEqual(yield* (yield* FakeOperations).polls(name), 0)
    }).pipe(Effect.provide(Operations.layerFake({ [name]: [FakeOperations.running()] })))
  )

  it.effect("a wrong option within another schedule is named when that schedule runs", () =>
    Effect.gen(function* () {
      const schedule = Schedule.jittered(PollSchedule.adaptiveWith({ pace: -1 }))
      const error = yield* Effect.flip((yield* Operations).await(name, { schedule }))
      assert(error._tag === "TransportError")
      assert.strictEqual(
        error.reason.message,
        "not sent: schedule.pace is -1; give a number above 0"
      )
    }).pipe(Effect.provide(Operations.layerFake({ [name]: [FakeOperations.running()] })))
  )

  it.effect("goes slower or faster by its pace", () =>
    Effect.gen(function* () {
      const schedule = PollSchedule.adaptiveWith({ pace: 2 })
      close(yield* delays(schedule, [0, at(0)], [20, at(50)]).pipe(drawing(0.5)), [2.4, 20])
    })
  )

  const Seen = Schema.Struct({ metadata: DevicesMetadata, later: Schema.Int })
  it.effect.prop(
    "whatever an operation says, and whatever the clock does, the delay is in its bounds",
    [Schema.Array(Seen)],
    ([seen]) =>
      Effect.gen(function* () {
        const step = yield* Schedule.toStep(PollSchedule.adaptive)
        let now = 0
        for (const { later, metadata } of [...seen, ...seen]) {
          now += later
          const [, delay] = yield* step(now, running({ _tag: "DevicesMetadata", ...metadata }))
          assert.isAtLeast(Duration.toMillis(delay), 200)
          assert.isAtMost(Duration.toMillis(delay), Math.max(60_000, now / 60))
        }
      })
  )

  describe("composes:", () => {
    const { adaptive: schedule } = PollSchedule
    const seen = [
      [0, at(0)],
      [40, at(40)],
      [100, at(50)]
    ] as const
    const compose = (schedule: PollSchedule.PollSchedule) =>
      delays(schedule, ...seen).pipe(drawing(0.5))

    it.effect("`min` sets a cap of one's own", () =>
      Effect.gen(function* () {
        const capped = Schedule.min([schedule, Schedule.spaced("10 seconds")])
        close(yield* compose(capped), [1.2, 10, 10])
      })
    )

    it.effect("`max` sets a floor of one's own", () =>
      Effect.gen(function* () {
        const floored = Schedule.max([schedule, Schedule.spaced("40 seconds")])
        close(yield* compose(floored), [40, 40, 50])
      })
    )

    it.effect("`modifyDelay` and `jittered` change its delays", () =>
      Effect.gen(function* () {
        const longer = Schedule.modifyDelay(schedule, ({ duration }) =>
          Effect.succeed(Duration.times(duration, 2))
        )
        close(yield* compose(longer), [2.4, 40, 100])
        const jittered = delays(Schedule.jittered(schedule), ...seen).pipe(drawing(0))
        close(yield* jittered, [1.08 * 0.8, 18 * 0.8, 45 * 0.8])
      })
    )

    it.effect("`tap` sees the delay as its output", () =>
      Effect.gen(function* () {
        const told: Array<number> = []
        const tapped = Schedule.tap(schedule, ({ output }) =>
          Effect.sync(() => told.push(Duration.toSeconds(output.delay)))
        )
        close(yield* compose(tapped), [1.2, 20, 50])
        close(told, [1.2, 20, 50])
      })
    )
  })

  describe("in a wait", () => {
    /** Waits for an operation that ends after so many seconds; gives the polls and the time. */
    const wait = (seconds: number, progress: (part: number) => Operation["metadata"]) =>
      Effect.gen(function* () {
        const operations = yield* Operations
        const { polls, set } = yield* FakeOperations
        const started = running(progress(0))
        const steps = Array.from({ length: 100 }, (_, i) => ({
          after: Duration.seconds(i === 0 ? 0 : seconds / 100),
          outcome: running(progress(i / 100))
        }))
        yield* set(name, ...steps, {
          after: Duration.seconds(seconds / 100),
          outcome: FakeOperations.succeeded()
        })
        const fiber = yield* operations
          .await(started)
          .pipe(Effect.andThen(Clock.currentTimeMillis), Effect.forkChild)
        yield* TestClock.adjust(Duration.seconds(2 * seconds))
        const ended = yield* Fiber.join(fiber)
        return { polls: yield* polls(name), lag: ended / 1000 - seconds }
      }).pipe(Effect.provide(Operations.layerFake()), Random.withSeed("wait"))

    it.effect(
      "a batch of ten minutes with progress takes few polls, and its end is seen soon",
      () =>
        Effect.gen(function* () {
          const { lag, polls } = yield* wait(600, (part) => ({
            _tag: "DevicesMetadata",
            progress: Math.floor(100 * part)
          }))
          assert.isAtMost(polls, 22)
          assert.isAtLeast(lag, 0)
          assert.isAtMost(lag, 30)
        })
    )

    it.effect("a batch of five seconds without progress is seen to end within two more", () =>
      Effect.gen(function* () {
        const { lag, polls } = yield* wait(5, () => undefined)
        assert.isAtMost(polls, 8)
        assert.isAtLeast(lag, 0)
        assert.isAtMost(lag, 2)
      })
    )

    it.effect("`upTo` ends the wait as a timeout by the schedule", () =>
      Effect.gen(function* () {
        const operations = yield* Operations
        const schedule = Schedule.upTo(PollSchedule.adaptive, { times: 3 })
        const fiber = yield* Effect.forkChild(Effect.flip(operations.await(name, { schedule })))
        yield* TestClock.adjust("1 minute")
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error._tag, "WaitEnded")
        if (error._tag !== "WaitEnded") return
        assert.strictEqual(error.reason, "schedule")
        assert.strictEqual(error.polls, 4)
      }).pipe(
        Effect.provide(Operations.layerFake({ [name]: [FakeOperations.running({ progress: 10 })] }))
      )
    )
  })
})
