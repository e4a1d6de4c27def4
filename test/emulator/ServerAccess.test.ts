/** Who may ask a server on this machine. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { EmulatorServer, type EmulatorServerOptions } from "effect-zero-touch/EmulatorServer"
import { exchange, read } from "./sockets.ts"
import { claim, claimAsync, memory, post, socket } from "./support.ts"

/** Asks the server of the context, with header fields that no client would send. */
const ask = Effect.fnUntraced(function* (
  line: string,
  headers: Readonly<Record<string, string>>,
  body = ""
) {
  const { port } = yield* EmulatorServer
  const fields = Object.entries({
    host: `127.0.0.1:${port}`,
    connection: "close",
    "content-length": String(body.length),
    ...headers
  }).map(([name, value]) => `${name}: ${value.replace("PORT", String(port))}\r\n`)
  return read(yield* exchange(port, `${line} HTTP/1.1\r\n${fields.join("")}\r\n${body}`))
})

const server = (options: EmulatorServerOptions = {}) =>
  Effect.provide(EmulatorServer.layer({ control: true, ...options }))

/** How many requests have come to the service. */
const arrived = Effect.flatMap(Emulator, (emulator) =>
  Effect.map(emulator.requests, ({ length }) => length)
)

describe("a server on loopback answers to the host", () => {
  it.effect.each([
    "localhost",
    "LOCALHOST:PORT",
    "app.localhost",
    "127.0.0.1:PORT",
    "127.1.2.3",
    "[::1]:PORT"
  ])("%s", (host) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ask("GET /v1/customers?pageSize=1", { host })).status, 200)
      assert.strictEqual((yield* ask("GET /emulator/state", { host })).status, 200)
    }).pipe(server())
  )

  it.effect("that allowHosts names, whatever its port", () =>
    Effect.gen(function* () {
      for (const host of ["emulator.test", "Emulator.Test:PORT", "10.0.0.7:80", "localhost"]) {
        assert.strictEqual((yield* ask("GET /v1/customers?pageSize=1", { host })).status, 200)
      }
    }).pipe(server({ allowHosts: ["Emulator.test", "10.0.0.7"] }))
  )
})

describe("a server on loopback does not answer to the host", () => {
  it.effect.each([
    "evil.example",
    "evil.example:PORT",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "0.0.0.0:PORT",
    "192.168.1.5",
    "127.0.0.1:PORT:1",
    ""
  ])("%s", (host) =>
    Effect.gen(function* () {
      for (const line of ["GET /v1/customers?pageSize=1", "GET /emulator/state", "GET /docs"]) {
        const { body, status } = yield* ask(line, { host })
        assert.strictEqual(status, 403)
        assert.include(body, "the option allowHosts names")
      }
      assert.strictEqual((yield* ask("POST /emulator/reset", { host })).status, 403)
      assert.strictEqual(yield* arrived, 0)
    }).pipe(server({ allowHosts: ["emulator.test"] }))
  )

  it.effect("of a page by default, and says the name", () =>
    Effect.gen(function* () {
      const { body } = yield* ask("GET /v1/customers", { host: "evil.example" })
      assert.include(body, 'The emulator refuses the host "evil.example"')
    }).pipe(server())
  )
})

it.effect("a server on all interfaces answers to any host, unless allowHosts names some", () =>
  Effect.gen(function* () {
    const status = (options: EmulatorServerOptions) =>
      Effect.map(
        ask("GET /v1/customers?pageSize=1", { host: "emulator.test" }),
        (answer) => answer.status
      ).pipe(server({ host: "0.0.0.0", ...options }))
    assert.strictEqual(yield* status({}), 200)
    assert.strictEqual(yield* status({ allowHosts: [] }), 403)
    assert.strictEqual(yield* status({ allowHosts: ["emulator.test"] }), 200)
  })
)

describe("a request that could change something", () => {
  const changing = [
    "POST /v1/partners/1/devices:claim",
    "PATCH /v1/customers/5/configurations/1",
    "DELETE /v1/customers/5/configurations/1",
    "POST /emulator/reset",
    "PUT /emulator/faults"
  ]
  it.effect.each([
    "http://evil.example",
    "https://evil.example:PORT",
    "http://localhost:3000",
    "http://127.0.0.1",
    "null",
    "chrome-extension://abc",
    ""
  ])("is refused from a page of another origin: %s", (origin) =>
    Effect.gen(function* () {
      for (const line of changing) {
        const { body, headers, status } = yield* ask(line, { origin }, "{}")
        assert.strictEqual(status, 403, line)
        assert.include(body, "the option cors names")
        assert.notProperty(headers, "access-control-allow-origin")
      }
      assert.strictEqual(yield* arrived, 0)
      const read = yield* ask("GET /v1/customers?pageSize=1", { origin })
      assert.strictEqual(read.status, 200)
      assert.notProperty(read.headers, "access-control-allow-origin")
    }).pipe(server({ cors: ["http://app.test"] }))
  )

  it.effect("is taken without an origin, and from the server's own", () =>
    Effect.gen(function* () {
      for (const headers of [{}, { origin: "http://127.0.0.1:PORT" }]) {
        assert.strictEqual((yield* ask("POST /emulator/reset", headers)).status, 200)
        const found = yield* ask("DELETE /v1/customers/5/configurations/1", headers)
        assert.strictEqual(found.status, 404)
        assert.include(found.headers["content-type"], "json")
      }
    }).pipe(server())
  )
})

describe("a page whose origin cors names", () => {
  const origin = "http://app.test:5173"
  const named = server({ cors: ["https://other.test", "HTTP://app.test:5173/"] })

  it.effect("may send requests to the API and read the answers, errors among them", () =>
    Effect.gen(function* () {
      for (const [line, status] of [
        ["GET /v1/customers?pageSize=1", 200],
        ["GET /v1/customers", 400],
        ["DELETE /v1/customers/5/configurations/1", 404],
        ["GET /v1/nothing", 404]
      ] as const) {
        const answer = yield* ask(line, { origin })
        assert.strictEqual(answer.status, status)
        assert.deepInclude(answer.headers, {
          "access-control-allow-origin": origin,
          "access-control-expose-headers": "*",
          vary: "Origin"
        })
      }
    }).pipe(named)
  )

  it.effect(
    "may ask before it sends, without a trace in the log and without using up a fault",
    () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.fault({ reply: Reply.Hang })
        const { headers, status } = yield* ask("OPTIONS /v1/partners/1/devices:claim", {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
          "access-control-request-private-network": "true"
        })
        assert.strictEqual(status, 204)
        assert.deepInclude(headers, {
          "access-control-allow-origin": origin,
          "access-control-allow-methods": "GET, POST, PATCH, DELETE",
          "access-control-allow-headers": "authorization,content-type",
          "access-control-allow-private-network": "true",
          vary: "Origin"
        })
        assert.strictEqual(yield* arrived, 0)
      }).pipe(named)
  )

  it.effect("may read that a body was too large", () =>
    Effect.gen(function* () {
      const origin = "http://app.test"
      const { headers, status } = yield* ask("POST /v1/x", { origin }, " ".repeat(2000))
      assert.deepStrictEqual([status, headers["access-control-allow-origin"]], [413, origin])
    }).pipe(server({ maxBodyBytes: 1000, cors: ["http://app.test"] }))
  )

  it.effect("may not use the controls, nor a page of another origin the API", () =>
    Effect.gen(function* () {
      for (const [line, headers] of [
        ["OPTIONS /emulator/reset", { origin, "access-control-request-method": "POST" }],
        ["GET /emulator/state", { origin }],
        ["POST /emulator/reset", { origin }],
        [
          "OPTIONS /v1/customers",
          { origin: "http://evil.example", "access-control-request-method": "GET" }
        ],
        ["GET /v1/customers", { origin: "http://app.test" }]
      ] as const) {
        const answer = yield* ask(line, headers)
        assert.notProperty(answer.headers, "access-control-allow-origin", line)
        assert.notStrictEqual(answer.status, 204)
      }
    }).pipe(named)
  )
})

it.effect("the emulator in memory has every host, and no origins", () =>
  Effect.gen(function* () {
    const headers = { host: "evil.example", origin: "http://evil.example" }
    const { status } = yield* post("/v1/partners/1/devices:claim", claim(1), headers)
    assert.strictEqual(status, 200)
  }).pipe(Effect.provide(memory()))
)

it.effect("a client over a socket is asked for no origin", () =>
  Effect.gen(function* () {
    assert.strictEqual((yield* claimAsync(claim(1))).status, 200)
  }).pipe(Effect.provide(socket()))
)
