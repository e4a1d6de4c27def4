/**
 * What callers without types hand in: each kind of value, at each place of the arguments of each
 * method. It ends in a typed error that names the field, or what is sent is what was meant; never in a
 * defect, and never in data that are left out without a word.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import {
  CustomerId,
  DeviceIdentifier,
  Operations,
  RequestChecks,
  TransportError,
  ZeroTouch
} from "effect-zero-touch"
import { clientOver, fakeHttp, least } from "../support/fakeHttp.ts"
import { methodCases } from "../support/methods.ts"
import { failureOf } from "../support/outcome.ts"
import { onTheWire } from "../support/services.ts"
import { type Target, targets } from "./oddTargets.ts"
import { type Fits, oddValues, sameForms, sameMessages } from "./oddValues.ts"

type Path = ReadonlyArray<string | number>

/** The paths of all values within a value, its own among them. */
const pathsOf = (value: unknown, path: Path = []): ReadonlyArray<Path> => [
  path,
  ...(typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key])
      )
    : [])
]

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner: unknown, key) => Reflect.get(Object(inner), key) as unknown, value)

/** A copy with another value at a path. */
const replaced = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
  if (key === undefined) return by
  const copy = Array.isArray(value) ? [...(value as Array<unknown>)] : { ...Object(value) }
  Reflect.set(copy, key, replaced(Reflect.get(Object(value), key), rest, by))
  return copy
}

const fitsOf = (value: unknown): Fits =>
  Array.isArray(value)
    ? "list"
    : typeof value === "string"
      ? "text"
      : typeof value === "boolean"
        ? "flag"
        : typeof value === "number"
          ? "number"
          : "object"

/** How a field is named in an error: `claims[0].deviceIdentifier`. */
const fieldOf = (path: Path): string =>
  path
    .slice(1)
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "")

/** Runs a call with arguments; gives how it ended and what was sent. */
const makeRun = (target: Target, checks: RequestChecks | false) => {
  const http = fakeHttp(least)
  const services = ZeroTouch.layer.pipe(Layer.provide(clientOver(http, { retry: false })))
  const run = Effect.fnUntraced(function* (args: Readonly<Record<string, unknown>>) {
    const before = http.sent.length
    const exit = yield* Effect.exit(
      Effect.suspend(() => target.call(...Object.values(args))).pipe(
        Effect.provideService(RequestChecks, checks)
      )
    )
    return { exit, sent: http.sent.slice(before).map(onTheWire) }
  })
  return { run, services }
}

/** What a refusal says, as one line; anything else than a refusal is said as such. */
const refusalOf = (exit: Exit.Exit<unknown, unknown>, sent: ReadonlyArray<unknown>): string => {
  if (Exit.isSuccess(exit)) return `it succeeded, ${JSON.stringify(sent)}`
  const error = failureOf(exit)
  if (!(error instanceof TransportError) || error.reason._tag !== "InvalidRequest") {
    return `it is ${String(error)}`
  }
  const { description, field } = error.reason
  return sent.length === 0 ? `${field} ${description}` : "something was sent"
}

it("each method of the API is called", () => {
  const ours = Object.values(methodCases).map(({ ours }) => ours)
  const tried = new Set(targets.map(({ name }) => name))
  assert.deepStrictEqual(
    ours.filter((name) => !tried.has(name)),
    []
  )
})

describe.each([
  ["with all checks", {}],
  ["without any check", false]
] as const)(
  "%s, a value of a wrong kind is refused at each place, and the place is named:",
  (_how, checks) => {
    for (const target of targets) {
      const { run, services } = makeRun(target, checks)
      it.effect(target.name, () =>
        Effect.gen(function* () {
          const wrong: Array<string> = []
          for (const path of pathsOf(target.args).slice(1)) {
            const [argument = ""] = path
            const fits = fitsOf(at(target.args, path))
            for (const { fits: right, value, what } of oddValues) {
              if (right === fits) continue
              const { exit, sent } = yield* run(replaced(target.args, path, value) as never)
              const refusal = refusalOf(exit, sent)
              const isId = path.length === 1 && String(argument).endsWith("Id")
              // a whole number is as good as its digits
              if (isId && (what === "a number" || what === "a bigint")) {
                if (!Exit.isSuccess(exit)) wrong.push(`${what} at ${argument}: ${refusal}`)
                continue
              }
              if (isId && (what === "half a number" || what === "NaN") && checks === false) continue
              if (isId && what === "Infinity" && checks === false) continue
              const named = path.length === 1 ? String(argument) : fieldOf(path)
              if (!refusal.startsWith(`${named} `)) {
                wrong.push(`${what} at ${path.join(".")}: ${refusal}`)
              }
              if (refusal.includes("secret")) wrong.push(`a secret: ${refusal}`)
            }
          }
          assert.deepStrictEqual(wrong, [])
        }).pipe(Effect.provide(services))
      )
    }
  }
)

describe("another form of the same input is sent as the plain one is:", () => {
  for (const target of targets) {
    const { run, services } = makeRun(target, {})
    it.effect(target.name, () =>
      Effect.gen(function* () {
        const plain = yield* run(target.args)
        assert.isNotEmpty(plain.sent)
        for (const [form, make] of Object.entries({ ...sameForms, ...sameMessages })) {
          const args = Object.fromEntries(
            Object.entries(target.args).map(([name, value]) => [name, make(value)])
          )
          const { exit, sent } = yield* run(args)
          if (Exit.isFailure(exit) && Exit.isSuccess(plain.exit)) failureOf(exit)
          assert.deepStrictEqual(sent, plain.sent, form)
        }
      }).pipe(Effect.provide(services))
    )
  }
})

const claimAsync = targets.find(({ name }) => name === "PartnerDevices.claimAsync")

describe("a list or a map that would not be sent as it is, is refused:", () => {
  const target = claimAsync ?? assert.fail("there is no such method")
  const { claims } = target.args["request"] as { readonly claims: ReadonlyArray<object> }
  const [claim = {}] = claims
  const { run, services } = makeRun(target, {})
  const withClaims = (claims: unknown) => ({ ...target.args, request: { claims } })
  const withEntries = (entries: unknown) => withClaims([{ ...claim, deviceMetadata: { entries } }])
  // oxlint-disable-next-line no-sparse-arrays
  const sparse = [claim, , claim]
  const rows: ReadonlyArray<readonly [what: string, args: unknown, refusal: string]> = [
    ["a hole", withClaims(sparse), "claims[1] is a hole in the list; give a list without holes"],
    [
      "a list of holes alone",
      withClaims(Object.assign([], { length: 4_000_000_000 })),
      "claims has 4000000000 devices; one request takes 100000 at most, so split it"
    ],
    [
      "an item that is undefined",
      withClaims([undefined]),
      "claims[0] is undefined; give an object"
    ],
    [
      "a property beside the items",
      withClaims(Object.assign([claim], { more: 1 })),
      'claims has the property "more" beside its items; give a plain list'
    ],
    ["a Set of claims", withClaims(new Set([claim])), "claims is a Set; give a list"],
    ["no claims", { ...target.args, request: {} }, "claims is missing"],
    [
      "entries as a Map",
      withEntries(new Map([["a", "b"]])),
      "claims[0].deviceMetadata.entries is a Map; give a plain object, such as Object.fromEntries makes"
    ],
    [
      "metadata as a Map",
      withClaims([{ ...claim, deviceMetadata: new Map([["a", "b"]]) }]),
      "claims[0].deviceMetadata is a Map; give a plain object, such as Object.fromEntries makes"
    ],
    [
      "metadata as a Date",
      withClaims([{ ...claim, deviceMetadata: new Date(0) }]),
      "claims[0].deviceMetadata is a Date; give an object with the field entries"
    ],
    [
      "a symbol as a key of the metadata",
      withEntries({ [Symbol("a")]: "b" }),
      "claims[0].deviceMetadata.entries has a symbol as a key; give strings as keys"
    ],
    [
      "a key of the metadata that is not enumerable",
      withEntries(Object.defineProperty({ b: 5n }, "a", { value: "b" })),
      'claims[0].deviceMetadata.entries.b is the bigint 5n; give a string: "5"'
    ],
    [
      "a key of the metadata that no field's name could hold",
      withEntries({ "a b\u200b": 1 }),
      String.raw`claims[0].deviceMetadata.entries["a b\u200b"] is the number 1; give a string: "1"`
    ],
    [
      "metadata that hold themselves",
      withEntries(oddValues.find(({ what }) => what.includes("holds itself"))?.value),
      "claims[0].deviceMetadata.entries.self is an object; give a string"
    ],
    [
      "a field in another case",
      withClaims([{ ...claim, configurationId: undefined, configuration_id: "5" }]),
      'claims[0].configurationId is given as "configuration_id"; write configurationId'
    ],
    [
      "a getter that throws",
      withClaims([
        Object.defineProperty({ ...claim }, "customerId", {
          get: () => {
            throw new RangeError("a secret")
          },
          enumerable: true
        })
      ]),
      "claims[0].customerId cannot be read: a getter or a proxy throws a RangeError; give a plain value"
    ],
    [
      "an IMEI as a number",
      withClaims([{ ...claim, deviceIdentifier: { imei: 356938030000013 } }]),
      'claims[0].deviceIdentifier.imei is the number 356938030000013; give a string: "356938030000013"'
    ],
    [
      "a secret of a wrong type",
      withClaims([{ ...claim, preProvisioningToken: 123456 }]),
      "claims[0].preProvisioningToken is of the type number; give a string"
    ],
    [
      "a quotaUser of more than 40 characters",
      { ...target.args, options: { quotaUser: "q".repeat(41) } },
      "quotaUser has 41 characters; give at most 40"
    ],
    [
      "an unknown format of errors",
      { ...target.args, options: { xgafv: "3" } },
      'xgafv is "3"; give "1" or "2"'
    ],
    [
      "a time as a Date",
      { ...target.args, options: { sendBefore: new Date(0) } },
      "sendBefore is a Date; give an object with wallMillis, a number, and monotonicNanos, a bigint"
    ],
    [
      "a function in place of an Effect",
      { ...target.args, options: { onPossiblyStarted: () => {} } },
      "onPossiblyStarted is a function; give an Effect"
    ]
  ]
  it.effect.each(rows)("%s", ([, args, refusal]) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(args as never)
      assert.strictEqual(refusalOf(exit, sent), refusal)
    }).pipe(Effect.provide(services))
  )

  it.effect("a getter that throws at any later read is named as well", () =>
    Effect.gen(function* () {
      let refused = 0
      for (let last = 1; last <= 8; last++) {
        let reads = 0
        const odd = Object.defineProperty({ ...claim }, "customerId", {
          get: () => {
            if (++reads > last) throw new RangeError("a secret")
            return Reflect.get(claim, "customerId") as unknown
          },
          enumerable: true
        })
        const { exit, sent } = yield* run(withClaims([odd]))
        if (Exit.isSuccess(exit)) continue
        refused++
        assert.match(
          refusalOf(exit, sent),
          / cannot be read: a getter or a proxy throws a RangeError/
        )
      }
      assert.isAbove(refused, 1)
    }).pipe(Effect.provide(services))
  )

  it.effect("a field that is not enumerable is sent", () =>
    Effect.gen(function* () {
      for (const field of ["customerId", "deviceIdentifier", "sectionType"] as const) {
        const value: unknown = Reflect.get(claim, field)
        const odd = Object.defineProperty({ ...claim }, field, { value, enumerable: false })
        const { sent } = yield* run(withClaims([odd]))
        assert.deepStrictEqual(sent[0]?.body, { claims: [claim] })
      }
    }).pipe(Effect.provide(services))
  )

  it.effect("but a key __proto__ of the metadata is sent", () =>
    Effect.gen(function* () {
      const entries: unknown = JSON.parse('{"__proto__":"a","constructor":"b"}')
      const { sent } = yield* run(withEntries(entries))
      const body = JSON.stringify(sent[0]?.body)
      assert.include(body, '"entries":{"__proto__":"a","constructor":"b"}')
    }).pipe(Effect.provide(services))
  )

  it.effect.each([
    ["null", null],
    ["a text", "off"],
    ["a Map", Symbol("off")]
  ])("checks that are %s are refused, too", ([, checks]) =>
    Effect.gen(function* () {
      const { run, services } = makeRun(target, checks as never)
      const { exit, sent } = yield* run(target.args).pipe(Effect.provide(services))
      assert.match(refusalOf(exit, sent), /^RequestChecks is .*; give an object such as/)
    })
  )
})

describe("DeviceIdentifier.validate", () => {
  it.each(oddValues)("says what $what is in place of an identifier", ({ fits, value }) => {
    const problems = DeviceIdentifier.validate(value as never)
    assert.isNotEmpty(problems)
    for (const { field, message } of problems) {
      assert.property(DeviceIdentifier.fields, field)
      if (fits !== "object") assert.match(message, /^is missing, since the identifier /)
    }
  })

  it.each(oddValues)("says what $what is in place of a text", ({ fits, value }) => {
    const [problem, ...others] = DeviceIdentifier.validate({
      imei: "490154203237518",
      imei2: value as never
    })
    assert.isEmpty(others)
    assert.strictEqual(problem?.field, "imei2")
    if (fits !== "text") assert.match(problem?.message ?? "", /give a /)
  })

  it("takes fields that are undefined for absent ones", () => {
    const identifier = { imei: "490154203237518", imei2: undefined }
    assert.deepStrictEqual(DeviceIdentifier.validate(identifier as never), [])
  })
})

it.each(oddValues.filter(({ what }) => !["a number", "a bigint"].includes(what)))(
  "CustomerId.from throws a RangeError for $what",
  ({ value }) => {
    assert.throws(() => CustomerId.from(value as never), RangeError)
  }
)

describe("an option of a wait that is of a wrong kind is refused, and nothing is sent:", () => {
  const http = fakeHttp(least)
  const services = Operations.layer.pipe(Layer.provide(clientOver(http, { retry: false })))
  const options = [
    ["options", (value: unknown) => value],
    ["schedule", (schedule: unknown) => ({ schedule })],
    ["timeout", (timeout: unknown) => ({ timeout })]
  ] as const
  type Wait = (operations: Operations["Service"], given: never) => Effect.Effect<unknown, unknown>
  const waits: Readonly<Record<string, Wait>> = {
    await: (operations, given) => operations.await("operations/x/9", given),
    watch: (operations, given) => Stream.runDrain(operations.watch("operations/x/9", given))
  }
  for (const [method, wait] of Object.entries(waits)) {
    for (const [field, make] of options) {
      it.effect(`${method}: ${field}`, () =>
        Effect.gen(function* () {
          const operations = yield* Operations
          let refused = 0
          for (const { value, what } of oddValues) {
            const before = http.sent.length
            const exit = yield* Effect.exit(
              Effect.suspend(() => wait(operations, make(value) as never))
            )
            // a bigint is a time in nanoseconds
            if (Exit.isSuccess(exit) || what === "a bigint") continue
            refused++
            const says = refusalOf(exit, http.sent.slice(before))
            assert.isTrue(says.startsWith(field), `${what}: ${says}`)
          }
          assert.isAbove(refused, oddValues.length / 3)
        }).pipe(Effect.provide(services))
      )
    }
  }
})
