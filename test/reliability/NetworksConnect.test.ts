/**
 * Connections that do not come about, or that are there no longer: refused, reset at once, no such
 * name, no TLS, and the kept-alive connection that was closed meanwhile. Where nothing can have been
 * sent, a claim may be sent again by itself; where something can, it is not.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import dns from "node:dns"
import { createServer } from "node:tls"
import type { AddressInfo } from "node:net"
import { socketTransports } from "../support/loopback.ts"
import * as Fault from "../support/networkFaults.ts"
import { successOf } from "../support/outcome.ts"
import { selfSigned } from "../support/selfSigned.ts"
import {
  claim,
  get,
  type Services,
  onStage,
  timeout,
  transportError,
  turn,
  wait
} from "./networkStage.ts"

type Lookup = (
  name: string,
  options: { readonly all?: boolean },
  callback: (error: Error | null, address?: unknown, family?: number) => void
) => void

/** Lets look-ups of names fail, so many times; later ones find this machine. */
const failingLookups = Effect.fnUntraced(function* (code: string, times: number) {
  let left = times
  const original = dns.lookup
  const lookup: Lookup = (name, options, callback) => {
    if (left-- > 0) {
      const error = new Error(`getaddrinfo ${code} ${name}`)
      callback(Object.assign(error, { code, syscall: "getaddrinfo", hostname: name }))
    } else if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }])
    else callback(null, "127.0.0.1", 4)
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => Reflect.set(dns, "lookup", lookup)),
    () => Effect.sync(() => Reflect.set(dns, "lookup", original))
  )
})

/** A TLS server whose certificate nobody vouches for; gives its port. */
const selfSignedServer = Effect.acquireRelease(
  Effect.callback<ReturnType<typeof createServer>>((resume) => {
    const server = createServer(selfSigned(), (socket) => socket.destroy())
    server.on("tlsClientError", () => undefined)
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
  }),
  (server) => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
).pipe(
  Effect.map((server) => {
    const address: AddressInfo | string | null = server.address()
    return typeof address === "object" && address !== null ? address.port : 0
  })
)

/** One after the other, with time for the connection to go back into its pool. */
const inTurn = <A, E, B, E2>(
  first: Effect.Effect<A, E, Services>,
  second: Effect.Effect<B, E2, Services>
) => Effect.andThen(first, Effect.andThen(Effect.repeat(turn, { times: 5 }), second))

for (const [transportName, transport] of Object.entries(socketTransports)) {
  describe(`over ${transportName}, a connection`, () => {
    it.effect("that is refused carried nothing, and is tried again", () =>
      onStage(
        transport,
        Effect.fnUntraced(function* ({ claims, client, drive, proxy }) {
          const refused = yield* proxy.refusing(drive(claim, client({ retry: false })))
          const error = transportError(refused.exit)
          assert.isTrue(error.reason._tag === "ConnectionError" && !error.reason.mayHaveBeenSent)
          assert.isTrue(error.isTransient)
          assert.strictEqual(Duration.toMillis(error.elapsed), 0)

          for (const effect of [claim, get, wait]) {
            yield* Effect.forkChild(proxy.refusing(Effect.sleep("700 millis")))
            const { exit } = yield* drive(effect, client())
            assert.isTrue(Exit.isSuccess(exit))
          }
          assert.strictEqual(yield* claims, 1)
        })
      )
    )

    it.effect("that is always refused is given up in time", () =>
      onStage(
        transport,
        Effect.fnUntraced(function* ({ claims, client, drive, proxy }) {
          const { exit } = yield* proxy.refusing(drive(claim, client()))
          const error = transportError(exit)
          assert.strictEqual(error.tries, 5)
          assert.isAtMost(Duration.toMillis(error.elapsed), 7500 * 1.2 + 1)
          assert.strictEqual(yield* claims, 0)
        })
      )
    )

    it.effect("that is reset as soon as it is there never makes two claims of one", () =>
      onStage(
        transport,
        Effect.fnUntraced(function* ({ claims, client, drive, proxy }) {
          proxy.next(Fault.resetAtOnce)
          assert.isTrue(Exit.isSuccess((yield* drive(get, client())).exit))

          // The system tells whether the reset came before the connection was used.
          proxy.next(Fault.resetAtOnce)
          const { exit } = yield* drive(claim, client())
          assert.strictEqual(yield* claims, Exit.isSuccess(exit) ? 1 : 0)
          if (Exit.isSuccess(exit)) return
          const error = transportError(exit)
          assert.isTrue(error.reason._tag === "ConnectionError" && error.reason.mayHaveBeenSent)
          assert.isFalse(error.isTransient)
        })
      )
    )

    for (const code of ["ENOTFOUND", "EAI_AGAIN"]) {
      it.effect(
        `to a name that does not resolve (${code}) carried nothing, and is tried again`,
        () =>
          onStage(
            transport,
            Effect.fnUntraced(function* ({ claims, client, drive, proxy }) {
              const baseUrl = `http://localhost:${proxy.port}`
              yield* Effect.gen(function* () {
                yield* failingLookups(code, 1)
                const error = transportError(
                  (yield* drive(claim, client({ baseUrl, retry: false }))).exit
                )
                assert.isTrue(
                  error.reason._tag === "ConnectionError" && !error.reason.mayHaveBeenSent
                )
                assert.include(error.message, code)
                assert.isTrue(error.isTransient)
                assert.strictEqual(Duration.toMillis(error.elapsed), 0)
              }).pipe(Effect.scoped)

              for (const effect of [claim, get, wait]) {
                yield* Effect.gen(function* () {
                  yield* failingLookups(code, 1)
                  const { exit } = yield* drive(effect, client({ baseUrl }))
                  assert.isTrue(Exit.isSuccess(exit))
                }).pipe(Effect.scoped)
              }
              assert.strictEqual(yield* claims, 1)
            })
          )
      )
    }

    it.effect("whose certificate is not trusted is not used, and not tried again", () =>
      onStage(
        transport,
        Effect.fnUntraced(function* ({ client, drive }) {
          yield* Effect.gen(function* () {
            const port = yield* selfSignedServer
            for (const effect of [claim, get, wait]) {
              const { exit } = yield* drive(
                effect,
                client({ baseUrl: `https://127.0.0.1:${port}` })
              )
              const error = transportError(exit)
              assert.isTrue(
                error.reason._tag === "ConnectionError" && !error.reason.mayHaveBeenSent
              )
              assert.include(error.message, "DEPTH_ZERO_SELF_SIGNED_CERT")
              assert.isFalse(error.isTransient)
              assert.strictEqual(error.tries, 1)
              assert.strictEqual(Duration.toMillis(error.elapsed), 0)
            }
          }).pipe(Effect.scoped)
        })
      )
    )

    it.effect("to where no TLS is spoken carries nothing, and is not tried again", () =>
      onStage(
        transport,
        Effect.fnUntraced(function* ({ claims, client, drive, proxy }) {
          const baseUrl = `https://127.0.0.1:${proxy.port}`
          proxy.next(Fault.answer("HTTP/1.1 400 Bad Request\r\n\r\n"))
          const error = transportError((yield* drive(claim, client({ baseUrl }))).exit)
          assert.isTrue(error.reason._tag === "ConnectionError" && !error.reason.mayHaveBeenSent)
          assert.isFalse(error.isTransient)
          assert.strictEqual(error.tries, 1)

          // Closed within the handshake: that may pass, and nothing was sent yet.
          proxy.next(Fault.halfClose)
          const closed = yield* drive(claim, client({ baseUrl, retry: false }))
          const { isTransient, reason } = transportError(closed.exit)
          assert.isTrue(reason._tag === "ConnectionError" && !reason.mayHaveBeenSent)
          assert.isTrue(isTransient)

          // A handshake that is never answered is given the time of any other answer.
          proxy.next(Fault.blackHole)
          const silent = yield* drive(claim, client({ baseUrl }))
          assert.strictEqual(transportError(silent.exit).reason._tag, "TimeoutError")
          assert.strictEqual(silent.passed, timeout)
          assert.strictEqual(yield* claims, 0)
          // undici cannot call off a handshake; by itself it gives it up after 10 seconds
          proxy.hangUp()
        })
      )
    )

    for (const passed of ["passed on", "not passed on"] as const) {
      it.effect(`that was kept, and breaks on the next claim (${passed}), makes one at most`, () =>
        onStage(
          transport,
          Effect.fnUntraced(function* ({ claims, client, drive, proxy }) {
            proxy.next(Fault.resetOnSecondRequest(passed))
            const { exit } = yield* drive(inTurn(get, claim), client())
            // A transport that opens a connection for each request meets no old one.
            if (proxy.used() === 2) {
              assert.isTrue(Exit.isSuccess(exit))
              assert.strictEqual(yield* claims, 1)
            } else {
              const error = transportError(exit)
              assert.isTrue(error.reason._tag === "ConnectionError" && error.reason.mayHaveBeenSent)
              assert.isFalse(error.isTransient)
              assert.strictEqual(yield* claims, passed === "passed on" ? 1 : 0)
            }

            proxy.next(Fault.resetOnSecondRequest(passed))
            const reads = yield* drive(inTurn(get, get), client())
            assert.strictEqual(successOf(reads.exit)._tag, "Succeeded")
            proxy.hangUp()
          })
        )
      )
    }
  })
}
