/**
 * What the lanes are compared with: one queue for all requests, in the order in which they come.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Client } from "../../src/client/Client.ts"
import type { Lanes } from "../../src/client/scheduler.ts"
import { makeScheduler, pollingOf, setPolling } from "../../src/client/scheduler.ts"
import type { Timer, Timers } from "../../src/client/timers.ts"

const firstComeLanes = (timers: Timers, limit: number, windowMillis: number): Lanes => {
  // a set keeps the order
  const waiting = new Set<() => void>()
  const sent: Array<number> = []
  let timer: Timer | undefined
  const pump = () => {
    while (waiting.size > 0) {
      while (sent[0] !== undefined && sent[0] <= timers.now() - windowMillis + 0.002) sent.shift()
      if (sent.length >= limit) break
      sent.push(timers.now())
      const [next] = waiting
      if (next === undefined) break
      waiting.delete(next)
      next()
    }
    if (timer !== undefined) timers.cancel(timer)
    timer =
      waiting.size === 0 || sent[0] === undefined
        ? undefined
        : timers.set(sent[0] + windowMillis, 0, pump)
  }
  const add = (start: () => void) => {
    waiting.add(start)
    pump()
    return () => void waiting.delete(start)
  }
  return {
    take: Effect.callback<void>((resume) => {
      const leave = add(() => resume(Effect.void))
      return Effect.sync(leave)
    }),
    queue: ({ start }) => add(() => start({ confirm: () => {}, release: () => {} }))
  }
}

/** A client over one without a quota. */
export const firstComeFirstServed = (quota: {
  readonly limit: number
  readonly window: Duration.Input
}): Layer.Layer<Client, never, Client> =>
  Layer.effect(
    Client,
    Effect.map(Client, (client) => {
      const scheduler = makeScheduler((timers) =>
        firstComeLanes(timers, quota.limit, Duration.toMillis(quota.window))
      )
      const inTurn = Client.of({
        execute: (request, options) =>
          Effect.andThen(scheduler.take, client.execute(request, options))
      })
      const { poll } = pollingOf(client)
      setPolling(inTurn, { scheduler, poll })
      return inTurn
    })
  )
