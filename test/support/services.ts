/**
 * All services over a transport in memory.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type ClientOptions, type Credentials, ZeroTouch } from "effect-zero-touch"
import { type Answer, clientOver, fakeHttp } from "./fakeHttp.ts"
import { drive } from "./outcome.ts"

/** Runs a program while the clock moves; gives how it ended, and what was sent. */
export const runServices = Effect.fnUntraced(function* <A, E>(
  answers: ReadonlyArray<Answer>,
  program: Effect.Effect<A, E, ZeroTouch.Services>,
  credentials?: Layer.Layer<Credentials>,
  options?: ClientOptions
) {
  const http = fakeHttp(...answers)
  const { exit } = yield* drive(
    Effect.provide(
      program,
      ZeroTouch.layer.pipe(Layer.provide(clientOver(http, options, credentials)))
    )
  )
  return { exit, sent: http.sent }
})

/** A request without its headers, as a test writes it down. */
export const onTheWire = ({ body, method, url }: ReturnType<typeof fakeHttp>["sent"][number]) => ({
  verb: method,
  path: url.pathname,
  query: Object.fromEntries(url.searchParams),
  body: body === "" ? undefined : (JSON.parse(body) as unknown)
})
