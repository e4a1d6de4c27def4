/**
 * The settings of an emulator.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type { Auth } from "./Authentication.ts"
import type { BatchOptions } from "./Batches.ts"
import type { FaultRule } from "./FaultRules.ts"
import type { Catalog } from "./Identifiers.ts"
import type { Quota } from "./Quota.ts"
import type { RecordedRequest } from "./RequestLog.ts"
import type { Seed, Terms } from "./Seed.ts"
import type { ErrorFormat } from "./ServiceError.ts"

/**
 * How long each request of the API takes on its way: the same for all, or worked out from the
 * request.
 *
 * @category options
 * @since 0.1.0
 */
export type Latency = Duration.Input | ((request: RecordedRequest) => Duration.Input)

/**
 * Settings of an emulator.
 *
 * @category options
 * @since 0.1.0
 */
export interface EmulatorOptions {
  /** How fast batches go. By default 1,000 devices are done after 5 s. */
  readonly batch?: BatchOptions
  /** Default: none. It is waited before the request is processed, and before any fault. */
  readonly latency?: Latency
  /** Default `"none"`: everybody may ask. */
  readonly auth?: Auth
  /** Default `"none"`: requests are not counted. The service's own is `{}`: 1,000 in 100 s. */
  readonly quota?: Quota
  /** Default `"accepted"`. Else every call is refused, but for customers that say otherwise. */
  readonly terms?: Terms
  /** What is there from the start. */
  readonly seed?: Seed
  /** Which manufacturers and models exist. */
  readonly catalog?: Catalog
  /** Fault rules that are in force from the start. */
  readonly faults?: ReadonlyArray<FaultRule>
  /**
   * The format of errors for requests without `$.xgafv`. Default `"2"`, as newer Google APIs have
   * it: without the legacy list `errors[]`.
   */
  readonly errorFormat?: ErrorFormat
  /** Makes operation names and faults of a probability the same in each run. */
  readonly randomSeed?: string | number
  /**
   * How large the body of a request can be. A larger one gets the front end's page with 413, and is
   * not in the log. Default 64 MiB; `Infinity` is any.
   */
  readonly maxBodyBytes?: number
  /**
   * Compresses the service's answers for those that ask for it as Google wants to be asked: with
   * `Accept-Encoding: gzip` and a `User-Agent` that contains `gzip`. Default: none in memory, where
   * nothing would take it back; a server has its own.
   */
  readonly gzip?: (bytes: Uint8Array) => Uint8Array
}
