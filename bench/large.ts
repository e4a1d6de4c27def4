/**
 * `await` of a running operation on 100,000 devices, over seven polls: at a service that takes the mask
 * of fields, and at one that refuses it, so that each poll reads all of it. The transport is in memory.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { Client, Credentials, type Operation, Operations } from "effect-zero-touch"
import { name, response } from "./decode/response.ts"
import { median } from "./median.ts"

const devices = 100_000
const runningPolls = 6
const done = JSON.parse(response(devices))
const { metadata, response: results } = done
const running = { name, metadata: { ...metadata, progress: 50 }, response: results }
const counts = { ...results, perDeviceStatus: undefined }
const refusal = { error: { code: 400, status: "INVALID_ARGUMENT", message: "no such fields" } }

const encode = (json: unknown) => new TextEncoder().encode(JSON.stringify(json))
const bodies = {
  whole: { running: encode(running), done: encode(done) },
  masked: {
    running: encode({ ...running, response: counts }),
    done: encode({ ...done, response: counts })
  },
  refusal: encode(refusal)
}

/** As its start answered. */
const started: Operation = {
  _tag: "Running",
  name,
  done: false,
  metadata: { _tag: "DevicesMetadata", devicesCount: devices }
}

const waitOnce = (takesMask: boolean) => {
  // the longest stall between the first answer and the last read
  const delay = monitorEventLoopDelay({ resolution: 1 })
  let answers = 0
  const answer = (url: URL) => {
    const isMasked = url.searchParams.has("fields")
    if (isMasked && !takesMask) return { status: 400, body: bodies.refusal }
    const state = answers++ < runningPolls ? "running" : "done"
    if (answers === 1) delay.enable()
    if (state === "done" && !isMasked) delay.disable()
    return { status: 200, body: bodies[isMasked ? "masked" : "whole"][state] }
  }
  const http = HttpClient.make((request, url) =>
    // as over a socket, an answer comes in a later turn
    Effect.callback((resume) => {
      setTimeout(() => {
        const { body, status } = answer(url)
        const headers = { "content-length": String(body.length) }
        const web = new Response(body, { status, headers })
        resume(Effect.succeed(HttpClientResponse.fromWeb(request, web)))
      }, 20)
    })
  )
  const layer = Operations.layer.pipe(
    Layer.provide(Client.layer()),
    Layer.provide(Credentials.layerAnonymous),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
  )
  return Effect.gen(function* () {
    const operations = yield* Operations
    const from = process.cpuUsage()
    yield* operations.await(started, { schedule: Schedule.spaced("300 millis") })
    const { system, user } = process.cpuUsage(from)
    return { cpu: (system + user) / 1000, stall: delay.max / 1e6 }
  }).pipe(Effect.provide(layer), Effect.runPromise)
}

const services = [
  { what: "takes the mask", takesMask: true },
  { what: "refuses the mask", takesMask: false }
].map((service) => ({ ...service, runs: [{ cpu: 0, stall: 0 }].slice(1) }))
/* oxlint-disable no-await-in-loop -- one after the other */
for (let round = 0; round < 3; round++) {
  for (const { runs, takesMask } of services) runs.push(await waitOnce(takesMask))
}
console.table(
  services.map(({ runs, what }) => ({
    "the service": what,
    "CPU, ms": median(runs.map(({ cpu }) => cpu)).toFixed(0),
    "longest stall before the last read, ms": median(runs.map(({ stall }) => stall)).toFixed(0)
  }))
)
