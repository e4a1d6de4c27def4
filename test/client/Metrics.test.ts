/** What calls count and measure. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import {
  type Answer,
  clientOver,
  envelope,
  execute,
  fakeHttp,
  html,
  json,
  probe,
  systemError
} from "../support/fakeHttp.ts"
import { drive } from "../support/outcome.ts"

/** The metrics of one call, in a registry of their own. */
const metricsOf = Effect.fnUntraced(function* (answers: ReadonlyArray<Answer>, retry?: false) {
  const client = clientOver(fakeHttp(...answers), retry === undefined ? {} : { retry })
  return yield* Effect.gen(function* () {
    yield* drive(Effect.provide(Effect.exit(execute(probe())), client))
    return yield* Metric.snapshot
  }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
})

it.effect("tries are measured in seconds, each with what it came to", () =>
  Effect.gen(function* () {
    const slow = Effect.delay(Effect.succeed(json({})), "250 millis")
    const metrics = yield* metricsOf([envelope(503, "UNAVAILABLE"), slow])
    const tries = metrics.flatMap((metric) =>
      metric.id === "http.client.request.duration" && metric.type === "Histogram"
        ? // the pause before the second try is random, so that its time is no round number
          [[metric.attributes, metric.state.count, Math.round(metric.state.sum * 1000) / 1000]]
        : []
    )
    const common = {
      "http.request.method": "GET",
      "rpc.method": probe().method,
      "server.address": "androiddeviceprovisioning.googleapis.com",
      unit: "s"
    }
    assert.sameDeepMembers(tries, [
      [{ ...common, "http.response.status_code": "503", "error.type": "503" }, 1, 0],
      [{ ...common, "http.response.status_code": "200" }, 1, 0.25]
    ])
    const retries = metrics.flatMap((metric) =>
      metric.id === "zero_touch.client.retries" && metric.type === "Counter"
        ? [[metric.attributes, Number(metric.state.count)]]
        : []
    )
    assert.deepStrictEqual<unknown>(retries, [
      [{ unit: "{retry}", "rpc.method": probe().method, "error.type": "503" }, 1]
    ])
  })
)

it.effect("what went wrong is named by the status of the answer, or else by the reason", () =>
  Effect.gen(function* () {
    const cases: ReadonlyArray<readonly [Answer, string]> = [
      [envelope(403, "PERMISSION_DENIED"), "403"],
      [html("<p>", 404), "404"],
      [html("<p>", 400), "400"],
      [html("<p>"), "InvalidResponse"],
      [{ status: 302, headers: { location: "/" }, body: "" }, "InvalidResponse"],
      [systemError("read ECONNRESET", "ECONNRESET", "read"), "ConnectionError"],
      [Effect.never, "TimeoutError"]
    ]
    for (const [answer, expected] of cases) {
      const metrics = yield* metricsOf([answer], false)
      const types = metrics
        .filter(({ id }) => id === "http.client.request.duration")
        .map(({ attributes }) => attributes?.["error.type"])
      assert.deepStrictEqual(types, [expected])
    }
  })
)
