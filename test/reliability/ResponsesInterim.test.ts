import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import type { ApiError, TransportError } from "effect-zero-touch"
import type { IncomingMessage, ServerResponse } from "node:http"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf, settle } from "../support/outcome.ts"
import { type Method, statuses } from "./responseRules.ts"
import { afterwards, holdsOver, plain } from "./responseSockets.ts"
import { call, cross, methods, services } from "./responseStage.ts"
import { knownKinds } from "./ResponsesTable.ts"

const few = statuses.filter(({ httpStatus }) => [200, 204, 302, 403, 429, 503].includes(httpStatus))

const hints = { link: "</style.css>; rel=preload" }

/** Answers that are not final, of which any number may come before the one that is. */
const interim: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "early hints": (response) => response.writeEarlyHints(hints),
  "two answers that are not final": (response) => {
    response.writeProcessing()
    response.writeEarlyHints(hints)
  }
}

const answer = (lines: ReadonlyArray<string>) => `HTTP/1.1 ${lines.join("\r\n")}\r\n\r\n`

/** Nobody asked for another protocol. */
const switching: Readonly<Record<string, string>> = {
  "to another protocol": answer([
    "101 Switching Protocols",
    "connection: upgrade",
    "upgrade: websocket"
  ]),
  "to nothing": answer(["101 Switching Protocols"]),
  "and answers all the same": `${answer(["101 Switching Protocols"])}${answer([
    "200 OK",
    "content-length: 2"
  ])}{}`
}

for (const [transport, layer] of Object.entries(socketTransports)) {
  /** How a call ends, and how often it came to the server. */
  const ask = Effect.fnUntraced(function* (
    method: Method,
    handle: (request: IncomingMessage, response: ServerResponse) => void
  ) {
    const { baseUrl, requests } = yield* serve(handle)
    const exit = yield* Effect.exit(call(method, 0)).pipe(
      Effect.provide(services(layer, { baseUrl }))
    )
    const error = failureOf(exit)
    return { error, ends: reasonOf(error), requests: requests.length }
  })

  describe(`over ${transport}`, () => {
    for (const [what, before] of Object.entries(interim)) {
      it.effect(`after ${what} the answer counts that comes then`, () =>
        holdsOver(transport, cross(knownKinds, few), { ...plain, send: afterwards(before) })
      )
    }

    it.effect("an answer that is not final, and no other, is waited for until the timeout", () =>
      Effect.gen(function* () {
        const { baseUrl, requests } = yield* serve((_request, response) =>
          response.writeEarlyHints(hints)
        )
        const client = services(layer, { baseUrl, timeout: "5 seconds" })
        const fiber = yield* Effect.forkChild(Effect.provide(Effect.exit(call("POST", 0)), client))
        while (requests.length === 0) yield* settle
        yield* TestClock.adjust("5 seconds")
        const error = failureOf(yield* Fiber.join(fiber))
        assert.strictEqual(reasonOf(error), "TimeoutError")
        assert.deepStrictEqual([error.isTransient, error.mayHaveBeenProcessed], [false, true])
      })
    )

    for (const [what, raw] of Object.entries(switching)) {
      for (const end of ["write", "end"] as const) {
        it.effect(`who switches ${what} does not answer (${end})`, () =>
          Effect.gen(function* () {
            for (const method of methods) {
              const { ends, error, requests } = yield* ask(method, ({ socket }) => socket[end](raw))
              assert.strictEqual(
                ends,
                transport === "node:http" ? "InvalidResponse" : "ConnectionError"
              )
              assert.strictEqual(requests, 1)
              const { isTransient, mayHaveBeenProcessed } = error
              assert.strictEqual(mayHaveBeenProcessed, method === "POST")
              assert.strictEqual(isTransient, method === "GET" && ends === "ConnectionError")
            }
          })
        )
      }
    }

    it.effect("what comes with a 205, which has no body, is not read", () =>
      Effect.gen(function* () {
        for (const method of methods) {
          const { ends, error } = yield* ask(method, (_request, response) =>
            response.writeHead(205).end('{"name":"operations/1","done":true,"response":{}}')
          )
          assert.strictEqual(ends, "InvalidResponse")
          assert.include(error.message, "the body is empty")
          assert.isFalse(error.isTransient)
        }
      })
    )

    it.effect("a 204 that has a body all the same has none", () =>
      Effect.gen(function* () {
        for (const method of methods) {
          const { ends, error } = yield* ask(method, ({ socket }) =>
            socket.end(`${answer(["204 No Content", "content-length: 2"])}{}`)
          )
          assert.strictEqual(ends, "InvalidResponse")
          assert.include(error.message, "the body is empty")
        }
      })
    )

    // Fetch keeps these two to itself, by its standard: it shows no 407, and asks once more after a
    // 421, which says that the request was refused unread.
    const isFetch = transport === "fetch"

    it.effect("a proxy that wants credentials is no answer", () =>
      Effect.gen(function* () {
        for (const method of methods) {
          const { ends, error, requests } = yield* ask(method, (_request, response) =>
            response.writeHead(407).end("<html>")
          )
          assert.strictEqual(ends, isFetch ? "ConnectionError" : "InvalidResponse")
          assert.strictEqual(error.isTransient, isFetch && method === "GET")
          assert.strictEqual(requests, 1)
        }
      })
    )

    it.effect("a server that is the wrong one is no answer", () =>
      Effect.gen(function* () {
        for (const method of methods) {
          const { ends, error, requests } = yield* ask(method, (_request, response) =>
            response.writeHead(421).end("<html>")
          )
          assert.strictEqual(ends, "InvalidResponse")
          assert.isFalse(error.isTransient)
          assert.isFalse(error.mayHaveBeenProcessed)
          assert.strictEqual(requests, isFetch ? 2 : 1)
        }
      })
    )
  })
}

const reasonOf = (error: ApiError | TransportError) =>
  error._tag === "ApiError" ? error._tag : error.reason._tag
