/**
 * The forms in which a real server may send an answer: with and without a length, or with a wrong
 * one, in pieces, compressed, after answers that are not final.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ServerResponse } from "node:http"
import { gzipSync } from "node:zlib"
import { serve, socketTransports } from "../support/loopback.ts"
import { brokenOff, type Expected, expectedOf, shortened } from "./responseRules.ts"
import { assertAll, type Case, indexOf, services } from "./responseStage.ts"

type Headers = Readonly<Record<string, string>>

export interface Form {
  readonly headers?: Headers
  readonly send: (response: ServerResponse, one: Case, headers: Headers) => void
  readonly expected?: (one: Case, transport: string) => Expected
}

const asUsual = ({ kind, method, status }: Case): Expected => expectedOf(kind, status, method)

const bodyOf = ({ kind }: Case): Buffer => Buffer.from(kind.body)

/** Over a connection that is kept, with the right length. */
const keeping =
  (pack: (body: Buffer) => Uint8Array = (body) => body): Form["send"] =>
  (response, one, headers) => {
    const body = pack(bodyOf(one))
    response
      .writeHead(one.status.httpStatus, { "content-length": body.byteLength, ...headers })
      .end(body)
  }

/** The same, after one of the answers that come before the one that counts. */
export const afterwards =
  (before: (response: ServerResponse) => void): Form["send"] =>
  (response, one, headers) => {
    before(response)
    keeping()(response, one, headers)
  }

/** Over a connection that is closed, with the length that is given. */
const closing =
  (length: (bytes: number) => number | undefined): Form["send"] =>
  (response, one, headers) => {
    const body = bodyOf(one)
    const bytes = length(body.byteLength)
    const lines = [
      `HTTP/1.1 ${one.status.httpStatus} X`,
      "connection: close",
      ...(bytes === undefined ? [] : [`content-length: ${bytes}`]),
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    ]
    const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`)
    response.socket?.end(Buffer.concat([head, body]))
  }

/** In pieces of a few bytes, which end within characters and within words. */
const chunked: Form["send"] = (response, one, headers) => {
  const body = bodyOf(one)
  response.writeHead(one.status.httpStatus, headers)
  for (let i = 0; i < body.byteLength; i += 29) response.write(body.subarray(i, i + 29))
  response.end()
}

const json = { "content-type": "application/json; charset=UTF-8" }

/** HTTP gives these no body, whatever their headers say. */
const hasBody = ({ httpStatus }: Case["status"]) => httpStatus !== 204 && httpStatus !== 304

export const plain: Form = { headers: json, send: keeping() }

export const forms: Readonly<Record<string, Form>> = {
  "chunked, without a content type": { send: chunked },
  "after a byte order mark, in another charset": {
    headers: { "content-type": "application/json; charset=ISO-8859-1" },
    send: keeping((body) => Buffer.concat([Buffer.from("\uFEFF"), body]))
  },
  compressed: {
    headers: { ...json, "content-encoding": "gzip" },
    send: keeping((body) => gzipSync(body, { level: 1 }))
  },
  "without a length": { headers: json, send: closing(() => undefined) },
  "with a length that is too large": {
    headers: json,
    send: closing((bytes) => bytes + 1),
    expected: (one) => (hasBody(one.status) ? brokenOff(one.method) : asUsual(one))
  },
  "with a length that is too small": {
    headers: json,
    send: closing((bytes) => Math.max(bytes - 1, 0)),
    expected: ({ kind, method, status }) => expectedOf(shortened(kind), status, method)
  }
}

/** All cases over a transport, each sent once. */
export const holdsOver = Effect.fnUntraced(function* (
  transport: keyof typeof socketTransports,
  cases: ReadonlyArray<Case>,
  { expected = asUsual, headers = {}, send }: Form
) {
  const { baseUrl, requests } = yield* serve((request, response) => {
    const one = cases[indexOf(request.url ?? "")]
    // who follows it comes back for an answer to something else
    const location = one?.status.says === "redirect" ? { location: "/v1/operations/0" } : {}
    if (one === undefined) response.writeHead(418).end()
    else send(response, one, { ...headers, ...location })
  })
  const layer = socketTransports[transport] ?? assert.fail(transport)
  yield* assertAll(cases, (one) => expected(one, transport), 16).pipe(
    Effect.provide(services(layer, { baseUrl }))
  )
  assert.lengthOf(requests, cases.length)
})
