/**
 * Which requests are on their way, and which only wait for virtual time. A test that moves its
 * clock while a request is between client and emulator loses the race against real timeouts; with
 * these counts it can wait until moving the clock is the only thing left to do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import type { Wait } from "./Http.ts"

/** By this header a request is the same one on both ends. It is no part of the service. */
export const idHeader = "x-emulator-request"

interface Entry {
  /** Who still has to do with it: the client, the server, a reader of its body. */
  holders: number
  /** How many of its fibers wait for virtual time. */
  waits: number
}

/** The book of requests on their way. */
export interface Traffic {
  /** Makes an effect one of those that hold a request open. */
  readonly hold: (id: string) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** The same for a body, while it is read: a client may well leave one unread. */
  readonly holdBody: (
    id: string
  ) => <A, E, R>(body: Stream.Stream<A, E, R>) => Stream.Stream<A, E, R>
  /** Marks an effect as a mere wait for virtual time, on a request that is held open. */
  readonly wait: (id: string) => Wait
  readonly newId: () => string
  readonly inFlight: Effect.Effect<number>
  readonly waiting: Effect.Effect<number>
  readonly settled: Effect.Effect<void>
  readonly track: (client: HttpClient.HttpClient) => HttpClient.HttpClient
}

/**
 * Turns of the event loop without anything in flight that count as quiet. Between two steps of one
 * request (headers to body, body to the next wait) a client needs no more than one or two.
 */
const quietTurns = 4

/** An empty book. */
export const make = (): Traffic => {
  const entries = new Map<string, Entry>()
  let count = 0

  const entry = (id: string): Entry => {
    const known = entries.get(id)
    if (known !== undefined) return known
    const fresh = { holders: 0, waits: 0 }
    entries.set(id, fresh)
    return fresh
  }

  const add = (key: keyof Entry, id: string) =>
    Effect.sync(() => {
      const one = entry(id)
      one[key] += 1
      return one
    })
  const remove = (key: keyof Entry, id: string) => (one: Entry) =>
    Effect.sync(() => {
      one[key] -= 1
      if (one.holders === 0 && one.waits === 0) entries.delete(id)
    })
  const counted =
    (key: keyof Entry) =>
    (id: string) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.acquireUseRelease(add(key, id), () => effect, remove(key, id))

  const hold = counted("holders")
  const numberOf = (waiting: boolean) =>
    Effect.sync(() => {
      let n = 0
      for (const one of entries.values()) if (one.waits > 0 === waiting) n += 1
      return n
    })
  const inFlight = numberOf(false)
  const newId = () => String((count += 1))

  const settled = Effect.gen(function* () {
    for (let quiet = 0; quiet < quietTurns; quiet = (yield* inFlight) === 0 ? quiet + 1 : 0) {
      yield* Effect.yieldNow
    }
  })

  const holdBody =
    (id: string) =>
    <A, E, R>(body: Stream.Stream<A, E, R>) =>
      Stream.unwrap(
        Effect.as(Effect.acquireRelease(add("holders", id), remove("holders", id)), body)
      )

  const trackBody = (original: HttpClientResponse, id: string): HttpClientResponse => {
    const holding = hold(id)
    const tracked: HttpClientResponse = Object.create(original, {
      stream: { get: () => holdBody(id)(original.stream) },
      text: { get: () => holding(original.text) },
      json: { get: () => holding(original.json) },
      arrayBuffer: { get: () => holding(original.arrayBuffer) },
      urlParamsBody: { get: () => holding(original.urlParamsBody) },
      formData: { get: () => holding(original.formData) }
    })
    return tracked
  }

  return {
    hold,
    holdBody,
    wait: counted("waits"),
    newId: () => `server-${newId()}`,
    inFlight,
    waiting: numberOf(true),
    settled,
    // In two parts, so that the request which the client knows is the very one that is sent:
    // `HttpClient.withScope` finds its requests by identity.
    track: (client) =>
      client.pipe(
        HttpClient.mapRequest((request) =>
          HttpClientRequest.setHeader(request, idHeader, `client-${newId()}`)
        ),
        HttpClient.transform((response, request) => {
          const id = request.headers[idHeader] ?? newId()
          return Effect.map(hold(id)(response), (original) => trackBody(original, id))
        })
      )
  }
}
