/** Bodies both ways, and what an `HttpClient` owes to any Effect program. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { HttpBody, HttpClient, HttpClientRequest } from "effect/http"
import * as Stream from "effect/Stream"
import { Readable } from "node:stream"
import { serve } from "../support/loopback.ts"
import { onBothWays, textOf } from "./undiciSupport.ts"

/** Gives back what comes, and says what it was. */
const echo = serve((request, response) => {
  response.writeHead(200, {
    "content-type": request.headers["content-type"] ?? "text/plain",
    "x-method": request.method ?? "",
    "x-url": request.url ?? "",
    "x-length": request.headers["content-length"] ?? "none",
    "set-cookie": ["a=1; Path=/", "b=2"]
  })
  request.pipe(response)
})

onBothWays((layer) => {
  it.effect("sends the method, the headers, the query and no body", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* echo
      const response = yield* HttpClient.execute(
        HttpClientRequest.get(`${baseUrl}/a%20b?x=1#hash`, {
          headers: { authorization: "Bearer 1" },
          urlParams: { y: "ä&b" }
        })
      )
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.url, `${baseUrl}/a%20b?x=1&y=%C3%A4%26b`)
      assert.strictEqual(response.headers["x-url"], "/a%20b?x=1&y=%C3%A4%26b")
      assert.strictEqual(response.headers["set-cookie"], "a=1; Path=/, b=2")
      assert.deepStrictEqual(Object.keys(response.cookies.cookies), ["a", "b"])
      assert.strictEqual(requests[0]?.headers.authorization, "Bearer 1")
      assert.strictEqual(yield* response.text, "")
      assert.isNull(yield* response.json)
    }).pipe(Effect.provide(layer))
  )

  const bodies: Readonly<Record<string, readonly [HttpBody.HttpBody, string, string]>> = {
    text: [HttpBody.text("grüße"), "grüße", "7"],
    bytes: [HttpBody.uint8Array(new TextEncoder().encode("bytes")), "bytes", "5"],
    "raw text": [HttpBody.raw("raw"), "raw", "3"],
    "raw bytes": [HttpBody.raw(new Uint8Array([97, 98])), "ab", "2"],
    "a raw Readable": [HttpBody.raw(Readable.from(["one", "two"])), "onetwo", "none"],
    "a raw ArrayBuffer": [HttpBody.raw(new Uint8Array([97, 98]).buffer), "ab", "none"],
    "a raw Blob": [HttpBody.raw(new Blob(["blob"])), "blob", "none"],
    "raw URL parameters": [HttpBody.raw(new URLSearchParams({ a: "1 2" })), "a=1+2", "none"],
    "a stream": [
      HttpBody.stream(Stream.make("one", "two").pipe(Stream.encodeText)),
      "onetwo",
      "none"
    ],
    "a stream of a known length": [
      HttpBody.stream(Stream.make("one", "two").pipe(Stream.encodeText), "text/plain", 6),
      "onetwo",
      "6"
    ],
    "an empty text": [HttpBody.text(""), "", "0"]
  }
  for (const [what, [body, text, length]] of Object.entries(bodies)) {
    it.effect(`sends ${what} as it is`, () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* echo
        const response = yield* HttpClient.post(baseUrl, { body })
        assert.strictEqual(response.headers["x-method"], "POST")
        assert.strictEqual(response.headers["x-length"], length)
        assert.strictEqual(yield* response.text, text)
      }).pipe(Effect.provide(layer))
    )
  }

  it.effect("sends and reads forms", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* echo
      const form = new FormData()
      form.append("name", "value")
      form.append("file", new Blob(["content"], { type: "text/csv" }), "devices.csv")
      const response = yield* HttpClient.post(baseUrl, { body: HttpBody.formData(form) })
      assert.match(response.headers["content-type"] ?? "", /^multipart\/form-data; boundary=/)
      const read = yield* response.formData
      assert.strictEqual(read.get("name"), "value")
      const file = read.get("file")
      assert.isTrue(file instanceof File && file.name === "devices.csv")

      const parameters = yield* HttpClient.post(baseUrl, {
        body: HttpBody.urlParams({ a: "1", b: ["2", "3"] })
      }).pipe(Effect.flatMap((response) => response.urlParamsBody))
      assert.deepStrictEqual(parameters.params, [
        ["a", "1"],
        ["b", "2"],
        ["b", "3"]
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses a body that it cannot send, and one whose stream fails", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* echo
      const odd = yield* Effect.flip(HttpClient.post(baseUrl, { body: HttpBody.raw({ odd: 1 }) }))
      assert.strictEqual(odd.reason._tag, "EncodeError")

      const body = Stream.concat(
        Stream.make("one").pipe(Stream.encodeText),
        Stream.fail("the source failed")
      )
      const error = yield* Effect.flip(HttpClient.post(baseUrl, { body: HttpBody.stream(body) }))
      assert.strictEqual(error.reason._tag, "EncodeError")
      assert.strictEqual(error.reason.cause, "the source failed")
    }).pipe(Effect.provide(layer))
  )

  it.effect("streams a body in pieces, as they come", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((request, response) => {
        void textOf(request).then((text) => response.end(text.length.toString()))
      })
      const megabyte = new Uint8Array(1024 * 1024).fill(97)
      const body = Stream.fromIterable(Array.from({ length: 8 }, () => megabyte))
      const response = yield* HttpClient.post(baseUrl, { body: HttpBody.stream(body) })
      assert.strictEqual(yield* response.text, `${8 * 1024 * 1024}`)
    }).pipe(Effect.provide(layer))
  )

  it.effect("a large body comes whole, in one piece and as a stream", () =>
    Effect.gen(function* () {
      const bytes = Buffer.alloc(3_000_000, "abcdefg")
      const { baseUrl } = yield* serve((_, response) => void response.end(bytes))
      const response = yield* HttpClient.get(baseUrl)
      assert.isTrue(Buffer.from(yield* response.arrayBuffer).equals(bytes))
      // what was read is kept
      assert.strictEqual((yield* response.text).length, bytes.byteLength)
      const chunks = yield* HttpClient.get(baseUrl).pipe(
        Effect.flatMap((response) => Stream.runCollect(response.stream))
      )
      assert.isTrue(Buffer.concat(chunks).equals(bytes))
    }).pipe(Effect.provide(layer))
  )

  it.effect("a body is read once", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((_, response) => void response.end('{"a":1}'))
      const response = yield* HttpClient.get(baseUrl)
      // an accessor alone reads nothing
      const { arrayBuffer, stream } = response
      assert.deepStrictEqual(yield* response.json, { a: 1 })
      assert.strictEqual((yield* arrayBuffer).byteLength, 7)
      const second = yield* Effect.flip(Stream.runDrain(stream))
      assert.strictEqual(second.reason._tag, "DecodeError")

      const streamed = yield* HttpClient.get(baseUrl)
      yield* Stream.runDrain(streamed.stream)
      for (const effect of [streamed.text, Stream.runDrain(streamed.stream)]) {
        assert.strictEqual((yield* Effect.flip(effect)).reason._tag, "DecodeError")
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("two readers of one body share it", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((_, response) => {
        response.write("one")
        setTimeout(() => response.end("two"), 20)
      })
      const response = yield* HttpClient.get(baseUrl)
      const both = yield* Effect.all([response.text, response.text], { concurrency: 2 })
      assert.deepStrictEqual(both, ["onetwo", "onetwo"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("what is not JSON is a DecodeError", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((_, response) => void response.end("<html>"))
      const response = yield* HttpClient.get(baseUrl)
      assert.strictEqual((yield* Effect.flip(response.json)).reason._tag, "DecodeError")
    }).pipe(Effect.provide(layer))
  )

  it.effect("answers to HEAD, 204 and 304 have no body", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((request, response) => {
        const status = Number(request.url?.slice(1))
        if (request.method === "HEAD") response.setHeader("content-length", "5")
        response.writeHead(status, { "content-encoding": "gzip" }).end()
      })
      for (const [method, status] of [
        ["HEAD", 200],
        ["GET", 204],
        ["GET", 304]
      ] as const) {
        const request = HttpClientRequest.make(method)(`${baseUrl}/${status}`, {
          headers: { "accept-encoding": "gzip" }
        })
        const read = yield* HttpClient.execute(request)
        assert.strictEqual(read.status, status)
        assert.strictEqual((yield* read.arrayBuffer).byteLength, 0)
        const streamed = yield* HttpClient.execute(request)
        assert.strictEqual(Buffer.concat(yield* Stream.runCollect(streamed.stream)).byteLength, 0)
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("informational answers are passed over, redirects are not followed", () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* serve((_, response) => {
        response.writeProcessing()
        response.writeEarlyHints({ link: "</style.css>; rel=preload" }, () => {
          response.writeHead(302, { location: "/elsewhere" }).end("moved")
        })
      })
      const response = yield* HttpClient.get(baseUrl)
      assert.strictEqual(response.status, 302)
      assert.isUndefined(response.headers["link"])
      assert.strictEqual(yield* response.text, "moved")
      assert.lengthOf(requests, 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("an upgrade is refused, asked for or not", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* serve((_, response) => void response.end("no"))
      const asked = yield* Effect.flip(
        HttpClient.get(baseUrl, { headers: { connection: "upgrade", upgrade: "websocket" } })
      )
      assert.strictEqual(asked.reason._tag, "EncodeError")
      const response = yield* HttpClient.get(baseUrl)
      const error = yield* Effect.flip(response.upgrade)
      assert.strictEqual(error.reason._tag, "StatusCodeError")
      assert.strictEqual(yield* response.text, "no")

      const switched = yield* serve((_, response) => {
        response.socket?.end(
          "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"
        )
      })
      const unasked = yield* Effect.flip(HttpClient.get(switched.baseUrl))
      assert.strictEqual(unasked.reason._tag, "TransportError")
    }).pipe(Effect.provide(layer))
  )

  it.effect(
    "a URL that is not one is an InvalidUrlError, a header that is not one an EncodeError",
    () =>
      Effect.gen(function* () {
        const url = yield* Effect.flip(HttpClient.get("not a URL"))
        assert.strictEqual(url.reason._tag, "InvalidUrlError")
        const { baseUrl, requests } = yield* echo
        for (const headers of [{ "bad name": "x" }, { name: "line\nbreak" }]) {
          const error = yield* Effect.flip(HttpClient.get(baseUrl, { headers }))
          assert.strictEqual(error.reason._tag, "EncodeError")
          assert.strictEqual(Reflect.get(Object(error.reason.cause), "code"), "UND_ERR_INVALID_ARG")
        }
        assert.lengthOf(requests, 0)
      }).pipe(Effect.provide(layer))
  )

  // undici gives a connection back a turn later, and opens a second one for a request before that
  it.effect.each([
    [1, 2],
    [50, 100]
  ] as const)("%s requests at a time use at most %s connections", ([atOnce, most]) =>
    Effect.gen(function* () {
      const ports = new Set<number | undefined>()
      const { baseUrl } = yield* serve((request, response) => {
        ports.add(request.socket.remotePort)
        response.end("ok")
      })
      const get = Effect.flatMap(HttpClient.get(baseUrl), (response) => response.text)
      yield* Effect.all(
        Array.from({ length: atOnce }, () => Effect.repeat(get, { times: 19 })),
        { concurrency: "unbounded" }
      )
      assert.isAtMost(ports.size, most)
    }).pipe(Effect.provide(layer))
  )
})
