/**
 * The main job: from a CSV file to how each device came out.
 */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { example, names, running, server, stage, timeout, type } from "../support/examples.ts"

/** A file of these lines that is gone at the end of the scope. */
const csvOf = (...lines: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "effect-zero-touch-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
  ).pipe(
    Effect.map((folder) => {
      const csv = join(folder, "devices.csv")
      writeFileSync(csv, lines.join("\n"))
      return csv
    })
  )

describe("the main job", () => {
  layer(server, { excludeTestServices: true })((it) => {
    const main = "claim-and-await.ts"

    it.effect(
      "claims the file's devices over an emulator of its own, and ends well though some failed",
      () =>
        Effect.gen(function* () {
          const { code, output } = yield* example(main)
          const lines = output.split("\n")
          assert.strictEqual(code, 0, output)
          assert.include(lines[0], "992 devices to claim, 8 problems")
          assert.include(
            output,
            '  line 118, column imei: is not a valid IMEI: "O01044473753082" contains the letters'
          )
          assert.include(
            output,
            '  line 347, column imei: is not a valid IMEI: "001099571320236" has the check digit 6, but it should be 4'
          )
          assert.include(output, "  line 655, column model: is missing")
          assert.include(output, "982 of 992 devices claimed")
          assert.match(output, /line 55, 001023342863389: SINGLE_DEVICE_STATUS_SECTION_NOT_YOURS/)
          assert.match(output, /line 77, ZX\d+: .*INVALID_MODEL/)
          assert.strictEqual(lines.filter((line) => /^ +line \d+,/.test(line)).length, 8 + 10)
        }),
      timeout
    )

    it.effect(
      "Ctrl-C tells how to pick the operation up again, and that works",
      () =>
        Effect.gen(function* () {
          const { ZERO_TOUCH_BASE_URL } = yield* stage
          const where = ["--base-url", ZERO_TOUCH_BASE_URL]
          const stopped = yield* example(main, { args: where, interruptAt: "started operations/" })
          assert.strictEqual(stopped.code, 130, stopped.output)
          const hint = /npm start -- (--base-url \S+ --resume operations\/\S+)/.exec(stopped.output)
          const again = yield* example(main, { args: hint?.[1]?.split(" ") ?? [] })
          assert.strictEqual(again.code, 0, again.output)
          // this emulator knows nothing of devices of other customers
          assert.include(again.output, "987 of 992 devices claimed")
        }),
      timeout
    )

    it.effect(
      "says what went wrong when there is no such operation, or it is not about devices",
      () =>
        Effect.gen(function* () {
          const { ZERO_TOUCH_BASE_URL } = yield* stage
          const resume = (name: string) =>
            example(main, { args: ["--base-url", ZERO_TOUCH_BASE_URL, "--resume", name] })
          const [nobody, unreadable] = yield* Effect.all(
            [resume("operations/nobody"), resume(names.unreadable)],
            { concurrency: 2 }
          )
          assert.notStrictEqual(nobody.code, 0)
          assert.include(nobody.output, "operations.get of operations/nobody: NOT_FOUND (HTTP 404)")
          assert.include(unreadable.output, "the response is not about devices")
        }),
      timeout
    )

    it.effect(
      "names the line of a device that the service dropped, and those of the others",
      () =>
        Effect.gen(function* () {
          const emulator = yield* Emulator
          const { ZERO_TOUCH_BASE_URL } = yield* stage
          const [first, second, third] = ["001017000000011", "001017000000029", "001017000000037"]
          const about = (imei: string | undefined, status: string) => ({
            claim: { deviceIdentifier: { imei }, sectionType: "SECTION_TYPE_ZERO_TOUCH" },
            result: { status: `SINGLE_DEVICE_STATUS_${status}` }
          })
          yield* emulator.fault({ path: /claimAsync$/, reply: running(names.dropped, 0) })
          yield* emulator.script(names.dropped, [
            {
              reply: Reply.Json(200, {
                name: names.dropped,
                done: true,
                response: {
                  "@type": type("Response"),
                  perDeviceStatus: [about(first, "SUCCESS"), about(third, "PERMISSION_DENIED")]
                }
              })
            }
          ])
          const rows = [first, second, third].map((imei) => `${imei},Google`)
          const csv = yield* csvOf("imei,manufacturer", ...rows)
          const { code, output } = yield* example(main, {
            args: ["--csv", csv, "--base-url", ZERO_TOUCH_BASE_URL]
          })
          assert.strictEqual(code, 0, output)
          assert.include(output, "1 of 3 devices claimed")
          assert.include(output, `  line 3, ${second}: the service reported no result`)
          assert.include(output, `  line 4, ${third}: SINGLE_DEVICE_STATUS_PERMISSION_DENIED`)
        }).pipe(Effect.scoped),
      timeout
    )

    it.effect(
      "takes another file, whose odd rows it leaves out, and a token from the environment",
      () =>
        Effect.gen(function* () {
          const emulator = yield* Emulator
          const { ZERO_TOUCH_BASE_URL } = yield* stage
          yield* emulator.clearRequests
          const csv = yield* csvOf(
            "imei,manufacturer",
            "001017000000011,Google",
            "001017000000029,Google,too,many",
            "001017000000037",
            "001017000000011,Google"
          )
          const { code, output } = yield* example(main, {
            args: ["--csv", csv, "--base-url", ZERO_TOUCH_BASE_URL, "--token-env", "MY_TOKEN"],
            env: { MY_TOKEN: "secret-of-mine" }
          })
          assert.strictEqual(code, 0, output)
          assert.include(output, "1 device to claim, 3 problems")
          assert.include(output, "  line 3: the row has 4 values for 2 columns\n")
          assert.include(output, "  line 4, column manufacturer: is missing: the row has 1 value")
          assert.include(output, "  line 5, column imei: is that of line 2\n")
          assert.include(output, "1 of 1 device claimed")
          assert.notInclude(output, "secret-of-mine")
          const [request] = yield* emulator.requests
          assert.strictEqual(request?.headers["authorization"], "Bearer secret-of-mine")
        }).pipe(Effect.scoped),
      timeout
    )

    it.effect(
      "sends nothing without a device to claim or without its token, and says which",
      () =>
        Effect.gen(function* () {
          const emulator = yield* Emulator
          const { ZERO_TOUCH_BASE_URL } = yield* stage
          yield* emulator.clearRequests
          const csv = yield* csvOf("imei,manufacturer", "123,Google")
          const where = ["--base-url", ZERO_TOUCH_BASE_URL]
          const [none, token] = yield* Effect.all(
            [
              example(main, { args: ["--csv", csv, ...where] }),
              example(main, { args: ["--token-env", "NOPE", ...where] })
            ],
            { concurrency: 2 }
          )
          assert.include(none.output, "0 devices to claim, 1 problem in")
          assert.include(
            none.output,
            '  line 2, column imei: is not a valid IMEI: "123" has 3 digits instead of 15'
          )
          assert.include(none.output, `${csv} has no device that can be claimed\n`)
          assert.strictEqual(token.output, "the environment variable NOPE is not set\n")
          for (const { code, output } of [none, token]) {
            assert.strictEqual(code, 1)
            assert.notMatch(output, /^ +at /m)
          }
          assert.deepStrictEqual(yield* emulator.requests, [])
        }).pipe(Effect.scoped),
      timeout
    )
  })
})
