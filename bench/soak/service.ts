/**
 * The other side of a soak: an emulator whose answers go wrong, and a network that breaks, both by
 * chance from the seed. It keeps the truth on what was processed.
 */
import * as Effect from "effect/Effect"
import { type Emulator, type EmulatorOptions, Faults, Reply } from "../../src/emulator/Emulator.ts"
import * as Fault from "../../test/support/networkFaults.ts"
import { chance, choose, customerId, indexOfClaim, nameOf, type Planned, planOf } from "./plan.ts"

const failures: ReadonlyArray<readonly [number, Reply.Reply]> = [
  [4, Faults.unavailable],
  [2, Faults.html502],
  [2, Faults.internal],
  [1, Faults.arrayEnvelope],
  [2, Faults.tooManyRequests()],
  [1, Faults.tooManyRequests({ retryAfter: "1" })],
  [1, Faults.truncatedJson],
  [2, Reply.Reset],
  [2, Reply.ThenLost()],
  [1, Reply.ResetInBody(Reply.Service, 15)],
  [2, Reply.Late("400 millis")]
]

const ofReads = [[80, Reply.Service] as const, ...failures]

const ofClaims: ReadonlyArray<readonly [number, Reply.Reply]> = [
  [80, Reply.Service],
  [8, Faults.tooManyRequests({ retryInfo: "0.3s" })],
  [4, Reply.ThenLost()],
  [4, Reply.Reset],
  [4, Faults.unavailable],
  [2, Reply.Instead(Faults.unavailable)],
  [2, Reply.Instead(Faults.html502)],
  [1, Reply.Instead(Faults.truncatedJson)]
]

/** How often each claim came to be processed, by the index of its operation. */
export type Processed = Map<number, number>

/** An emulator whose faults come from the seed; what it processes is counted. */
export const serviceOptions = (seed: number, processed: Processed): EmulatorOptions => {
  const counts = new Map<string, number>()
  const nth = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
  return {
    randomSeed: seed,
    batch: { startAfter: "300 millis", duration: "1 second", finishAfter: "200 millis" },
    seed: { customers: [{ customerId }] },
    latency: ({ path, time }) => 20 * chance(seed, "latency", path, time),
    faults: [
      {
        times: Number.POSITIVE_INFINITY,
        reply: ({ method, path, text }) => {
          if (method === "GET") return choose(chance(seed, path, nth(path)), ofReads)
          const index = indexOfClaim(text)
          if (index === undefined) return Reply.Service
          const reply = choose(chance(seed, "claim", index, nth(`claim ${index}`)), ofClaims)
          if (reply._tag === "Service" || reply._tag === "Instead") {
            processed.set(index, (processed.get(index) ?? 0) + 1)
          }
          return reply
        }
      }
    ]
  }
}

const endOf = (planned: Planned): Reply.Reply => {
  const name = nameOf(planned)
  switch (planned.kind) {
    case "OperationFailed":
      return Reply.Json(200, { name, done: true, error: { code: 9, message: "as planned" } })
    case "OperationWithoutResult":
      return Reply.Json(200, { name, done: true })
    case "ApiError":
      return Reply.Error({ httpStatus: 403, status: "PERMISSION_DENIED", message: "as planned" })
    default:
      return Reply.Json(200, { name, done: true, response: { value: planned.index } })
  }
}

/** Writes down the course of the operations that are under way. */
export const prepare = Effect.fnUntraced(function* (
  emulator: Emulator["Service"],
  seed: number,
  operations: number
) {
  for (let index = 0; index < operations; index++) {
    const planned = planOf(seed, index)
    if (planned.kind === "claim") continue
    const name = nameOf(planned)
    const running = { reply: Reply.Json(200, { name }) }
    yield* emulator.script(name, [
      ...Array.from({ length: planned.running }, () => running),
      { reply: endOf(planned) }
    ])
  }
})

/** What becomes of one connection after the other. */
export const network = (seed: number): (() => Fault.Fault) => {
  let connections = 0
  return () => {
    const number = ++connections
    const roll = (what: string) => chance(seed, "network", number, what)
    const bytes = Math.floor(20_000 * roll("bytes"))
    return choose(roll("fault"), [
      [50, Fault.keepAlive],
      [15, Fault.breakAfter(bytes, "reset")],
      [15, Fault.breakAfter(bytes, "end")],
      [3, Fault.resetAtOnce],
      [3, Fault.resetOnRequest],
      [3, Fault.halfClose],
      [3, Fault.loseReply],
      [3, Fault.swallowReply],
      [2, Fault.cutReply("head", "reset")],
      [2, Fault.cutReply("body", "end")],
      [1, Fault.blackHole]
    ])
  }
}
