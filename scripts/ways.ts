/**
 * Measures which of our files run in one warm poll and in one warm claim, and prints them as JSON in
 * the order in which they are first entered. A file runs when one of its functions is called; what
 * its module did while it was loaded does not count.
 *
 * V8's precise coverage gives the functions that were called. The same call is then made once more
 * with a breakpoint in each of them, which gives their order.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { HttpClient, HttpClientResponse } from "effect/http"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { Session } from "node:inspector/promises"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { root } from "./run.ts"

/** One file on a way. */
export interface Station {
  readonly file: string
  /** Its functions that were called, by their names. */
  readonly functions: ReadonlyArray<string>
  /** How often the way came into it from another file. */
  readonly entries: number
}

export interface Way {
  readonly name: string
  readonly stations: ReadonlyArray<Station>
}

/** A function that was called; `offset` is its first position in the source. */
interface Called {
  readonly scriptId: string
  readonly url: string
  readonly functionName: string
  readonly offset: number
}

const session = new Session()
session.connect()
// Before our modules are loaded, so that none of their functions is compiled without counters.
await session.post("Profiler.enable")
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })

const { Client, Credentials, CustomerId, Operations, PartnerDevices, PartnerId } =
  await import("effect-zero-touch")

const google =
  "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"
const name = "operations/apibatchoperation/1"
const deviceIdentifier = { imei: "490154203237518", manufacturer: "Google" }

const running = {
  name,
  metadata: {
    "@type": `${google}Metadata`,
    devicesCount: 1,
    processingStatus: "BATCH_PROCESS_IN_PROGRESS",
    progress: 50
  }
}
const done = {
  name,
  done: true,
  response: {
    "@type": `${google}Response`,
    perDeviceStatus: [
      {
        claim: { deviceIdentifier, sectionType: "SECTION_TYPE_ZERO_TOUCH", customerId: "5678" },
        result: { deviceId: "1", status: "SINGLE_DEVICE_STATUS_SUCCESS" }
      }
    ],
    successCount: 1
  }
}

/** The first answer of a call shows the operation running, the second one done. */
const answers = [running, done]
let sent = 0
const http = HttpClient.make((request) =>
  Effect.sync(() =>
    HttpClientResponse.fromWeb(request, Response.json(answers[sent++ % answers.length]))
  )
)

const poll = Effect.gen(function* () {
  const operations = yield* Operations
  const waiting = yield* Effect.forkChild(operations.await(name))
  yield* TestClock.adjust("1 minute")
  yield* Fiber.join(waiting)
})

const partnerId = PartnerId.from("1234")
const claims = [
  {
    deviceIdentifier,
    sectionType: "SECTION_TYPE_ZERO_TOUCH" as const,
    customerId: CustomerId.from("5678")
  }
]
const claim = Effect.gen(function* () {
  const devices = yield* PartnerDevices
  yield* devices.claimAsync(partnerId, { claims })
})

const services = Layer.mergeAll(Operations.layer, PartnerDevices.layer).pipe(
  Layer.provide(Client.layer()),
  Layer.provide([
    Credentials.layerAccessToken(Redacted.make("an-access-token")),
    Layer.succeed(HttpClient.HttpClient, http)
  ]),
  Layer.provideMerge(TestClock.layer())
)

const isOurs = (url: string): boolean => url.startsWith("file:") && fileOf(url).startsWith("src/")

const fileOf = (url: string): string => relative(root, fileURLToPath(url)).replaceAll("\\", "/")

/** The functions of ours that were called since the last time; the one at 0 is the module itself. */
const takeCalled = async (): Promise<ReadonlyArray<Called>> => {
  const { result } = await session.post("Profiler.takePreciseCoverage")
  return result
    .filter(({ url }) => isOurs(url))
    .flatMap(({ functions, scriptId, url }) =>
      functions.flatMap(({ functionName, ranges }) => {
        const [{ count, startOffset: offset } = { count: 0, startOffset: 0 }] = ranges
        return count > 0 && offset > 0 ? [{ scriptId, url, functionName, offset }] : []
      })
    )
}

/** Sets a breakpoint where the body of a function begins. */
const breakAt = async ({ offset, scriptId }: Called): Promise<void> => {
  const { scriptSource } = await session.post("Debugger.getScriptSource", { scriptId })
  const before = scriptSource.slice(0, offset)
  const lineNumber = before.split("\n").length - 1
  const columnNumber = offset - (before.lastIndexOf("\n") + 1)
  const { locations } = await session.post("Debugger.getPossibleBreakpoints", {
    start: { scriptId, lineNumber, columnNumber },
    restrictToFunction: true
  })
  const [location] = locations
  // a class without code of its own has nowhere to stop
  if (location !== undefined) await session.post("Debugger.setBreakpoint", { location })
}

const measure = Effect.fnUntraced(function* <E, R>(name: string, call: Effect.Effect<void, E, R>) {
  sent = 0
  for (let warming = 0; warming < 20; warming++) {
    yield* call
    sent = 0
  }
  yield* Effect.promise(takeCalled)
  yield* call
  sent = 0
  const called = yield* Effect.promise(takeCalled)
  const files = new Map(called.map(({ scriptId, url }) => [scriptId, fileOf(url)]))

  /** The files, each time the way comes into one from another. */
  const entered: Array<string> = []
  session.on("Debugger.paused", ({ params }) => {
    const file = files.get(params.callFrames[0]?.location.scriptId ?? "")
    if (file !== undefined && entered.at(-1) !== file) entered.push(file)
  })
  yield* Effect.promise(() => session.post("Debugger.enable"))
  yield* Effect.promise(() => Promise.all(called.map(breakAt)))
  yield* call
  yield* Effect.promise(() => session.post("Debugger.disable"))
  session.removeAllListeners("Debugger.paused")

  return {
    name,
    stations: Array.from(new Set([...entered, ...files.values()]), (file) => ({
      file,
      functions: called
        .filter(({ scriptId }) => files.get(scriptId) === file)
        .map(({ functionName }) => functionName || "(anonymous)"),
      entries: entered.filter((one) => one === file).length
    }))
  } satisfies Way
})

const ways: ReadonlyArray<Way> = await Effect.runPromise(
  Effect.all([measure("poll", poll), measure("claim", claim)]).pipe(Effect.provide(services))
)
console.log(JSON.stringify(ways))
