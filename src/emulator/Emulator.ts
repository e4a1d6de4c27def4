/**
 * The zero-touch enrollment service in memory: an `HttpClient` that answers as the API would, and
 * the controls by which a test sets the stage, breaks things, and looks at what was asked.
 *
 * All time comes from Effect's `Clock` and all chance from its `Random`, so everything works under
 * a `TestClock`.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { flow, identity } from "effect/Function"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type { Auth } from "./Authentication.ts"
import * as FaultRules from "./FaultRules.ts"
import type { FaultRule } from "./FaultRules.ts"
import * as FrontEnd from "./FrontEnd.ts"
import * as Http from "./Http.ts"
import type { EmulatorReply, EmulatorRequest, Wait } from "./Http.ts"
import type { JsonObject } from "./Json.ts"
import type { EmulatorOptions, Latency } from "./Options.ts"
import * as MemoryClient from "./MemoryClient.ts"
import * as Query from "./Query.ts"
import { render } from "./Render.ts"
import type { Quota } from "./Quota.ts"
import * as Reply from "./Reply.ts"
import * as RequestLog from "./RequestLog.ts"
import type { RecordedRequest } from "./RequestLog.ts"
import { isApi } from "./Router.ts"
import type { ScriptStep } from "./Scripts.ts"
import * as Service from "./Service.ts"
import type { Seed } from "./Seed.ts"
import * as Traffic from "./Traffic.ts"

export type { EmulatorOptions, Latency } from "./Options.ts"
export type { Auth, ScopedToken } from "./Authentication.ts"
export type { BatchOptions } from "./Batches.ts"
export type { FaultRule } from "./FaultRules.ts"
export { Faults } from "./Faults.ts"
export { ConnectionLost } from "./Http.ts"
export type {
  ConnectionFailure,
  EmulatorBody,
  EmulatorReply,
  EmulatorRequest,
  EmulatorResponse,
  HeaderFields
} from "./Http.ts"
export type { SectionType } from "./Devices.ts"
export type { Catalog } from "./Identifiers.ts"
export * as Reply from "./Reply.ts"
export type { RecordedRequest } from "./RequestLog.ts"
export type { ScriptStep } from "./Scripts.ts"
export type { Quota } from "./Quota.ts"
export type {
  Seed,
  SeedConfiguration,
  SeedCustomer,
  SeedDevice,
  SeedVendor,
  Terms
} from "./Seed.ts"
export type { ErrorContent, ErrorFormat } from "./ServiceError.ts"

/**
 * The emulator and its controls.
 *
 * @category services
 * @since 0.1.0
 */
export class Emulator extends Context.Service<
  Emulator,
  {
    /** Answers one HTTP request as the service would. Never fails; may never end (`Hang`). */
    readonly handle: (request: EmulatorRequest) => Effect.Effect<EmulatorReply>

    /** Adds a fault rule after those there are. */
    readonly fault: (rule: FaultRule) => Effect.Effect<void>
    /** Removes all fault rules. */
    readonly clearFaults: Effect.Effect<void>
    /** Replaces all fault rules. */
    readonly setFaults: (rules: ReadonlyArray<FaultRule>) => Effect.Effect<void>
    /** Writes down the course of one operation, in place of what there is. No steps remove it. */
    readonly script: (name: string, steps: ReadonlyArray<ScriptStep>) => Effect.Effect<void>
    /** Changes who may ask, such as when a token expires. */
    readonly setAuth: (auth: Auth) => Effect.Effect<void>
    /** Changes the latency of the requests to come. */
    readonly setLatency: (latency: Latency) => Effect.Effect<void>
    /** Changes how many requests a caller may make. What was counted stays counted. */
    readonly setQuota: (quota: Quota) => Effect.Effect<void>
    /** Brings everything back to where it began: state, controls, and the log. */
    readonly reset: Effect.Effect<void>

    /** Adds to what there is. */
    readonly seed: (seed: Seed) => Effect.Effect<void>
    /** All state of the service, as plain JSON, as of now. */
    readonly snapshot: Effect.Effect<JsonObject>
    /** The requests that arrived, oldest first: the last 10,000, or the last 256 MiB of bodies. */
    readonly requests: Effect.Effect<ReadonlyArray<RecordedRequest>>
    /** Empties the log of requests. */
    readonly clearRequests: Effect.Effect<void>

    /**
     * How many requests are on their way right now: sent and not answered, or answered and in the
     * middle of their bodies. One that only waits for virtual time (latency, `Late`, `Hang`, a
     * stalled body) is not among them, since nothing happens to it until the clock is moved.
     *
     * Exact for clients that the emulator knows: its own in memory, and any that went through
     * `track`. Of others it sees what has reached the server, not what is still under way to it.
     */
    readonly inFlight: Effect.Effect<number>
    /** How many requests wait inside the emulator for virtual time. */
    readonly waiting: Effect.Effect<number>
    /**
     * Waits, in turns of the event loop and not in time, until nothing is in flight and nothing
     * follows. Then the next thing to do for a test is to move its clock:
     * `Effect.andThen(emulator.settled, TestClock.adjust("100 millis"))`.
     */
    readonly settled: Effect.Effect<void>
    /** Makes the requests of a real client count, from their sending to the end of their bodies. */
    readonly track: (client: HttpClient.HttpClient) => HttpClient.HttpClient
  }
>()("effect-zero-touch/Emulator") {
  /**
   * An emulator by itself, for a transport of one's own.
   *
   * @since 0.1.0
   */
  static readonly make = (options: EmulatorOptions = {}): Effect.Effect<Emulator["Service"]> =>
    Effect.map(make(options), ({ emulator }) => emulator)

  /**
   * The emulator, and an `HttpClient` that talks to it in memory. Every host is this one.
   *
   * @since 0.1.0
   */
  static readonly layer = (
    options: EmulatorOptions = {}
  ): Layer.Layer<Emulator | HttpClient.HttpClient> =>
    Layer.effectContext(
      Effect.map(make(options), ({ client, emulator }) =>
        Context.make(Emulator, emulator).pipe(Context.add(HttpClient.HttpClient, client))
      )
    )
}

const make = Effect.fnUntraced(function* (options: EmulatorOptions): Effect.fn.Return<{
  readonly emulator: Emulator["Service"]
  /** The client in memory. */
  readonly client: HttpClient.HttpClient
}> {
  const start = () => {
    const service = Service.make({
      batch: options.batch ?? {},
      catalog: options.catalog ?? {},
      terms: options.terms ?? "accepted"
    })
    service.seed(options.seed ?? {})
    return {
      service,
      frontEnd: FrontEnd.make(service),
      rules: FaultRules.make(options.faults ?? []),
      auth: options.auth ?? "none",
      latency: options.latency ?? 0,
      quota: options.quota ?? "none"
    }
  }
  let stage = start()
  const { maxBodyBytes = Http.defaultMaxBodyBytes } = options
  const tooLarge = Http.send(Http.html(413), identity)
  const log = RequestLog.make()
  const traffic = Traffic.make()

  // One generator for the emulator's life, where a seed is given; else whatever the caller has.
  const random =
    options.randomSeed === undefined
      ? undefined
      : yield* Effect.service(Random.Random).pipe(Random.withSeed(options.randomSeed))
  const withRandom = <A>(effect: Effect.Effect<A>): Effect.Effect<A> =>
    random === undefined ? effect : Effect.provideService(effect, Random.Random, random)

  const answer = Effect.fnUntraced(function* (
    request: EmulatorRequest,
    id: string,
    { tracked, whileWanted }: { readonly tracked: boolean; readonly whileWanted: Wait }
  ) {
    const wait = flow(whileWanted, traffic.wait(id))
    const recorded = log.record(request, yield* Clock.currentTimeMillis)
    const { latency, rules } = stage
    const called = isApi(recorded.path)
    const fault = called ? yield* rules.answer(recorded) : undefined
    const delay = !called ? 0 : typeof latency === "function" ? latency(recorded) : latency
    if (Duration.toMillis(delay) > 0) yield* wait(Effect.sleep(delay))

    const format = Query.errorFormat(recorded.query, options.errorFormat ?? "2")
    const own = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const { auth, frontEnd, quota } = stage
      const terms = options.terms ?? "accepted"
      const reply = yield* frontEnd(request, recorded, { auth, quota, terms, format, now, wait })
      if (reply._tag === "Failure") return reply
      const date = DateTime.toDateUtc(DateTime.makeUnsafe(now)).toUTCString()
      const dated = { ...reply, headers: { date, ...reply.headers } }
      return options.gzip === undefined ? dated : Http.compress(dated, recorded, options.gzip)
    })
    const reply = yield* render(fault ?? Reply.Service, { service: own, format, wait })
    if (reply._tag === "Failure") return reply
    const response = Http.send(reply, wait)
    // A client that is tracked counts its request until it has read the body.
    return tracked && response.body instanceof Uint8Array
      ? response
      : { ...response, body: traffic.holdBody(id)(Http.streamOf(response.body)) }
  })

  const handle = (request: EmulatorRequest, whileWanted: Wait): Effect.Effect<EmulatorReply> =>
    Effect.suspend(() => {
      if (request.body.length > maxBodyBytes) return Effect.succeed(tooLarge)
      const { [Traffic.idHeader]: known, ...headers } = request.headers
      const id = known ?? traffic.newId()
      const tracked = known !== undefined
      return traffic.hold(id)(
        withRandom(answer({ ...request, headers }, id, { tracked, whileWanted }))
      )
    })

  const emulator: Emulator["Service"] = {
    handle: (request) => handle(request, identity),
    fault: (rule) => Effect.sync(() => stage.rules.add(rule)),
    clearFaults: Effect.sync(() => stage.rules.clear()),
    setFaults: (next) =>
      Effect.sync(() => {
        stage.rules.clear()
        for (const rule of next) stage.rules.add(rule)
      }),
    script: (name, steps) =>
      Effect.map(Clock.currentTimeMillis, (now) => stage.service.scripts.set(name, steps, now)),
    setAuth: (next) =>
      Effect.sync(() => {
        stage.auth = next
      }),
    setLatency: (next) =>
      Effect.sync(() => {
        stage.latency = next
      }),
    setQuota: (next) =>
      Effect.sync(() => {
        stage.quota = next
      }),
    reset: Effect.sync(() => {
      stage = start()
      log.clear()
    }),
    seed: (seed) => Effect.sync(() => stage.service.seed(seed)),
    snapshot: Effect.map(Clock.currentTimeMillis, (now) => {
      stage.service.batches.advance(now)
      return stage.service.snapshot(now)
    }),
    requests: Effect.sync(log.all),
    clearRequests: Effect.sync(log.clear),
    inFlight: traffic.inFlight,
    waiting: traffic.waiting,
    settled: traffic.settled,
    track: traffic.track
  }
  return { emulator, client: traffic.track(MemoryClient.make(handle)) }
})
