/**
 * Interruption, wherever it strikes. Each scenario is played once for each step that it has, and
 * stopped there: first after no step, then after one, and so on until it ends by itself, so that no
 * await point is missed, and none is chosen by hand.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import {
  Client,
  Credentials,
  CustomerId,
  Operations,
  PartnerDevices,
  PartnerId,
  PollSchedule
} from "effect-zero-touch"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { type Simulation, simulation } from "../support/simulation.ts"
import { running } from "../support/transports.ts"

const name = "operations/apibatchoperation/1"
const options = { schedule: PollSchedule.fixed("1 second") }

type Services = Operations | PartnerDevices | Emulator
type Play = Effect.Effect<unknown, unknown, Services>

/** Its tokens take a while, as those of a token endpoint do. */
const credentials = Layer.succeed(Credentials, {
  token: () => Effect.as(Effect.sleep("30 millis"), Option.some(Redacted.make("token"))),
  invalidate: () => Effect.succeed(true)
})

const services: Layer.Layer<Services> = Layer.merge(Operations.layer, PartnerDevices.layer).pipe(
  // so little that the second request waits for it
  Layer.provideMerge(Layer.orDie(Client.layer({ quota: { limit: 1, window: "1500 millis" } }))),
  Layer.provideMerge(Emulator.layer({ latency: "50 millis" })),
  Layer.provide(credentials)
)

const course = [
  { reply: Reply.Json(200, { name }) },
  { reply: Reply.Error({ httpStatus: 503, status: "UNAVAILABLE", message: "" }) },
  { reply: Reply.Json(200, { name, done: true, response: {} }) }
]

interface World {
  readonly sim: Simulation
  readonly context: Context.Context<Services>
}

const makeWorld = (): World => {
  const sim = simulation()
  const context = sim.build(services)
  sim.exit(
    context,
    Effect.flatMap(Emulator, ({ script }) => script(name, course))
  )
  return { sim, context }
}

const valueOf = <A>({ context, sim }: World, effect: Effect.Effect<A, unknown, Services>): A => {
  const exit = sim.exit(context, effect)
  return Exit.isSuccess(exit) ? exit.value : assert.fail(Cause.pretty(exit.cause))
}

const sent = Effect.flatMap(Emulator, ({ requests }) => Effect.map(requests, (all) => all.length))

const onTheirWay = Effect.flatMap(Emulator, ({ inFlight, waiting }) =>
  Effect.zipWith(inFlight, waiting, (a, b) => a + b)
)

const assertNothingIsLeft = (world: World, where: string) => {
  assert.strictEqual(world.sim.sleepers(), 0, `sleepers are left ${where}`)
  assert.strictEqual(world.sim.fibers(), 0, `fibers are left ${where}`)
  assert.strictEqual(valueOf(world, onTheirWay), 0, `requests are left ${where}`)
}

const awaiting = Effect.flatMap(Operations, (operations) => operations.await(name, options))
const watching = Stream.unwrap(
  Effect.map(Operations, (operations) => operations.watch(name, options))
)
const getting = Effect.flatMap(Operations, (operations) => operations.get(name))

const claiming = Effect.flatMap(PartnerDevices, (devices) =>
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

/** Waits anew, in a world where somebody was interrupted. */
const assertCanWaitAnew = (world: World, where: string) => {
  const before = valueOf(world, sent)
  valueOf(world, awaiting)
  assert.isAbove(valueOf(world, sent), before, `a new wait does not poll ${where}`)
  world.sim.run()
  assertNothingIsLeft(world, `after a new wait, ${where}`)
}

/** To check one operation in 13 takes seconds; `INTERRUPT_EVERY=1` checks all, in a minute. */
const every = Number(process.env["INTERRUPT_EVERY"] ?? 13)

/** How fine a step is, and how many are skipped. */
const grains = [
  // a step ends where a fiber waits: these are the await points proper
  { operations: 2048, every: 1 },
  // a step is one operation of one fiber: a fiber that has run for long yields at any of them
  { operations: 3, every }
]

/** Plays once for each step and stops there; then checks what is the same wherever it was. */
const everywhere = (play: {
  readonly stopped: Play
  /** What goes on beside it. */
  readonly before?: Play
  readonly behind?: Play
  readonly stop?: (world: World, fiber: Fiber.Fiber<unknown, unknown>) => void
  readonly check?: (world: World, where: string) => void
}) => {
  const { behind, before, check = assertCanWaitAnew, stop = interrupt } = play
  for (const grain of grains) {
    let n = 0
    for (; ; n += grain.every) {
      const where = `when stopped after step ${n} (of ${grain.operations} operations)`
      const world = makeWorld()
      const { context, sim } = world
      sim.setStride(grain.operations)
      const fork = (effect: Play | undefined) => (effect ? [sim.fork(context, effect)] : [])
      const others = fork(before)
      const fiber = sim.fork(context, play.stopped)
      others.push(...fork(behind))

      for (let i = 0; i < n && fiber.pollUnsafe() === undefined; i++) sim.step()
      if (fiber.pollUnsafe() !== undefined) break
      sim.setStride(2048)
      const sentBefore = others.length === 0 ? valueOf(world, sent) : undefined
      stop(world, fiber)
      sim.run(sim.now() + 3_600_000)

      const exit = fiber.pollUnsafe()
      if (exit === undefined) return assert.fail(`it goes on ${where}`)
      // With its last operations it may still come to its end.
      if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) {
        assert.fail(`it fails ${where}: ${Cause.pretty(exit.cause)}`)
      }
      for (const other of others) {
        const end = other.pollUnsafe()
        assert.isTrue(end !== undefined && Exit.isSuccess(end), `another one fails ${where}`)
      }
      if (sentBefore !== undefined) {
        assert.strictEqual(valueOf(world, sent), sentBefore, `something is sent ${where}`)
      }
      assertNothingIsLeft(world, where)
      check(world, where)
    }
    assert.isAtLeast(n, 3, "there was next to nothing to stop")
  }
}

const interrupt = (_: World, fiber: Fiber.Fiber<unknown, unknown>) => fiber.interruptUnsafe()
const shutDown = ({ sim }: World) => sim.close()

/** Seconds, in one piece: nothing in it is asynchronous. */
const patience = 60_000

describe("interrupted anywhere, it leaves nothing, and a new wait polls anew:", () => {
  const test = (title: string, stopped: Play, check = assertCanWaitAnew) =>
    it.effect(title, () => Effect.sync(() => everywhere({ stopped, check })), patience)

  test("await", awaiting)
  test(
    "await, given a running operation and a timeout",
    Effect.flatMap(Operations, (operations) =>
      operations.await(running(name), { ...options, timeout: "1 minute" })
    )
  )
  test("watch", Stream.runDrain(watching))
  test(
    "watch, by one who is slow and has a timeout",
    Effect.flatMap(Operations, (operations) =>
      operations
        .watch(name, { ...options, timeout: "1 minute" })
        .pipe(Stream.runForEach(() => Effect.sleep("2 seconds")))
    )
  )
  test("get, with its retry", Effect.andThen(getting, getting))
  test("claimAsync, which is sent once at most", claiming, (world, where) => {
    assert.isAtMost(valueOf(world, sent), 1, where)
    valueOf(world, claiming)
  })
})

describe("interrupted anywhere, it disturbs nobody who waits for the same operation:", () => {
  const test = (title: string, play: Parameters<typeof everywhere>[0]) =>
    it.effect(title, () => Effect.sync(() => everywhere(play)), patience)

  test("who came first", { before: awaiting, stopped: awaiting })
  test("who came later", { stopped: awaiting, behind: awaiting })
  test("who watches", { stopped: Stream.runDrain(watching), behind: Stream.runDrain(watching) })
})

describe("shut down anywhere, the services forget nobody who waits:", () => {
  const test = (title: string, stopped: Play) =>
    it.effect(
      title,
      () => Effect.sync(() => everywhere({ stopped, stop: shutDown, check: () => undefined })),
      patience
    )

  test("by await", awaiting)
  test("by watch", Stream.runDrain(watching))
})

describe("interrupted while it waits for quota", () => {
  it.effect("it gives its place back to those who come after", () =>
    Effect.sync(() => {
      const world = makeWorld()
      const { context, sim } = world
      const waiting = Array.from({ length: 100 }, () => sim.fork(context, getting))
      sim.run(100)
      for (const fiber of waiting) fiber.interruptUnsafe()
      sim.run(100)
      valueOf(world, getting)
      // one window of the quota, not a hundred; the one that was under way took a retry
      assert.isBelow(sim.now(), 5000)
      assertNothingIsLeft(world, "when a hundred were interrupted")
    })
  )
})
