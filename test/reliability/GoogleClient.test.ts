import { androiddeviceprovisioning } from "@googleapis/androiddeviceprovisioning"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Operations } from "effect-zero-touch"
import type { ServerResponse } from "node:http"
import { clientOver } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf } from "../support/outcome.ts"

const name = "operations/apibatchoperation/1"

type Answer = (response: ServerResponse) => void

const sending =
  (httpStatus: number, contentType: string, body: string): Answer =>
  (response) => {
    response.writeHead(httpStatus, { "content-type": contentType })
    response.end(body)
  }

// Each is a success to Google's own client for Node.js.
const answers: Readonly<Record<string, readonly [answer: Answer, ours: string]>> = {
  "a page of HTML": [sending(200, "text/html", "<title>Sign in</title>"), "a page of HTML"],
  "JSON that breaks off": [
    sending(200, "application/json", `{"name":"${name}","done":tr`),
    "the JSON breaks off"
  ],
  "an empty body": [sending(200, "application/json", ""), "the body is empty"],
  "no content": [(response) => response.writeHead(204).end(), "the body is empty"]
}

describe("what Google's own client reports as a success, and we do not:", () => {
  for (const [what, [answer, ours]] of Object.entries(answers)) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* serve((_request, response) => answer(response))

        const google = androiddeviceprovisioning({ version: "v1", rootUrl: `${baseUrl}/` })
        const theirs = yield* Effect.promise(() => google.operations.get({ name }))
        assert.strictEqual(theirs.status, what === "no content" ? 204 : 200)
        assert.isNotTrue(theirs.data?.done)

        for (const layer of Object.values(socketTransports)) {
          const error = yield* Effect.flatMap(Operations, (operations) =>
            operations.get(name)
          ).pipe(
            Effect.provide(
              Operations.layer.pipe(Layer.provide(clientOver({ layer }, { baseUrl, retry: false })))
            ),
            Effect.exit,
            Effect.map(failureOf)
          )
          const reason = error._tag === "TransportError" ? error.reason : undefined
          assert.strictEqual(reason?._tag, "InvalidResponse")
          assert.include(error.message, ours)
        }
      })
    )
  }
})
