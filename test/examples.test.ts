/**
 * Every example runs as its reader would run it: in a process of its own, over HTTP, against the
 * emulator's server.
 */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { EmulatorServer } from "effect-zero-touch/EmulatorServer"
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { root, sourceCondition } from "../scripts/run.ts"

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs an example to its end; `interruptAt` sends Ctrl-C once the output has that text. */
const example = (
  file: string,
  options: {
    readonly args?: ReadonlyArray<string>
    readonly env?: Readonly<Record<string, string>>
    readonly interruptAt?: string
  } = {}
): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    const args = [sourceCondition, join(root, "examples", file), ...(options.args ?? [])]
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { PATH: process.env["PATH"], ...options.env }
    })
    let output = ""
    let interrupted = false
    const collect = (chunk: unknown) => {
      output += String(chunk)
      if (
        !interrupted &&
        options.interruptAt !== undefined &&
        output.includes(options.interruptAt)
      ) {
        interrupted = true
        child.kill("SIGINT")
      }
    }
    child.stdout.on("data", collect)
    child.stderr.on("data", collect)
    child.once("close", (code) => resume(Effect.succeed({ code, output })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

const names = {
  running: "operations/apibatchoperation/1",
  done: "operations/apibatchoperation/2",
  forbidden: "operations/apibatchoperation/3",
  slow: "operations/apibatchoperation/4",
  dropped: "operations/apibatchoperation/5"
}

const type = (kind: string) =>
  `type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation${kind}`

const running = (name: string, progress: number) =>
  Reply.Json(200, {
    name,
    metadata: { "@type": type("Metadata"), processingStatus: "BATCH_PROCESS_IN_PROGRESS", progress }
  })

const done = (name: string) =>
  Reply.Json(200, {
    name,
    done: true,
    response: {
      "@type": type("Response"),
      successCount: 1,
      perDeviceStatus: [
        { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } },
        { result: { status: "SINGLE_DEVICE_STATUS_PERMISSION_DENIED" } }
      ]
    }
  })

const stage = Effect.gen(function* () {
  const emulator = yield* Emulator
  const { baseUrl } = yield* EmulatorServer
  yield* emulator.script(names.running, [
    { reply: running(names.running, 20) },
    { reply: running(names.running, 60) },
    { reply: done(names.running) }
  ])
  yield* emulator.script(names.slow, [{ reply: running(names.slow, 20) }])
  yield* emulator.script(names.done, [{ reply: done(names.done) }])
  yield* emulator.script(names.forbidden, [
    {
      reply: Reply.Error({
        httpStatus: 403,
        status: "PERMISSION_DENIED",
        message: "no",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "SERVICE_DISABLED",
            domain: "googleapis.com"
          }
        ]
      })
    }
  ])
  return { ZERO_TOUCH_BASE_URL: baseUrl }
})

/** An OTLP collector that keeps what it gets, as text by path. */
const collector = Effect.acquireRelease(
  Effect.callback<{ received: Map<string, string>; url: string; stop: () => void }>((resume) => {
    const received = new Map<string, string>()
    const server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk: unknown) => (body += String(chunk)))
      request.on("end", () => {
        const path = request.url ?? ""
        received.set(path, (received.get(path) ?? "") + body)
        response.writeHead(200, { "content-type": "application/json" }).end("{}")
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const stop = () => {
        server.closeAllConnections()
        server.close()
      }
      resume(Effect.succeed({ received, url: `http://127.0.0.1:${port}`, stop }))
    })
  }),
  ({ stop }) => Effect.sync(stop)
)

/** What the tours of the API print, against a service in which somebody has been before. */
const tours: Readonly<Record<string, ReadonlyArray<string>>> = {
  "reseller.ts": [
    "customers: Acme, Example",
    "is order 7",
    "found by IMEI and by owner: 1, 1",
    "SIM lock: UNLOCKED",
    "taken back"
  ],
  "customer.ts": ["has customers/42/configurations/", "it says Welcome", "0 are left"],
  "batches.ts": ["0 updates failed", "0 releases failed"],
  "vendors.ts": ["Corner shop sells to Bakery"]
}

const batch = {
  startAfter: "100 millis",
  duration: "500 millis",
  finishAfter: "100 millis"
} as const

/** The main job and telemetry have tests of their own, the service is run by the test runner. */
const elsewhere = ["claim-and-await.ts", "fleet.ts", "fleet.test.ts", "telemetry.ts"]

const inhabited = () =>
  EmulatorServer.layer({
    batch,
    seed: {
      vendors: [{ vendorId: "30", companyName: "Corner shop", partnerId: "1" }],
      customers: [
        { customerId: "42", companyName: "Acme", partnerId: "1" },
        { customerId: "43", companyName: "Bakery", partnerId: "1", vendorId: "30" }
      ],
      devices: ["001017000000011", "001017000000029"].map((imei) => ({
        identifier: { imei },
        customerId: "42"
      }))
    }
  })

const server = EmulatorServer.layer({ batch })

const timeout = 60_000

describe("the short examples", () => {
  layer(server, { excludeTestServices: true })((it) => {
    const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>]> = [
      ["get.ts", [names.done], ["it ran; 1 devices failed"]],
      ["await.ts", [names.running], [`${names.running} ran to its end`]],
      ["watch.ts", [names.running], ["Running: 20 %", "Running: 60 %", "Succeeded: 0 %"]],
      ["errors.ts", ["operations/nobody"], ["there is no such operation"]],
      ["errors.ts", [names.forbidden], ["PERMISSION_DENIED: SERVICE_DISABLED"]],
      ["errors.ts", ["customers/1"], ["nothing was sent, since the name"]],
      ["errors.ts", [names.done], ["it ran to its end"]],
      [
        "devices.ts",
        [],
        [
          "ZX30930845: SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER",
          "1 of 3 devices did not succeed"
        ]
      ],
      ["resume.ts", [names.running], ["1 of 2 devices succeeded"]]
    ]
    for (const [file, args, expected] of cases) {
      it.effect(
        `${file} ${args.join(" ")}`,
        () =>
          Effect.gen(function* () {
            const { code, output } = yield* example(file, { args, env: yield* stage })
            for (const line of expected) assert.include(output, line)
            assert.strictEqual(code, 0, output)
          }),
        timeout
      )
    }

    it.effect(
      "telemetry.ts exports spans and metrics to an OTLP endpoint",
      () =>
        Effect.gen(function* () {
          const { received, url } = yield* collector
          const { code, output } = yield* example("telemetry.ts", {
            args: [names.running],
            env: { ...(yield* stage), OTEL_EXPORTER_OTLP_ENDPOINT: url }
          })
          assert.strictEqual(code, 0, output)
          const traces = received.get("/v1/traces") ?? ""
          for (const text of [
            "Operations.await",
            "Operations.poll",
            "GET operations.get",
            "gcp.resource.destination.id",
            "http.request.method",
            "http.response.status_code",
            "server.address",
            '"links":[{'
          ]) {
            assert.include(traces, text)
          }
          const metrics = received.get("/v1/metrics") ?? ""
          for (const text of [
            "zero_touch.operation.polls",
            "{poll}",
            "zero_touch.operation.ends",
            "zero_touch.operation.detection",
            "zero_touch.operation.devices",
            "SINGLE_DEVICE_STATUS_PERMISSION_DENIED",
            "http.client.request.duration"
          ]) {
            assert.include(metrics, text)
          }
        }).pipe(Effect.scoped),
      timeout
    )

    it.effect("none is forgotten", () =>
      Effect.sync(() => {
        const tested = new Set(cases.map(([file]) => file))
        for (const file of [...Object.keys(tours), ...elsewhere]) tested.add(file)
        const present = readdirSync(join(root, "examples")).filter((file) => file.endsWith(".ts"))
        assert.deepStrictEqual(present.toSorted(), [...tested].toSorted())
      })
    )
  })
})

describe("the tours of the API", () => {
  for (const [file, expected] of Object.entries(tours)) {
    layer(inhabited(), { excludeTestServices: true })((it) => {
      it.effect(
        file,
        () =>
          Effect.gen(function* () {
            const { baseUrl } = yield* EmulatorServer
            const { code, output } = yield* example(file, {
              env: { ZERO_TOUCH_BASE_URL: baseUrl }
            })
            for (const line of expected) assert.include(output, line)
            assert.strictEqual(code, 0, output)
          }),
        timeout
      )
    })
  }
})

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
          assert.include(output, "  line 118, column imei: is not an IMEI")
          assert.include(
            output,
            "  line 347, column imei: has the check digit 6, but it should be 4"
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
      "says what went wrong, and ends with an error, when the job itself failed",
      () =>
        Effect.gen(function* () {
          const { ZERO_TOUCH_BASE_URL } = yield* stage
          const { code, output } = yield* example(main, {
            args: ["--base-url", ZERO_TOUCH_BASE_URL, "--resume", "operations/nobody"]
          })
          assert.notStrictEqual(code, 0)
          assert.include(output, "operations.get of operations/nobody: NOT_FOUND (HTTP 404)")
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
          const folder = mkdtempSync(join(tmpdir(), "effect-zero-touch-"))
          const csv = join(folder, "devices.csv")
          writeFileSync(
            csv,
            ["imei,manufacturer", ...[first, second, third].map((imei) => `${imei},Google`)].join(
              "\n"
            )
          )
          const { code, output } = yield* example(main, {
            args: ["--csv", csv, "--base-url", ZERO_TOUCH_BASE_URL]
          })
          rmSync(folder, { recursive: true })
          assert.strictEqual(code, 0, output)
          assert.include(output, "1 of 3 devices claimed")
          assert.include(output, `  line 3, ${second}: the service reported no result`)
          assert.include(output, `  line 4, ${third}: SINGLE_DEVICE_STATUS_PERMISSION_DENIED`)
        }),
      timeout
    )

    it.effect(
      "takes another file, with rows that are no CSV, and a token from the environment",
      () =>
        Effect.gen(function* () {
          const emulator = yield* Emulator
          const { ZERO_TOUCH_BASE_URL } = yield* stage
          yield* emulator.clearRequests
          const folder = mkdtempSync(join(tmpdir(), "effect-zero-touch-"))
          const csv = join(folder, "devices.csv")
          writeFileSync(
            csv,
            "imei,manufacturer\n001017000000011,Google\n001017000000029,Google,too,many\n"
          )
          const { code, output } = yield* example(main, {
            args: ["--csv", csv, "--base-url", ZERO_TOUCH_BASE_URL, "--token-env", "MY_TOKEN"],
            env: { MY_TOKEN: "secret-of-mine" }
          })
          rmSync(folder, { recursive: true })
          assert.strictEqual(code, 0, output)
          assert.include(output, "1 devices to claim")
          assert.include(output, "line 3")
          assert.notInclude(output, "secret-of-mine")
          const [request] = yield* emulator.requests
          assert.strictEqual(request?.headers["authorization"], "Bearer secret-of-mine")
        }),
      timeout
    )
  })
})
