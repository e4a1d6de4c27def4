/**
 * The long-running operations: ask for one, wait for its end, watch it go. `Operations.layer` is the
 * service over a `Client`; `Operations.layerFake` is a script of states, for tests.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import type { ApiRequest } from "../client/ApiRequest.ts"
import type { CallOptions } from "../client/CallOptions.ts"
import { boundTo } from "../client/bound.ts"
import { Client, type ClientService } from "../client/Client.ts"
import { call, operationAttributes, requestOf } from "../client/method.ts"
import { makeScheduler, type Polling, pollingOf, type Slot } from "../client/scheduler.ts"
import { withSpan } from "../client/telemetry.ts"
import { InvalidResponse, TransportError } from "../client/TransportError.ts"
import { makeFake } from "./fake.ts"
import { FakeOperations, type FakeScript } from "./FakeOperations.ts"
import type { Poll } from "./loop.ts"
import * as methods from "./methods.ts"
import type { Operation, Succeeded } from "./Operation.ts"
import type { WaitEnded } from "./OperationError.ts"
import { makeWaits, type WaitError, type WaitOptions, type Waits } from "./waits.ts"
import { watchWith } from "./watch.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface GetOptions extends CallOptions {
  /**
   * A mask, such as `"metadata"`. `name`, `done` and `error` are always returned with it; if it hides
   * whether a finished operation has a response, the whole operation is read. A mask that goes into
   * `metadata` or `response` has to keep their `@type`, by which they are read:
   * `"response(@type,successCount)"`.
   */
  readonly fields?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface OperationsService {
  /** The state of an operation now. */
  readonly get: (
    name: string,
    options?: GetOptions
  ) => Effect.Effect<Operation, ApiError | TransportError>

  /**
   * Waits for the end of an operation and succeeds with it when it succeeded; how its devices came
   * out is for `DeviceResults.failures` and `DeviceResults.requireAll` to say.
   *
   * Given a name it polls at once, unless it joins the polls of another wait: then the next of these is
   * its first, and their schedule is its own. Given a running operation it first waits; given one that is done
   * it sends nothing. The wait continues after transient failures; a permanent one ends it.
   * Interruption stops the wait, never the operation.
   *
   * An operation on 1,000 devices or more is polled for its progress and its counts alone, and read
   * whole once when it is done. A service that refuses such a partial read is polled whole.
   */
  readonly await: (
    operation: string | Operation,
    options?: WaitOptions
  ) => Effect.Effect<Succeeded, WaitError>

  /**
   * The states of an operation as they change, ending with the last. That an operation failed is
   * its last state here, not an error. Until the last state, those of an operation on 1,000 devices
   * or more can be without the results of single devices; see `await`.
   */
  readonly watch: (
    operation: string | Operation,
    options?: WaitOptions
  ) => Stream.Stream<Operation, WaitEnded | ApiError | TransportError>
}

/**
 * The long-running operations of the service.
 *
 * @category services
 * @since 0.1.0
 */
export class Operations extends Context.Service<Operations, OperationsService>()(
  "effect-zero-touch/Operations"
) {
  /** The operations of the service behind `Client`. */
  static readonly layer: Layer.Layer<Operations, never, Client> = boundTo([Client], () =>
    Layer.effect(Operations, Effect.flatMap(Client, live))
  )

  /**
   * Operations that follow a script, without any HTTP: for each name its steps (see `FakeScript`).
   * Unknown names are `NOT_FOUND`. `FakeOperations` changes them by hand and counts the polls. Other
   * libraries call such a layer `layerTest`.
   */
  static readonly layerFake = (script: FakeScript = {}): Layer.Layer<Operations | FakeOperations> =>
    Layer.effectContext(
      Effect.gen(function* () {
        const { poll, service } = yield* makeFake(script)
        const waits = yield* makeWaits({
          scheduler: makeScheduler(),
          pollOf: (name) => Effect.as(requestOf(methods.get, { name }, undefined), () => poll(name))
        })
        const get = (name: string) =>
          withSpan(poll(name), methods.get.name, () => operationAttributes(name))
        return Context.make(Operations, serviceOf(get, waits)).pipe(
          Context.add(FakeOperations, service)
        )
      })
    )
}

const live = Effect.fnUntraced(function* (client: ClientService) {
  const { poll, scheduler } = pollingOf(client)
  const waits = yield* makeWaits({
    scheduler,
    pollOf: pollsOf(poll)
  })
  const get: OperationsService["get"] = (name, options) =>
    Effect.filterOrElse(
      call(client, methods.get, { name }, undefined, options),
      // A partial response can hide the result; whether there is one must not depend on `fields`.
      ({ _tag }) => _tag !== "DoneWithoutResult" || !options?.fields,
      () => call(client, methods.get, { name }, undefined, { ...options, fields: undefined })
    )
  return serviceOf(get, waits)
})

const serviceOf = (get: OperationsService["get"], waits: Waits): OperationsService => ({
  get,
  await: waits.await,
  watch: watchWith(waits)
})

/**
 * From so many devices on an operation is large. Each answer repeats all of its devices, so that a poll
 * of 100,000 reads 40 MB: they are left out until the operation is done.
 */
export const large = 1000

/** What is read of a large operation that is not done. The types are needed to read the rest. */
const largeMask = "name,done,error,metadata,response(@type,successCount)"

/** Operations that were started with many devices; their first states need not count them. */
const startedLarge = new WeakSet<Operation>()

/** Notes that an operation was started with so many devices. */
export const noteLarge = (operation: Operation): Operation => {
  startedLarge.add(operation)
  return operation
}

const isLarge = (known: Operation): boolean =>
  startedLarge.has(known) ||
  (known.metadata?._tag === "DevicesMetadata" && (known.metadata.devicesCount ?? 0) >= large)

/** The polls of a client, each a single try. */
const pollsOf = (poll: Polling["poll"]) => {
  /** Whether the service takes the mask. It need not know what is in an operation's messages. */
  let masks = true

  const pollMasked = (
    whole: ApiRequest<Operation>,
    slot: Slot
  ): Effect.Effect<Operation, ApiError | TransportError> => {
    const readWhole = poll(whole)
    return Effect.matchEffect(
      poll({ ...whole, query: { ...whole.query, fields: largeMask } }, slot),
      {
        onFailure: (error) => {
          if (error._tag !== "ApiError" || error.httpStatus !== 400) return Effect.fail(error)
          // the whole answer shows that the mask was what the service refused
          return Effect.tap(readWhole, () => {
            masks = false
            return Effect.void
          })
        },
        // nothing final is decided from an answer that leaves something out
        onSuccess: (state) =>
          state.done
            ? Effect.mapError(readWhole, (error) => withKnown(error, state))
            : Effect.succeed(state)
      }
    )
  }

  return (name: string): Effect.Effect<Poll, TransportError> =>
    Effect.map(requestOf(methods.get, { name }, undefined), (whole): Poll => {
      let wasLarge = false
      return (slot, known) => {
        wasLarge ||= known !== undefined && isLarge(known)
        return masks && wasLarge ? pollMasked(whole, slot) : poll(whole, slot)
      }
    })
}

/** The error of the last read, with what is known of an operation that is done. */
const withKnown = (
  error: ApiError | TransportError,
  done: Operation
): ApiError | TransportError => {
  if (error._tag === "ApiError" || error.reason._tag !== "InvalidResponse") return error
  const { metadata, response } = { response: undefined, ...done }
  const count = metadata?._tag === "DevicesMetadata" ? metadata.devicesCount : undefined
  const successes = response?._tag === "DevicesResponse" ? response.successCount : undefined
  const known = `the operation is done; ${successes ?? "an unknown number"} of its ${count ?? "unknown number of"} devices succeeded`
  const description = `${error.reason.description}; ${known}`
  return new TransportError({
    ...error,
    reason: new InvalidResponse({ ...error.reason, description })
  })
}

export type { WaitError, WaitOptions } from "./waits.ts"
