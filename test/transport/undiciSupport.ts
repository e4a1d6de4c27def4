/** `Undici.layer` on both of its ways, a server on loopback, and what becomes of the connections. */
import { describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http"
import type * as Layer from "effect/Layer"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Undici } from "effect-zero-touch/Undici"
import { lean } from "../support/loopback.ts"

const ways = {
  "on the way with spans and scopes": Undici.layer(),
  "on the short way": lean(Undici.layer())
} as const

/** The same tests for both ways. */
export const onBothWays = (tests: (layer: Layer.Layer<HttpClient.HttpClient>) => void): void => {
  for (const [name, layer] of Object.entries(ways)) {
    describe(`Undici ${name}`, () => {
      tests(layer)
    })
  }
}

/** The text of a request's body. */
export const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of request) text += String(chunk)
  return text
}

/** Ends when the connection of a response is closed. */
export const closed = (response: ServerResponse): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (response.destroyed) resume(Effect.void)
    else response.once("close", () => resume(Effect.void))
  })

/** Ends when something becomes true, by the turns of the event loop. */
export const until = (isTrue: () => boolean): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const look = () => void (isTrue() ? resume(Effect.void) : setTimeout(look, 2))
    look()
  })
