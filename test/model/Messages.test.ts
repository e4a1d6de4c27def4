import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import {
  Company,
  Configuration,
  Device,
  Dpc,
  FindDevicesByOwnerResponse,
  GetDeviceSimLockStateResponse,
  ProtoJson
} from "effect-zero-touch"
import { onTheWire } from "../support/onTheWire.ts"
import { schemas } from "../support/schemas.ts"

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

// of these no values can be made up; they have tests of their own
const { Operation: _operation, Status: _status, ...structs } = schemas

describe("whatever a message holds is read as it was written:", () => {
  for (const [name, schema] of Object.entries(structs)) {
    const read = ProtoJson.decoder(schema)
    const write = Schema.encodeUnknownEffect(schema)
    it.effect.prop(
      `${name}`,
      [Schema.toType(schema)],
      ([value]) =>
        Effect.gen(function* () {
          const wire = onTheWire(yield* write(value))
          const again = throughJson(yield* write(Result.getOrThrow(read(wire))))
          assert.deepStrictEqual(again, wire)
        }),
      { arbitrary: { runs: 20 } }
    )
  }
})

describe("a message", () => {
  const device = {
    name: "partners/1/devices/3",
    deviceId: "3",
    deviceIdentifier: { imei: "1", deviceType: "DEVICE_TYPE_WATCH" },
    claims: [{ sectionType: "SECTION_TYPE_NEW", ownerCompanyId: "9007199254740993" }]
  }
  const read = ProtoJson.decoder(Device)

  it("keeps enum values that are newer than this package, and large ids", () => {
    const value = Result.getOrThrow(read(device))
    assert.deepStrictEqual<unknown>(value, device)
    assert.deepStrictEqual<unknown>(
      Result.getOrThrow(Schema.encodeUnknownResult(Device)(value)),
      device
    )
  })

  it("is not disturbed by fields that are newer, by nulls and by the odd forms of numbers", () => {
    const odd = {
      ...device,
      deviceId: 3,
      configuration: null,
      deviceMetadata: { entries: null, more: 1 },
      claims: [{ ...device.claims[0], resellerId: 12, future: {} }],
      future: [1]
    }
    assert.deepStrictEqual<unknown>(Result.getOrThrow(read(odd)), {
      ...device,
      deviceMetadata: {},
      claims: [{ ...device.claims[0], resellerId: "12" }]
    })
    assert.deepStrictEqual<unknown>(
      Result.getOrThrow(ProtoJson.decoder(FindDevicesByOwnerResponse)({ totalSize: "7" })),
      { totalSize: 7 }
    )
  })

  for (const [name, schema] of Object.entries({
    Company,
    Configuration,
    Device,
    Dpc,
    GetDeviceSimLockStateResponse
  })) {
    it(`may lack every field: ${name}`, () => {
      assert.deepStrictEqual<unknown>(Result.getOrThrow(ProtoJson.decoder(schema)({})), {})
    })
  }

  it("is no list and no text", () => {
    for (const json of [[], "x", 1, null, true]) assert.isTrue(Result.isFailure(read(json)))
  })
})
