import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { CustomerId, DeviceId, PartnerDevices, PartnerId } from "effect-zero-touch"
import { type Answer, json } from "../support/fakeHttp.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import { onTheWire, runServices } from "../support/services.ts"

const partnerId = PartnerId.from(1)
const deviceId = DeviceId.from(3)

const run = <A, E>(
  answer: Answer,
  use: (devices: PartnerDevices["Service"]) => Effect.Effect<A, E>
) => runServices([answer], Effect.flatMap(PartnerDevices, use))

describe("one device", () => {
  it.effect("is read with its claims and its metadata", () =>
    Effect.gen(function* () {
      const device = {
        name: "partners/1/devices/3",
        deviceId: "3",
        deviceIdentifier: { imei: "490154203237518", deviceType: "DEVICE_TYPE_ANDROID" },
        deviceMetadata: { entries: { ordernumber: "A-1" } },
        claims: [
          {
            sectionType: "SECTION_TYPE_ZERO_TOUCH",
            ownerCompanyId: "2",
            resellerId: "1",
            additionalService: "DEVICE_PROTECTION",
            vacationModeStartTime: "2027-01-01T00:00:00Z",
            vacationModeExpireTime: "2027-01-31T00:00:00Z"
          }
        ]
      }
      const { exit } = yield* run(json(device), (devices) => devices.get(partnerId, deviceId))
      assert.deepStrictEqual<unknown>(successOf(exit), device)
    })
  )

  it.effect("is read in part", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(json({ deviceId: "3" }), (devices) =>
        devices.get(partnerId, deviceId, { fields: "deviceId", quotaUser: "q", xgafv: "2" })
      )
      assert.deepStrictEqual<unknown>(successOf(exit), { deviceId: "3" })
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).query),
        [{ fields: "deviceId", quotaUser: "q", "$.xgafv": "2" }]
      )
    })
  )

  it.effect("is claimed, with all that a claim may say", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(
        json({ deviceId: "3", deviceName: "partners/1/devices/3" }),
        (devices) =>
          devices.claim(partnerId, {
            deviceIdentifier: {
              deviceType: "DEVICE_TYPE_CHROME_OS",
              serialNumber: "S",
              model: "M",
              chromeOsAttestedDeviceId: "A"
            },
            sectionType: "SECTION_TYPE_ZERO_TOUCH",
            googleWorkspaceCustomerId: "C1",
            preProvisioningToken: "token",
            deviceMetadata: { entries: { phonenumber: "" } }
          })
      )
      assert.deepStrictEqual<unknown>(successOf(exit), {
        deviceId: "3",
        deviceName: "partners/1/devices/3"
      })
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).body),
        [
          {
            deviceIdentifier: {
              deviceType: "DEVICE_TYPE_CHROME_OS",
              serialNumber: "S",
              model: "M",
              chromeOsAttestedDeviceId: "A"
            },
            sectionType: "SECTION_TYPE_ZERO_TOUCH",
            googleWorkspaceCustomerId: "C1",
            preProvisioningToken: "token",
            deviceMetadata: { entries: { phonenumber: "" } }
          }
        ]
      )
    })
  )

  it.effect("is released, and nothing comes back", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(json({}), (devices) =>
        devices.unclaim(partnerId, {
          deviceIdentifier: { meid: "AF0123450ABCDE" },
          sectionType: "SECTION_TYPE_SIM_LOCK",
          vacationModeDays: 3
        })
      )
      assert.isUndefined(successOf(exit))
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).body),
        [
          {
            deviceIdentifier: { meid: "AF0123450ABCDE" },
            sectionType: "SECTION_TYPE_SIM_LOCK",
            vacationModeDays: 3
          }
        ]
      )
    })
  )

  it.effect("is not released by an empty answer, which may come from anything on the way", () =>
    Effect.gen(function* () {
      for (const answer of [{ status: 204 }, { body: "" }, json(null)]) {
        const { exit, sent } = yield* run(answer, (devices) =>
          devices.unclaim(partnerId, { deviceId, sectionType: "SECTION_TYPE_ZERO_TOUCH" })
        )
        const error = failureOf(exit)
        assert.strictEqual(error._tag === "TransportError" && error.reason._tag, "InvalidResponse")
        assert.isFalse(error.isTransient)
        assert.lengthOf(sent, 1)
      }
    })
  )

  it.effect("has its metadata updated, of which an empty value is sent as such", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(json({ entries: { a: "b" } }), (devices) =>
        devices.metadata(partnerId, deviceId, { deviceMetadata: { entries: { a: "b", c: "" } } })
      )
      assert.deepStrictEqual<unknown>(successOf(exit), { entries: { a: "b" } })
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).body),
        [{ deviceMetadata: { entries: { a: "b", c: "" } } }]
      )
    })
  )

  it.effect("has a SIM lock state, also one that is newer than this package", () =>
    Effect.gen(function* () {
      for (const simLockState of ["LOCKED_TO_OTHER_PARTNER", "LOCKED_TO_THE_MOON"]) {
        const { exit } = yield* run(json({ simLockState }), (devices) =>
          devices.getSimLockState(partnerId, { deviceIdentifier: { imei: "490154203237518" } })
        )
        assert.deepStrictEqual<unknown>(successOf(exit), { simLockState })
      }
    })
  )
})

describe("a search by owner", () => {
  it.effect("may name customers and Workspace accounts", () =>
    Effect.gen(function* () {
      const { sent } = yield* run(json({}), (devices) =>
        devices.findByOwnerPage(partnerId, {
          sectionType: "SECTION_TYPE_SIM_LOCK",
          customerId: [CustomerId.from("1234567890123456789")],
          googleWorkspaceCustomerId: ["C1"],
          limit: 7,
          pageToken: "p"
        })
      )
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).body),
        [
          {
            sectionType: "SECTION_TYPE_SIM_LOCK",
            customerId: ["1234567890123456789"],
            googleWorkspaceCustomerId: ["C1"],
            limit: "7",
            pageToken: "p"
          }
        ]
      )
    })
  )
})
