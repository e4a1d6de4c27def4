/**
 * Turns a `Reply` into what is sent. Nested replies are peeled off one by one, so that each of them
 * works on a response of any kind, the service's own included.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { ConnectionFailure, Response, Wait } from "./Http.ts"
import type { Reply } from "./Reply.ts"
import { envelope } from "./ServiceError.ts"
import type { ErrorFormat } from "./ServiceError.ts"

/** A reply that is not yet on its way. */
export type Rendered = Response | ConnectionFailure

/** What rendering needs to know of the request. */
export interface RenderContext {
  /** The service's own answer. Processing takes place when, and as often as, this is run. */
  readonly service: Effect.Effect<Rendered>
  readonly format: ErrorFormat
  readonly wait: Wait
}

const onResponse = (
  rendered: Effect.Effect<Rendered>,
  f: (response: Response) => Response
): Effect.Effect<Rendered> =>
  Effect.map(rendered, (reply) => (reply._tag === "Response" ? f(reply) : reply))

/** What a reply comes to for one request. */
export const render = (reply: Reply, context: RenderContext): Effect.Effect<Rendered> => {
  switch (reply._tag) {
    case "Service":
      return context.service
    case "Raw":
      return Effect.succeed(reply.response)
    case "Error":
      return Effect.succeed(envelope(reply.content, { format: context.format, pretty: true }))
    case "Hang":
      return context.wait(Effect.never)
    case "Refused":
    case "DnsFailure":
    case "ConnectTimeout":
    case "Reset":
      return Effect.succeed({ _tag: "Failure", kind: reply._tag })
    case "ResetInBody":
    case "StallInBody": {
      const by = reply._tag === "ResetInBody" ? "reset" : "stall"
      return onResponse(render(reply.reply, context), (response) => ({
        ...response,
        cut: { after: reply.afterBytes, by }
      }))
    }
    case "Trickle":
      return onResponse(render(reply.reply, context), (response) => ({
        ...response,
        pace: { bytes: reply.bytes, every: reply.every }
      }))
    case "Late":
      return Effect.andThen(
        context.wait(Effect.sleep(reply.by)),
        Effect.suspend(() => render(reply.reply, context))
      )
    case "Instead":
      return Effect.andThen(
        render(reply.reply, context),
        Effect.suspend(() => render(reply.answer, context))
      )
  }
}
