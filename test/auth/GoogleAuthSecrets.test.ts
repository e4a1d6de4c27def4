/**
 * Every secret that goes through `GoogleAuth` is marked, the endpoints throw all they were given back
 * in their answers, and whatever comes out is searched.
 */
import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { FetchHttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Tracer from "effect/Tracer"
import { Client, Credentials, Operations, TransportError } from "effect-zero-touch"
import type { GoogleAuthOptions } from "effect-zero-touch/GoogleAuth"
import { JWT } from "google-auth-library"
import { inspect } from "node:util"
import { vi } from "vitest"
import {
  type Answer,
  type Asked,
  endpoint,
  file,
  isolate,
  layer,
  present,
  privateKeyPem,
  serviceAccountKey,
  signIn,
  workload
} from "./googleAuthSupport.ts"

isolate()

const mark = "MARKED-SECRET"
const secrets = [mark, ...privateKeyPem.split("\n").slice(1, -2)]

/** Every text that a value shows, by any of the usual ways to print it. */
const textOf = (value: unknown): string =>
  [
    String(value),
    inspect(value, { depth: 20, showHidden: true, maxStringLength: null, getters: true }),
    value instanceof Error ? `${value.name} ${value.message} ${value.stack}` : "",
    value instanceof Error && value.cause !== undefined ? textOf(value.cause) : "",
    toJson(value)
  ].join("\n")

/** What holds itself has no JSON. */
const toJson = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? ""
  } catch {
    return ""
  }
}

/** One word, as a client secret or an API key is. */
const word = `GOCSPX-${mark}-0123456789abcd`

const leaks = (text: string): ReadonlyArray<string> => {
  // The signed assertion is another one each time.
  const assertion = /eyJ[\w-]{20,}/.exec(text)?.[0]
  return [...secrets, ...(assertion === undefined ? [] : [assertion])].filter((secret) =>
    text.includes(secret)
  )
}

const echo = ({ body, headers }: Asked): string =>
  `${decodeURIComponent(body)} ${headers.authorization ?? ""} ${mark}-in-body`

const answers: Readonly<Record<string, (asked: Asked) => Answer | "reset">> = {
  "an OAuth error": (asked) => ({
    status: 400,
    body: { error: "invalid_grant", error_description: echo(asked), error_uri: echo(asked) }
  }),
  "an OAuth error that is all secrets": (asked) => ({ status: 401, body: { error: echo(asked) } }),
  "an OAuth error that is a secret": () => ({ status: 401, body: { error: word } }),
  "a code that is a secret": () => ({ status: 403, body: { error: { status: word } } }),
  "a demand to sign in again": (asked) => ({
    status: 400,
    body: {
      error: "invalid_grant",
      error_subtype: "invalid_rapt",
      error_description: `reauth ${echo(asked)}`
    }
  }),
  "an API's error": (asked) => ({
    status: 403,
    body: {
      error: {
        code: 403,
        status: echo(asked),
        message: echo(asked),
        errors: [{ message: echo(asked) }]
      }
    }
  }),
  "a page": (asked) => ({ status: 500, body: `<html>${echo(asked)}</html>` }),
  "a page that is no error": (asked) => ({ body: `<html>${echo(asked)}</html>` }),
  "half a token": () => ({ body: `{"access_token":"${mark}-access` }),
  "a token that no header can hold": () => ({
    body: { access_token: `${mark}\nx`, expires_in: 1 }
  }),
  "a redirect": (asked) => ({
    status: 302,
    headers: { location: `http://127.0.0.1:1/?${encodeURIComponent(echo(asked))}` },
    body: ""
  }),
  nothing: () => "reset"
}

const marked = (url: string) => ({
  ...signIn(url),
  client_secret: `${mark}-client-secret`,
  refresh_token: `1//${mark}-refresh-token`
})

const sources: Readonly<
  Record<string, (url: string) => Effect.Effect<GoogleAuthOptions, never, Scope.Scope>>
> = {
  "a service account": (url) =>
    Effect.succeed({ credentials: { key: Redacted.make(serviceAccountKey(url)) } }),
  "a sign-in": (url) => Effect.succeed({ credentials: { key: marked(url) } }),
  "workload identity": (url) =>
    Effect.map(file(`${mark}-subject-token`), (path) => ({
      credentials: { key: workload(url, path) }
    })),
  "workload identity with a client": (url) =>
    Effect.map(file(`${mark}-subject-token`), (path) => ({
      credentials: {
        key: { ...workload(url, path), client_id: "1", client_secret: `${mark}-client-secret` }
      }
    })),
  "a sign-in of a workforce pool": (url) =>
    Effect.succeed({
      credentials: {
        key: {
          ...marked(url),
          type: "external_account_authorized_user",
          audience: "//iam.googleapis.com/locations/global/workforcePools/p/providers/q",
          token_url: `${url}/token`,
          token_info_url: `${url}/introspect`
        }
      }
    }),
  impersonation: (url) =>
    Effect.succeed({
      credentials: { key: marked(url) },
      impersonate: { serviceAccount: "a@example.com", endpoint: url }
    })
}

/** Runs a call with all that it says and all that the console gets; gives that as one text. */
const overhear = Effect.fnUntraced(function* (options: GoogleAuthOptions, baseUrl: string) {
  const heard: Array<unknown> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      heard.push(span)
      return span
    }
  })
  const observed = Layer.mergeAll(
    Logger.layer([Logger.make(({ cause, message }) => void heard.push(message, cause))]),
    Layer.succeed(Tracer.Tracer, tracer),
    Layer.succeed(References.MinimumLogLevel, "All")
  )
  yield* present
  const live = Operations.layer.pipe(
    Layer.provideMerge(Client.layer({ baseUrl, retry: false })),
    Layer.provideMerge(layer(options)),
    Layer.provide(FetchHttpClient.layer),
    Layer.provideMerge(observed)
  )
  const exits = yield* Effect.gen(function* () {
    const operations = yield* Operations
    heard.push(operations, yield* Client, yield* Credentials)
    const call = operations.get("operations/1").pipe(
      Effect.tapCause((cause) => Effect.logError("it failed", cause)),
      Effect.exit
    )
    const first = yield* call
    // the next one finds a token that has to be renewed
    yield* TestClock.adjust("56 minutes")
    return [first, yield* call]
  }).pipe(Effect.provide(live))
  for (const exit of exits) {
    heard.push(exit)
    if (Exit.isSuccess(exit)) continue
    heard.push(exit.cause, Cause.pretty(exit.cause), Cause.squash(exit.cause))
    for (const reason of exit.cause.reasons) {
      assert.isTrue(Cause.isFailReason(reason), "never a defect")
      if (!Cause.isFailReason(reason) || reason.error._tag !== "TransportError") continue
      heard.push(reason.error, reason.error.reason)
      heard.push(yield* Schema.encodeEffect(Schema.toCodecJson(TransportError))(reason.error))
    }
  }
  return { exits, text: heard.map(textOf).join("\n") }
})

let printed: Array<unknown> = []
beforeEach(() => {
  printed = []
  const methods = ["log", "info", "warn", "error", "debug", "trace"] as const
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args))
  }
  vi.spyOn(process, "emitWarning").mockImplementation((warning) => void printed.push(warning))
})
afterEach(() => void vi.restoreAllMocks())

describe("no secret comes out", () => {
  for (const [source, optionsAt] of Object.entries(sources)) {
    it.effect(`of ${source}, whatever the endpoint answers`, () =>
      Effect.gen(function* () {
        for (const [what, answer] of Object.entries(answers)) {
          const last = source === "impersonation" ? 2 : 1
          const google = yield* endpoint((asked, count) => (count < last ? token : answer(asked)))
          const { exits, text } = yield* overhear(yield* optionsAt(google.url), google.url)
          assert.isTrue(exits.every(Exit.isFailure), what)
          assert.include(text, "no usable credentials", what)
          assert.deepStrictEqual(leaks(text), [], `${source}: ${what}`)
        }
        assert.deepStrictEqual(printed, [])
      })
    )

    it.effect(`of ${source}, when a token is had, kept and not renewed`, () =>
      Effect.gen(function* () {
        const isApi = ({ path }: Asked) => path === "/v1/operations/1"
        let given = 0
        const google = yield* endpoint((asked) =>
          isApi(asked)
            ? { status: 403, body: { error: { code: 403, status: "PERMISSION_DENIED" } } }
            : given++ < (source === "impersonation" ? 2 : 1)
              ? token
              : { status: 503, body: echo(asked) }
        )
        const { text } = yield* overhear(yield* optionsAt(google.url), google.url)
        const sent = google.asked.filter(isApi).map(({ headers }) => headers.authorization)
        assert.deepStrictEqual(sent, [`Bearer ${mark}-access`, `Bearer ${mark}-access`])
        assert.include(text, "was not renewed")
        assert.deepStrictEqual(leaks(text), [])
        assert.deepStrictEqual(printed, [])
      })
    )
  }

  it.effect("of a key that is broken", () =>
    Effect.gen(function* () {
      const { private_key, ...rest } = serviceAccountKey("http://127.0.0.1:1")
      const texts = [
        `{"private_key":"${mark}`,
        `${mark}`,
        JSON.stringify({ ...rest, private_key: `${mark}${private_key}`.slice(0, 200) }),
        JSON.stringify({ ...rest, type: mark, private_key }),
        JSON.stringify({ ...rest, client_email: 5, private_key: mark }),
        JSON.stringify({ ...rest, private_key, token_uri: `http://${mark}.example.com/` }),
        JSON.stringify({ ...marked("http://127.0.0.1:1"), client_id: "" })
      ]
      for (const key of texts) {
        for (const credentials of [{ key: Redacted.make(key) }, { keyFile: yield* file(key) }]) {
          const { text } = yield* overhear({ credentials }, "http://127.0.0.1:1")
          assert.include(text, "no usable credentials")
          assert.deepStrictEqual(leaks(text), [], key)
        }
      }
      assert.deepStrictEqual(printed, [])
    })
  )

  it.effect("though the search finds them in the library's own errors", () =>
    Effect.gen(function* () {
      const google = yield* endpoint((asked) => ({ status: 400, body: echo(asked) }))
      const { client_email: email, private_key: key } = serviceAccountKey(google.url)
      const client = new JWT({
        email,
        key,
        transporterOptions: {
          errorRedactor: false,
          adapter: (request, send) => send({ ...request, url: new URL(google.url) })
        }
      })
      const error = yield* Effect.promise(() =>
        client.getAccessToken().then(
          () => undefined,
          (cause: unknown) => cause
        )
      )
      assert.include(leaks(textOf(error)), mark)
      assert.isTrue(leaks(textOf(error)).some((secret) => secret.startsWith("eyJ")))
      assert.isAbove(leaks(textOf(client)).length, 2)
    })
  )
})

const token: Answer = {
  body: {
    access_token: `${mark}-access`,
    accessToken: `${mark}-access`,
    expires_in: 3600,
    expireTime: new Date(Date.now() + 3_600_000).toISOString()
  }
}
