import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ServerResponse } from "node:http"
import { gzipSync } from "node:zlib"
import type {
  ApiError,
  ApiRequest,
  ApiResponse,
  Operation,
  TransportError
} from "effect-zero-touch"
import { decodeOperation } from "../../src/operations/internal/decode.ts"
import { clientOver, execute, fakeHttp, probe } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf } from "../support/outcome.ts"
import { type Expected, expectedOf, type Kind, kinds } from "./ResponsesTable.ts"

type Method = "GET" | "POST"

const statuses = [
  200, 204, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 408, 409, 429, 499, 500, 502, 503, 504
]
const withoutBody: ReadonlySet<number> = new Set([204, 304])

/** One try of a call that gets an operation. */
const call = (method: Method, path = "v1/x") => {
  const request: ApiRequest<Operation> = {
    ...probe(method, { path }),
    decode: (json) => decodeOperation(json, "operations/asked")
  }
  return Effect.exit(execute(request, { retry: false }))
}

const assertEnds = (
  exit: Exit.Exit<ApiResponse<Operation>, ApiError | TransportError>,
  expected: Expected,
  method: Method,
  where: string
) => {
  if (Exit.isSuccess(exit)) {
    assert.strictEqual(`value ${exit.value.value._tag}`, `${expected.ends} ${expected.as}`, where)
    return
  }
  const error = failureOf(exit)
  const [ends, says] =
    error._tag === "ApiError"
      ? [error._tag, error.codeName]
      : error.reason._tag === "InvalidResponse"
        ? [error.reason._tag, error.reason.description]
        : [error.reason._tag, error.message]
  assert.strictEqual(ends, expected.ends, where)
  assert.include(says, expected.as, where)
  assert.strictEqual(error.isTransient, method === "GET" ? expected.get : expected.post, where)
}

const encoder = new TextEncoder()
const bytesOf = ({ body }: Kind) => (typeof body === "string" ? encoder.encode(body) : body)

// What the headers say of the body is not believed: it is JSON in UTF-8, or no answer.
const contentTypes: Readonly<Record<string, string | undefined>> = {
  JSON: "application/json; charset=UTF-8",
  nothing: undefined,
  HTML: "text/html; charset=UTF-8",
  "another charset": "application/json; charset=ISO-8859-1",
  "a charset of two bytes": "application/json; charset=utf-16",
  rubbish: ";;;="
}

const marked = { what: "JSON, after a byte order mark", type: "application/json" }

describe("with each HTTP status, content type and byte order mark, in memory,", () => {
  for (const kind of kinds) {
    it.effect(
      `${kind.what} is what the table says`,
      () =>
        Effect.gen(function* () {
          const bytes = bytesOf(kind)
          const variants = [
            ...Object.entries(contentTypes).map(([what, type]) => ({ what, type, body: bytes })),
            ...(typeof kind.body === "string"
              ? [{ ...marked, body: encoder.encode(`\uFEFF${kind.body}`) }]
              : [])
          ]
          const cases = statuses.flatMap((httpStatus) =>
            variants.flatMap((variant) =>
              (variant.type === undefined ? (["GET", "POST"] as const) : (["GET"] as const)).map(
                (method) => ({ ...variant, httpStatus, method })
              )
            )
          )
          const http = fakeHttp(
            ...cases.map(({ body, httpStatus, type }) => ({
              status: httpStatus,
              headers: type === undefined ? {} : { "content-type": type },
              body: withoutBody.has(httpStatus) ? null : body
            }))
          )
          yield* Effect.forEach(cases, ({ httpStatus, method, what }) =>
            Effect.map(call(method), (exit) => {
              const where = `${method}, HTTP ${httpStatus}, declared as ${what}`
              assertEnds(exit, expectedOf(kind, httpStatus, method), method, where)
            })
          ).pipe(Effect.provide(clientOver(http)))
        }),
      60_000
    )
  }
})

const reply = (response: ServerResponse, httpStatus: number, body: Uint8Array, mode: string) => {
  const gzipped = mode === "gzip" ? gzipSync(body) : body
  if (mode === "until it closes") {
    response.socket?.end(
      Buffer.concat([Buffer.from(`HTTP/1.1 ${httpStatus} X\r\nconnection: close\r\n\r\n`), body])
    )
    return
  }
  response.writeHead(httpStatus, {
    "content-type": "application/json",
    ...(mode === "chunked" ? {} : { "content-length": gzipped.byteLength }),
    ...(mode === "gzip" ? { "content-encoding": "gzip" } : {})
  })
  if (mode === "chunked") {
    for (let i = 0; i < body.byteLength; i += 9) response.write(body.subarray(i, i + 9))
  }
  response.end(mode === "chunked" ? undefined : gzipped)
}

const modes = ["with a length", "chunked", "until it closes", "gzip"]

/** Compression is not asked for over these, so that what is compressed all the same is no text. */
const withoutCompression: ReadonlySet<string> = new Set(["node:http", "undici"])

for (const [transport, layer] of Object.entries(socketTransports)) {
  describe(`over ${transport}`, () => {
    for (const mode of modes) {
      it.effect(
        `each answer is what the table says, sent ${mode}`,
        () =>
          Effect.gen(function* () {
            const cases = kinds.flatMap((kind) =>
              [200, 403, 429, 503].map((httpStatus) => ({ kind, httpStatus }))
            )
            const { baseUrl } = yield* serve((request, response) => {
              const { httpStatus, kind } = cases[Number(request.url?.slice("/v1/".length))] ?? {
                httpStatus: 418
              }
              reply(response, httpStatus, kind ? bytesOf(kind) : new Uint8Array(), mode)
            })
            yield* Effect.forEach(
              cases,
              Effect.fnUntraced(function* ({ httpStatus, kind }, i) {
                const compressed = mode === "gzip" && withoutCompression.has(transport)
                const expected = expectedOf(
                  compressed ? { ...kind, success: notText, error: notText } : kind,
                  httpStatus,
                  "GET"
                )
                const where = `${kind.what}, HTTP ${httpStatus}`
                assertEnds(yield* call("GET", `v1/${i}`), expected, "GET", where)
              }),
              { concurrency: 8 }
            ).pipe(Effect.provide(clientOver({ layer }, { baseUrl })))
          }),
        60_000
      )
    }

    const raw = (lines: ReadonlyArray<string>) =>
      Effect.gen(function* () {
        const { baseUrl } = yield* serve((request) => request.socket.end(lines.join("\r\n")))
        const client = clientOver({ layer }, { baseUrl })
        return {
          get: failureOf(yield* Effect.provide(call("GET"), client)),
          post: failureOf(yield* Effect.provide(call("POST"), client))
        }
      })

    it.effect("an answer that is longer than its length says has broken off", () =>
      Effect.gen(function* () {
        const { get, post } = yield* raw([
          "HTTP/1.1 200 OK",
          "content-length: 9",
          "connection: close",
          "",
          '{"name":"operations/1","done":true,"response":{}}'
        ])
        assert.include(get.message, "the JSON breaks off")
        assert.isTrue(get.isTransient)
        assert.isFalse(post.isTransient)
      })
    )

    for (const [what, lines] of Object.entries({
      "an answer that is shorter than its length says": ["content-length: 99", "", "{}"],
      "an answer with two lengths": ["content-length: 2", "content-length: 7", "", "{}"],
      "an answer with a chunk that has no size": ["transfer-encoding: chunked", "", "zz", "{}"],
      "an answer that is cut within its chunks": ["transfer-encoding: chunked", "", "2", "{}", ""],
      "an answer with a header without end": [`x: ${"y".repeat(200_000)}`, "", "{}"]
    })) {
      it.effect(`${what} is a broken connection`, () =>
        Effect.gen(function* () {
          const { get, post } = yield* raw(["HTTP/1.1 200 OK", "connection: close", ...lines])
          for (const error of [get, post]) {
            const reason = error._tag === "TransportError" ? error.reason : undefined
            assert.strictEqual(reason?._tag, "ConnectionError")
          }
          assert.isTrue(get.isTransient)
          assert.isFalse(post.isTransient)
        })
      )
    }

    it.effect("what speaks no HTTP is a broken connection", () =>
      Effect.gen(function* () {
        const { get, post } = yield* raw(["SSH-2.0-OpenSSH_9.7", ""])
        const reason = get._tag === "TransportError" ? get.reason : undefined
        assert.strictEqual(reason?._tag, "ConnectionError")
        assert.isFalse(post.isTransient)
      })
    )

    it.effect("compressed JSON that is cut is never half an answer", () =>
      Effect.gen(function* () {
        const whole = gzipSync(
          JSON.stringify({ name: "operations/1", done: true, response: { a: "x".repeat(500) } })
        )
        const { baseUrl } = yield* serve((_request, response) => {
          response.writeHead(200, { "content-encoding": "gzip", connection: "close" })
          response.end(whole.subarray(0, whole.byteLength - 20))
        })
        const error = failureOf(
          yield* Effect.provide(call("GET"), clientOver({ layer }, { baseUrl }))
        )
        const text = withoutCompression.has(transport) ? "not UTF-8" : "breaks off"
        assert.include(error.message, text)
      })
    )
  })
}

const notText = { says: "the body is not UTF-8" }
