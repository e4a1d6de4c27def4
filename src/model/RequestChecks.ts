/**
 * Which checks a request has to pass before it is sent. All of them are about what Google documents,
 * so all are on; each can be switched off, since the service may know better.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * The checks, by name. `false` switches one off: it does not run. A value of a wrong type cannot be
 * sent in any case.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestChecks {
  /**
   * Ids of customers, devices and so on are whole numbers from 1 to 2⁶³−1. Even when this is off,
   * an id in a path cannot leave its segment.
   */
  readonly ids?: boolean
  /** IMEIs and MEIDs have their form and the right check digit. */
  readonly imei?: boolean
  /**
   * A device is identified by enough fields: a serial number needs manufacturer and model, also beside
   * an IMEI or a MEID; a ChromeOS device needs serial number, model and attested device id.
   */
  readonly deviceIdentifier?: boolean
  /**
   * A list of claims, unclaims or updates names a device once, or once in each section: for one
   * customer the results could not be told apart, and for two customers the second claim fails.
   */
  readonly duplicates?: boolean
  /** A list has at most 100,000 devices, as in Google's own library for resellers. */
  readonly batchSize?: boolean
  /** What the API requires is there, and not empty. */
  readonly required?: boolean
  /** Of fields that exclude each other one is given; some go only with a certain kind of device. */
  readonly oneOf?: boolean
  /**
   * Numbers, durations and texts are in their range, such as `limit`, `pageSize`, `forcedResetTime`
   * and the 40 characters of `quotaUser`.
   */
  readonly ranges?: boolean
  /** Resource names, times, addresses, phone numbers, DPC extras and `xgafv` have their form. */
  readonly formats?: boolean
  /** The paths of an update mask are fields of a `Configuration` that can be written. */
  readonly updateMask?: boolean
  /** A key of `GoogleAuth` is of the universe `googleapis.com`; a token of another one stays away. */
  readonly universe?: boolean
}

/**
 * The checks in force: those that are not switched off. `false` switches off all.
 *
 * ```ts
 * effect.pipe(Effect.provideService(RequestChecks, { imei: false }))
 * ```
 *
 * @category configuration
 * @since 0.1.0
 */
export const RequestChecks = Context.Reference<RequestChecks | false>(
  "effect-zero-touch/RequestChecks",
  { defaultValue: () => ({}) }
)
