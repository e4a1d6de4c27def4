import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { gzipSync } from "node:zlib"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf } from "../support/outcome.ts"
import { call, methods, services } from "./responseStage.ts"

const head = "HTTP/1.1 200 OK\r\nconnection: close\r\n"

/** What HTTP does not allow. */
const broken: Readonly<Record<string, string>> = {
  "an answer with two lengths": `${head}content-length: 2\r\ncontent-length: 7\r\n\r\n{}`,
  "an answer with a length that is no number": `${head}content-length: two\r\n\r\n{}`,
  "an answer with a negative length": `${head}content-length: -1\r\n\r\n{}`,
  "an answer with a chunk that has no size": `${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}`,
  "an answer that is cut within its chunks": `${head}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`,
  "an answer with a header without end": `${head}x: ${"y".repeat(200_000)}\r\n\r\n{}`,
  "an answer with a header without a name": `${head}: 1\r\n\r\n{}`,
  "an answer without a status": "HTTP/1.1\r\n\r\n{}",
  "half of a head": head,
  nothing: "",
  "what speaks no HTTP": "SSH-2.0-OpenSSH_9.7\r\n"
}

for (const [transport, layer] of Object.entries(socketTransports)) {
  describe(`over ${transport}`, () => {
    for (const [what, raw] of Object.entries(broken)) {
      it.effect(`${what} is a broken connection`, () =>
        Effect.gen(function* () {
          const { baseUrl, requests } = yield* serve(({ socket }) => socket.end(raw))
          for (const method of methods) {
            const error = failureOf(
              yield* Effect.exit(call(method, 0)).pipe(Effect.provide(services(layer, { baseUrl })))
            )
            const reason = error._tag === "TransportError" ? error.reason : undefined
            assert.strictEqual(reason?._tag, "ConnectionError")
            assert.strictEqual(error.isTransient, method === "GET")
            assert.strictEqual(error.mayHaveBeenProcessed, method === "POST")
          }
          assert.lengthOf(requests, methods.length)
        })
      )
    }

    it.effect("a body in a coding that was not asked for is named", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* serve((_request, response) => {
          response.writeHead(200, { "content-encoding": "x-own" })
          response.end(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))
        })
        const error = failureOf(
          yield* Effect.exit(call("GET", 0)).pipe(Effect.provide(services(layer, { baseUrl })))
        )
        assert.include(error.message, "the body is not UTF-8; it is encoded as x-own")
      })
    )

    it.effect("the cap counts the bytes after decompression", () =>
      Effect.gen(function* () {
        const bomb = gzipSync(" ".repeat(3_000_000))
        const { baseUrl } = yield* serve((_request, response) => {
          response.writeHead(200, { "content-encoding": "gzip" })
          response.end(bomb)
        })
        const error = failureOf(
          yield* Effect.exit(call("GET", 0)).pipe(
            Effect.provide(services(layer, { baseUrl, maxBodyBytes: 100_000 }))
          )
        )
        assert.include(error.message, "more than 100000 bytes")
      })
    )

    it.effect("compressed JSON that is cut is never half an answer", () =>
      Effect.gen(function* () {
        const operation = { name: "operations/1", done: true, response: { a: "x".repeat(500) } }
        const whole = gzipSync(JSON.stringify(operation))
        const { baseUrl } = yield* serve((_request, response) => {
          response.writeHead(200, { "content-encoding": "gzip", connection: "close" })
          response.end(whole.subarray(0, whole.byteLength - 20))
        })
        for (const method of methods) {
          const error = failureOf(
            yield* Effect.exit(call(method, 0)).pipe(Effect.provide(services(layer, { baseUrl })))
          )
          assert.match(error.message, /br(eaks?|oke) off/)
          assert.isTrue(method === "GET" || !error.isTransient)
        }
      })
    )
  })
}
