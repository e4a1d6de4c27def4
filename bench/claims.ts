/**
 * `claimAsync` of 100,000 claims over a transport in memory, with and without checks, beside
 * `JSON.stringify` of the same.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import {
  Client,
  Credentials,
  CustomerId,
  PartnerDevices,
  PartnerId,
  RequestChecks
} from "effect-zero-touch"
import { imei } from "../test/emulator/support.ts"
import { median } from "./median.ts"

const claims = Array.from({ length: 100_000 }, (_, i) => ({
  deviceIdentifier: { imei: imei(i), manufacturer: "Google", model: "Pixel 9" },
  customerId: CustomerId.from("1234567890"),
  sectionType: "SECTION_TYPE_ZERO_TOUCH" as const,
  deviceMetadata: { entries: { ordernumber: `PO-${i}` } }
}))

const http = HttpClient.make((request) =>
  Effect.succeed(
    HttpClientResponse.fromWeb(request, Response.json({ name: "operations/apibatchoperation/1" }))
  )
)
const runtime = ManagedRuntime.make(
  PartnerDevices.layer.pipe(
    Layer.provide(Client.layer()),
    Layer.provide(Credentials.layerAnonymous),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
  )
)
const devices = await runtime.runPromise(PartnerDevices)
const start = devices.claimAsync(PartnerId.from(1), { claims })

const contenders = {
  "JSON.stringify": () => JSON.stringify({ claims }),
  claimAsync: () => runtime.runPromise(start),
  "claimAsync, checks off": () =>
    runtime.runPromise(Effect.provideService(start, RequestChecks, false))
}

/** Milliseconds of CPU. */
const cpu = async (run: () => unknown): Promise<number> => {
  globalThis.gc?.()
  const from = process.cpuUsage()
  await run()
  const { system, user } = process.cpuUsage(from)
  return (system + user) / 1000
}

const runs = Object.entries(contenders).map(([name, run]) => ({ name, run, times: [0].slice(1) }))
/* oxlint-disable no-await-in-loop -- one after the other */
for (let round = 0; round < 9; round++) {
  for (const { run, times } of runs) times.push(await cpu(run))
}
const reference = median(runs[0]?.times ?? [])
console.table(
  runs.map(({ name, times }) => ({
    "100,000 claims": name,
    "CPU, ms": median(times).toFixed(0),
    ratio: (median(times) / reference).toFixed(2)
  }))
)
process.exit()
