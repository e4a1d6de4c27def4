/**
 * A tracer that keeps what it is given.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/** Runs an effect; gives its exit and the spans that were started in it, in order. */
export const traced = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    return effect.pipe(
      Effect.withTracer(tracer),
      Effect.exit,
      Effect.map((exit) => ({ exit, spans }))
    )
  })

export const parentOf = (span: Tracer.Span): string | undefined =>
  Option.getOrUndefined(span.parent)?.spanId

export const attributesOf = (span: Tracer.Span): Record<string, unknown> =>
  Object.fromEntries(span.attributes)
