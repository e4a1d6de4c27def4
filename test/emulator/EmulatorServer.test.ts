import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import { get as httpGet } from "node:http"
import { connect, createServer } from "node:net"
import type { Server } from "node:net"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { EmulatorServer } from "effect-zero-touch/EmulatorServer"
import { gunzipSync } from "node:zlib"
import { all, closed, open } from "./sockets.ts"
import { get, socket } from "./support.ts"

const ask = "GET /v1/operations/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

describe("the server", () => {
  it.effect("says where it is", () =>
    Effect.gen(function* () {
      const { baseUrl, port } = yield* EmulatorServer
      assert.strictEqual(baseUrl, `http://127.0.0.1:${port}`)
      assert.isAbove(port, 0)
    }).pipe(Effect.provide(EmulatorServer.layer()))
  )

  it.effect("tells the time of its clock, not the machine's", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 minute")
      const { headers } = yield* get("/v1/operations/x")
      assert.strictEqual(headers["date"], "Thu, 01 Jan 1970 00:01:00 GMT")
    }).pipe(Effect.provide(socket()))
  )

  it.effect("stops at once, with connections that are kept alive, half sent or hanging", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(EmulatorServer.layer(), scope)
      const emulator = Context.get(context, Emulator)
      const { port } = Context.get(context, EmulatorServer)
      yield* emulator.fault({ path: "/v1/hang", reply: Reply.Hang })
      yield* emulator.fault({
        path: "/v1/stall",
        reply: Reply.StallInBody(Reply.Raw(200, {}, "0123456789"), 5)
      })
      const clients = yield* Effect.forEach(
        [
          "",
          "GET /v1/oper",
          "POST /v1/partners/1/devices:claimAsync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
          "GET /v1/hang HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /v1/stall HTTP/1.1\r\nHost: localhost\r\n\r\n"
        ],
        (text) => Effect.tap(open(port), (client) => Effect.sync(() => client.write(text)))
      )
      while ((yield* emulator.waiting) < 2) yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      yield* Effect.forEach(clients, closed)
      assert.strictEqual(yield* emulator.waiting, 0)
      const refused = yield* Effect.callback<string>((resume) => {
        const late = connect(port, "127.0.0.1")
        late.once("error", (error) =>
          resume(Effect.succeed("code" in error ? String(error.code) : ""))
        )
      })
      assert.strictEqual(refused, "ECONNREFUSED")
    })
  )

  it.effect("fails where its port is taken, so that another can be picked", () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.callback<Server>((resume) => {
          const one = createServer().listen(0, "127.0.0.1", () => resume(Effect.succeed(one)))
        }),
        (one) => Effect.sync(() => one.close())
      )
      const address = server.address()
      assert(typeof address === "object" && address !== null)
      const { port } = address
      const taken = EmulatorServer.layer({ port })
      const error = yield* Effect.flip(Layer.build(taken))
      assert.strictEqual(error._tag, "ServeError")
      assert.propertyVal(error.cause, "code", "EADDRINUSE")
      const another = Layer.catchTag(taken, "ServeError", () => EmulatorServer.layer())
      assert.notStrictEqual(Context.get(yield* Layer.build(another), EmulatorServer).port, port)
    })
  )

  it.effect("fails in the same way for a port that is none", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(EmulatorServer.layer({ port: 65_536 })))
      assert.strictEqual(error._tag, "ServeError")
      assert.propertyVal(error.cause, "code", "ERR_SOCKET_BAD_PORT")
    })
  )

  it.effect("sends a late reply's headers late, and a broken body's bytes before it breaks", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const { port } = yield* EmulatorServer
      const raw = Reply.Raw(200, { "x-a": "b" }, "0123456789")
      yield* emulator.fault({ reply: Reply.Late("1 second", Reply.ResetInBody(raw, 4)) })
      const client = yield* open(port)
      const reading = yield* Effect.forkChild(all(client))
      client.write(ask)
      while ((yield* emulator.waiting) < 1) yield* Effect.yieldNow
      assert.strictEqual(client.bytesRead, 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(
        yield* Fiber.join(reading),
        "HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 10\r\nConnection: close\r\n\r\n0123"
      )
    }).pipe(Effect.provide(EmulatorServer.layer()))
  )

  it.effect("survives what is no HTTP, and replies that Node does not send", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const { port } = yield* EmulatorServer
      const junk = yield* open(port)
      junk.write("\0\0\0 nonsense\r\n\r\n")
      yield* closed(junk)
      yield* emulator.fault({ reply: Reply.Raw(200, { bad: "line\nbreak" }, "") })
      const client = yield* open(port)
      client.write(ask)
      assert.strictEqual(yield* all(client), "")
      const next = yield* open(port)
      next.write(ask)
      assert.match(yield* all(next), /^HTTP\/1.1 404 Not Found/)
    }).pipe(Effect.provide(EmulatorServer.layer()))
  )

  it.effect(
    "compresses for those who ask as Google wants to be asked, and what a test sent not",
    () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const { port } = yield* EmulatorServer
        const ask = (headers: Record<string, string>) =>
          Effect.callback<{ encoding: string | undefined; length: string; body: Buffer }>(
            (resume) => {
              httpGet({ port, path: "/v1/operations/x", headers, agent: false }, (response) => {
                const chunks: Array<Buffer> = []
                response.on("data", (chunk: Buffer) => chunks.push(chunk))
                response.once("end", () =>
                  resume(
                    Effect.succeed({
                      encoding: response.headers["content-encoding"],
                      length: response.headers["content-length"] ?? "",
                      body: Buffer.concat(chunks)
                    })
                  )
                )
              })
            }
          )
        const both = { "accept-encoding": "br, gzip", "user-agent": "mine/1 (gzip)" }
        const { body, encoding, length } = yield* ask(both)
        assert.strictEqual(encoding, "gzip")
        assert.strictEqual(length, String(body.length))
        assert.strictEqual(JSON.parse(gunzipSync(body).toString()).error.code, 404)
        for (const headers of [
          {},
          { "accept-encoding": "gzip" },
          { "accept-encoding": "br", "user-agent": "gzip" },
          { "accept-encoding": "gzip", "user-agent": "mine/1" }
        ]) {
          const plain = yield* ask(headers)
          assert.isUndefined(plain.encoding)
          assert.strictEqual(JSON.parse(plain.body.toString()).error.code, 404)
        }
        yield* emulator.fault({ reply: Reply.Json(200, {}) })
        assert.isUndefined((yield* ask(both)).encoding)
      }).pipe(Effect.provide(EmulatorServer.layer()))
  )
})
