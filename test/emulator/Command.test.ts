import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Emulator, type Seed } from "effect-zero-touch/Emulator"
import { parseBlocks } from "../../scripts/readme.ts"
import { root, sourceCondition } from "../../scripts/run.ts"
import * as Arguments from "../../src/emulator/server/Arguments.ts"
import { FaultsFile, replyNames, rules } from "../../src/emulator/server/FaultsFile.ts"
import * as JsonInput from "../../src/emulator/server/JsonInput.ts"
import { SeedFile } from "../../src/emulator/server/SeedFile.ts"
import { call, claim, failure, get, imei, memory, socket } from "./support.ts"

describe("the command line", () => {
  it.effect("may be empty", () =>
    Effect.gen(function* () {
      const args = yield* Arguments.parse([])
      assert.strictEqual(args.port, 8085)
      assert.strictEqual(args.host, "127.0.0.1")
      assert.isFalse(args.help)
    })
  )

  it.effect("says all that can be said", () =>
    Effect.gen(function* () {
      const line = "--port=0 --host ::1 --seed s --faults f --token a --token b"
      const durations = ["--latency=100 millis", "--batch-duration", "3 seconds"]
      const args = yield* Arguments.parse([
        ...line.split(" "),
        ...durations,
        "--quota=7/10 seconds"
      ])
      assert.deepStrictEqual(args, {
        help: false,
        port: 0,
        host: "::1",
        seed: "s",
        faults: "f",
        latency: Duration.millis(100),
        batchDuration: Duration.seconds(3),
        quota: { limit: 7, window: Duration.seconds(10) },
        tokens: ["a", "b"]
      })
      const plain = yield* Arguments.parse(["--quota", "1000"])
      assert.deepStrictEqual(plain.quota, { limit: 1000 })
    })
  )

  const wrong: ReadonlyArray<readonly [string, RegExp]> = [
    ["--port=x", /--port: not a port: x/],
    ["--port=65536", /--port: not a port/],
    ["--latency=soon", /--latency: not a duration: soon/],
    ["--latency=-1 seconds", /--latency: not a duration/],
    ["--batch-duration=Infinity", /--batch-duration: not a duration/],
    ["--quota=many", /--quota: not a quota: many/],
    ["--quota=5/while", /--quota: not a duration: while/],
    ["--prot=1", /--prot.*; --help tells what there is/],
    ["8085", /8085.*; --help/]
  ]
  for (const [arg, message] of wrong) {
    it.effect(`with ${arg} is refused`, () =>
      Effect.gen(function* () {
        assert.match((yield* Effect.flip(Arguments.parse([arg]))).message, message)
      })
    )
  }
})

describe("a file of faults", () => {
  const load = Effect.fnUntraced(function* (...file: ReadonlyArray<object>) {
    const emulator = yield* Emulator
    yield* emulator.setFaults(rules(yield* JsonInput.decode(JSON.stringify(file), FaultsFile)))
  })
  const ask = get("/v1/operations/x")

  it.effect("says what is answered, to whom, and how often", () =>
    Effect.gen(function* () {
      yield* load(
        { method: "POST", reply: "unavailable" },
        { path: "/v1/partners", reply: "unavailable" },
        { pathPattern: "/y$", reply: "unavailable" },
        { probability: 0, reply: "unavailable" },
        { path: "/v1/op", times: 2, reply: "html503" },
        { reply: { httpStatus: 418, json: { tea: true }, headers: { "X-Pot": "1" } } },
        { reply: { httpStatus: 200, text: "hello" } },
        {
          reply: {
            error: {
              httpStatus: 409,
              status: "ABORTED",
              message: "Again.",
              details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "R" }]
            }
          }
        },
        { times: "always", reply: { tooManyRequests: { retryAfter: "1junk", retryInfo: "2s" } } }
      )
      assert.deepStrictEqual([(yield* ask).status, (yield* ask).status], [503, 503])
      const tea = yield* ask
      assert.deepStrictEqual(
        [tea.status, tea.json, tea.headers["x-pot"]],
        [418, { tea: true }, "1"]
      )
      assert.strictEqual((yield* ask).text, "hello")
      const error = (yield* ask).json.error
      assert.deepInclude(error, { code: 409, status: "ABORTED", message: "Again." })
      assert.strictEqual(error.details[0].reason, "R")
      for (let n = 0; n < 3; n += 1) {
        const { headers, json, status } = yield* ask
        assert.deepStrictEqual([status, headers["retry-after"]], [429, "1junk"])
        assert.strictEqual(json.error.details[0].retryDelay, "2s")
      }
    }).pipe(Effect.provide(memory()))
  )

  it.effect("says what happens on the way: late, lost, slow, cut, stalled", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const operations = Effect.map(
        emulator.snapshot,
        (_) => (_["operations"] as ReadonlyArray<unknown>).length
      )
      const start = call("POST /v1/partners/1/devices:claimAsync", { claims: [claim(1)] })
      yield* load({ processed: true, reply: "unavailable" }, { reply: "unavailable" })
      assert.strictEqual((yield* start).status, 503)
      assert.strictEqual(yield* operations, 1)
      assert.strictEqual((yield* start).status, 503)
      assert.strictEqual(yield* operations, 1)
      yield* load({ lost: true }, { reply: "reset" }, { late: "5 seconds" }, { resetAfterBytes: 9 })
      assert.strictEqual((yield* failure(start)).code, "ECONNRESET")
      assert.strictEqual(yield* operations, 2)
      assert.strictEqual((yield* failure(start)).code, "ECONNRESET")
      assert.strictEqual(yield* operations, 2)

      const timed = <A, E, R>(effect: Effect.Effect<A, E, R>, time: Duration.Input) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(effect)
          yield* emulator.settled
          yield* TestClock.adjust(time)
          yield* emulator.settled
          return fiber.pollUnsafe() !== undefined
        })
      assert.isTrue(yield* timed(ask, "5 seconds"))
      assert.strictEqual((yield* failure(ask)).outer, "terminated")
      yield* load(
        { stallAfterBytes: 9 },
        { pause: "1 millis", reply: { httpStatus: 200, text: "ab" } }
      )
      assert.isFalse(yield* timed(ask, "1 hour"))
      assert.isTrue(yield* timed(ask, "1 millis"))
    }).pipe(Effect.provide(memory()))
  )

  it("knows every ready-made reply by name", () => {
    assert.includeMembers([...replyNames], ["service", "hang", "reset", "html502", "emptyBody"])
    assert.notInclude(replyNames, "operation")
  })

  const wrong: ReadonlyArray<readonly [string, unknown, RegExp]> = [
    ["a reply that there is not", [{ reply: "sunshine" }], /\[0\]\["reply"\]/],
    ["a pattern that is none", [{ pathPattern: "(" }], /regular expression[^]*pathPattern/],
    ["a misspelt name", [{ reply: "reset", tims: 2 }], /tims/],
    ["no time at all", [{ times: 0 }], /\[0\]\["times"\]/],
    ["a chance above one", [{ probability: 2 }], /probability/],
    ["a duration that is none", [{ late: "soon" }], /late/],
    ["no list", {}, /array/i]
  ]
  for (const [what, file, message] of wrong) {
    it.effect(`with ${what} is refused, and says where`, () =>
      Effect.gen(function* () {
        const refused = yield* Effect.flip(JsonInput.decode(JSON.stringify(file), FaultsFile))
        assert.match(refused.message, message)
      })
    )
  }
})

describe("the controls over HTTP", () => {
  const provide = Effect.provide(socket({ control: true, auth: { tokens: [] } }))

  it.effect("set the stage, break things, show what was asked, and begin anew", () =>
    Effect.gen(function* () {
      const device = { identifier: { imei: imei(1) }, customerId: "5" }
      const seeded = yield* call("POST /emulator/seed", { devices: [device] })
      assert.deepStrictEqual([seeded.status, seeded.json], [200, {}])
      assert.lengthOf((yield* get("/emulator/state")).json.devices, 1)

      yield* call("PUT /emulator/faults", [{ reply: "unavailable" }])
      assert.deepStrictEqual((yield* get("/emulator/requests")).json, [])
      assert.strictEqual((yield* call("POST /v1/x?a=b", { c: 1 })).status, 503)
      assert.deepStrictEqual((yield* get("/emulator/requests")).json, [
        { time: 0, method: "POST", path: "/v1/x", query: { a: "b" }, body: { c: 1 } }
      ])

      assert.strictEqual((yield* call("POST /emulator/reset")).status, 200)
      assert.deepStrictEqual((yield* get("/emulator/state")).json.devices, [])
      assert.deepStrictEqual((yield* get("/emulator/requests")).json, [])
    }).pipe(provide)
  )

  it.effect("say what they did not understand, and leave the rest to the service", () =>
    Effect.gen(function* () {
      const { status, text } = yield* call("POST /emulator/seed", { devics: [] })
      assert.strictEqual(status, 400)
      assert.include(text, "devics")
      assert.strictEqual((yield* call("PUT /emulator/faults", "{")).status, 400)
      assert.strictEqual((yield* get("/emulator/nothing")).status, 404)
      assert.strictEqual((yield* get("/emulator/reset")).status, 404)
    }).pipe(provide)
  )

  it.effect("are there only where they were asked for", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* get("/emulator/state")).status, 404)
    }).pipe(Effect.provide(socket()))
  )
})

/** Runs the command until it ends; `stop` says with which signal, once it listens. */
const command = (args: ReadonlyArray<string>, stop?: NodeJS.Signals) =>
  Effect.callback<{
    readonly code: number | null
    readonly out: string
    readonly err: string
    readonly answer: unknown
  }>((resume) => {
    const main = join("src", "emulator", "server", "main.ts")
    const child = spawn(process.execPath, [sourceCondition, main, ...args], { cwd: root })
    let [out, err] = ["", ""]
    let answer: Promise<unknown> = Promise.resolve()
    child.stderr.on("data", (chunk) => (err += chunk))
    child.stdout.on("data", (chunk) => {
      out += chunk
      const [, url] = /^listening on (http:\S+)\n/.exec(out) ?? []
      if (url === undefined || stop === undefined) return
      const asked = fetch(`${url}/v1/customers?pageSize=9`).then((response) => response.json())
      answer = asked.catch(String).finally(() => child.kill(stop))
    })
    child.once("close", (code) => {
      void answer.then((json) => resume(Effect.succeed({ code, out, err, answer: json })))
    })
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** A folder with a file in it. */
const withFile = (name: string, text: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "emulator-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
    ),
    (folder) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    }
  )

// Processes take their time to start where many tests run at once.
describe.concurrent("the command", { timeout: 60_000 }, () => {
  it.effect("serves what its seed says, and ends well on SIGINT", () =>
    Effect.gen(function* () {
      const seed = yield* withFile("seed.json", '{"customers":["5"]}')
      const { answer, code, err, out } = yield* command(["--port=0", `--seed=${seed}`], "SIGINT")
      assert.match(out, /^listening on http:\/\/127\.0\.0\.1:\d+\n$/)
      assert.deepStrictEqual([code, err], [0, ""])
      assert.strictEqual((answer as { customers: Array<unknown> }).customers.length, 1)
    })
  )

  it.effect("warns where others may reach it, and ends well on SIGTERM", () =>
    Effect.gen(function* () {
      const { code, err } = yield* command(["--port=0", "--host=0.0.0.0"], "SIGTERM")
      assert.strictEqual(code, 0)
      assert.match(err, /^warning: /)
    })
  )

  it.effect("says so when its port is taken", () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const one = createServer().listen(0, "127.0.0.1", () => resume(Effect.succeed(one)))
        }),
        (one) => Effect.sync(() => one.close())
      )
      const address = server.address()
      assert(typeof address === "object" && address !== null)
      const { code, err, out } = yield* command([`--port=${address.port}`])
      assert.deepStrictEqual([code, out], [1, ""])
      assert.strictEqual(
        err,
        `port ${address.port} of 127.0.0.1 is in use; --port 0 takes a free one\n`
      )
    })
  )
})

it.effect("a file of JSON can begin with a byte order mark", () =>
  Effect.gen(function* () {
    const mark = "\uFEFF"
    const seed = yield* withFile("seed.json", `${mark}{"partners": ["1"]}`)
    assert.deepStrictEqual(yield* JsonInput.read(seed, SeedFile), { partners: ["1"] })
    const faults = yield* withFile("faults.json", `${mark}[{"reply": "hang"}]`)
    assert.deepStrictEqual(yield* JsonInput.read(faults, FaultsFile), [{ reply: "hang" }])
    const twice = yield* withFile("seed.json", `${mark}${mark}{}`)
    assert.strictEqual((yield* Effect.flip(JsonInput.read(twice, SeedFile)))._tag, "InputError")
  })
)

it.effect("a file that does not fit is named, with the place in it", () =>
  Effect.gen(function* () {
    const path = yield* withFile("seed.json", '{"customers":[5]}')
    const { message } = yield* Effect.flip(JsonInput.read(path, SeedFile))
    assert.isTrue(message.startsWith(`${path}: `), message)
    assert.include(message, `["customers"][0]`)
    const absent = yield* Effect.flip(JsonInput.read(`${path}x`, SeedFile))
    assert.match(absent.message, /seed\.jsonx: .*ENOENT/)
  })
)

it.effect("a seed that a file says is one that the emulator takes", () =>
  Effect.gen(function* () {
    const file = {
      partners: ["1"],
      vendors: [{ vendorId: "3", companyName: "Shop", partnerId: "1" }],
      customers: [
        "5",
        {
          customerId: "6",
          companyName: "Six",
          adminEmails: ["a@example.com"],
          partnerId: "1",
          vendorId: "3",
          googleWorkspaceCustomerId: "C1",
          terms: "stale" as const
        }
      ],
      configurations: [
        { customerId: "5", configurationId: "7", configuration: { isDefault: true } }
      ],
      devices: [
        {
          identifier: { imei: imei(1) },
          customerId: "5",
          partnerId: "1",
          sectionType: "SECTION_TYPE_ZERO_TOUCH" as const,
          configurationId: "7",
          additionalService: "DEVICE_PROTECTION" as const,
          metadata: { a: "b" }
        }
      ]
    }
    const seed = yield* JsonInput.decode(JSON.stringify(file), SeedFile)
    const typed: Seed = file
    assert.deepStrictEqual(seed, typed)
    const emulator = yield* Emulator
    yield* emulator.seed(seed)
    const { operations: _, ...state } = yield* emulator.snapshot
    assert.sameMembers(Object.keys(state), Object.keys(file))
  }).pipe(Effect.provide(memory()))
)

describe("docs/emulator.md", () => {
  const text = readFileSync(join(root, "docs", "emulator.md"), "utf8")
  const block = (mark: string) =>
    parseBlocks(text).find(({ marks }) => marks.includes(mark))?.code ?? ""

  it.effect("shows a seed and faults that the command takes", () =>
    Effect.gen(function* () {
      const seed = yield* JsonInput.decode(block("seed"), SeedFile)
      assert.sameMembers(Object.keys(seed), [
        "partners",
        "vendors",
        "customers",
        "configurations",
        "devices"
      ])
      assert.lengthOf(rules(yield* JsonInput.decode(block("faults"), FaultsFile)), 9)
    })
  )

  it("names every reply, option and control there is", () => {
    for (const name of replyNames) assert.include(text, `\`${name}\``)
    for (const [option] of Arguments.help.matchAll(/--[a-z-]+(?= [A-Z])/g)) {
      assert.include(text, `\`${option} `)
    }
  })
})
