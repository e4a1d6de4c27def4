/**
 * You run OpenTelemetry and want to see the waits: spans, metrics and logs go to an OTLP endpoint,
 * `OTEL_EXPORTER_OTLP_ENDPOINT` (such as http://127.0.0.1:4318).
 *
 *     npm run example examples/telemetry.ts operations/apibatchoperation/1
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { FetchHttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import { Otlp } from "effect/observability"
import { Operations } from "effect-zero-touch"
import { live } from "./support/live.ts"

const telemetry = Layer.unwrap(
  Effect.map(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"), (baseUrl) =>
    Otlp.layerJson({ baseUrl, resource: { serviceName: "enrollment" } })
  )
).pipe(Layer.provide(FetchHttpClient.layer))

const program = Effect.gen(function* () {
  const operations = yield* Operations
  const done = yield* operations.await(process.argv[2] ?? "")
  yield* Console.log(`${done.name} ran to its end`)
}).pipe(Effect.withSpan("enrollment"))

program.pipe(Effect.provide(Layer.provideMerge(live, telemetry)), NodeRuntime.runMain)
