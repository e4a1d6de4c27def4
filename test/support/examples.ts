/**
 * Every example runs as its reader would run it: in a process of its own, over HTTP, against the
 * emulator's server.
 */
import * as Effect from "effect/Effect"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { EmulatorServer } from "effect-zero-touch/EmulatorServer"
import { spawn } from "node:child_process"
import { join } from "node:path"
import { root, sourceCondition } from "../../scripts/run.ts"

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs an example to its end; `interruptAt` sends Ctrl-C once the output has that text. */
export const example = (
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

export const names = {
  running: "operations/apibatchoperation/1",
  done: "operations/apibatchoperation/2",
  forbidden: "operations/apibatchoperation/3",
  slow: "operations/apibatchoperation/4",
  dropped: "operations/apibatchoperation/5",
  unreadable: "operations/apibatchoperation/6"
}

export const type = (kind: string) =>
  `type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation${kind}`

export const running = (name: string, progress: number) =>
  Reply.Json(200, {
    name,
    metadata: { "@type": type("Metadata"), processingStatus: "BATCH_PROCESS_IN_PROGRESS", progress }
  })

const done = (name: string) =>
  Reply.Json(200, {
    name,
    done: true,
    // one more than it reports
    metadata: { "@type": type("Metadata"), devicesCount: 3 },
    response: {
      "@type": type("Response"),
      successCount: 1,
      perDeviceStatus: [
        { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" } },
        { result: { status: "SINGLE_DEVICE_STATUS_PERMISSION_DENIED" } }
      ]
    }
  })

export const stage = Effect.gen(function* () {
  const emulator = yield* Emulator
  const { baseUrl } = yield* EmulatorServer
  yield* emulator.script(names.running, [
    { reply: running(names.running, 20) },
    { reply: running(names.running, 60) },
    { reply: done(names.running) }
  ])
  yield* emulator.script(names.slow, [{ reply: running(names.slow, 20) }])
  yield* emulator.script(names.done, [{ reply: done(names.done) }])
  const response = { "@type": "type.googleapis.com/google.protobuf.Empty" }
  yield* emulator.script(names.unreadable, [
    { reply: Reply.Json(200, { name: names.unreadable, done: true, response }) }
  ])
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

export const batch = {
  startAfter: "100 millis",
  duration: "500 millis",
  finishAfter: "100 millis"
} as const

export const server = EmulatorServer.layer({ batch })

export const timeout = 60_000
