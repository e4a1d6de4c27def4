/**
 * The three depths at which operations can be faked, behind one script: `Operations.layerFake`, the
 * emulator in memory, and the emulator behind a real socket. What a wait does must not depend on
 * which it is.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import {
  ApiError,
  Client,
  Code,
  codeName,
  ConnectionError,
  Credentials,
  type ErrorDetail,
  FakeOperations,
  type FakeStep,
  Operation,
  Operations,
  Status,
  TransportError
} from "effect-zero-touch"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { EmulatorServer } from "effect-zero-touch/EmulatorServer"
import * as Schema from "effect/Schema"

/** What a poll comes to, whatever the transport. */
export type Outcome =
  | { readonly state: Operation }
  | {
      readonly failure: number
      readonly details?: ReadonlyArray<ErrorDetail>
      readonly message?: string
    }
  | { readonly broken: true }
  | { readonly hang: true }

export type Step = Outcome & {
  readonly after?: Duration.Input
  readonly retryAfter?: Duration.Input
}

/** What a test does to the operations. */
export class Stage extends Context.Service<
  Stage,
  {
    readonly script: (name: string, ...steps: ReadonlyArray<Step>) => Effect.Effect<void>
    readonly polls: (name: string) => Effect.Effect<number>
    /** Moves the clock, while nothing is on its way. */
    readonly advance: (duration: Duration.Input) => Effect.Effect<void>
    /** Lets happen what happens without time passing. */
    readonly settle: Effect.Effect<void>
  }
>()("test/Stage") {}

export const fakeStep = (step: Step): FakeStep => ({
  outcome: fakeOutcome(step),
  ...(step.after === undefined ? {} : { after: step.after }),
  ...(step.retryAfter === undefined ? {} : { retryAfter: step.retryAfter })
})

const fakeOutcome = (step: Step) => {
  if ("state" in step) return step.state
  if ("hang" in step) return Effect.never
  if ("broken" in step) {
    return new TransportError({
      reason: new ConnectionError({
        description: "reset",
        code: "ECONNRESET",
        mayHaveBeenSent: true
      })
    })
  }
  const status = Status.of({
    code: step.failure,
    message: step.message ?? "",
    details: step.details ?? []
  })
  return new ApiError({
    ...ApiError.fromStatus(status),
    ...(step.retryAfter === undefined
      ? {}
      : { retryAfter: Duration.fromInputUnsafe(step.retryAfter) })
  })
}

export const reply = (step: Step): Reply.Reply => {
  const headers: Record<string, string> =
    step.retryAfter === undefined
      ? {}
      : { "retry-after": String(Duration.toSeconds(Duration.fromInputUnsafe(step.retryAfter))) }
  if ("state" in step) return Reply.Json(200, Schema.encodeSync(Operation)(step.state), headers)
  if ("hang" in step) return Reply.Hang
  if ("broken" in step) return Reply.Reset
  const { details } = Schema.encodeSync(Status)(Status.of({ details: step.details ?? [] }))
  return Reply.Error({
    httpStatus: ApiError.fromStatus({ code: step.failure }).httpStatus,
    status: codeName(step.failure),
    message: step.message ?? "",
    details: (details ?? []) as ReadonlyArray<never>,
    headers
  })
}

const fake = Layer.effect(
  Stage,
  Effect.map(FakeOperations, (operations) => ({
    script: (name, ...steps) => operations.set(name, ...steps.map(fakeStep)),
    polls: operations.polls,
    advance: TestClock.adjust,
    settle: Effect.yieldNow
  }))
).pipe(Layer.provideMerge(Operations.layerFake()))

const emulated = Layer.effect(
  Stage,
  Effect.map(Emulator, (emulator) => ({
    script: (name, ...steps) =>
      emulator.script(
        name,
        steps.map((step) => ({
          reply: reply(step),
          ...(step.after === undefined ? {} : { after: step.after })
        }))
      ),
    polls: (name) =>
      Effect.map(
        emulator.requests,
        (requests) => requests.filter(({ path }) => path === `/v1/${name}`).length
      ),
    advance: Effect.fnUntraced(function* (duration) {
      const tick = 100
      yield* emulator.settled
      for (
        let left = Duration.toMillis(Duration.fromInputUnsafe(duration));
        left > 0;
        left -= tick
      ) {
        yield* TestClock.adjust(Math.min(tick, left))
        yield* emulator.settled
      }
    }),
    settle: emulator.settled
  }))
)

const clientOptions = { quota: false } as const

const memory = emulated.pipe(
  Layer.provideMerge(Operations.layer),
  Layer.provideMerge(Layer.orDie(Client.layer(clientOptions))),
  Layer.provideMerge(Emulator.layer()),
  Layer.provideMerge(Credentials.layerAnonymous)
)

/** The real `fetch`, whose requests the emulator knows of from the moment they are sent. */
const trackedFetch = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(Effect.all([HttpClient.HttpClient, Emulator]), ([http, emulator]) =>
    emulator.track(http)
  )
).pipe(Layer.provide(FetchHttpClient.layer))

const socket = emulated.pipe(
  Layer.provideMerge(Operations.layer),
  Layer.provideMerge(
    Layer.unwrap(
      Effect.map(EmulatorServer, ({ baseUrl }) =>
        Layer.orDie(Client.layer({ ...clientOptions, baseUrl }))
      )
    )
  ),
  Layer.provideMerge(trackedFetch),
  Layer.provideMerge(Layer.orDie(EmulatorServer.layer())),
  Layer.provideMerge(Credentials.layerAnonymous)
)

export const transports: Readonly<Record<string, Layer.Layer<Operations | Stage>>> = {
  "the fake": fake,
  "the emulator in memory": memory,
  "the emulator behind a socket": socket
}

/** The transports in which nothing real happens, for what depends on requests in flight. */
export const inMemory = { "the fake": fake, "the emulator in memory": memory }

export const running = (
  name: string,
  progress?: number
): Extract<Operation, { readonly _tag: "Running" }> => ({
  _tag: "Running",
  name,
  done: false,
  metadata: {
    _tag: "DevicesMetadata",
    processingStatus: "BATCH_PROCESS_IN_PROGRESS",
    ...(progress === undefined ? {} : { progress })
  }
})

export const succeeded = (name: string): Operation => ({
  _tag: "Succeeded",
  name,
  done: true,
  response: {
    _tag: "DevicesResponse",
    perDeviceStatus: [{ result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } }],
    successCount: 1
  }
})

export const failed = (name: string, code: number = Code.PERMISSION_DENIED): Operation => ({
  _tag: "Failed",
  name,
  done: true,
  error: Status.of({ code, message: "not allowed" })
})
