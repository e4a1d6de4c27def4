/**
 * The live service for the short examples: `ZERO_TOUCH_BASE_URL` sends them elsewhere (such as to
 * an emulator), `ZERO_TOUCH_ACCESS_TOKEN` is the token, if there is any.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { ClientConfig, Credentials, ZeroTouch } from "effect-zero-touch"
import { Undici } from "effect-zero-touch/Undici"

const credentials = Layer.unwrap(
  Effect.map(
    Config.option(Config.Redacted("ZERO_TOUCH_ACCESS_TOKEN")),
    Option.match({
      onNone: () => Credentials.layerAnonymous,
      onSome: Credentials.layerAccessToken
    })
  )
)

/** All services of the API. */
export const live = ZeroTouch.layer.pipe(
  Layer.provide(ClientConfig.layer()),
  Layer.provide([credentials, Undici.layer()])
)
