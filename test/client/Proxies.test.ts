/** A proxy that does not connect to the service: nothing was sent, and the error says who refused. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { clientOver, execute, probe } from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"
import { assertNoSecret, print } from "../support/overheard.ts"
import { proxyPassword, throughProxy, tunnelProxy } from "../support/tunnelProxy.ts"

const baseUrl = "https://service.invalid"

for (const [name, transport] of Object.entries(throughProxy)) {
  describe(`over ${name}, a proxy`, () => {
    const claimThrough = Effect.fnUntraced(function* (answer: string) {
      const proxy = yield* tunnelProxy(answer)
      const http = transport(proxy.url)
      const exit = yield* execute(probe("POST"), { retry: false }).pipe(
        Effect.provide(clientOver({ layer: http }, { baseUrl })),
        Effect.exit
      )
      assert.match(proxy.asked[0] ?? "", /^CONNECT service\.invalid:443 /)
      assert.notInclude(print(exit), proxyPassword)
      assertNoSecret([print(exit)])
      const error = failureOf(exit)
      const reason = error._tag === "TransportError" ? error.reason : undefined
      return reason?._tag === "ConnectionError" ? { error, reason } : assert.fail(error.message)
    }, Effect.scoped)

    it.effect.each([
      [403, "Forbidden", false],
      [407, "Proxy Authentication Required", false],
      [502, "Bad Gateway", true],
      [503, "Service Unavailable", true],
      [504, "Gateway Timeout", true]
    ] as const)(
      "that refuses the tunnel with %s leaves a claim unprocessed",
      ([status, text, passes]) =>
        Effect.gen(function* () {
          const { error, reason } = yield* claimThrough(`HTTP/1.1 ${status} ${text}\r\n\r\n`)
          assert.isFalse(error.mayHaveBeenProcessed)
          assert.strictEqual(error.isTransient, passes)
          assert.strictEqual(reason.proxyStatus, status)
          assert.include(
            error.message,
            `no connection: the proxy refused to connect with HTTP ${status}`
          )
        })
    )
  })
}
