import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Operations, PollSchedule } from "effect-zero-touch"
import { decodeWire, judge, prototypesAreClean, request } from "../../bench/fuzz/judge.ts"
import { diceOf, mutant, type Wire } from "../../bench/fuzz/mutate.ts"
import { clientOver, execute, fakeHttp, json } from "../support/fakeHttp.ts"
import { drive, failureOf, successOf } from "../support/outcome.ts"
import { accessToken, apiKey } from "../support/overheard.ts"

/** To find a case again: `npm run fuzz -- --cases 5000 --seed …`. */
const seeds = Array.from({ length: 20 }, (_, i) => i + 1)
const casesPerSeed = 5_000

const text = ({ bytes, headers, httpStatus }: Wire): string =>
  `HTTP ${httpStatus} ${JSON.stringify(headers)}: ${new TextDecoder().decode(bytes).slice(0, 2000)}`

describe("whatever bytes arrive, there is a value, an ApiError or an InvalidResponse", () => {
  for (const seed of seeds) {
    it(`in ${casesPerSeed} strange answers of seed ${seed}`, () => {
      const dice = diceOf(seed)
      for (let i = 0; i < casesPerSeed; i++) {
        const wire = mutant(dice)
        const problem = judge(wire, i % 8 === 0)
        if (problem !== undefined) assert.fail(`case ${i}: ${problem}\n${text(wire)}`)
      }
      assert.isTrue(prototypesAreClean())
    }, 60_000)
  }

  it.effect(
    "and it is the same through the whole client",
    () =>
      Effect.gen(function* () {
        const dice = diceOf(4711)
        const wires = Array.from({ length: 1000 }, () => mutant(dice)).filter(
          // what `Response` can hold; and a 401 asks for another token
          ({ headers, httpStatus }) =>
            httpStatus < 600 && httpStatus !== 304 && !JSON.stringify(headers).includes("ÿ")
        )
        const http = fakeHttp(
          ...wires.map(({ bytes, headers, httpStatus: status }) => ({
            status,
            headers,
            body: status === 204 ? null : bytes
          }))
        )
        yield* Effect.forEach(wires, (wire) =>
          Effect.map(Effect.exit(execute(request, { retry: false })), (exit) => {
            const bytes = wire.httpStatus === 204 ? new Uint8Array() : wire.bytes
            assert.strictEqual(
              shown(exit),
              shown(Exit.map(decodeWire({ ...wire, bytes }), (value) => ({ value }))),
              text(wire)
            )
          })
        ).pipe(Effect.provide(clientOver(http, { apiKey }, accessToken)))
      }),
    60_000
  )
})

const shown = <E extends { readonly message: string }>(
  exit: Exit.Exit<{ readonly value: unknown }, E>
): string =>
  Exit.isSuccess(exit)
    ? JSON.stringify(exit.value.value)
    : exit.cause.reasons
        .map((reason) => (Cause.isFailReason(reason) ? reason.error.message : "a defect"))
        .join()

// What fuzzing has found, and what it was written to find.
const encoder = new TextEncoder()
const judged = (httpStatus: number, body: string, headers: Wire["headers"] = {}) =>
  judge({ httpStatus, headers, bytes: encoder.encode(body) })

const lists = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`

describe("nesting a hundred thousand deep is nothing special", () => {
  for (const [shape, nested] of Object.entries({
    lists: lists(100_000),
    objects: objects(100_000),
    "lists that break off": "[".repeat(100_000)
  })) {
    for (const [where, httpStatus, body] of [
      ["as the whole answer", 200, nested],
      ["as done", 200, `{"done":${nested}}`],
      ["as the name", 200, `{"name":${nested}}`],
      ["as metadata", 200, `{"metadata":${nested}}`],
      ["as the response of an operation", 200, `{"done":true,"response":${nested}}`],
      ["in details of an operation", 200, `{"done":true,"error":{"details":[${nested}]}}`],
      ["in a field that is new", 200, `{"new":${nested},"done":null}`],
      ["as an error", 400, `{"error":${nested}}`],
      ["in details of an error", 400, `{"error":{"details":[${nested}]}}`],
      ["as the message of an error", 400, `{"error":{"message":${nested}}}`]
    ] as const) {
      it(`${shape} ${where}`, () => {
        assert.isUndefined(judged(httpStatus, body))
      })
    }
  }

  it.effect("and an operation that has such metadata can be watched", () =>
    Effect.gen(function* () {
      const name = "operations/1"
      const deep = { body: `{"name":"${name}","metadata":${objects(50_000)}}` }
      const http = fakeHttp(deep, deep, json({ name, done: true, response: {} }))
      const { exit } = yield* drive(
        Effect.flatMap(Operations, (operations) =>
          Stream.runCollect(operations.watch(name, { schedule: PollSchedule.fixed("1 second") }))
        ).pipe(Effect.provide(Operations.layer.pipe(Layer.provide(clientOver(http)))))
      )
      assert.deepStrictEqual(
        successOf(exit).map(({ _tag }) => _tag),
        ["Running", "Succeeded"]
      )
    })
  )

  it.effect("and what is kept of it is a hundred levels", () =>
    Effect.gen(function* () {
      const http = fakeHttp({
        status: 400,
        body: `{"error":{"details":[${lists(100)},${lists(101)}]}}`
      })
      const error = failureOf(
        yield* Effect.exit(Effect.provide(execute(request), clientOver(http)))
      )
      assert.deepStrictEqual(
        error._tag === "ApiError" && error.status.details.map((detail) => JSON.stringify(detail)),
        [
          `{"_tag":"UnknownAny","raw":${lists(100)}}`,
          `{"_tag":"UnknownAny","raw":${"[".repeat(100)}"(cut off: nested too deep)"${"]".repeat(100)}}`
        ]
      )
    })
  )
})

describe("names that every object has are names like others", () => {
  for (const key of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    it(`${key} as a reason, as an error of WWW-Authenticate, as a code`, () => {
      const details = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: key }]
      assert.isUndefined(judged(403, JSON.stringify({ error: { details } })))
      const header = { "www-authenticate": `Bearer error="${key}"` }
      assert.isUndefined(judged(401, JSON.stringify({ error: { status: key } }), header))
      assert.isUndefined(judged(200, JSON.stringify({ metadata: { "@type": `x/${key}` } })))
      assert.isUndefined(judged(200, `{"done":true,"response":{"${key}":{"polluted":true}}}`))
      assert.isTrue(prototypesAreClean())
    })
  }
})

describe("numbers beyond any type:", () => {
  for (const number of ["1e400", "-1e400", "-0", "9".repeat(400), "1e-400"]) {
    it(`${number.slice(0, 10)} is a number like others`, () => {
      const type =
        "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperationMetadata"
      assert.isUndefined(judged(200, `{"metadata":{"@type":"${type}","progress":${number}}}`))
      assert.isUndefined(judged(200, `{"done":true,"error":{"code":${number}}}`))
      assert.isUndefined(judged(429, `{"error":{"code":${number},"details":[{"a":${number}}]}}`))
    })
  }
})
