/** The search for secrets finds them wherever one could be. */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { ApiError, InvalidResponse, Status, TransportError } from "effect-zero-touch"
import { metricsText, overheard } from "../support/overheard.ts"
import { leakIn, token } from "../support/secrets.ts"

const piece = token.slice(0, 8)

/** A failure of any type. */
const failing = (error: unknown): Effect.Effect<unknown, unknown> => Effect.fail(error)

const leaks: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
  "the message of an error": failing(new Error(`it is ${piece}`)),
  "the cause of an error": failing(new Error("it", { cause: new Error(piece) })),
  "a hidden field of an error": failing(
    Object.defineProperty(new Error("it"), "hidden", { value: { piece } })
  ),
  "the stack of an error": failing(Object.assign(new Error("it"), { stack: piece })),
  "a field of an error": failing(
    new TransportError({
      reason: new InvalidResponse({ description: "it", httpStatus: 502, body: piece })
    })
  ),
  "a detail of an error": failing(
    new ApiError(
      ApiError.fromStatus(
        Status.of({ code: 7, details: [{ _tag: "DebugInfo", stackEntries: [piece] }] })
      )
    )
  ),
  "a failure that is no error": failing({ deep: [{ down: piece }] }),
  "a defect": Effect.die(piece),
  "one of several causes": Effect.failCause(
    Cause.combine(Cause.fail("it"), Cause.die(new Error(piece)))
  ),
  "the name of a span": Effect.withSpan(Effect.void, piece),
  "an attribute of a span": Effect.withSpan(Effect.void, "it", { attributes: { deep: [piece] } }),
  "an event of a span": Effect.currentSpan.pipe(
    Effect.map((span) => span.event("it", 0n, { piece })),
    Effect.withSpan("it")
  ),
  "a log line of the lowest level": Effect.logTrace("it", { piece }),
  "an annotation of a log line": Effect.annotateLogs(Effect.logDebug("it"), { it: piece }),
  "a span of a log line": Effect.withLogSpan(Effect.logDebug("it"), piece),
  "the cause of a log line": Effect.logInfo("it", Cause.fail(piece))
}

describe("a secret is found in", () => {
  for (const [where, effect] of Object.entries(leaks)) {
    it.effect(where, () =>
      Effect.gen(function* () {
        const { texts } = yield* overheard(effect)
        assert.strictEqual(leakIn(texts.join("\n")), piece)
      })
    )
  }

  it.effect("an attribute of a metric", () =>
    Effect.gen(function* () {
      yield* Metric.update(Metric.withAttributes(Metric.counter("it"), { piece }), 1)
      assert.strictEqual(leakIn(yield* metricsText), piece)
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
