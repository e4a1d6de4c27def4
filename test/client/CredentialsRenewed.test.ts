/** A token that replaces a refused one is looked at as the first one was. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Credentials } from "effect-zero-touch"
import { clientOver, envelope, execute, fakeHttp, json, probe } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { assertNoSecret, overheard } from "../support/overheard.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"
import { token } from "../support/secrets.ts"

/** Gives a good token, and another one after it was refused. */
const renewedWith = (next: string) => {
  let current = "ya29.good"
  return Layer.succeed(Credentials, {
    token: () => Effect.sync(() => Option.some(Redacted.make(current))),
    invalidate: () =>
      Effect.sync(() => {
        current = next
        return true
      })
  })
}

const unfit = {
  empty: "",
  "with a line break": `${token}\r\nx-evil: 1`,
  "with a blank": `${token} ${token}`,
  "with a letter beyond ASCII": `${token}ü`
}

describe("a renewed token that no header can hold is not sent:", () => {
  for (const [what, next] of Object.entries(unfit)) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const http = fakeHttp(envelope(401, "UNAUTHENTICATED"), json({}))
        const { exit, texts } = successOf(
          (yield* drive(
            overheard(
              Effect.provide(execute(probe("POST")), clientOver(http, {}, renewedWith(next)))
            )
          )).exit
        )
        const error = failureOf(exit)
        const reason = error._tag === "TransportError" ? error.reason : undefined
        if (reason?._tag !== "CredentialsError") return assert.fail(error.message)
        assert.match(reason.description, /^the access token is empty, or has a space, a line break/)
        assert.isFalse(error.isTransient)
        assert.strictEqual(error.tries, 1)
        assert.deepStrictEqual(
          http.sent.map(({ headers }) => headers["authorization"]),
          ["Bearer ya29.good"]
        )
        assertNoSecret(texts)
      })
    )
  }

  for (const [name, layer] of Object.entries(socketTransports)) {
    it.effect(`over ${name}`, () =>
      Effect.gen(function* () {
        const { baseUrl, requests } = yield* serve((_request, response) =>
          response.writeHead(401).end("{}")
        )
        const { exit, texts } = yield* overheard(
          Effect.provide(
            execute(probe()),
            clientOver({ layer }, { baseUrl }, renewedWith(unfit["with a line break"]))
          )
        )
        assert.include(failureOf(exit).message, "no usable credentials")
        assert.lengthOf(requests, 1)
        assertNoSecret(texts)
      })
    )
  }
})
