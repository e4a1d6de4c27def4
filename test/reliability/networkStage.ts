/**
 * The emulator behind a socket, a proxy that breaks connections before it, and a real transport. The
 * sockets are real and the clock is not, so what a fault costs is known to the millisecond, and an
 * answer that never comes takes no time to wait for. Requests carry secrets with a mark, and whatever
 * is to be seen of a call is searched for them.
 */
import { assert } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import { HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import {
  Client,
  type ClientOptions,
  CustomerId,
  Operations,
  PartnerDevices,
  PartnerId,
  PollSchedule,
  TransportError
} from "effect-zero-touch"
import { Emulator, type EmulatorOptions, Reply } from "effect-zero-touch/Emulator"
import { EmulatorServer } from "effect-zero-touch/EmulatorServer"
import { faultProxy, type FaultProxy } from "../support/faultProxy.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import {
  accessToken,
  apiKey,
  assertNoSecret,
  metricsText,
  overheard
} from "../support/overheard.ts"
import { key, token } from "../support/secrets.ts"

/** The client's timeout, in milliseconds; short, since each second of it takes a few real ones. */
export const timeout = 5000

/** An operation that has ended. */
export const name = "operations/apibatchoperation/1"
export const endedOperation = { name, done: true, response: {} }

const schedule = PollSchedule.fixed("1 second")

export const get = Effect.flatMap(Operations, (operations) => operations.get(name))

export const wait = Effect.flatMap(Operations, (operations) => operations.await(name, { schedule }))

export const claim = Effect.flatMap(PartnerDevices, (devices) =>
  devices.claimAsync(PartnerId.from("10000001"), {
    claims: [
      {
        customerId: CustomerId.from("20000001"),
        sectionType: "SECTION_TYPE_ZERO_TOUCH",
        deviceIdentifier: { imei: "490154203237518", manufacturer: "Google" }
      }
    ]
  })
)

/** The error below the API; any other end fails the test. */
export const transportError = <A, E>(exit: Exit.Exit<A, E>): TransportError => {
  const error = failureOf(exit)
  return error instanceof TransportError ? error : assert.fail(String(error))
}

export type Services = Operations | PartnerDevices

export interface Stage {
  readonly proxy: FaultProxy
  readonly emulator: Emulator["Service"]
  /** How many claims came to the service. */
  readonly claims: Effect.Effect<number>
  readonly client: (options?: ClientOptions) => Layer.Layer<Services>
  /**
   * Runs an effect while the clock moves on, but only when nothing else is left to happen. Gives
   * its exit and the milliseconds that passed on that clock. Fails the test where a secret is seen.
   */
  readonly drive: <A, E>(
    effect: Effect.Effect<A, E, Services>,
    client: Layer.Layer<Services>
  ) => Effect.Effect<{ readonly exit: Exit.Exit<A, E>; readonly passed: number }>
}

/** A turn of the event loop, with the time that a byte on loopback needs. */
export const turn = Effect.promise(() => new Promise((resolve) => void setTimeout(resolve, 1)))

/** Turns after which what was quiet all the time stays so. */
const quietTurns = 12

/** Lets real things happen until something holds; fails the test when it never does. */
export const eventually = Effect.fnUntraced(function* (what: string, holds: () => boolean) {
  for (let turns = 0; !holds(); turns++) {
    if (turns > 2000) return assert.fail(`not so: ${what}`)
    yield* turn
  }
})

/** The sockets, servers and look-ups that this process holds. */
const handles = () =>
  process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS|GetAddrInfo)/.test(kind)).length

const makeStage = Effect.fnUntraced(function* (
  transport: Layer.Layer<HttpClient.HttpClient>,
  options: EmulatorOptions
): Effect.fn.Return<Stage, never, Scope.Scope> {
  const context = yield* Layer.build(Layer.orDie(EmulatorServer.layer(options)))
  const { emulator, port } = yield* Effect.all({
    emulator: Emulator,
    port: Effect.map(EmulatorServer, ({ port }) => port)
  }).pipe(Effect.provideContext(context))
  yield* emulator.script(name, [{ reply: Reply.Json(200, endedOperation) }])
  const proxy = yield* faultProxy(port)

  const tracked = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, emulator.track)
  ).pipe(Layer.provide(transport))

  return {
    proxy,
    emulator,
    claims: Effect.map(
      emulator.requests,
      (requests) => requests.filter(({ method }) => method === "POST").length
    ),
    client: (options = {}) =>
      Layer.merge(Operations.layer, PartnerDevices.layer).pipe(
        Layer.provide(
          Layer.orDie(Client.layer({ baseUrl: proxy.baseUrl, timeout, apiKey, ...options }))
        ),
        Layer.provide(tracked),
        Layer.provide(accessToken)
      ),
    drive: Effect.fnUntraced(function* (effect, client) {
      const start = yield* Clock.currentTimeMillis
      let end = start
      const timed = Effect.onExit(effect, () =>
        Effect.map(Clock.currentTimeMillis, (now) => void (end = now))
      )
      const fiber = yield* Effect.forkChild(overheard(Effect.provide(timed, client)))
      for (let quiet = 0; ;) {
        const ended = fiber.pollUnsafe()
        if (ended !== undefined) {
          const { exit, texts } = successOf(ended)
          assertNoSecret(texts)
          return { exit, passed: end - start }
        }
        yield* turn
        quiet = (yield* emulator.inFlight) <= proxy.stalled() ? quiet + 1 : 0
        if (quiet < quietTurns) continue
        quiet = 0
        yield* TestClock.adjust("1 second")
        if ((yield* Clock.currentTimeMillis) - start > 3_600_000)
          return assert.fail("it never ends")
      }
    })
  }
})

/** Sets the stage for a test, and checks afterwards that nothing is left of it. */
export const onStage = (
  transport: Layer.Layer<HttpClient.HttpClient>,
  test: (stage: Stage) => Effect.Effect<void>,
  options: EmulatorOptions = {}
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const handlesBefore = handles()
    let fibers = 0
    yield* Effect.gen(function* () {
      const stage = yield* makeStage(transport, options)
      yield* test(stage)
      for (const { headers } of yield* stage.emulator.requests) {
        assert.strictEqual(headers["authorization"], `Bearer ${token}`)
        assert.strictEqual(headers["x-goog-api-key"], key)
      }
      assertNoSecret([yield* metricsText], "a metric")
      yield* eventually("no connection is left", () => stage.proxy.open() === 0)
    }).pipe(
      Effect.scoped,
      Effect.provideService(Metric.FiberRuntimeMetrics, {
        recordFiberStart: () => void fibers++,
        recordFiberEnd: () => void fibers--
      })
    )
    yield* eventually("no fiber is left", () => fibers === 0)
    yield* eventually("no handle is left", () => handles() <= handlesBefore)
  })
