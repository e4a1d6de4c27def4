/** Compressed answers: decoded is what the request asked for, with back pressure, and nothing else. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import type { ServerResponse } from "node:http"
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib"
import { serve } from "../support/loopback.ts"
import { closed, onBothWays } from "./undiciSupport.ts"

const brotli = (bytes: Uint8Array) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })

const compress: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: gzipSync,
  "x-gzip": gzipSync,
  GZIP: gzipSync,
  deflate: deflateSync,
  br: brotli,
  "gzip, br": (bytes) => brotli(gzipSync(bytes)),
  "identity, gzip": gzipSync
}

/** Text that compresses little, so that it is compressed more than a small body. */
const long = Array.from({ length: 12_000 }, (_, i) => (i * 7919).toString(36)).join(" ")

/** What compresses small, but becomes large. */
const bomb = gzipSync(new Uint8Array(50_000_000), { level: 9 })

const sending = (
  bytes: Uint8Array,
  coding: string,
  send = (response: ServerResponse, bytes: Uint8Array): unknown => response.end(bytes)
) =>
  serve((_, response) => {
    response.writeHead(200, { "content-encoding": coding })
    send(response, bytes)
  })

const inPieces = (response: ServerResponse, bytes: Uint8Array) => {
  const middle = bytes.byteLength >> 1
  response.write(bytes.subarray(0, middle))
  setTimeout(() => response.end(bytes.subarray(middle)), 10)
}

onBothWays((layer) => {
  const get = (url: string, accepted = "gzip, deflate, br;q=0.5") =>
    HttpClient.get(url, { headers: { "accept-encoding": accepted } })

  it.effect("a reader that yields between its look and its wait misses no end of a body", () =>
    Effect.gen(function* () {
      const inManyPieces = (response: ServerResponse, bytes: Uint8Array) => {
        const send = (from: number) => {
          if (from >= bytes.byteLength) return response.end()
          response.write(bytes.subarray(from, from + 2000))
          return setTimeout(send, 1, from + 2000)
        }
        send(0)
      }
      for (const [coding, bytes] of [
        ["identity", Buffer.from(long)],
        ["gzip", gzipSync(long)]
      ] as const) {
        const { baseUrl } = yield* sending(bytes, coding, inManyPieces)
        // each number of steps lets the fiber yield at another place
        for (const steps of [3, 5, 7, 11]) {
          for (let round = 0; round < 5; round++) {
            const body = Effect.flatMap(get(baseUrl), ({ stream }) => Stream.runCollect(stream))
            const read = Effect.provideService(body, Scheduler.MaxOpsBeforeYield, steps)
            assert.strictEqual(Buffer.concat(yield* read).toString(), long)
          }
        }
      }
    }).pipe(Effect.provide(layer))
  )

  for (const [coding, pack] of Object.entries(compress)) {
    it.effect(`decodes ${coding}, small and large, at once and in pieces`, () =>
      Effect.gen(function* () {
        for (const text of ["grüße", "", long, "a".repeat(1_000_000)]) {
          for (const send of [undefined, inPieces]) {
            const { baseUrl } = yield* sending(pack(Buffer.from(text)), coding, send)
            const response = yield* get(baseUrl)
            assert.strictEqual(yield* response.text, text)
            assert.strictEqual(response.headers["content-encoding"], coding)
            const { stream } = yield* get(baseUrl)
            assert.strictEqual(Buffer.concat(yield* Stream.runCollect(stream)).toString(), text)
          }
        }
      }).pipe(Effect.provide(layer))
    )
  }

  it.effect.each([
    ["gzip", "br"],
    ["gzip", "gzip;q=0, br"],
    ["gzip, br", "gzip"],
    ["zstd", "gzip, zstd"],
    ["gzip", undefined]
  ] as const)("leaves %s as it is when %s was asked for", ([coding, accepted]) =>
    Effect.gen(function* () {
      const bytes = gzipSync("text")
      const { baseUrl, requests } = yield* sending(bytes, coding)
      const response = yield* accepted === undefined
        ? HttpClient.get(baseUrl)
        : get(baseUrl, accepted)
      assert.isTrue(Buffer.from(yield* response.arrayBuffer).equals(bytes))
      assert.strictEqual(requests[0]?.headers["accept-encoding"], accepted)
    }).pipe(Effect.provide(layer))
  )

  it.effect("a damaged body, and one that ends early, are DecodeErrors", () =>
    Effect.gen(function* () {
      for (const text of ["text", long]) {
        const whole = gzipSync(text)
        const cut = whole.subarray(0, whole.byteLength - 9)
        for (const bytes of [cut, Buffer.from(text)]) {
          for (const send of [undefined, inPieces]) {
            const { baseUrl } = yield* sending(bytes, "gzip", send)
            const read = Effect.flatMap(get(baseUrl), (response) => response.text)
            const streamed = Effect.flatMap(get(baseUrl), ({ stream }) => Stream.runDrain(stream))
            for (const effect of [read, streamed]) {
              const error = yield* Effect.flip(effect)
              assert.strictEqual(error.reason._tag, "DecodeError")
              assert.match(
                String(Reflect.get(Object(error.reason.cause), "code")),
                /^Z_(BUF|DATA)_ERROR$/
              )
            }
          }
        }
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("a connection that breaks within a compressed body is undici's error", () =>
    Effect.gen(function* () {
      const bytes = gzipSync(long)
      const { baseUrl } = yield* sending(bytes, "gzip", (response) =>
        response.write(bytes.subarray(0, 1000), () => response.destroy())
      )
      const error = yield* Effect.flip(Effect.flatMap(get(baseUrl), (response) => response.text))
      assert.strictEqual(error.reason._tag, "DecodeError")
      assert.match(String(Reflect.get(Object(error.reason.cause), "code")), /^(UND_ERR_|ECONN)/)
    }).pipe(Effect.provide(layer))
  )

  it.effect("what becomes large is decoded as it is read, and no further", () =>
    Effect.gen(function* () {
      let open: ServerResponse | undefined
      const { baseUrl } = yield* sending(bomb, "gzip", (response, bytes) => {
        open = response
        response.write(bytes)
      })
      const before = process.memoryUsage().arrayBuffers
      const { stream } = yield* get(baseUrl)
      let read = 0
      yield* Stream.runForEachWhile(stream, (chunk) =>
        Effect.sync(() => {
          read += chunk.byteLength
          return read < 100_000
        })
      )
      assert.isBelow(read, 1_000_000)
      assert.isBelow(process.memoryUsage().arrayBuffers - before, 20_000_000)
      // what is not read any more is aborted
      yield* open === undefined ? Effect.void : closed(open)
    }).pipe(Effect.provide(layer))
  )
})
