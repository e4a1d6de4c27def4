/**
 * The long-running operations: ask for one, wait for its end, watch it go. `Operations.layer` is the
 * service over a `Client`; `Operations.layerFake` is a script of states, for tests.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Stream from "effect/Stream"
import type { ApiError } from "../client/ApiError.ts"
import { type ApiRequest, Client } from "../client/Client.ts"
import { OAuthScope } from "../client/Credentials.ts"
import { refuse } from "../client/internal/refuse.ts"
import type { TransportError } from "../client/TransportError.ts"
import { FakeOperations, type FakeScript } from "./FakeOperations.ts"
import { makeFake } from "./internal/fake.ts"
import { decodeOperation } from "./internal/decode.ts"
import { makeOperations } from "./internal/make.ts"
import { operationPath } from "./internal/name.ts"
import type { Operation, Succeeded } from "./Operation.ts"
import type { OperationFailed, OperationTimeout, OperationWithoutResult } from "./OperationError.ts"
import type { PollSchedule } from "./PollSchedule.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface GetOptions {
  /** Google's `$.xgafv`: the format of errors, for this call. */
  readonly xgafv?: "1" | "2" | undefined
  /**
   * A partial response, such as `"metadata"`. `name`, `done` and `error` always come with it; should
   * it hide whether a finished operation has a response, the whole of it is asked for. A mask that
   * goes into `metadata` or `response` has to keep their `@type`, by which they are read:
   * `"response(@type,successCount)"`.
   */
  readonly fields?: string | undefined
  /** Google's `quotaUser`: whom to count the quota against, for this call. */
  readonly quotaUser?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface WaitOptions {
  /**
   * When to poll. Waits of the same operation share their polls when they have the same schedule,
   * that is, the same object. Default: `PollSchedule.adaptive`.
   */
  readonly schedule?: PollSchedule | undefined
  /** How long to wait. Default: without end. Of no time at all nothing comes: `get` looks once. */
  readonly timeout?: Duration.Input | undefined
}

export { PollLimits } from "./internal/loop.ts"

/**
 * @category services
 * @since 0.1.0
 */
export class Operations extends Context.Service<
  Operations,
  {
    /** The state of an operation now. */
    readonly get: (
      name: string,
      options?: GetOptions
    ) => Effect.Effect<Operation, ApiError | TransportError>

    /**
     * Waits for the end of an operation and gives it when it succeeded; how its devices came out is
     * for `Operation.deviceFailures` and `Operation.requireAllDevices` to say.
     *
     * Given a name it polls at once; given a running operation it first waits; given one that is
     * done it sends nothing. Failures in passing are ridden out, those for good end the wait. To be
     * interrupted stops the wait, never the operation.
     */
    readonly await: (
      operation: string | Operation,
      options?: WaitOptions
    ) => Effect.Effect<
      Succeeded,
      OperationFailed | OperationWithoutResult | OperationTimeout | ApiError | TransportError
    >

    /**
     * The states of an operation as they change, ending with the last. That an operation failed is
     * its last state here, not an error.
     */
    readonly watch: (
      operation: string | Operation,
      options?: WaitOptions
    ) => Stream.Stream<Operation, OperationTimeout | ApiError | TransportError>
  }
>()("effect-zero-touch/Operations") {
  /** The operations of the service behind `Client`. */
  static readonly layer: Layer.Layer<Operations, never, Client> = Layer.effect(
    Operations,
    Effect.flatMap(Client, (client) => makeOperations(live(client)))
  )

  /**
   * Operations that follow a script, without any HTTP: for each name its steps (see `FakeScript`).
   * Unknown names are `NOT_FOUND`. `FakeOperations` changes them by hand and counts the polls. This
   * is the layer that other libraries call `layerTest`.
   */
  static readonly layerFake = (script: FakeScript = {}): Layer.Layer<Operations | FakeOperations> =>
    Layer.effectContext(
      Effect.gen(function* () {
        const { poll, service } = yield* makeFake(script)
        const get = Effect.fn("Operations.get")(function* (name: string) {
          yield* Effect.annotateCurrentSpan("gcp.resource.destination.id", name)
          return (yield* poll(name)).operation
        })
        return Context.make(Operations, yield* makeOperations({ get, poll })).pipe(
          Context.add(FakeOperations, service)
        )
      })
    )
}

const live = (client: Client["Service"]) => {
  const request = (
    name: string,
    options: GetOptions
  ): Effect.Effect<ApiRequest<Operation>, TransportError> => {
    const path = operationPath(name)
    if (Result.isFailure(path)) return refuse(method, path.failure)
    return Effect.succeed({
      method,
      httpMethod: "GET",
      path: path.success,
      query: {
        "$.xgafv": options.xgafv,
        fields: options.fields ? `${options.fields},name,done,error` : undefined,
        quotaUser: options.quotaUser
      },
      scope: OAuthScope.partner,
      operationName: name,
      decode: (json) => decodeOperation(json, name)
    })
  }

  const read = (name: string, options: GetOptions = {}) =>
    Effect.flatMap(request(name, options), (request) => client.execute(request)).pipe(
      Effect.map(({ value }) => value)
    )

  return {
    get: Effect.fn("Operations.get")(function* (name: string, options: GetOptions = {}) {
      yield* Effect.annotateCurrentSpan("gcp.resource.destination.id", name)
      const operation = yield* read(name, options)
      // A partial response may hide the result; whether there is one must not depend on `fields`.
      return operation._tag === "DoneWithoutResult" && options.fields
        ? yield* read(name, { ...options, fields: undefined })
        : operation
    }),
    poll: (name: string) =>
      Effect.flatMap(request(name, {}), (request) =>
        Effect.map(client.execute(request, { retry: false }), ({ value, retryAfter }) => ({
          operation: value,
          retryAfter
        }))
      )
  }
}

const method = "operations.get"
