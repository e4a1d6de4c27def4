/** What a server answers to bodies that are too large, and to what is not HTTP. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { EmulatorServer, type EmulatorServerOptions } from "effect-zero-touch/EmulatorServer"
import { all, exchange, open, read } from "./sockets.ts"
import { claim, claimAsync, memory, post, transports } from "./support.ts"

const server = (options: EmulatorServerOptions = {}) =>
  Effect.provide(EmulatorServer.layer(options))

/** How many requests have come to the service. */
const arrived = Effect.flatMap(Emulator, (emulator) =>
  Effect.map(emulator.requests, ({ length }) => length)
)

describe("what is not HTTP", () => {
  const head = "/v1/x HTTP/1.1\r\nHost: localhost\r\n"
  const malformed: ReadonlyArray<readonly [what: string, status: number, text: string]> = [
    ["no words", 400, "\0\0\0 nonsense\r\n\r\n"],
    ["no host", 400, "GET /v1/x HTTP/1.1\r\n\r\n"],
    ["a header field without a colon", 400, `GET ${head}bad header\r\n\r\n`],
    ["a length that is none", 400, `GET ${head}Content-Length: x\r\n\r\n`],
    [
      "a length beside chunks",
      400,
      `POST ${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`
    ],
    ["chunks that are none", 400, `POST ${head}Transfer-Encoding: chunked\r\n\r\nno chunk\r\n`],
    ["too long a header", 431, `GET ${head}X: ${"x".repeat(20_000)}\r\n\r\n`]
  ]
  it.effect.each(malformed)("is answered, and the connection closed: %s", ([, status, text]) =>
    Effect.gen(function* () {
      const { port } = yield* EmulatorServer
      const answer = read(yield* exchange(port, text))
      assert.strictEqual(answer.status, status)
      assert.strictEqual(answer.headers["connection"], "close")
      assert.strictEqual(yield* arrived, 0)
    }).pipe(server())
  )

  it.effect("does not get into an answer that is on its way", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const { port } = yield* EmulatorServer
      yield* emulator.fault({ reply: Reply.StallInBody(Reply.Raw(200, {}, "0123456789"), 5) })
      const client = yield* open(port)
      client.write("GET /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
      while ((yield* emulator.waiting) < 1) yield* Effect.yieldNow
      client.write("nonsense\r\n\r\n")
      const text = yield* all(client)
      assert.match(text, /^HTTP\/1\.1 200 OK/)
      assert.notInclude(text, "400")
    }).pipe(server())
  )
})

describe("a body that is larger than maxBodyBytes", () => {
  for (const { transport, provide } of transports) {
    it.effect(`gets the front end's page with 413, ${transport}`, () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const text = JSON.stringify({ claims: [claim(1)] })
        const padded = (length: number) => text.padEnd(length)
        const send = (body: string) => post("/v1/partners/1/devices:claimAsync", body)
        assert.strictEqual((yield* send(padded(1000))).status, 200)
        const refused = yield* send(padded(1001))
        assert.strictEqual(refused.status, 413)
        assert.include(refused.text, "<title>Error 413</title>")
        assert.lengthOf(yield* emulator.requests, 1)
        assert.strictEqual(yield* emulator.inFlight, 0)
        assert.strictEqual((yield* send(padded(1000))).status, 200)
      }).pipe(Effect.provide(provide({ maxBodyBytes: 1000 })))
    )

    it.effect(`is read when no limit is wanted, ${transport}`, () =>
      Effect.gen(function* () {
        const text = JSON.stringify({ claims: [claim(1)] }).padEnd(70 * 1024 * 1024)
        const { status } = yield* post("/v1/partners/1/devices:claimAsync", text)
        assert.strictEqual(status, 200)
      }).pipe(Effect.provide(provide({ maxBodyBytes: Infinity })))
    )
  }

  it.effect("by default is one of more than 64 MiB", () =>
    Effect.gen(function* () {
      const { status } = yield* post("/v1/x", " ".repeat(64 * 1024 * 1024 + 1))
      assert.strictEqual(status, 413)
      assert.strictEqual((yield* claimAsync(claim(1))).status, 200)
    }).pipe(Effect.provide(memory()))
  )

  const start = "POST /v1/x HTTP/1.1\r\nHost: localhost\r\n"
  const early: ReadonlyArray<readonly [what: string, text: string]> = [
    ["that says so before it comes", `${start}Content-Length: 99999999999\r\n\r\n`],
    ["in chunks", `${start}Transfer-Encoding: chunked\r\n\r\n3ff\r\n${"x".repeat(1023)}\r\n`]
  ]
  it.effect.each(early)("is answered before its end: one %s", ([, text]) =>
    Effect.gen(function* () {
      const { port } = yield* EmulatorServer
      const client = yield* open(port)
      client.write(text)
      const first = yield* Effect.callback<string>((resume) => {
        client.once("data", (chunk) => resume(Effect.succeed(chunk.toString())))
      })
      assert.match(first, /^HTTP\/1\.1 413/)
      client.destroy()
      assert.strictEqual(yield* arrived, 0)
    }).pipe(server({ maxBodyBytes: 1000 }))
  )

  it.effect("leaves the answer to a client that sends all of it first", () =>
    Effect.gen(function* () {
      const { port } = yield* EmulatorServer
      const body = new Uint8Array(20 * 1024 * 1024)
      const head = `${start}Content-Length: ${body.length}\r\n\r\n`
      const { headers, status } = read(yield* exchange(port, head, body))
      assert.strictEqual(status, 413)
      assert.strictEqual(headers["connection"], "close")
    }).pipe(server({ maxBodyBytes: 1000 }))
  )
})
