import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Client, type ClientOptions, Credentials } from "effect-zero-touch"
import { execute, probe } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf, successOf } from "../support/outcome.ts"

const secrets = {
  token: Redacted.make("ya29.MARKED-SECRET-TOKEN"),
  apiKey: Redacted.make("AIza-MARKED-SECRET-KEY")
}

const sendJson = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { "content-type": "application/json" })
  response.end(JSON.stringify(body))
}

/** The outcome of one try of a GET. */
const once = (
  transport: Layer.Layer<HttpClient.HttpClient>,
  options: ClientOptions,
  request = probe()
) =>
  execute(request).pipe(
    Effect.provide(
      Client.layer({ retry: false, apiKey: secrets.apiKey, ...options }).pipe(
        Layer.provide(transport),
        Layer.provide(Credentials.layerAccessToken(secrets.token))
      )
    ),
    Effect.exit
  )

/** A promise that a server keeps, for a test that waits. */
const promised = Effect.fnUntraced(function* <A>() {
  const deferred = yield* Deferred.make<A>()
  return {
    resolve: (value: A) => Deferred.doneUnsafe(deferred, Effect.succeed(value)),
    wait: Deferred.await(deferred)
  }
})

for (const [name, transport] of Object.entries(socketTransports)) {
  describe(`over ${name}`, () => {
    it.effect("an answer is read, and the request arrived as it was meant", () =>
      Effect.gen(function* () {
        let body = ""
        const { baseUrl, requests } = yield* serve((request, response) => {
          request.on("data", (chunk) => (body += String(chunk)))
          request.on("end", () => sendJson(response, { a: "ü" }))
        })
        const exit = yield* once(
          transport,
          { baseUrl, xgafv: "2", quotaUser: "a b" },
          probe("POST", { path: "v1/a%2Fb/c:d", body: JSON.stringify({ text: "ü" }) })
        )
        assert.deepStrictEqual(successOf(exit).value, { a: "ü" })
        assert.strictEqual(requests[0]?.method, "POST")
        assert.strictEqual(requests[0]?.url, "/v1/a%2Fb/c:d?%24.xgafv=2&quotaUser=a+b")
        assert.strictEqual(body, '{"text":"ü"}')
        const headers = requests[0]?.headers ?? {}
        assert.strictEqual(headers["authorization"], "Bearer ya29.MARKED-SECRET-TOKEN")
        assert.strictEqual(headers["x-goog-api-key"], "AIza-MARKED-SECRET-KEY")
        assert.include(headers["user-agent"], "gzip")
        assert.notProperty(headers, "traceparent")
        assert.notProperty(headers, "b3")
      })
    )

    for (const status of [301, 302, 303, 307, 308]) {
      for (const httpMethod of ["GET", "POST"] as const) {
        it.effect(`${httpMethod}: a ${status} is not followed, so no secret follows it`, () =>
          Effect.gen(function* () {
            const elsewhere = yield* serve((_request, response) => sendJson(response, {}))
            const { baseUrl } = yield* serve((_request, response) => {
              response.writeHead(status, { location: `${elsewhere.baseUrl}/v1/things/1` })
              response.end()
            })
            const error = failureOf(yield* once(transport, { baseUrl }, probe(httpMethod)))
            const reason = error._tag === "TransportError" ? error.reason : undefined
            assert.strictEqual(reason?._tag, "InvalidResponse")
            assert.strictEqual(
              reason?._tag === "InvalidResponse" ? reason.httpStatus : undefined,
              status
            )
            assert.isFalse(error.isTransient)
            assert.lengthOf(elsewhere.requests, 0)
          })
        )
      }
    }

    it.effect("an endless answer is stopped early, and its connection closed", () =>
      Effect.gen(function* () {
        const closed = yield* promised<number>()
        const piece = Buffer.alloc(16 * 1024, " ")
        const { baseUrl } = yield* serve((_request, response) => {
          let written = 0
          const write = (): void => {
            while (!response.destroyed) {
              written += piece.byteLength
              if (!response.write(piece)) return
            }
          }
          response.on("drain", write)
          response.on("close", () => closed.resolve(written))
          response.writeHead(200, { "content-type": "application/json" })
          write()
        })
        const exit = yield* once(transport, { baseUrl, maxBodyBytes: 100_000 })
        assert.include(failureOf(exit).message, "more than 100000 bytes")
        // what was written beyond the cap filled the buffers of two sockets
        assert.isBelow(yield* closed.wait, 64 * 1024 * 1024)
      })
    )

    for (const [what, head] of [
      ["a length", { "content-length": "1000" }],
      ["chunks", {}]
    ] as const) {
      it.effect(`an answer with ${what} that is cut within its body is a broken connection`, () =>
        Effect.gen(function* () {
          const { baseUrl } = yield* serve((_request, response) => {
            response.writeHead(200, { "content-type": "application/json", ...head })
            response.write('{"name":"operations/1","do', () => response.socket?.destroy())
          })
          const error = failureOf(yield* once(transport, { baseUrl }))
          const reason = error._tag === "TransportError" ? error.reason : undefined
          assert.strictEqual(reason?._tag, "ConnectionError")
          assert.isTrue(error.isTransient)
          const post = failureOf(yield* once(transport, { baseUrl }, probe("POST")))
          assert.isFalse(post.isTransient)
        })
      )
    }

    it.effect("an answer without a length that ends too early is JSON that breaks off", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* serve((request) => {
          request.socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"name":"opera')
        })
        const error = failureOf(yield* once(transport, { baseUrl }))
        const reason = error._tag === "TransportError" ? error.reason : undefined
        assert.isTrue(reason?._tag === "InvalidResponse" && reason.truncated)
        assert.isTrue(error.isTransient)
      })
    )

    it.effect("a connection that is closed without an answer may have carried the request", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* serve((request) => request.socket.destroy())
        const error = failureOf(yield* once(transport, { baseUrl }, probe("POST")))
        const reason = error._tag === "TransportError" ? error.reason : undefined
        assert.isTrue(reason?._tag === "ConnectionError" && reason.mayHaveBeenSent)
        assert.isFalse(error.isTransient)
      })
    )

    it.effect("a connection that is refused never carried it", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Effect.scoped(serve(() => undefined))
        const error = failureOf(yield* once(transport, { baseUrl }, probe("POST")))
        const reason = error._tag === "TransportError" ? error.reason : undefined
        assert.isTrue(reason?._tag === "ConnectionError" && !reason.mayHaveBeenSent)
        assert.strictEqual(
          reason?._tag === "ConnectionError" ? reason.code : undefined,
          "ECONNREFUSED"
        )
        assert.isTrue(error.isTransient)
      })
    )

    it.effect("a server that speaks no TLS is not tried again", () =>
      Effect.gen(function* () {
        const { port } = yield* serve((_request, response) => sendJson(response, {}))
        const error = failureOf(
          yield* once(transport, { baseUrl: `https://127.0.0.1:${port}`, retry: undefined })
        )
        assert.isFalse(error.isTransient)
        assert.strictEqual(error.tries, 1)
      })
    )

    it.effect("no content is no answer", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* serve((_request, response) => {
          response.writeHead(204)
          response.end()
        })
        assert.include(failureOf(yield* once(transport, { baseUrl })).message, "body is empty")
      })
    )

    it.effect("interruption closes the connection", () =>
      Effect.gen(function* () {
        const arrived = yield* promised<IncomingMessage>()
        const closed = yield* promised<boolean>()
        const { baseUrl } = yield* serve((request, response) => {
          response.on("close", () => closed.resolve(response.writableEnded))
          arrived.resolve(request)
        })
        const fiber = yield* Effect.forkChild(once(transport, { baseUrl }))
        yield* arrived.wait
        yield* Fiber.interrupt(fiber)
        assert.isFalse(yield* closed.wait)
      })
    )
  })
}
