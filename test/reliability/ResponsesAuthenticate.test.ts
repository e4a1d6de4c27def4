import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HttpClient, HttpClientResponse } from "effect/http"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf } from "../support/outcome.ts"
import { call, methods, services } from "./responseStage.ts"

/** `WWW-Authenticate` as servers write it, and the error code that is in it. */
const headers: ReadonlyArray<readonly [header: string | undefined, code: string | undefined]> = [
  [undefined, undefined],
  ["", undefined],
  ["Bearer", undefined],
  ["Basic realm=x", undefined],
  ['Bearer realm="https://accounts.google.com/"', undefined],
  ['Bearer realm="https://accounts.google.com/", error="invalid_token"', "invalid_token"],
  ['Bearer error="insufficient_scope", scope="a b"', "insufficient_scope"],
  ["Bearer error=invalid_token", "invalid_token"],
  ['Bearer error_description="error", error="invalid_request"', "invalid_request"],
  ['Basic realm="x", Bearer error="invalid_token"', "invalid_token"],
  ['Bearer error="', undefined],
  ["Bearer error=", undefined],
  ['Bearer error=""', undefined],
  [`Bearer realm="${"x".repeat(10_000)}"`, undefined]
]

const envelope = { code: 0, message: "m", status: "UNAUTHENTICATED" }
const bodies: ReadonlyArray<readonly [body: string, isError: boolean]> = [
  [JSON.stringify({ error: envelope }), true],
  ['{"error":{}}', true],
  ['{"error":"invalid_grant"}', true],
  ["<html>Unauthorized</html>", false],
  ["", false],
  ["{", false]
]

const cases = headers.flatMap(([header, code]) =>
  bodies.flatMap(([body, isError]) =>
    [401, 403].map((status) => ({ header, code, body, isError, status }))
  )
)

const headersOf = (header: string | undefined): Record<string, string> =>
  header === undefined ? {} : { "www-authenticate": header }

/** The case of a path, of either method. */
const caseOf = (path: string) =>
  cases[Number(/operations\/(\d+)/.exec(path)?.[1] ?? Number(/\d+(?=\/devices)/.exec(path)) - 1)]

const memory = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request, url) => {
    const { body, header, status } = caseOf(url.pathname) ?? assert.fail(url.href)
    const response = new Response(body, { status, headers: headersOf(header) })
    return Effect.succeed(HttpClientResponse.fromWeb(request, response))
  })
)

describe("whatever WWW-Authenticate says, an error is the answer's, and has the code", () => {
  for (const [transport, layer] of Object.entries({ memory, ...socketTransports })) {
    it.effect(`over ${transport}`, () =>
      Effect.gen(function* () {
        const { baseUrl, requests } = yield* serve((request, response) => {
          const { body, header, status } = caseOf(request.url ?? "") ?? cases[0] ?? assert.fail()
          response.writeHead(status, headersOf(header)).end(body)
        })
        yield* Effect.gen(function* () {
          for (const [i, { body, code, header, isError, status }] of cases.entries()) {
            for (const method of methods) {
              const error = failureOf(yield* Effect.exit(call(method, i)))
              const where = `${method}, HTTP ${status}, ${String(header).slice(0, 80)}, ${body}`
              assert.strictEqual(error._tag === "ApiError", isError, where)
              if (error._tag === "ApiError") {
                assert.strictEqual(error.authenticate, code, where)
                assert.strictEqual(error.httpStatus, status, where)
              } else assert.strictEqual(error.reason._tag, "InvalidResponse", where)
              assert.strictEqual(error.isTransient, body === "{" && method === "GET", where)
              assert.isFalse(error.mayHaveBeenProcessed, where)
            }
          }
        }).pipe(Effect.provide(services(layer, { baseUrl })))
        assert.lengthOf(requests, transport === "memory" ? 0 : cases.length * methods.length)
      })
    )
  }
})
