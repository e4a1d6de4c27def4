/** The metadata server: where it has to be, where it may be, and that no answer is remembered. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as google from "google-auth-library"
import { createServer, type Server, setGlobalProxyFromEnv } from "node:http"
import { vi } from "vitest"
import { makeTransporter } from "../../src/auth/library.ts"
import { askMetadataServer } from "../../src/auth/metadata.ts"
import { tunnelProxy } from "../support/tunnelProxy.ts"
import {
  type Answer,
  credentials,
  endpoint,
  isolate,
  metadataTokens,
  nowhere,
  signIn,
  tokenOf,
  tokens
} from "./googleAuthSupport.ts"

isolate()

const none = "there are no Application Default Credentials here"

describe("a metadata server that has to be there", () => {
  it.effect("and refuses connections at first is waited for, not forgotten", () =>
    Effect.gen(function* () {
      const { port } = yield* Effect.scoped(endpoint(tokens))
      const auth = yield* credentials({}, { GCE_METADATA_HOST: `127.0.0.1:${port}` })
      for (const _ of [1, 2]) {
        const error = yield* Effect.flip(tokenOf(auth))
        assert.isTrue(error.isTransient)
        assert.include(error.message, "the metadata server is out of reach")
      }
      yield* Effect.acquireRelease(
        Effect.callback<Server>((resume) => {
          const server = createServer((_, response) => {
            response.writeHead(200, { "metadata-flavor": "Google" })
            response.end(JSON.stringify({ access_token: "token-1", expires_in: 3600 }))
          })
          server.listen(port, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      assert.strictEqual(yield* tokenOf(auth), "token-1")
    })
  )
})

it.effect("a token is asked for directly, also where Node.js uses a proxy for all", () =>
  Effect.gen(function* () {
    const proxy = yield* tunnelProxy("HTTP/1.1 502 Bad Gateway\r\n\r\n")
    yield* Effect.acquireRelease(
      Effect.sync(() => setGlobalProxyFromEnv({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url })),
      (restore) => Effect.sync(restore)
    )
    const { port } = yield* endpoint(metadataTokens)
    const auth = yield* credentials({}, { GCE_METADATA_HOST: `127.0.0.1:${port}` })
    assert.strictEqual(yield* tokenOf(auth), "token-1")
    assert.deepStrictEqual(proxy.asked, [])
  })
)

/** Asks a server at the address that is tried where none has to be. */
const ask = (address: string, detection = "") => {
  const transporter = makeTransporter(google, new AbortController().signal, "https://example.com/")
  const gcpMetadata = { ...google.gcpMetadata, HOST_ADDRESS: address }
  return askMetadataServer(gcpMetadata as typeof google.gcpMetadata, transporter, "scope-1", {
    ip: "",
    host: "",
    detection
  })
}

describe("a metadata server that may be there", () => {
  it.effect("and is gives a token; and is not is no failure of it, nor remembered", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask(nowhere))
      assert.isFalse(error.isTransient)
      assert.include(error.message, none)
      const metadata = yield* endpoint(metadataTokens)
      const { access_token } = (yield* ask(metadata.url)) as { access_token: unknown }
      assert.strictEqual(access_token, "token-1")
    })
  )

  const others: Readonly<Record<string, Answer>> = {
    "of another cloud": { status: 404, body: "" },
    "of another cloud that is busy": { status: 503, body: "" },
    "that is a page for signing in": { body: "<!DOCTYPE html>" }
  }
  for (const [what, answer] of Object.entries(others)) {
    it.effect(`and is one ${what} counts as none`, () =>
      Effect.gen(function* () {
        const other = yield* endpoint(() => answer)
        const error = yield* Effect.flip(ask(other.url))
        assert.isFalse(error.isTransient)
        assert.include(error.message, none)
      })
    )
  }

  it.effect("and is Google's without an account says so", () =>
    Effect.gen(function* () {
      const headers = { "metadata-flavor": "Google" }
      const metadata = yield* endpoint(() => ({ status: 404, body: "", headers }))
      const error = yield* Effect.flip(ask(metadata.url))
      assert.include(error.message, "no service account is attached to this machine")
    })
  )

  it.effect("is not asked where Google's variable forbids it", () =>
    Effect.gen(function* () {
      const metadata = yield* endpoint(metadataTokens)
      for (const detection of ["none", "bios-only"]) {
        assert.include((yield* Effect.flip(ask(metadata.url, detection))).message, none)
      }
      assert.lengthOf(metadata.asked, 0)
      const refused = yield* Effect.flip(ask(nowhere, "assume-present"))
      assert.isTrue(refused.isTransient)
    })
  )
})

it.effect("no proxy gets what is sent to this machine in the clear", () =>
  Effect.gen(function* () {
    const proxy = yield* endpoint(tokens)
    const metadata = yield* endpoint(metadataTokens)
    vi.stubEnv("HTTP_PROXY", proxy.url)
    vi.stubEnv("HTTPS_PROXY", proxy.url)
    const environment = { GCE_METADATA_HOST: `127.0.0.1:${metadata.port}` }
    assert.strictEqual(yield* tokenOf(yield* credentials({}, environment)), "token-1")
    vi.stubEnv("HTTP_PROXY", proxy.url)
    const key = signIn(metadata.url)
    assert.strictEqual(yield* tokenOf(yield* credentials({ credentials: { key } })), "token-2")
    assert.lengthOf(proxy.asked, 0)
  })
)
