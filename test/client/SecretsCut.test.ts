import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Credentials } from "effect-zero-touch"
import { clientOver, execute, fakeHttp, html, probe } from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"

const token = "ya29.a0AfB_byABCDEFGHIJKLMNOPQRSTUVWXYZ"

/** What is kept of a page. */
const keptOf = Effect.fnUntraced(function* (page: string) {
  const error = failureOf(
    yield* execute(probe(), { retry: false }).pipe(
      Effect.provide(
        clientOver(
          fakeHttp(html(page, 502)),
          {},
          Credentials.layerAccessToken(Redacted.make(token))
        )
      ),
      Effect.exit
    )
  )
  const reason = error._tag === "TransportError" ? error.reason : undefined
  return reason?._tag === "InvalidResponse" ? reason.body : assert.fail(error.message)
})

/** A page of which so many characters of the token are kept. */
const cutAfter = (characters: number) => `${"x".repeat(1024 - characters)}${token}`

describe("of a page that repeats the token and is cut within it", () => {
  it.effect.each([16, 17, 30, token.length - 1, token.length])("%s characters are none", (n) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* keptOf(cutAfter(n)), `${"x".repeat(1024 - n)}<redacted>`)
    })
  )

  it.effect("a piece too short to be of use stays", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* keptOf(cutAfter(15)), `${"x".repeat(1009)}${token.slice(0, 15)}`)
    })
  )

  it.effect("another text that begins in the same way stays, but for what is the same", () =>
    Effect.gen(function* () {
      const [short, long] = [token.slice(0, 15), token.slice(0, 20)]
      assert.strictEqual(
        yield* keptOf(`<p>${short}-other is not "${long}-other" nor ${token}`),
        `<p>${short}-other is not "<redacted>-other" nor <redacted>`
      )
    })
  )
})
