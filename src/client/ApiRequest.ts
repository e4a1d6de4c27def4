/**
 * A call as data: what `Client` sends, and what it gives back. Everything else in this room is built
 * on these types.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Result from "effect/Result"
import type { SendBefore } from "./CallOptions.ts"

/**
 * An OAuth scope of this API. Reseller methods and operations need `partner`, customer methods
 * `customer` (Google's guides, "Authorization").
 *
 * @category constants
 * @since 0.1.0
 */
export const OAuthScope = {
  partner: "https://www.googleapis.com/auth/androidworkprovisioning",
  customer: "https://www.googleapis.com/auth/androidworkzerotouchemm"
} as const

/**
 * @category models
 * @since 0.1.0
 */
export type OAuthScope = (typeof OAuthScope)[keyof typeof OAuthScope]

/**
 * What is known of an answer besides its JSON.
 *
 * @category models
 * @since 0.1.0
 */
export interface AnswerFacts {
  readonly httpStatus: number
  /** How long the service asks to wait before the next call (`Retry-After`), if it asks. */
  readonly retryAfter: Option.Option<Duration.Duration>
}

/**
 * A call, described.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApiRequest<A> {
  /** Google's name of the method without the API's, such as `"operations.get"`. */
  readonly method: string
  readonly httpMethod: "GET" | "POST" | "PATCH" | "DELETE"
  /** The path below the base URL, percent-encoded, such as `"v1/operations/1"`. */
  readonly path: string
  /** Query parameters; an undefined one is left out, and does not hide the client's own. */
  readonly query?: Readonly<Record<string, string | undefined>>
  /** The text of the body, which is JSON. */
  readonly body?: string | undefined
  readonly scope: OAuthScope
  /** The operation that the call is about, for errors and spans. */
  readonly operationName?: string | undefined
  /** The page that is requested, for errors: a listing that failed can continue from there. */
  readonly pageToken?: string | undefined
  /** Whether sending it twice does no harm. Default: true for a GET, false for the other methods. */
  readonly idempotent?: boolean
  /** The latest time at which the request may leave. Default: no limit. */
  readonly sendBefore?: SendBefore | undefined
  /** Runs when the request had left, and was possibly processed, without an answer that says so. */
  readonly onPossiblyProcessed?: Effect.Effect<void> | undefined
  /** Reads the JSON of a successful answer; the failure says what is wrong with it. */
  readonly decode: (json: unknown, answer: AnswerFacts) => Result.Result<A, string>
}

/**
 * A successful answer, decoded.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApiResponse<A> extends AnswerFacts {
  readonly value: A
}
