/** What waits count, measure and log of polls that come to nothing, and of those that see the end. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import { TestClock } from "effect/testing"
import {
  Code,
  Credentials,
  CredentialsError,
  FakeOperations,
  type FakeStep,
  Operations,
  PollSchedule,
  TransportError
} from "effect-zero-touch"
import { clientOver, envelope, fakeHttp, json } from "../support/fakeHttp.ts"
import { drive, successOf } from "../support/outcome.ts"
import { fakeStep } from "../support/transports.ts"

const name = "operations/apibatchoperation/1"
const { running, succeeded } = FakeOperations
const unavailable = fakeStep({ failure: Code.UNAVAILABLE })
const wait = (seconds: number) =>
  Effect.flatMap(Operations, (operations) =>
    operations.await(name, { schedule: PollSchedule.fixed(`${seconds} seconds`) })
  )

/** Gives the counters and samples of an effect's own, by name and attributes. */
const measured = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.andThen(effect, Metric.snapshot).pipe(
    Effect.map((snapshot) =>
      Object.fromEntries(
        snapshot.flatMap((metric) => {
          const { unit: _, ...attributes } = metric.attributes ?? {}
          const key = [metric.id.replace("zero_touch.", ""), ...Object.values(attributes)].join(" ")
          return metric.type === "Counter" || metric.type === "Histogram"
            ? [[key, Number(metric.state.count)]]
            : []
        })
      )
    ),
    Effect.provideService(Metric.MetricRegistry, new Map())
  )

describe("of polls are counted", () => {
  /** Fails in passing so many times, before it gives a token. */
  const tokenAfter = (failures: number) => {
    let asked = 0
    return Layer.succeed(Credentials, {
      token: () =>
        Effect.suspend(() =>
          ++asked > failures
            ? Effect.succeedSome(Redacted.make("ya29.good"))
            : Effect.fail(
                new TransportError({
                  reason: new CredentialsError({ description: "it is down", isTransient: true })
                })
              )
        ),
      invalidate: () => Effect.succeed(false)
    })
  }

  it.effect("those that were sent, and not those that found no token", () =>
    Effect.gen(function* () {
      const http = fakeHttp(
        json({ name }),
        envelope(503, "UNAVAILABLE"),
        json({ name, done: true, response: {} })
      )
      const counts = yield* measured(
        drive(
          wait(1).pipe(
            Effect.provide(
              Operations.layer.pipe(Layer.provide(clientOver(http, {}, tokenAfter(4))))
            )
          )
        ).pipe(Effect.map(({ exit }) => successOf(exit)))
      )
      assert.lengthOf(http.sent, 3)
      const polls = Object.entries(counts).filter(([key]) => key.startsWith("operation.polls"))
      assert.deepStrictEqual(Object.fromEntries(polls), {
        "operation.polls state": 2,
        "operation.polls transient_failure 503": 1
      })
    })
  )
})

describe("of an operation that is seen done", () => {
  const seen = (...steps: ReadonlyArray<FakeStep>) =>
    measured(Effect.provide(drive(wait(1)), Operations.layerFake({ [name]: steps })))

  it.effect("at the first poll, nobody knows since when: there is no sample", () =>
    Effect.gen(function* () {
      const counts = yield* seen(succeeded())
      assert.strictEqual(counts["operation.ends succeeded"], 1)
      assert.isUndefined(counts["operation.detection"])
    })
  )

  it.effect("after failed polls alone there is none either", () =>
    Effect.gen(function* () {
      const counts = yield* seen(unavailable, unavailable, succeeded())
      assert.strictEqual(counts["operation.ends succeeded"], 1)
      assert.isUndefined(counts["operation.detection"])
    })
  )

  it.effect("after it was seen to run there is one", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* seen(running(), succeeded()))["operation.detection"], 1)
    })
  )
})

describe("a wait whose polls fail", () => {
  /** Waits so many seconds; gives what was logged, and when. */
  const logOf = Effect.fnUntraced(function* (seconds: number, ...steps: ReadonlyArray<FakeStep>) {
    const logged: Array<string> = []
    const logger = Logger.make(({ date, logLevel, message }) => {
      logged.push(`${date.getTime() / 1000} ${logLevel}: ${String(message)}`)
    })
    yield* Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(wait(10))
      yield* TestClock.adjust(`${seconds} seconds`)
      yield* Fiber.interrupt(fiber)
    }).pipe(
      Effect.provide([Operations.layerFake({ [name]: steps }), Logger.layer([logger])]),
      Effect.provideService(References.MinimumLogLevel, "All")
    )
    return logged
  })

  const failure = `operations.get of ${name}: UNAVAILABLE (HTTP 503)`
  const said = `a poll failed, the wait continues: ${failure}`
  const debug = `Debug: ${said}`
  const warning = `Warn: ${said}`

  it.effect("warns of the first, and then once a minute, with the reason", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* logOf(195, running(), unavailable), [
        `10 ${warning}`,
        ...[20, 30, 40, 50, 60].map((second) => `${second} ${debug}`),
        `70 ${warning}`,
        ...[80, 90, 100, 110, 120].map((second) => `${second} ${debug}`),
        `130 ${warning}`,
        ...[140, 150, 160, 170, 180].map((second) => `${second} ${debug}`),
        `190 ${warning}`
      ])
    })
  )

  it.effect("warns at most once a minute also when polls succeed in between", () =>
    Effect.gen(function* () {
      const steps: ReadonlyArray<FakeStep> = [
        running(),
        unavailable,
        { after: "25 seconds", outcome: running() },
        unavailable
      ]
      assert.deepStrictEqual(yield* logOf(105, ...steps), [
        `10 ${warning}`,
        `20 ${debug}`,
        `30 ${debug}`,
        // the one at 40 succeeds
        `50 ${debug}`,
        `60 ${debug}`,
        `70 ${warning}`,
        `80 ${debug}`,
        `90 ${debug}`,
        `100 ${debug}`
      ])
    })
  )
})
