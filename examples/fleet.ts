/**
 * A service of one's own, over `Operations`: what an application is made of. Its test is
 * `fleet.test.ts`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DeviceResults, Operations } from "effect-zero-touch"

export type Verdict = "all enrolled" | "some failed" | "ask again later"

export class Fleet extends Context.Service<
  Fleet,
  { readonly verdict: (operation: string) => Effect.Effect<Verdict> }
>()("example/Fleet") {
  static readonly layer = Layer.effect(
    Fleet,
    Effect.map(Operations, (operations) => ({
      verdict: (name) =>
        operations.await(name, { timeout: "1 minute" }).pipe(
          Effect.flatMap(DeviceResults.requireAll),
          Effect.as<Verdict>("all enrolled"),
          Effect.catchTag("DevicesFailed", () => Effect.succeed<Verdict>("some failed")),
          Effect.orElseSucceed((): Verdict => "ask again later")
        )
    }))
  )
}
