/**
 * Device policy controllers: the apps by which an enterprise mobility management (EMM) provider
 * manages devices.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { readOnly } from "./internal/fields.ts"

/**
 * A DPC that supports zero-touch enrollment. All of it is the service's to say.
 *
 * @category models
 * @since 0.1.0
 */
export const Dpc = Schema.Struct({
  /**
   * `customers/{customerId}/dpcs/{dpcId}`, for a configuration's `dpcResourcePath`. Across customers
   * the last segment alone is the same.
   */
  name: readOnly(Schema.String),
  /** Its title in Google Play, for people. */
  dpcName: readOnly(Schema.String),
  /** Its Android application id, such as `com.example.dpc`. */
  packageName: readOnly(Schema.String)
})

/**
 * @category models
 * @since 0.1.0
 */
export interface Dpc extends Schema.Schema.Type<typeof Dpc> {}
