/**
 * The short examples, which ask for an operation, and the tours, which call the rest of the API.
 */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { EmulatorServer } from "effect-zero-touch/EmulatorServer"
import { readdirSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { root } from "../../scripts/run.ts"
import { batch, example, names, server, stage, timeout } from "../support/examples.ts"

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
  "batches.ts": ["0 updates failed", "2 devices released"],
  "vendors.ts": ["Corner shop sells to Bakery"]
}

/**
 * The main job and telemetry have tests of their own, the service is run by the test runner, and the
 * shared quota needs Redis; `test/client/SharedQuota.test.ts` tests it with a store in memory.
 */
const elsewhere = [
  "claim-and-await.ts",
  "fleet.ts",
  "fleet.test.ts",
  "telemetry.ts",
  "shared-quota.ts"
]

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

describe("the short examples", () => {
  layer(server, { excludeTestServices: true })((it) => {
    const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>]> = [
      ["get.ts", [names.done], ["it ran; 2 of 3 devices did not succeed"]],
      ["get.ts", [names.unreadable], ["the response is not about devices"]],
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
      ["resume.ts", [names.running], ["1 of 3 devices succeeded"]],
      ["resume.ts", [names.unreadable], ["the response is not about devices"]]
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
