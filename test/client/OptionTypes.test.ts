import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { Client, type ClientOptions, Credentials } from "effect-zero-touch"
import { type Odd, oddValues } from "../reliability/oddValues.ts"
import { clientOver, fakeHttp } from "../support/fakeHttp.ts"
import { failureOf, successOf } from "../support/outcome.ts"

/** What building a client with such options says: nothing, or which option is wrong and why. */
const saysOf = Effect.fnUntraced(function* (options: unknown) {
  const layer = clientOver(fakeHttp(), options as ClientOptions)
  const exit = yield* Effect.exit(Effect.scoped(Layer.build(layer)))
  if (Exit.isSuccess(exit)) return undefined
  const { reason } = failureOf(exit)
  return reason._tag === "InvalidRequest"
    ? `${reason.field} ${reason.description}`
    : assert.fail(reason.message)
})

/** The kinds of values that are right for an option, by what they are. */
const options: Readonly<Record<string, (odd: Odd) => boolean>> = {
  baseUrl: ({ what }) => what === "a URL",
  mutualTls: ({ fits }) => fits === "flag",
  // durations can be numbers of milliseconds and bigints of nanoseconds
  timeout: ({ what }) => /number$|a bigint/.test(what),
  quota: () => false,
  maxBodyBytes: ({ what }) => what === "a number",
  xgafv: () => false,
  quotaUser: ({ fits }) => fits === "text",
  userProject: ({ fits }) => fits === "text",
  apiKey: () => false,
  retry: () => false
}

describe("an option of a client that has a wrong type is refused by name:", () => {
  for (const [option, isRight] of Object.entries(options)) {
    it.effect(option, () =>
      Effect.gen(function* () {
        const wrong: Array<string> = []
        for (const odd of oddValues) {
          const says = yield* saysOf({ [option]: odd.value })
          if (isRight(odd) ? says !== undefined : !says?.startsWith(option)) {
            wrong.push(`${odd.what}: ${says}`)
          }
          if (says?.includes("secret")) wrong.push(`a secret: ${says}`)
        }
        assert.deepStrictEqual(wrong, [])
      })
    )
  }

  it.effect("the options as a whole", () =>
    Effect.gen(function* () {
      for (const { fits, value, what } of oddValues) {
        // of a proxy of a plain object the first option that is read is named
        if (fits === "object" || what === "a proxy that throws") continue
        const layer = Client.layer(value as never).pipe(
          Layer.provide([fakeHttp().layer, Credentials.layerAnonymous])
        )
        const { reason } = failureOf(yield* Effect.exit(Effect.scoped(Layer.build(layer))))
        assert.strictEqual(reason._tag === "InvalidRequest" && reason.field, "options", what)
      }
    })
  )

  it.effect("an API key that is not redacted, which is not repeated", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* saysOf({ apiKey: "AIza-secret" }),
        "apiKey is of the type string; give Redacted.make(key)"
      )
    })
  )
})

it.effect("options can be an object of a class that has one of them", () =>
  Effect.gen(function* () {
    const build = (options: object) =>
      Client.layer(options).pipe(
        Layer.provide([fakeHttp().layer, Credentials.layerAnonymous]),
        Layer.build,
        Effect.scoped,
        Effect.exit
      )
    class Options {
      readonly timeout = "1 second"
    }
    class Other {
      readonly time = "1 second"
    }
    successOf(yield* build(new Options()))
    const { message } = failureOf(yield* build(new Other()))
    assert.match(message, /options is .*; give an object$/)
  })
)
