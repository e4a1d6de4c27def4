/**
 * A call of ours, and what it has to be on the wire.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ApiError, TransportError, ZeroTouch } from "effect-zero-touch"

export interface MethodCase {
  /** The call under our name. */
  readonly ours: string
  readonly call: Effect.Effect<unknown, ApiError | TransportError, ZeroTouch.Services>
  readonly verb: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly scope: "partner" | "customer"
  /** Whether it may be sent again by itself. */
  readonly idempotent: boolean
}

/** Of a list the first page is asked for, in both forms. */
export const both = <A, B>(
  stream: Stream.Stream<A, ApiError | TransportError>,
  page: Effect.Effect<B, ApiError | TransportError>
) => Effect.andThen(page, Stream.runCollect(stream))

export const read = { verb: "GET", idempotent: true } as const
export const post = { verb: "POST", idempotent: false } as const

export const pageSize = 10
export const pageToken = "next"
export const page = { pageSize: "10", pageToken }
