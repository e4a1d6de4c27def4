/**
 * The other side of a soak, as a process of its own, so that its memory is not taken for the
 * client's. It says its port when it is ready, and the truth on the claims when its input ends.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import { text } from "node:stream/consumers"
import { Emulator } from "../../src/emulator/Emulator.ts"
import { EmulatorServer } from "../../src/emulator/EmulatorServer.ts"
import { faultProxy } from "../../test/support/faultProxy.ts"
import { network, prepare, type Processed, serviceOptions } from "./service.ts"

const [seed = 1, operations = 1000] = process.argv.slice(2).map(Number)
const processed: Processed = new Map()

Effect.gen(function* () {
  const { port } = yield* EmulatorServer
  yield* prepare(yield* Emulator, seed, operations)
  const proxy = yield* faultProxy(port)
  proxy.always(network(seed))
  process.stdout.write(`${proxy.port}\n`)
  yield* Effect.promise(() => text(process.stdin))
  process.stdout.write(`${JSON.stringify([...processed])}\n`)
}).pipe(
  Effect.scoped,
  Effect.provide(EmulatorServer.layer(serviceOptions(seed, processed))),
  NodeRuntime.runMain
)
