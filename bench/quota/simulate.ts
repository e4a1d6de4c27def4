/**
 * More operations than a quota can serve, on virtual time: how long starts wait, and how long after
 * its end each operation is found done. Client, waits and lanes are the real ones; the service is the
 * emulator in memory, which enforces the same quota. All chance comes from the seed.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as References from "effect/References"
import { Client } from "../../src/client/Client.ts"
import { Credentials } from "../../src/client/Credentials.ts"
import { Emulator, Reply } from "../../src/emulator/Emulator.ts"
import { CustomerId, PartnerId } from "../../src/model/Ids.ts"
import type { PartnerClaimInput } from "../../src/model/PartnerClaim.ts"
import { Operations } from "../../src/operations/Operations.ts"
import { PartnerDevices } from "../../src/partner/PartnerDevices.ts"
import { simulation } from "../../test/support/simulation.ts"
import { type Progress, type Shape, shapes } from "../polling/shapes.ts"
import { firstComeFirstServed } from "./firstCome.ts"

export interface Options {
  /** Who goes first: as the lanes say, or whoever came first. */
  readonly order: "lanes" | "first come"
  /**
   * How many operations run at the beginning. They are found running, somewhere on their way; as many
   * are started later as end, if the durations and `startEvery` are chosen so.
   */
  readonly operations: number
  readonly quota: { readonly limit: number; readonly window: Duration.Input }
  readonly startEvery: Duration.Input
  readonly runFor: Duration.Input
  /** Operations that end before are not counted: all waits begin at once, with nothing known. */
  readonly countFrom: Duration.Input
  /** Durations are between these, evenly on a logarithmic scale. */
  readonly shortest: Duration.Input
  readonly longest: Duration.Input
  /** How progress looks: one of these for each operation. */
  readonly shapes: ReadonlyArray<Shape>
  readonly seed: string
}

/**
 * The fleet that is simulated: 10,000 operations over Google's quota, with a start every 2 seconds, and a
 * smaller one for a smaller scale. Durations of about 5.5 hours in the mean keep their number steady.
 */
export const fleetOf = (scale: number) =>
  ({
    operations: Math.round(10_000 * scale),
    quota: { limit: Math.round(1000 * scale), window: "100 seconds" },
    startEvery: `${2000 / scale} millis`,
    runFor: "4 hours",
    countFrom: "1 hour",
    shortest: "1 hour",
    longest: "16 hours",
    seed: "quota"
  }) satisfies Partial<Options>

export interface Result {
  /** How long each start waited for its answer, in seconds, sorted. */
  readonly starts: ReadonlyArray<number>
  /** From the end of each operation to its detection, in seconds, sorted. */
  readonly lags: ReadonlyArray<number>
  /** How many were not found done when the simulation ended. Their lags count up to then. */
  readonly notFound: number
  readonly requests: number
  /** How many requests the emulator answered with 429. */
  readonly refused: number
}

/** What happens to one operation. Times are milliseconds. */
interface Course {
  readonly startedAt: number
  readonly duration: number
  readonly progress: Progress
  foundAt: number | undefined
}

const partnerId = PartnerId.from("10000001")
const customerId = CustomerId.from("20000001")

const claimOf = (index: number): PartnerClaimInput => ({
  customerId,
  sectionType: "SECTION_TYPE_ZERO_TOUCH",
  deviceIdentifier: { manufacturer: "Google", model: "Pixel 9", serialNumber: `serial-${index}` }
})

/** The operation on the wire. */
const stateOf = (name: string, { duration, progress, startedAt }: Course, now: number) => {
  const passed = (now - startedAt) / duration
  const percentage = progress(Math.min(passed, 0.9999)) ?? 0
  const type =
    "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"
  return passed >= 1
    ? { name, done: true, response: { "@type": `${type}Response`, successCount: 1 } }
    : {
        name,
        metadata: {
          "@type": `${type}Metadata`,
          devicesCount: 100,
          processingStatus: "BATCH_PROCESS_IN_PROGRESS",
          ...(percentage === 0 ? {} : { progress: percentage })
        }
      }
}

const ascending = (a: number, b: number) => a - b

const run = Effect.fnUntraced(function* (options: Options) {
  const source = yield* Random.Random.pipe(Random.withSeed(`operations, ${options.seed}`))
  const random = () => source.nextDoubleUnsafe()
  const shortest = Duration.toMillis(options.shortest)
  const longest = Duration.toMillis(options.longest)
  const every = Duration.toMillis(options.startEvery)
  const runFor = Duration.toMillis(options.runFor)
  const courses = new Map<string, Course>()

  const newDuration = () => shortest * (longest / shortest) ** random()
  const addCourse = (name: string, startedAt: number, duration: number): Course => {
    const shape = options.shapes[Math.floor(random() * options.shapes.length)] ?? "linear"
    const course = { startedAt, duration, progress: shapes[shape](random), foundAt: undefined }
    courses.set(name, course)
    return course
  }
  /** The longer an operation takes, the likelier it is found running. */
  const addRunning = (name: string): Course => {
    let duration = newDuration()
    while (random() > duration / longest) duration = newDuration()
    return addCourse(name, -random() * duration, duration)
  }

  let requests = 0
  let refused = 0
  const emulator = yield* Emulator
  const http = HttpClient.transform(yield* HttpClient.HttpClient, (answer, request) =>
    Effect.gen(function* () {
      requests++
      // what the operation has come to is written down just before the emulator looks
      const name = new URL(request.url).pathname.slice("/v1/".length)
      const course = request.method === "GET" ? courses.get(name) : undefined
      if (course !== undefined) {
        const state = stateOf(name, course, yield* Clock.currentTimeMillis)
        yield* emulator.script(name, [{ reply: Reply.Json(200, state) }])
      }
      const response = yield* answer
      if (response.status === 429) refused++
      return response
    })
  )

  const program = Effect.gen(function* () {
    const operations = yield* Operations
    const devices = yield* PartnerDevices
    const starts: Array<number> = []
    const find = (target: Parameters<typeof operations.await>[0], course: Course) =>
      Effect.map(Effect.andThen(operations.await(target), Clock.currentTimeMillis), (now) => {
        course.foundAt = now
      })
    const start = Effect.gen(function* () {
      const before = yield* Clock.currentTimeMillis
      const index = starts.push(runFor - before) - 1
      const started = yield* devices.claimAsync(partnerId, { claims: [claimOf(index)] })
      const now = yield* Clock.currentTimeMillis
      starts[index] = now - before
      yield* find(started, addCourse(started.name, now, newDuration()))
    })

    for (let i = 0; i < options.operations; i++) {
      const name = `operations/apibatchoperation/running-${i}`
      yield* Effect.forkChild(find(name, addRunning(name)))
    }
    for (let at = every; at < runFor; at += every) {
      yield* Effect.sleep(every)
      yield* Effect.forkChild(start)
    }
    yield* Effect.sleep(runFor - (yield* Clock.currentTimeMillis))

    const counted = [...courses.values()]
      .map(({ duration, foundAt, startedAt }) => ({ end: startedAt + duration, foundAt }))
      .filter(({ end }) => end >= Duration.toMillis(options.countFrom) && end < runFor)
    const result: Result = {
      starts: starts.map((millis) => millis / 1000).toSorted(ascending),
      lags: counted.map(({ end, foundAt = runFor }) => (foundAt - end) / 1000).toSorted(ascending),
      notFound: counted.filter(({ foundAt }) => foundAt === undefined).length,
      requests,
      refused
    }
    return result
  })

  const client =
    options.order === "lanes"
      ? Client.layer({ quota: options.quota })
      : Layer.provide(firstComeFirstServed(options.quota), Client.layer({ quota: false }))
  return yield* program.pipe(
    Effect.provide(
      Layer.mergeAll(Operations.layer, PartnerDevices.layer).pipe(
        Layer.provide(client),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, http)),
        Layer.provide(Credentials.layerAnonymous)
      )
    )
  )
})

/** What comes of an order. */
export const simulate = (options: Options): Result => {
  const world = simulation(100_000_000)
  const service = world.build(
    Emulator.layer({ quota: options.quota, seed: { customers: [{ customerId }] } })
  )
  const exit = world.exit(
    service,
    run(options).pipe(
      Effect.provideService(References.MinimumLogLevel, "None"),
      Random.withSeed(options.seed)
    )
  )
  if (Exit.isFailure(exit)) throw new Error(Cause.pretty(exit.cause))
  return exit.value
}

export const mean = (numbers: ReadonlyArray<number>): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

/** The number below which a part (0 to 1) of sorted numbers is. */
export const quantile = (sorted: ReadonlyArray<number>, part: number): number =>
  sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)] ?? Number.NaN
