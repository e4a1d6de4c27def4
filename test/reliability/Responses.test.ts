import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { expectedOf, rareStatuses, shortened, statuses } from "./responseRules.ts"
import { assertAll, type Case, cross, indexOf, services } from "./responseStage.ts"
import { type Kind, kinds, knownKinds } from "./ResponsesTable.ts"

const encoder = new TextEncoder()
const bytesOf = ({ body }: Kind) => (typeof body === "string" ? encoder.encode(body) : body)

const withoutBody: ReadonlySet<number> = new Set([204, 304])

interface Form {
  readonly type?: string
  readonly bytes: (kind: Kind) => Uint8Array<ArrayBuffer>
  /** What a kind is in this form. */
  readonly is: (kind: Kind) => Kind
}

const plain: Form = { bytes: bytesOf, is: (kind) => kind }

// What the headers say of the body is not believed: it is JSON in UTF-8, or no answer.
const forms: Readonly<Record<string, Form>> = {
  "declared as JSON": { ...plain, type: "application/json; charset=UTF-8" },
  "without a content type": plain,
  "declared as HTML": { ...plain, type: "text/html; charset=UTF-8" },
  "in another charset": { ...plain, type: "application/json; charset=ISO-8859-1" },
  "in a charset of two bytes": { ...plain, type: "application/json; charset=utf-16" },
  "declared as rubbish": { ...plain, type: ";;;=" },
  "after a byte order mark": {
    type: "application/json; charset=ISO-8859-1",
    is: plain.is,
    bytes: (kind) => new Uint8Array([0xef, 0xbb, 0xbf, ...bytesOf(kind)])
  },
  "without its last byte": {
    bytes: (kind) => bytesOf(kind).slice(0, -1),
    is: shortened
  }
}

/** Answers each request by its path, and counts how often it came. */
const memory = (cases: ReadonlyArray<Case>, { bytes, type }: Form) => {
  const counts = cases.map(() => 0)
  const client = HttpClient.make((request, url) =>
    Effect.sync(() => {
      const index = indexOf(url.pathname)
      const { kind, status } = cases[index] ?? assert.fail(url.href)
      counts[index] = (counts[index] ?? 0) + 1
      return HttpClientResponse.fromWeb(
        request,
        new Response(withoutBody.has(status.httpStatus) ? null : bytes(kind), {
          status: status.httpStatus,
          headers: type === undefined ? {} : { "content-type": type }
        })
      )
    })
  )
  return { counts, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

const holds = Effect.fnUntraced(function* (cases: ReadonlyArray<Case>, form: Form) {
  const expected = ({ kind, method, status }: Case) => expectedOf(form.is(kind), status, method)
  const { counts, layer } = memory(cases, form)
  yield* assertAll(cases, expected).pipe(
    Effect.provide(services(layer, { retry: Schedule.recurs(1) }))
  )
  // what is in passing, and nothing else, has been sent once more
  const sent = cases.map((one) => (expected(one).isTransient ? 2 : 1))
  assert.deepStrictEqual(counts, sent)
})

describe("in memory, whatever the body is and whatever the HTTP status says,", () => {
  for (const [what, form] of Object.entries(forms)) {
    it.effect(
      `an answer ${what} is what the table says`,
      () => holds(cross(form.type === undefined ? kinds : knownKinds, statuses), form),
      60_000
    )
  }

  it.effect(
    "so it is with statuses that are rare",
    () => holds(cross(kinds, rareStatuses), plain),
    60_000
  )
})
