/**
 * Claims the devices of a CSV file for a customer, waits for the end with a progress bar, and says
 * how each device came out.
 *
 *     npm start                                     # over HTTP, to an emulator of its own
 *     npm start -- --help
 *     npm start -- --base-url http://127.0.0.1:8085 --resume operations/apibatchoperation/1
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Command, Flag } from "effect/cli"
import { fileURLToPath } from "node:url"
import {
  CustomerId,
  type Operation,
  Operations,
  PartnerDevices,
  PartnerId
} from "effect-zero-touch"
import { readDevices } from "./support/csv.ts"
import { showProgress } from "./support/progress.ts"
import { report } from "./support/report.ts"
import { services, type Target } from "./support/services.ts"
import { count } from "./support/text.ts"
import { UsageError } from "./support/usage.ts"

const flags = {
  csv: Flag.File("csv", { mustExist: true }).pipe(
    Flag.withDescription("Devices: imei or meid, serialNumber, manufacturer, model, orderNumber"),
    Flag.withDefault(fileURLToPath(new URL("devices.csv", import.meta.url)))
  ),
  partner: Flag.String("partner").pipe(
    Flag.withDescription("The reseller"),
    Flag.mapTryCatch((id) => PartnerId.from(id), String),
    Flag.withDefault(PartnerId.from(1))
  ),
  customer: Flag.String("customer").pipe(
    Flag.withDescription("The customer to claim for"),
    Flag.mapTryCatch((id) => CustomerId.from(id), String),
    Flag.withDefault(CustomerId.from(42))
  ),
  live: Flag.Boolean("live").pipe(
    Flag.withDescription("Google's service, with Application Default Credentials"),
    Flag.withDefault(false)
  ),
  baseUrl: Flag.String("base-url").pipe(
    Flag.withDescription("Another service than the built-in emulator"),
    Flag.optional
  ),
  tokenEnv: Flag.String("token-env").pipe(
    Flag.withDescription("The environment variable that holds an access token"),
    Flag.optional
  ),
  resume: Flag.String("resume").pipe(
    Flag.withDescription("Start nothing; wait for this operation, operations/…"),
    Flag.optional
  )
}

/** Starts the claim of all devices whose row is in order. */
const start = Effect.fn("start")(function* (csv: string, partner: PartnerId, customer: CustomerId) {
  const fs = yield* FileSystem.FileSystem
  const { devices, problems } = readDevices(yield* fs.readFileString(csv), customer)
  const found = count(problems.length, "problem")
  yield* Console.log(`${count(devices.length, "device")} to claim, ${found} in ${csv}`)
  for (const { column, line, message } of problems) {
    yield* Console.log(
      `  line ${line}${column === undefined ? "" : `, column ${column}`}: ${message}`
    )
  }
  if (devices.length === 0) {
    return yield* new UsageError({ message: `${csv} has no device that can be claimed` })
  }
  const partnerDevices = yield* PartnerDevices
  const operation = yield* partnerDevices.claimAsync(partner, {
    claims: devices.map(({ claim }) => claim)
  })
  yield* Console.log(`started ${operation.name}`)
  return { operation, devices }
})

/** Waits for the end, with a bar. Both waits share their polls. */
const wait = Effect.fn("wait")(function* (operation: Operation) {
  const operations = yield* Operations
  const bar = Stream.runForEach(operations.watch(operation), showProgress)
  const [done] = yield* Effect.all([operations.await(operation), bar], { concurrency: 2 })
  return done
})

const resumeHint = (name: string, { baseUrl, live }: Target) => {
  const where = live ? "--live" : `--base-url ${baseUrl ?? "…"}`
  const end = live || baseUrl !== undefined ? "" : " (not here: the built-in emulator ends as well)"
  return Console.log(
    `\n${name} runs on. To pick it up again: npm start -- ${where} --resume ${name}${end}`
  )
}

const command = Command.make(
  "claim-and-await",
  flags,
  Effect.fn("claim-and-await")(function* ({ csv, customer, live, partner, resume, ...where }) {
    const target: Target = {
      live,
      baseUrl: Option.getOrUndefined(where.baseUrl),
      tokenEnv: Option.getOrUndefined(where.tokenEnv)
    }
    if (Option.isSome(resume) && !live && target.baseUrl === undefined) {
      return yield* new UsageError({
        message: "--resume needs --live or --base-url: the built-in emulator begins empty"
      })
    }
    const job = Effect.gen(function* () {
      const operations = yield* Operations
      const { devices, operation } = Option.isSome(resume)
        ? { operation: yield* operations.get(resume.value), devices: [] }
        : yield* start(csv, partner, customer)
      const { name } = operation
      const [passed, done] = yield* Effect.timed(wait(operation)).pipe(
        Effect.onInterrupt(() => resumeHint(name, target))
      )
      yield* Console.log(`${name} ended after ${Duration.toSeconds(passed).toFixed(1)} s`)
      yield* report(done, devices)
    })
    yield* Effect.provide(job, services(target))
  })
).pipe(Command.withDescription("Claim the devices of a CSV file and wait for the end"))

Command.run(command, { version: "0.1.0" }).pipe(
  // what is wrong with the flags has been said, with the help
  Effect.tapError((error) =>
    error._tag === "ShowHelp" ? Effect.void : Console.error(error.message)
  ),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
