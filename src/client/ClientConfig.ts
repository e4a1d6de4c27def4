/**
 * A `Client` from Effect's configuration, such as the environment.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { defined } from "../rpc/defined.ts"
import { Client } from "./Client.ts"
import type { ClientBehavior, ClientConfig } from "./clientOptions.ts"
import type { Credentials } from "./Credentials.ts"
import { printableValue } from "./printable.ts"
import type { TransportError } from "./TransportError.ts"

export type { ClientConfig } from "./clientOptions.ts"

const optional = <A>(config: Config.Config<A>): Config.Config<A | undefined> =>
  Config.map(Config.option(config), Option.getOrUndefined)

/** A duration by the name of its variable; the failure says what to write instead. */
const duration = (name: string): Config.Config<Duration.Duration> =>
  Config.mapEffect(Config.String(name), (text) => {
    const duration = Option.getOrUndefined(
      Schema.decodeOption(Schema.DurationFromString)(text.trim())
    )
    if (duration !== undefined) return Effect.succeed(duration)
    const message = `${name} is ${printableValue(text)}; write ${durationLike(text.trim())}`
    return Effect.fail(new Config.ConfigError(new ConfigProvider.SourceError({ message })))
  })

/** What a text that is not a duration probably means, in quotes. */
const durationLike = (text: string): string => {
  const [, amount, letters = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]*)\.?$/i.exec(text) ?? []
  const unit = units.find(([names]) => names.test(letters))?.[1]
  return amount === undefined || unit === undefined
    ? 'a number and a unit, such as "30 seconds"'
    : `"${amount} ${unit}"`
}

const units = [
  [/^(s|secs?|seconds?)?$/i, "seconds"],
  [/^(ms|msecs?|millis?|milliseconds?)$/i, "millis"],
  [/^(m|mins?|minutes?)$/i, "minutes"],
  [/^(h|hrs?|hours?)$/i, "hours"]
] as const

/** What is read unless something else is given. All of it is optional. */
const environment = {
  baseUrl: optional(Config.URL("ZERO_TOUCH_BASE_URL")),
  timeout: optional(duration("ZERO_TOUCH_TIMEOUT")),
  quotaUser: optional(Config.NonEmptyString("ZERO_TOUCH_QUOTA_USER")),
  userProject: optional(Config.NonEmptyString("ZERO_TOUCH_USER_PROJECT")),
  apiKey: optional(Config.Redacted("ZERO_TOUCH_API_KEY"))
} satisfies Config.Wrap<ClientConfig>

/**
 * A client that is configured by `ZERO_TOUCH_BASE_URL`, `ZERO_TOUCH_TIMEOUT` (such as `"30 seconds"`),
 * `ZERO_TOUCH_QUOTA_USER`, `ZERO_TOUCH_USER_PROJECT` and `ZERO_TOUCH_API_KEY`, all optional, and by the
 * `Config` values that are given, each in place of the variable for it. `behavior` holds what is not
 * configuration.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  config: Config.Wrap<ClientConfig> = {},
  behavior: ClientBehavior = {}
): Layer.Layer<Client, Config.ConfigError | TransportError, HttpClient | Credentials> =>
  Layer.unwrap(
    Effect.map(
      Config.unwrap<ClientConfig>(Config.isConfig(config) ? config : { ...environment, ...config }),
      (found) => Client.layer({ ...found, ...defined(behavior) })
    )
  )
