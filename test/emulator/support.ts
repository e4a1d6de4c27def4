/** Plain HTTP for the emulator's tests, over whichever `HttpClient` there is. */
import { assert } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { FetchHttpClient, HttpClient, HttpClientError, HttpClientRequest } from "effect/http"
import { Emulator, type EmulatorOptions } from "effect-zero-touch/Emulator"
import { EmulatorServer, type EmulatorServerOptions } from "effect-zero-touch/EmulatorServer"

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests say what they expect
  readonly json: any
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const base = "https://androiddeviceprovisioning.googleapis.com"

export const send = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
  const client = yield* HttpClient.HttpClient
  const response = yield* client.execute(request)
  const text = yield* response.text
  const reply: Reply = {
    status: response.status,
    headers: response.headers,
    text,
    json: parse(text)
  }
  return reply
})

export const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  send(HttpClientRequest.get(`${base}${path}`, { headers }))

export const post = (
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
) => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  const request = HttpClientRequest.post(`${base}${path}`, { headers })
  return send(HttpClientRequest.bodyText(request, text, "application/json"))
}

/** A call by verb and path, such as `call("PATCH /v1/x", body)`. */
export const call = (line: string, body?: unknown) => {
  const [verb = "GET", path = ""] = line.split(" ")
  const request = HttpClientRequest.make(verb as "GET")(`${base}${path}`)
  return send(
    body === undefined
      ? request
      : HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json")
  )
}

/** A failure in short: the status, its name, and the API's own code if there is one. */
export const short = ({ json, status }: Reply): string => {
  const details: ReadonlyArray<{ readonly code?: string }> = json.error?.details ?? []
  return [status, json.error?.status, details.find((_) => _.code !== undefined)?.code]
    .filter((part) => part !== undefined)
    .join(" ")
}

export const claimAsync = (...claims: ReadonlyArray<unknown>) =>
  post("/v1/partners/1/devices:claimAsync", { claims })
export const unclaimAsync = (...unclaims: ReadonlyArray<unknown>) =>
  post("/v1/partners/1/devices:unclaimAsync", { unclaims })
export const updateMetadataAsync = (...updates: ReadonlyArray<unknown>) =>
  post("/v1/partners/1/devices:updateMetadataAsync", { updates })

/** A made-up IMEI with its check digit. */
export const imei = (n: number): string => {
  const digits = `35${String(n).padStart(12, "0")}`
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const d = Number(digits[i]) * (i % 2 === 1 ? 2 : 1)
    sum += d > 9 ? d - 9 : d
  }
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** A claim of a device that nothing is wrong with. */
export const claim = (n: number, more: object = {}) => ({
  deviceIdentifier: { imei: imei(n), manufacturer: "Example" },
  sectionType: "SECTION_TYPE_ZERO_TOUCH",
  customerId: "5",
  deviceMetadata: { entries: {} },
  ...more
})

/** In memory. */
export const memory = (options?: EmulatorOptions) => Emulator.layer(options)

/** Over a socket: whatever host is asked, the server answers. */
export const socket = (options?: EmulatorServerOptions) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const { baseUrl } = yield* EmulatorServer
      const client = yield* HttpClient.HttpClient
      return emulator.track(
        HttpClient.mapRequest(client, (request) =>
          HttpClientRequest.setUrl(request, request.url.toString().replace(base, baseUrl))
        )
      )
    })
  ).pipe(
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" })),
    Layer.provideMerge(EmulatorServer.layer(options))
  )

export const transports = [
  { transport: "in memory", provide: memory },
  { transport: "over a socket", provide: socket }
]

export interface Failure {
  readonly reason: string
  readonly outer: string
  readonly code: string | undefined
}

/** The error that a client sees, down to Node's own. */
export const failure = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), (error): Failure => {
    assert(HttpClientError.isHttpClientError(error))
    const outer = "cause" in error.reason ? error.reason.cause : undefined
    assert.instanceOf(outer, TypeError)
    return {
      reason: error.reason._tag,
      outer: outer.message,
      code: (outer.cause as { code?: string } | undefined)?.code
    }
  })
