/**
 * The emulator's controls over HTTP, for tests in any language: set the stage, break things, look at
 * what was asked, and begin anew. They are no part of the service: no latency, fault, quota or token
 * applies to them, and the log does not have them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Emulator } from "../Emulator.ts"
import * as Http from "../Http.ts"
import type { EmulatorRequest, Response } from "../Http.ts"
import { splitTarget } from "../RequestLog.ts"
import { FaultsFile, rules } from "./FaultsFile.ts"
import * as JsonInput from "./JsonInput.ts"
import type { InputError } from "./JsonInput.ts"
import { SeedFile } from "./SeedFile.ts"

type Answer = Effect.Effect<unknown, InputError>

/** Answers a request that is one of these, and leaves all others alone. */
export const make = (
  emulator: Emulator["Service"]
): ((request: EmulatorRequest) => Effect.Effect<Response> | undefined) => {
  const done = Effect.as({})
  const controls: Readonly<Record<string, (body: string) => Answer>> = {
    "GET /emulator/state": () => emulator.snapshot,
    "POST /emulator/seed": (body) =>
      done(Effect.flatMap(JsonInput.decode(body, SeedFile), emulator.seed)),
    "PUT /emulator/faults": (body) =>
      done(
        Effect.flatMap(JsonInput.decode(body, FaultsFile), (file) =>
          emulator.setFaults(rules(file))
        )
      ),
    "GET /emulator/requests": () =>
      Effect.map(emulator.requests, (requests) =>
        requests.map(({ json, method, path, query, text, time }) => ({
          time,
          method,
          path,
          query: Object.fromEntries(query),
          ...(text !== "" && { body: json ?? text })
        }))
      ),
    "POST /emulator/reset": () => done(emulator.reset)
  }

  return (request) => {
    const { path } = splitTarget(request.target)
    const control = controls[`${request.method} ${path}`]
    return control?.(new TextDecoder().decode(request.body)).pipe(
      Effect.map((value) => Http.json(200, value, { pretty: true })),
      Effect.catchTag("InputError", ({ message }) =>
        Effect.succeed(Http.response(400, { "content-type": "text/plain" }, `${message}\n`))
      )
    )
  }
}
