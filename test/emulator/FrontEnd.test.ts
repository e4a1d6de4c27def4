import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import { Emulator, Reply } from "effect-zero-touch/Emulator"
import { TestClock } from "effect/testing"
import { claim, claimAsync, get, imei, memory, post, send, transports } from "./support.ts"

const claimPath = "/v1/partners/1/devices:claimAsync"

const operation = {
  name: "operations/x",
  metadata: { "@type": "m", progress: 5, devicesCount: 2 },
  done: true,
  response: { list: [{ a: 1, b: { c: 2, d: 3 } }, { a: 4 }], n: 1 }
}

for (const { transport, provide } of transports) {
  describe(`what no method has is a page of HTML, ${transport}`, () => {
    const cases: ReadonlyArray<readonly ["GET" | "POST" | "PUT" | "DELETE", string]> = [
      ["GET", "/"],
      ["GET", "/v1/operations"],
      ["GET", "/v2/operations/x"],
      ["GET", "/prefix/v1/operations/x"],
      ["POST", "/v1/operations/x"],
      ["DELETE", "/v1/operations/x"],
      ["GET", claimPath],
      ["PUT", claimPath],
      ["POST", "/v1/partners/1/devices:claimasync"],
      ["POST", "/v1/partners/1/devices:claimAsync/"],
      ["POST", "/v1/partners//devices:claimAsync"],
      ["POST", "/v1/partners/1/2/devices:claimAsync"],
      ["PUT", "/v1/customers/1/configurations/1"],
      ["DELETE", "/v1/customers/1/devices/1"],
      ["GET", "/v1/partners/1/devices"],
      ["POST", "/v1/partners/1/devices/1"],
      ["GET", "/emulator/state"]
    ]
    for (const [verb, path] of cases) {
      it.effect(`${verb} ${path}`, () =>
        Effect.gen(function* () {
          const url = `https://androiddeviceprovisioning.googleapis.com${path}`
          const reply = yield* send(HttpClientRequest.make(verb)(url))
          assert.strictEqual(reply.status, 404)
          assert.strictEqual(reply.headers["content-type"], "text/html; charset=UTF-8")
          assert.match(reply.text, /^<!DOCTYPE html>/)
        }).pipe(Effect.provide(provide()))
      )
    }
  })
}

describe("names of operations", () => {
  for (const name of ["operations/x", "operations/a/b/c", "operations/", "operations/a%2Fb:c"]) {
    it.effect(`${name} is looked for, and not found`, () =>
      Effect.gen(function* () {
        const { status, json } = yield* get(`/v1/${name}`)
        assert.strictEqual(status, 404)
        const message = `Operation not found: ${decodeURIComponent(name)}`
        assert.deepStrictEqual(json, {
          error: {
            code: 404,
            message,
            status: "NOT_FOUND",
            details: [
              {
                "@type": "type.googleapis.com/google.android.device.provisioning.v1.CustomError",
                code: "INVALID_OPERATION_ID",
                message
              }
            ]
          }
        })
      }).pipe(Effect.provide(memory()))
    )
  }

  it.effect("with a broken percent-encoding are refused", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* get("/v1/operations/%zz")).status, 400)
    }).pipe(Effect.provide(memory()))
  )
})

describe("the query", () => {
  const script = Effect.gen(function* () {
    const emulator = yield* Emulator
    // The service's own answer is needed here, since replies of a script stay as they are.
    const { json } = yield* claimAsync(claim(1), claim(2))
    yield* TestClock.adjust("10 seconds")
    yield* emulator.script("operations/x", [{ reply: Reply.Json(200, operation) }])
    return json.name as string
  })

  it.effect("fields chooses a part, nested, in lists, with braces, slashes and stars", () =>
    Effect.gen(function* () {
      const name = yield* script
      const select = (fields: string) =>
        Effect.map(get(`/v1/${name}?fields=${fields}`), (_) => _.json)
      assert.deepStrictEqual(yield* select("name,done"), { name, done: true })
      assert.deepStrictEqual(yield* select("metadata/progress,metadata(devicesCount),error"), {
        metadata: { devicesCount: 2, progress: 100 }
      })
      assert.deepStrictEqual(
        yield* select("response(successCount,perDeviceStatus/claim/deviceIdentifier/imei)"),
        {
          response: {
            successCount: 2,
            perDeviceStatus: [1, 2].map((n) => ({ claim: { deviceIdentifier: { imei: imei(n) } } }))
          }
        }
      )
      assert.deepStrictEqual(yield* select("*/progress"), {
        metadata: { progress: 100 },
        name,
        done: true,
        response: {}
      })
      assert.sameMembers(Object.keys(yield* select("*")), ["name", "done", "metadata", "response"])
      assert.isTrue((yield* select("response/perDeviceStatus,response")).response.successCount > 0)
    }).pipe(Effect.provide(memory()))
  )

  for (const fields of ["nonsense", "name,", "name(", "name)", "name/", "a b", "done((x))", ",,"]) {
    it.effect(`fields=${fields} is refused`, () =>
      Effect.gen(function* () {
        const { status, json } = yield* get(`/v1/operations/x?fields=${encodeURIComponent(fields)}`)
        assert.strictEqual(status, 400)
        assert.strictEqual(json.error.status, "INVALID_ARGUMENT")
        assert.match(json.error.message, /^Invalid field selection /)
      }).pipe(Effect.provide(memory()))
    )
  }

  it.effect("$.xgafv chooses the format of errors", () =>
    Effect.gen(function* () {
      const legacy = (query: string) =>
        Effect.map(get(`/v1/operations/x${query}`), (_) => _.json.error.errors)
      assert.deepStrictEqual(yield* legacy("?$.xgafv=1"), [
        {
          message: "Operation not found: operations/x",
          domain: "global",
          reason: "notFound"
        }
      ])
      assert.isUndefined(yield* legacy("?$.xgafv=2"))
      assert.isUndefined(yield* legacy(""))
      const other = Effect.provide(legacy(""), memory({ errorFormat: "1" }))
      assert.isArray(yield* other)
    }).pipe(Effect.provide(memory()))
  )

  it.effect("prettyPrint=false makes one line", () =>
    Effect.gen(function* () {
      const name = yield* script
      assert.include((yield* get(`/v1/${name}`)).text, '\n  "name": ')
      const { text } = yield* get(`/v1/${name}?prettyPrint=false&alt=json&quotaUser=me&key=k`)
      assert.notInclude(text, "\n")
    }).pipe(Effect.provide(memory()))
  )

  for (const query of ["$.xgafv=3", "alt=proto", "alt=media", "prettyPrint=maybe", "wrong=1"]) {
    it.effect(`${query} is refused`, () =>
      Effect.gen(function* () {
        const { status, json } = yield* get(`/v1/operations/x?${query}`)
        assert.strictEqual(status, 400)
        assert.strictEqual(json.error.status, "INVALID_ARGUMENT")
        assert.strictEqual(
          json.error.details[0]["@type"],
          "type.googleapis.com/google.rpc.BadRequest"
        )
      }).pipe(Effect.provide(memory()))
    )
  }
})

describe("a body", () => {
  const refused: ReadonlyArray<readonly [string, unknown, string, string]> = [
    ["that is no JSON", "{", "", "Expected a value"],
    ["that is a list", [], "", "Root element must be a message"],
    ["without its list", {}, "claims", "required"],
    ["that is empty", "", "claims", "required"],
    ["with an empty list", { claims: [] }, "claims", "required"],
    ["whose list is none", { claims: {} }, "claims", "Invalid value at 'claims'"],
    ["with null in its list", { claims: [null] }, "claims[0]", "Invalid value"],
    ["with an unknown name", { claims: [claim(1)], x: 1 }, "", 'Unknown name "x": Cannot find'],
    [
      "with an unknown name inside",
      { claims: [claim(1), { imie: "1" }] },
      "claims[1]",
      `Unknown name "imie" at 'claims[1]': Cannot find field.`
    ],
    [
      "with a number for a text",
      { claims: [{ deviceIdentifier: { imei: 1 } }] },
      "claims[0].device_identifier.imei",
      "(TYPE_STRING), 1"
    ],
    [
      "with an id that is no int64",
      { claims: [claim(1, { customerId: "9223372036854775808" })] },
      "claims[0].customer_id",
      "(TYPE_INT64)"
    ],
    [
      "with an unknown section type",
      { claims: [claim(1, { sectionType: "SECTION_TYPE_X" })] },
      "claims[0].section_type",
      "DeviceProvisioningSectionType"
    ],
    [
      "with metadata that is no text",
      { claims: [claim(1, { deviceMetadata: { entries: { a: 1 } } })] },
      "claims[0].device_metadata.entries[a]",
      "(TYPE_STRING)"
    ],
    ["that sets a prototype", '{"claims":[{"__proto__":{}}]}', "claims[0]", '"__proto__"']
  ]
  for (const [what, body, field, message] of refused) {
    it.effect(`${what} is refused, and says where`, () =>
      Effect.gen(function* () {
        const { status, json } = yield* post(claimPath, body)
        assert.strictEqual(status, 400)
        assert.strictEqual(json.error.status, "INVALID_ARGUMENT")
        assert.include(json.error.message, message)
        const [detail] = json.error.details
        assert.strictEqual(detail["@type"], "type.googleapis.com/google.rpc.BadRequest")
        assert.strictEqual(detail.fieldViolations[0].field ?? "", field)
        const emulator = yield* Emulator
        assert.deepStrictEqual((yield* emulator.snapshot)["operations"], [])
      }).pipe(Effect.provide(memory()))
    )
  }

  it.effect("with several faults lists them all", () =>
    Effect.gen(function* () {
      const { json } = yield* post(claimPath, { claims: [{ a: 1, customerId: [] }, 7] })
      assert.deepStrictEqual(
        json.error.details[0].fieldViolations.map((_: { field: string }) => _.field),
        ["claims[0]", "claims[0].customer_id", "claims[1]"]
      )
    }).pipe(Effect.provide(memory()))
  )

  it.effect("for a reseller whose id is no number is refused", () =>
    Effect.gen(function* () {
      const { status, json } = yield* post("/v1/partners/me/devices:claimAsync", {
        claims: [claim(1)]
      })
      assert.strictEqual(status, 400)
      assert.strictEqual(json.error.details[0].fieldViolations[0].field, "partner_id")
    }).pipe(Effect.provide(memory()))
  )
})

describe("authentication", () => {
  it.effect("tells no token from a bad one, and a token can expire", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const ask = (headers: Record<string, string>, query = "") =>
        get(`/v1/operations/x${query}`, headers)

      const missing = yield* ask({})
      assert.strictEqual(missing.status, 401)
      assert.strictEqual(missing.json.error.status, "UNAUTHENTICATED")
      assert.deepInclude(missing.json.error.details[0], {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: "CREDENTIALS_MISSING"
      })
      const realm = 'Bearer realm="https://accounts.google.com/"'
      assert.strictEqual(missing.headers["www-authenticate"], realm)

      const bad = yield* ask({ authorization: "Bearer other" })
      assert.strictEqual(bad.status, 401)
      assert.strictEqual(bad.headers["www-authenticate"], `${realm}, error="invalid_token"`)
      assert.notProperty(bad.json.error, "details")

      assert.strictEqual((yield* ask({ authorization: "Bearer good" })).status, 404)
      assert.strictEqual((yield* ask({}, "?access_token=good")).status, 404)
      yield* emulator.setAuth({ tokens: ["newer"] })
      assert.strictEqual((yield* ask({ authorization: "Bearer good" })).status, 401)
      yield* emulator.setAuth("none")
      assert.strictEqual((yield* ask({})).status, 404)
    }).pipe(Effect.provide(memory({ auth: { tokens: ["good"] } })))
  )

  it.effect("comes after the front end: an unknown path needs none", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        (yield* get("/v1/nothing")).headers["content-type"]?.slice(0, 9),
        "text/html"
      )
    }).pipe(Effect.provide(memory({ auth: { tokens: [] } })))
  )
})

describe("the log of requests", () => {
  for (const { transport, provide } of transports) {
    it.effect(`has them as they were sent, ${transport}`, () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* TestClock.adjust("3 seconds")
        yield* get("/v1/operations/a%20b/c?fields=done,name&quotaUser=%C3%A9", { "x-mine": "1" })
        yield* claimAsync(claim(1))
        yield* post(claimPath, "{")
        const [first, second, third] = yield* emulator.requests
        assert.strictEqual(first?.method, "GET")
        assert.strictEqual(first?.path, "/v1/operations/a%20b/c")
        assert.strictEqual(first?.query.get("fields"), "done,name")
        assert.strictEqual(first?.query.get("quotaUser"), "é")
        assert.strictEqual(first?.headers["x-mine"], "1")
        assert.notProperty(first?.headers, "x-emulator-request")
        assert.strictEqual(first?.time, 3000)
        assert.strictEqual(first?.text, "")
        assert.deepStrictEqual(second?.json, { claims: [claim(1)] })
        assert.strictEqual(third?.text, "{")
        assert.isUndefined(third?.json)
        yield* emulator.clearRequests
        assert.deepStrictEqual(yield* emulator.requests, [])
      }).pipe(Effect.provide(provide()))
    )
  }

  it.effect("keeps the last ten thousand", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const request = { method: "GET", headers: {}, body: new Uint8Array() }
      for (let n = 0; n < 11_100; n += 1) yield* emulator.handle({ ...request, target: `/${n}` })
      const requests = yield* emulator.requests
      assert.lengthOf(requests, 10_000)
      assert.strictEqual(requests.at(-1)?.path, "/11099")
      assert.strictEqual(requests[0]?.path, "/1100")
    }).pipe(Effect.provide(memory()))
  )
})
