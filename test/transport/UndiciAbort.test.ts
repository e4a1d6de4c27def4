/** What becomes of requests and connections that are called off, break off, or wait for a reader. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { HttpBody, HttpClient } from "effect/http"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import type { ServerResponse } from "node:http"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { gzipSync } from "node:zlib"
import { lean, serve, withoutScope } from "../support/loopback.ts"
import { Undici } from "effect-zero-touch/Undici"
import { closed, onBothWays, until } from "./undiciSupport.ts"

/** A server whose answers the test writes; gives them in order. */
const held = Effect.fnUntraced(function* () {
  const responses: Array<ServerResponse> = []
  const { baseUrl } = yield* serve((_, response) => void responses.push(response))
  const next = Effect.gen(function* () {
    yield* until(() => responses.length > 0)
    return responses.shift() ?? assert.fail("no request came")
  })
  return { baseUrl, next }
})

/** Writes without an end, as fast as the other side takes it; counts the bytes that were taken. */
const pour = (response: ServerResponse) => {
  const chunk = Buffer.alloc(64 * 1024)
  const poured = { bytes: 0, isBlocked: false }
  const write = (): void => {
    if (response.destroyed || poured.bytes > 100_000_000) return
    poured.bytes += chunk.byteLength
    poured.isBlocked = !response.write(chunk)
    if (poured.isBlocked) response.once("drain", write)
    else setImmediate(write)
  }
  write()
  return poured
}

/** Time for what must not happen. */
const aWhile = Effect.callback<void>((resume) => void setTimeout(() => resume(Effect.void), 50))

onBothWays((layer) => {
  it.effect("an interrupted request is aborted before its answer", () =>
    Effect.gen(function* () {
      const { baseUrl, next } = yield* held()
      const fiber = yield* Effect.forkChild(HttpClient.get(baseUrl))
      const response = yield* next
      yield* Fiber.interrupt(fiber)
      yield* closed(response)
    }).pipe(Effect.provide(layer))
  )

  for (const how of ["arrayBuffer", "text", "json", "stream"] as const) {
    it.effect(`an interrupted read is aborted (${how})`, () =>
      Effect.gen(function* () {
        const { baseUrl, next } = yield* held()
        const fiber = yield* Effect.forkChild(
          Effect.flatMap(HttpClient.get(baseUrl), (response) =>
            how === "stream" ? Stream.runDrain(response.stream) : response[how]
          )
        )
        const response = yield* next
        response.write("[1,")
        yield* aWhile
        yield* Fiber.interrupt(fiber)
        yield* closed(response)
      }).pipe(Effect.provide(layer))
    )
  }

  it.effect.each(["text", "stream"] as const)(
    "an interrupted read of a compressed body is aborted (%s)",
    (how) =>
      Effect.gen(function* () {
        const { baseUrl, next } = yield* held()
        const fiber = yield* Effect.forkChild(
          Effect.flatMap(
            HttpClient.get(baseUrl, { headers: { "accept-encoding": "gzip" } }),
            (response) => (how === "stream" ? Stream.runDrain(response.stream) : response[how])
          )
        )
        const response = yield* next
        response.writeHead(200, { "content-encoding": "gzip" })
        response.write(gzipSync("a text").subarray(0, 15))
        yield* aWhile
        yield* Fiber.interrupt(fiber)
        yield* closed(response)
      }).pipe(Effect.provide(layer))
  )

  it.effect("a stream that ends early is aborted, and its connection is not used again", () =>
    Effect.gen(function* () {
      const { baseUrl, next } = yield* held()
      const fiber = yield* Effect.forkChild(
        Effect.flatMap(HttpClient.get(baseUrl), (response) =>
          Stream.runCollect(Stream.take(response.stream, 1))
        )
      )
      const response = yield* next
      const poured = pour(response)
      const [chunk] = yield* Fiber.join(fiber)
      assert.isAbove(chunk?.byteLength ?? 0, 0)
      yield* closed(response)
      assert.isBelow(poured.bytes, 20_000_000)
    }).pipe(Effect.provide(layer))
  )

  it.effect("a reader that stops holds the server up, and one that goes on gets the rest", () =>
    Effect.gen(function* () {
      const { baseUrl, next } = yield* held()
      const fiber = yield* Effect.forkChild(HttpClient.get(baseUrl))
      const response = yield* next
      const poured = pour(response)
      const answer = yield* Fiber.join(fiber)
      // nobody reads
      yield* until(() => poured.isBlocked)
      yield* aWhile
      const before = poured.bytes
      yield* aWhile
      assert.strictEqual(poured.bytes, before)
      assert.isBelow(before, 20_000_000)

      let read = 0
      yield* Stream.runForEachWhile(answer.stream, (chunk) =>
        Effect.gen(function* () {
          if (read === 0) {
            // one chunk is taken, and no more
            yield* aWhile
            assert.isBelow(poured.bytes, 20_000_000)
          }
          read += chunk.byteLength
          return read < 40_000_000
        })
      )
      assert.isAtLeast(poured.bytes, 40_000_000)
      yield* closed(response)
    }).pipe(Effect.provide(layer))
  )

  it.effect("a body that breaks off is a DecodeError, after what came of it", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((_, response) => {
        response.writeHead(200, { "content-length": "100" })
        response.write("a part", () => response.destroy())
      })
      const read = yield* Effect.flatMap(HttpClient.get(baseUrl), ({ text }) => Effect.flip(text))
      assert.strictEqual(read.reason._tag, "DecodeError")
      assert.match(String(Reflect.get(Object(read.reason.cause), "code")), /^(UND_ERR_|ECONN)/)

      let part = ""
      const streamed = yield* Effect.flatMap(HttpClient.get(baseUrl), ({ stream }) =>
        Stream.decodeText(stream).pipe(
          Stream.runForEach((text) => Effect.sync(() => void (part += text))),
          Effect.flip
        )
      )
      assert.strictEqual(streamed.reason._tag, "DecodeError")
      assert.strictEqual(part, "a part")
    }).pipe(Effect.provide(layer))
  )

  it.effect("no connection, and one that is closed before the answer, are TransportErrors", () =>
    Effect.gen(function* () {
      const { port } = yield* Effect.scoped(serve(() => undefined))
      const refused = yield* Effect.flip(HttpClient.get(`http://127.0.0.1:${port}`))
      assert.strictEqual(refused.reason._tag, "TransportError")
      assert.strictEqual(Reflect.get(Object(refused.reason.cause), "code"), "ECONNREFUSED")

      const { baseUrl } = yield* serve((request) => void request.socket.destroy())
      const broken = yield* Effect.flip(HttpClient.get(baseUrl))
      assert.strictEqual(broken.reason._tag, "TransportError")
      assert.strictEqual(Reflect.get(Object(broken.reason.cause), "code"), "UND_ERR_SOCKET")
    }).pipe(Effect.provide(layer))
  )

  it.effect("the stream of a request's body ends with its request", () =>
    Effect.gen(function* () {
      const { baseUrl, next } = yield* held()
      const ended: Array<string> = []
      const endless = Stream.fromEffect(
        Effect.andThen(aWhile, Effect.succeed(new Uint8Array(1)))
      ).pipe(Stream.forever, Stream.ensuring(Effect.sync(() => ended.push("stream"))))
      const fiber = yield* Effect.forkChild(
        HttpClient.post(baseUrl, { body: HttpBody.stream(endless) })
      )
      const response = yield* next
      yield* Fiber.interrupt(fiber)
      yield* closed(response)
      yield* until(() => ended.length > 0)
    }).pipe(Effect.provide(layer))
  )

  it.effect("a response that nobody reads gives its connection back when it is collected", () =>
    Effect.gen(function* () {
      setFlagsFromString("--expose-gc")
      const collect: unknown = runInNewContext("gc")
      const { baseUrl, next } = yield* held()
      const fiber = yield* Effect.forkChild(
        Effect.map(HttpClient.get(baseUrl), (response) => response.status)
      )
      const response = yield* next
      pour(response)
      assert.strictEqual(yield* Fiber.join(fiber), 200)
      yield* until(() => {
        if (typeof collect === "function") collect()
        return response.destroyed
      })
    }).pipe(Effect.provide(layer))
  )
})

it.effect("a request that waits for a connection can be called off", () =>
  Effect.gen(function* () {
    const { baseUrl, next } = yield* held()
    const first = yield* Effect.forkChild(HttpClient.get(baseUrl))
    const response = yield* next
    const second = yield* Effect.forkChild(HttpClient.post(`${baseUrl}/second`))
    yield* aWhile
    yield* Fiber.interrupt(second)
    response.end("one")
    assert.strictEqual(yield* Effect.flatMap(Fiber.join(first), ({ text }) => text), "one")
    const third = yield* Effect.forkChild(HttpClient.get(`${baseUrl}/third`))
    const after = yield* next
    assert.strictEqual(after.req.url, "/third")
    after.end()
    yield* Fiber.join(third)
  }).pipe(Effect.provide(lean(Undici.layer({ connections: 1 }))))
)

it.effect("a request that is bound to a scope ends with it, whether traced or not", () =>
  Effect.gen(function* () {
    const { baseUrl, next } = yield* held()
    const client = HttpClient.withScope(yield* HttpClient.HttpClient)
    for (const isOff of [true, false]) {
      const scope = yield* Scope.make()
      const fiber = yield* Effect.forkChild(
        client.get(baseUrl).pipe(
          Effect.provideService(Scope.Scope, scope),
          Effect.provideService(HttpClient.TracerDisabledWhen, () => isOff)
        )
      )
      const response = yield* next
      response.write("a part")
      const answer = yield* Fiber.join(fiber)
      yield* Scope.close(scope, Exit.void)
      yield* closed(response)
      const read = yield* Effect.flip(answer.text)
      assert.strictEqual(read.reason._tag, "DecodeError")
    }

    // what came as a whole is not lost
    const scope = yield* Scope.make()
    const fiber = yield* Effect.forkChild(
      Effect.provideService(client.get(baseUrl), Scope.Scope, scope)
    )
    const response = yield* next
    response.end("the whole")
    const answer = yield* Fiber.join(fiber)
    yield* Scope.close(scope, Exit.void)
    assert.strictEqual(yield* answer.text, "the whole")

    // one that has no answer yet fails
    const early = yield* Scope.make()
    const waiting = yield* Effect.forkChild(
      Effect.flip(Effect.provideService(client.get(baseUrl), Scope.Scope, early))
    )
    const unanswered = yield* next
    yield* Scope.close(early, Exit.void)
    yield* closed(unanswered)
    assert.strictEqual((yield* Fiber.join(waiting)).reason._tag, "TransportError")
  }).pipe(Effect.provide(Undici.layer()))
)

it.effect("spans and the propagation of traces are Effect's own", () =>
  Effect.gen(function* () {
    const { baseUrl, requests } = yield* serve((_, response) => void response.end())
    const client = yield* HttpClient.HttpClient
    const get = withoutScope(client.get(baseUrl))
    yield* get
    yield* Effect.provideService(get, HttpClient.TracerDisabledWhen, () => true)
    yield* Effect.provideService(get, Tracer.DisablePropagation, true)
    assert.deepStrictEqual(
      requests.map(({ headers }) => "traceparent" in headers),
      [true, false, false]
    )
  }).pipe(Effect.provide(Undici.layer()))
)
