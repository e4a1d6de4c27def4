/** What waits tell of themselves: spans, links, metrics. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"
import { Code, Operations, PollSchedule } from "effect-zero-touch"
import { running, Stage, transports } from "../support/transports.ts"

const name = "operations/apibatchoperation/1"
const schedule = PollSchedule.fixed("1 second")

/** A tracer that keeps its spans, and a registry of metrics of its own. */
const observed = <A, E, R>(
  effect: (spans: ReadonlyArray<Tracer.NativeSpan>) => Effect.Effect<A, E, R>
) => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return Effect.suspend(() => effect(spans)).pipe(
    Effect.provideService(Tracer.Tracer, tracer),
    Effect.provideService(Metric.MetricRegistry, new Map())
  )
}

const counts = Effect.map(Metric.snapshot, (snapshot) =>
  Object.fromEntries(
    snapshot.flatMap((metric): ReadonlyArray<readonly [string, unknown]> => {
      const { unit, ...attributes } = metric.attributes ?? {}
      const key = [metric.id, unit, ...Object.entries(attributes).map(([k, v]) => `${k}=${v}`)]
      if (metric.type === "Counter") return [[key.join(" "), Number(metric.state.count)]]
      return metric.type === "Histogram"
        ? [[key.join(" "), { count: metric.state.count, sum: metric.state.sum }]]
        : []
    })
  )
)

const course = Effect.gen(function* () {
  const { advance, script, settle } = yield* Stage
  const operations = yield* Operations
  yield* script(
    name,
    { state: running(name, 10) },
    { failure: Code.UNAVAILABLE },
    { state: running(name, 50) },
    {
      state: {
        _tag: "Succeeded",
        name,
        done: true,
        response: {
          _tag: "DevicesResponse",
          perDeviceStatus: [
            { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } },
            { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } },
            { result: { status: "SINGLE_DEVICE_STATUS_OTHER_ERROR" } },
            {}
          ]
        }
      }
    }
  )
  const wait = operations.await(name, { schedule })
  const one = yield* Effect.forkChild(Effect.withSpan(wait, "one"))
  const two = yield* Effect.forkChild(Effect.withSpan(wait, "two"))
  yield* settle
  yield* advance("3 seconds")
  yield* Fiber.joinAll([one, two])
})

for (const [transport, layer] of Object.entries(transports)) {
  it.effect(`polls of a shared loop are linked to those who wait, over ${transport}`, () =>
    observed((spans) =>
      Effect.gen(function* () {
        yield* Effect.provide(course, layer)
        const named = (wanted: string) => spans.filter((span) => span.name === wanted)
        const waits = named("Operations.await")
        assert.strictEqual(waits.length, 2)
        const polls = named("Operations.poll")
        assert.strictEqual(polls.length, 4)
        const last = polls.at(-1)
        assert.strictEqual(last?.parent._tag, "None")
        assert.isAtLeast(polls[0]?.links.length ?? 0, 1)
        assert.deepStrictEqual(
          last?.links.map(({ span }) => span.spanId).toSorted(),
          waits.map(({ spanId }) => spanId).toSorted()
        )
        for (const span of [...waits, ...polls]) {
          assert.strictEqual(span.attributes.get("gcp.resource.destination.id"), name)
        }
        if (transport === "the fake") return
        const tries = named("GET operations.get")
        assert.deepStrictEqual(
          tries.map((span) => span.attributes.get("http.response.status_code")),
          [200, 503, 200, 200]
        )
        assert.deepStrictEqual(
          tries.map((span) => span.attributes.get("error.type")),
          [undefined, "503", undefined, undefined]
        )
        for (const span of tries) {
          assert.strictEqual(span.kind, "client")
          assert.strictEqual(span.attributes.get("rpc.method"), "operations.get")
          assert.strictEqual(span.attributes.get("http.request.method"), "GET")
          assert.isString(span.attributes.get("server.address"))
        }
      })
    )
  )

  it.effect(`a loop counts its polls, its end and its devices once, over ${transport}`, () =>
    observed(() =>
      Effect.gen(function* () {
        yield* Effect.provide(course, layer)
        const all = yield* counts
        const expected = {
          "zero_touch.operation.polls {poll} outcome=state": 3,
          "zero_touch.operation.polls {poll} outcome=transient_failure error.type=503": 1,
          "zero_touch.operation.ends {operation} outcome=succeeded": 1,
          "zero_touch.operation.detection s": { count: 1, sum: 1 },
          "zero_touch.operation.devices {device} status=SINGLE_DEVICE_STATUS_SUCCESS": 2,
          "zero_touch.operation.devices {device} status=SINGLE_DEVICE_STATUS_OTHER_ERROR": 1,
          "zero_touch.operation.devices {device} status=SINGLE_DEVICE_STATUS_UNSPECIFIED": 1
        }
        for (const [key, value] of Object.entries(expected)) {
          assert.deepStrictEqual(all[key], value, `${key}\n${JSON.stringify(all, null, 2)}`)
        }
      })
    )
  )
}
