/**
 * The short form of `npm run soak`: some hundred operations at once over real sockets, while the
 * service and the network fail by chance. Time is virtual, so that the pauses cost nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Exit from "effect/Exit"
import * as Effect from "effect/Effect"
import { emptyReport, judge, operateAll } from "../../bench/soak/operate.ts"
import { network, prepare, type Processed, serviceOptions } from "../../bench/soak/service.ts"
import { socketTransports } from "../support/loopback.ts"
import { onStage } from "./networkStage.ts"

const operations = 60

describe("many operations on a bad day", () => {
  for (const [seed, [name, transport]] of Object.entries(socketTransports).entries()) {
    it.effect(
      `over ${name} each ends as it must, and no claim is processed twice`,
      () => {
        const processed: Processed = new Map()
        return onStage(
          transport,
          Effect.fnUntraced(function* ({ client, drive, emulator, proxy }) {
            yield* prepare(emulator, seed, operations)
            proxy.always(network(seed))
            const report = emptyReport()
            const { exit } = yield* drive(
              operateAll({ seed, operations, concurrency: operations }, report),
              client()
            )
            judge(report, processed)
            assert.isTrue(Exit.isSuccess(exit))
            assert.deepStrictEqual(report.wrong, [])
            const ended = [...report.ends.values()].reduce((sum, count) => sum + count, 0)
            assert.strictEqual(ended, operations)
            // It was a bad day indeed.
            assert.isAbove(report.ends.get("claim undecided") ?? 0, 2)
            proxy.hangUp()
          }),
          serviceOptions(seed, processed)
        )
      },
      30_000
    )
  }
})
