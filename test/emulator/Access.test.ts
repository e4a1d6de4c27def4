import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Emulator } from "effect-zero-touch/Emulator"
import { TestClock } from "effect/testing"
import { get, memory, post, short } from "./support.ts"

const rpc = (name: string) => `type.googleapis.com/google.rpc.${name}`

describe("a token's scopes", () => {
  const scope = "https://www.googleapis.com/auth/androidwork"
  const auth = {
    tokens: [
      "all",
      { token: "reseller", scopes: [`${scope}provisioning`] },
      { token: "customer", scopes: [`${scope}zerotouchemm`] }
    ]
  }
  const paths = ["/v1/customers?pageSize=1", "/v1/partners/1/vendors", "/v1/operations/x"]

  it.effect("open the resellers' methods, the customers', or both", () =>
    Effect.gen(function* () {
      const statuses = (token: string) =>
        Effect.forEach(paths, (path) =>
          Effect.map(get(path, { authorization: `Bearer ${token}` }), (_) => _.status)
        )
      assert.deepStrictEqual(yield* statuses("all"), [200, 200, 404])
      assert.deepStrictEqual(yield* statuses("reseller"), [403, 200, 404])
      assert.deepStrictEqual(yield* statuses("customer"), [200, 403, 403])
      assert.deepStrictEqual(yield* statuses("none"), [401, 401, 401])
    }).pipe(Effect.provide(memory({ auth })))
  )

  it.effect("that do not suffice are named by the answer", () =>
    Effect.gen(function* () {
      const { headers, json } = yield* get("/v1/customers?pageSize=1&access_token=reseller")
      assert.strictEqual(
        headers["www-authenticate"],
        'Bearer realm="https://accounts.google.com/", error="insufficient_scope", ' +
          `scope="${scope}zerotouchemm"`
      )
      assert.strictEqual(json.error.status, "PERMISSION_DENIED")
      assert.deepInclude(json.error.details[0], {
        "@type": rpc("ErrorInfo"),
        reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        domain: "googleapis.com"
      })
    }).pipe(Effect.provide(memory({ auth })))
  )
})

describe("the quota", () => {
  const path = "/v1/partners/1/vendors"
  const quota = { limit: 2, window: "10 seconds" } as const

  it.effect("refuses what is too much, says when to come back, and means it", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* get(path)).status, 200)
      yield* TestClock.adjust("1500 millis")
      assert.strictEqual((yield* get(path)).status, 200)
      const { headers, json, status } = yield* get(path)
      assert.strictEqual(status, 429)
      assert.strictEqual(json.error.status, "RESOURCE_EXHAUSTED")
      assert.strictEqual(headers["retry-after"], "9")
      const [info, failure, retry] = json.error.details
      assert.deepInclude(info, { "@type": rpc("ErrorInfo"), reason: "RATE_LIMIT_EXCEEDED" })
      assert.strictEqual(failure["@type"], rpc("QuotaFailure"))
      assert.deepInclude(failure.violations[0], { subject: "user", quotaValue: "2" })
      assert.deepStrictEqual(retry, { "@type": rpc("RetryInfo"), retryDelay: "8.5s" })

      yield* TestClock.adjust("8499 millis")
      assert.strictEqual((yield* get(path)).status, 429)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* get(path)).status, 200)
    }).pipe(Effect.provide(memory({ quota })))
  )

  it.effect("is each caller's own: by quotaUser, its header, or the token", () =>
    Effect.gen(function* () {
      const callers: ReadonlyArray<readonly [string, Record<string, string>]> = [
        ["", {}],
        ["?quotaUser=a", {}],
        ["", { "x-goog-quota-user": "b" }],
        ["", { authorization: "Bearer t" }]
      ]
      for (const expected of [200, 200, 429]) {
        for (const [query, headers] of callers) {
          assert.strictEqual((yield* get(`${path}${query}`, headers)).status, expected)
        }
      }
    }).pipe(Effect.provide(memory({ quota })))
  )

  it.effect("is 1,000 in 100 seconds, where nothing else is said, and nothing where none is", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const request = { method: "GET", headers: {}, body: new Uint8Array() }
      const ask = Effect.map(
        emulator.handle({ ...request, target: "/v1/operations/x" }),
        (reply) => reply._tag === "Response" && reply.status
      )
      for (let n = 0; n < 1000; n += 1) assert.strictEqual(yield* ask, 404)
      assert.strictEqual(yield* ask, 429)
      yield* TestClock.adjust("100 seconds")
      assert.strictEqual(yield* ask, 404)
      yield* emulator.setQuota({ limit: 0 })
      assert.strictEqual(yield* ask, 429)
      yield* emulator.setQuota("none")
      assert.strictEqual(yield* ask, 404)
    }).pipe(Effect.provide(memory({ quota: {} })))
  )

  it.effect("counts no request that does not reach the API", () =>
    Effect.gen(function* () {
      for (let n = 0; n < 5; n += 1) {
        assert.strictEqual((yield* get("/nothing")).status, 404)
        assert.strictEqual((yield* get(path)).status, 401)
      }
      assert.strictEqual((yield* get(`${path}?access_token=t`)).status, 200)
    }).pipe(Effect.provide(memory({ quota, auth: { tokens: ["t"] } })))
  )
})

describe("the terms of service", () => {
  const detail = {
    "@type": "type.googleapis.com/google.android.device.provisioning.v1.TosError",
    latestTosAccepted: false
  }
  const version2 = { "x-goog-api-format-version": "2" }

  it.effect("that were not accepted forbid everything, and say so to newer clients", () =>
    Effect.gen(function* () {
      const refused = yield* get("/v1/partners/1/vendors", version2)
      assert.strictEqual(short(refused), "403 PERMISSION_DENIED")
      assert.deepStrictEqual(refused.json.error.details, [detail])
      const older = yield* get("/v1/customers?pageSize=1")
      assert.strictEqual(older.status, 403)
      assert.notProperty(older.json.error, "details")
      const claims = yield* post("/v1/partners/1/devices:claimAsync", { claims: [{}] }, version2)
      assert.deepStrictEqual(claims.json.error.details, [detail])
      const emulator = yield* Emulator
      assert.deepStrictEqual((yield* emulator.snapshot)["operations"], [])
      assert.strictEqual((yield* get("/v1/operations/x")).status, 404)
    }).pipe(Effect.provide(memory({ terms: "notAccepted" })))
  )

  it.effect("are each customer's own, and can be accepted", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const ask = (id: string) => get(`/v1/customers/${id}/devices`, version2)
      assert.strictEqual((yield* ask("5")).status, 200)
      // However its id is written.
      for (const id of ["6", "06", "%36"]) {
        assert.deepStrictEqual((yield* ask(id)).json.error.details, [detail], id)
      }
      const { json } = yield* get("/v1/partners/1/customers")
      assert.deepStrictEqual(
        json.customers.map((_: { termsStatus: string }) => _.termsStatus),
        ["TERMS_STATUS_ACCEPTED", "TERMS_STATUS_STALE", "TERMS_STATUS_NOT_ACCEPTED"]
      )
      yield* emulator.seed({ customers: [{ customerId: "6", terms: "accepted" }] })
      assert.strictEqual((yield* ask("6")).status, 200)
    }).pipe(
      Effect.provide(
        memory({
          seed: {
            customers: [
              "5",
              { customerId: "6", terms: "stale" },
              { customerId: "7", terms: "notAccepted" }
            ]
          }
        })
      )
    )
  )
})
