import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ZeroTouch } from "effect-zero-touch"
import { clientOver } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { notNames, type Piece, pieces, slashed } from "./inputPieces.ts"
import {
  assertParameters,
  getDevice,
  getOperation,
  idTargets,
  makeSentBy,
  queryTargets,
  unchecked
} from "./inputTargets.ts"
import { parseUri } from "./inputUri.ts"

/** A piece at each place of a text, and what is to become of it. */
const placesOf = ({ alone, text, within }: Piece) =>
  [
    [text, alone],
    [`a${text}b`, within]
  ] as const

for (const [kind, all] of Object.entries({ pieces, slashed })) {
  describe(`${kind} in a text:`, () => {
    it.effect.each(all.map((piece) => [piece.what, piece] as const))(
      "with %s it is sent as it is, or refused",
      Effect.fnUntraced(function* ([, piece]) {
        const sentBy = yield* makeSentBy
        for (const [text, verdict] of placesOf(piece)) {
          const name = yield* sentBy(getOperation(`operations/${text}`))
          const sent = verdict === "sent"
          const segments = sent ? ["v1", "operations", ...text.split("/")] : undefined
          assert.deepStrictEqual(name?.segments, segments)
          assertParameters(name, {})

          for (const { after, before, call } of idTargets) {
            const id = yield* sentBy(unchecked(call(text)))
            const segments = sent && kind === "pieces" ? [...before, text, ...after] : undefined
            assert.deepStrictEqual(id?.segments, segments)
          }
          // none of these is one
          assert.isUndefined(yield* sentBy(getDevice(text)))

          for (const { call, parameters, segments } of queryTargets) {
            const query = yield* sentBy(unchecked(call(text)))
            assert.deepStrictEqual(query?.segments, segments)
            const { inQuery = piece.text } = piece
            assertParameters(query, parameters(text.replace(piece.text, () => inQuery)))
          }
        }
      })
    )
  })
}

it.effect.each(notNames)("%j is no name of an operation", (name) =>
  Effect.gen(function* () {
    const sentBy = yield* makeSentBy
    assert.isUndefined(yield* sentBy(getOperation(name)))
  })
)

for (const [transport, layer] of Object.entries(socketTransports)) {
  it.effect(`over ${transport} a server sees the path and the query that were meant`, () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* serve((_request, response) =>
        response.end('{"done":false}')
      )
      const sent = [...pieces, ...slashed].flatMap((piece) =>
        placesOf(piece).flatMap(([text, verdict]) => (verdict === "sent" ? [text] : []))
      )
      const quotaUser = "/../\\?#&fields=x\r\nx-evil: 1"
      yield* Effect.forEach(sent, (text) =>
        getOperation(`operations/${text}`, { fields: text, quotaUser })
      ).pipe(
        Effect.provide(ZeroTouch.layer.pipe(Layer.provide(clientOver({ layer }, { baseUrl }))))
      )
      assert.lengthOf(requests, sent.length)
      for (const [i, text] of sent.entries()) {
        const { headers = {}, method, url = "" } = requests[i] ?? {}
        const uri = parseUri(url)
        assert.deepStrictEqual(uri.segments, ["v1", "operations", ...text.split("/")])
        const fields = `${text},name,done,error`
        assertParameters(uri, { ...(text === "" ? {} : { fields }), quotaUser })
        assert.deepStrictEqual([method, uri.authority, uri.fragment], ["GET", undefined, undefined])
        assert.strictEqual(headers.host, new URL(baseUrl).host)
        assert.notProperty(headers, "x-evil")
      }
    })
  )
}
