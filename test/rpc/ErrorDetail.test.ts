import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type ErrorDetail, ProtoJson, Status } from "effect-zero-touch"

const decodeResult = ProtoJson.decoder(Status)
const decode = (json: unknown): Status => Result.getOrThrow(decodeResult(json))
const encode = Schema.encodeSync(Status)

interface DetailJson extends Readonly<Record<string, unknown>> {
  readonly "@type": string
}

const rpc = "type.googleapis.com/google.rpc."
const own = "type.googleapis.com/google.android.device.provisioning.v1."

const details: ReadonlyArray<readonly [json: DetailJson, ErrorDetail]> = [
  [
    {
      "@type": `${rpc}ErrorInfo`,
      reason: "SERVICE_DISABLED",
      domain: "googleapis.com",
      metadata: { service: "androiddeviceprovisioning.googleapis.com", consumer: "projects/1" }
    },
    {
      _tag: "ErrorInfo",
      reason: "SERVICE_DISABLED",
      domain: "googleapis.com",
      metadata: { service: "androiddeviceprovisioning.googleapis.com", consumer: "projects/1" }
    }
  ],
  [
    { "@type": `${rpc}RetryInfo`, retryDelay: "53.016342224s" },
    { _tag: "RetryInfo", retryDelay: Duration.nanos(53_016_342_224n) }
  ],
  [
    { "@type": `${rpc}DebugInfo`, stackEntries: ["at a", "at b"], detail: "it broke" },
    { _tag: "DebugInfo", stackEntries: ["at a", "at b"], detail: "it broke" }
  ],
  [
    {
      "@type": `${rpc}QuotaFailure`,
      violations: [
        {
          subject: "user:1",
          description: "too many",
          apiService: "androiddeviceprovisioning.googleapis.com",
          quotaMetric: "example/queries",
          quotaId: "QueriesPer100SecondsPerUser",
          quotaDimensions: { region: "eu" },
          quotaValue: "1000",
          futureQuotaValue: "9223372036854775807"
        },
        {}
      ]
    },
    {
      _tag: "QuotaFailure",
      violations: [
        {
          subject: "user:1",
          description: "too many",
          apiService: "androiddeviceprovisioning.googleapis.com",
          quotaMetric: "example/queries",
          quotaId: "QueriesPer100SecondsPerUser",
          quotaDimensions: { region: "eu" },
          quotaValue: "1000",
          futureQuotaValue: "9223372036854775807"
        },
        {}
      ]
    }
  ],
  [
    {
      "@type": `${rpc}PreconditionFailure`,
      violations: [{ type: "TOS", subject: "customers/1", description: "not accepted" }]
    },
    {
      _tag: "PreconditionFailure",
      violations: [{ type: "TOS", subject: "customers/1", description: "not accepted" }]
    }
  ],
  [
    {
      "@type": `${rpc}BadRequest`,
      fieldViolations: [
        {
          field: "claims[0].deviceIdentifier",
          description: "no IMEI",
          reason: "REQUIRED",
          localizedMessage: { locale: "de", message: "IMEI fehlt" }
        }
      ]
    },
    {
      _tag: "BadRequest",
      fieldViolations: [
        {
          field: "claims[0].deviceIdentifier",
          description: "no IMEI",
          reason: "REQUIRED",
          localizedMessage: { locale: "de", message: "IMEI fehlt" }
        }
      ]
    }
  ],
  [
    { "@type": `${rpc}RequestInfo`, requestId: "r-1", servingData: "s" },
    { _tag: "RequestInfo", requestId: "r-1", servingData: "s" }
  ],
  [
    {
      "@type": `${rpc}ResourceInfo`,
      resourceType: "device",
      resourceName: "partners/1/devices/2",
      owner: "customers/3",
      description: "claimed"
    },
    {
      _tag: "ResourceInfo",
      resourceType: "device",
      resourceName: "partners/1/devices/2",
      owner: "customers/3",
      description: "claimed"
    }
  ],
  [
    { "@type": `${rpc}Help`, links: [{ description: "read", url: "https://example.com/" }] },
    { _tag: "Help", links: [{ description: "read", url: "https://example.com/" }] }
  ],
  [
    { "@type": `${rpc}LocalizedMessage`, locale: "fr-CH", message: "non" },
    { _tag: "LocalizedMessage", locale: "fr-CH", message: "non" }
  ],
  [
    { "@type": `${own}TosError`, latestTosAccepted: false },
    { _tag: "TosError", latestTosAccepted: false }
  ],
  [
    { "@type": `${own}CustomError`, code: "DEVICE_ALREADY_EXISTS", message: "it is there" },
    { _tag: "CustomError", code: "DEVICE_ALREADY_EXISTS", message: "it is there" }
  ]
]

describe("the details of a status", () => {
  it("are of twelve known kinds", () => {
    assert.strictEqual(new Set(details.map(([, { _tag }]) => _tag)).size, 12)
  })

  for (const [json, detail] of details) {
    it(`${detail._tag}: every field is typed, and encoded as it came`, () => {
      const status = decode({ details: [json] })
      assert.deepStrictEqual(status.details, [detail])
      assert.deepStrictEqual(encode(status), { details: [json] })
    })

    it(`${detail._tag}: every field may be absent or null`, () => {
      const bare = { "@type": json["@type"] }
      const nulls = Object.fromEntries(
        Object.keys(json).map((key) => [key, key === "@type" ? json["@type"] : null])
      )
      const { _tag } = detail
      assert.deepStrictEqual<unknown>(decode({ details: [bare, nulls] }).details, [
        { _tag },
        { _tag }
      ])
    })

    it(`${detail._tag}: when it is malformed it keeps its JSON, and hides no other`, () => {
      const malformed = Object.fromEntries(
        Object.keys(json).map((key) => [key, key === "@type" ? json["@type"] : { not: "this" }])
      )
      const whole = decode({ code: 7, message: "no", details: [malformed, json] })
      assert.deepStrictEqual(whole, {
        code: 7,
        message: "no",
        details: [{ _tag: "UnknownAny", typeUrl: json["@type"], raw: malformed }, detail]
      })
      assert.deepStrictEqual(encode(whole).details, [malformed, json])
    })
  }

  it("take int64 as numbers and unknown names of enums", () => {
    assert.deepStrictEqual(
      decode({
        details: [
          { "@type": `${rpc}QuotaFailure`, violations: [{ quotaValue: 1000 }] },
          { "@type": `${own}CustomError`, code: "BRAND_NEW" },
          { "@type": `${own}CustomError`, code: 9 }
        ]
      }).details,
      [
        { _tag: "QuotaFailure", violations: [{ quotaValue: "1000" }] },
        { _tag: "CustomError", code: "BRAND_NEW" },
        { _tag: "CustomError", code: "9" }
      ]
    )
  })

  it.each<[title: string, json: unknown, expected: ReadonlyArray<ErrorDetail>]>([
    ["nothing", undefined, []],
    ["null", null, []],
    ["an empty list", [], []],
    ["a text", "oops", [{ _tag: "UnknownAny", raw: "oops" }]],
    ["a number", 5, [{ _tag: "UnknownAny", raw: 5 }]],
    [
      "one detail that stands alone",
      { "@type": `${rpc}RequestInfo`, requestId: "r" },
      [{ _tag: "RequestInfo", requestId: "r" }]
    ],
    [
      "a list with rubbish in it",
      [null, "x", [], { "@type": `${rpc}RequestInfo`, requestId: "r" }],
      [
        { _tag: "UnknownAny", raw: "x" },
        { _tag: "UnknownAny", raw: [] },
        { _tag: "RequestInfo", requestId: "r" }
      ]
    ]
  ])("are read whatever they are: %s", (_title, json, expected) => {
    assert.deepStrictEqual(decode(json === undefined ? {} : { details: json }).details, expected)
  })

  it.effect.prop(
    "of unknown types come back as they were",
    [Schema.Array(Schema.Json.check(Schema.makeFilter((json) => json !== null)))],
    ([list]) =>
      Effect.sync(() => {
        const status = decode({ code: 3, details: list })
        assert.lengthOf(status.details, list.length)
        assert.deepStrictEqual(encode(status), {
          code: 3,
          ...(list.length === 0 ? {} : { details: list })
        })
      })
  )

  it.effect.prop(
    "ErrorInfo comes back as it was, whatever its texts",
    [Schema.String, Schema.String, Schema.Record(Schema.String, Schema.String)],
    ([reason, domain, metadata]) =>
      Effect.sync(() => {
        const status = Status.of({ details: [{ _tag: "ErrorInfo", reason, domain, metadata }] })
        assert.deepStrictEqual(decode(encode(status)), status)
      })
  )
})

describe("details with the original names of their fields", () => {
  it.each<[json: DetailJson, ErrorDetail]>([
    [
      { "@type": `${rpc}RetryInfo`, retry_delay: "2.5s" },
      { _tag: "RetryInfo", retryDelay: Duration.millis(2500) }
    ],
    [
      {
        "@type": `${rpc}BadRequest`,
        field_violations: [{ field: "a", localized_message: { locale: "en", message: "b" } }]
      },
      {
        _tag: "BadRequest",
        fieldViolations: [{ field: "a", localizedMessage: { locale: "en", message: "b" } }]
      }
    ],
    [
      {
        "@type": `${rpc}QuotaFailure`,
        violations: [{ quota_value: 1000, quota_dimensions: { the_region: "eu" } }]
      },
      {
        _tag: "QuotaFailure",
        violations: [{ quotaValue: "1000", quotaDimensions: { the_region: "eu" } }]
      }
    ],
    [
      { "@type": `${own}TosError`, latest_tos_accepted: true },
      { _tag: "TosError", latestTosAccepted: true }
    ]
  ])("%j", (json, detail) => {
    const { details } = decode({ details: [json] })
    assert.strictEqual(details[0]?._tag, detail._tag)
    assert.deepStrictEqual(encode(Status.of({ details })), encode(Status.of({ details: [detail] })))
  })
})
