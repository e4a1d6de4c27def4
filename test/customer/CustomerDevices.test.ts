import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ApiError, CustomerDevices, CustomerId, DeviceId } from "effect-zero-touch"
import { envelope, json } from "../support/fakeHttp.ts"
import { failureOf, successOf } from "../support/outcome.ts"
import { onTheWire, runServices } from "../support/services.ts"

const customerId = CustomerId.from(2)
const deviceId = DeviceId.from(3)

describe("the devices of a customer", () => {
  it.effect("are listed with the configurations that are applied to them", () =>
    Effect.gen(function* () {
      const configuration = "customers/2/configurations/5"
      const { exit, sent } = yield* runServices(
        [
          json({ devices: [{ deviceId: "3", configuration }], nextPageToken: "p2" }),
          json({ devices: [{ deviceId: "4" }] })
        ],
        Effect.flatMap(CustomerDevices, (devices) =>
          Stream.runCollect(devices.list(customerId, { pageSize: 1 }))
        )
      )
      assert.deepStrictEqual<unknown>(successOf(exit), [
        { deviceId: "3", configuration },
        { deviceId: "4" }
      ])
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).query),
        [{ pageSize: "1" }, { pageSize: "1", pageToken: "p2" }]
      )
    })
  )

  it.effect("get a configuration, lose it, and are released, by record or by hardware", () =>
    Effect.gen(function* () {
      const hardware = { deviceIdentifier: { imei: "490154203237518" } }
      const { exit, sent } = yield* runServices(
        [json({})],
        Effect.gen(function* () {
          const devices = yield* CustomerDevices
          const configuration = "customers/2/configurations/5"
          return [
            yield* devices.applyConfiguration(customerId, { device: hardware, configuration }),
            yield* devices.removeConfiguration(customerId, { device: { deviceId } }),
            yield* devices.unclaim(customerId, { device: hardware }, { quotaUser: "q" })
          ]
        })
      )
      assert.deepStrictEqual<unknown>(successOf(exit), [undefined, undefined, undefined])
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request)).map(({ body, query }) => [body, query]),
        [
          [{ device: hardware, configuration: "customers/2/configurations/5" }, {}],
          [{ device: { deviceId: "3" } }, {}],
          [{ device: hardware }, { quotaUser: "q" }]
        ]
      )
    })
  )

  it.effect(
    "cannot be managed before the terms of service are accepted, and the error says so",
    () =>
      Effect.gen(function* () {
        const detail = {
          "@type": "type.googleapis.com/google.android.device.provisioning.v1.TosError",
          latestTosAccepted: false
        }
        const { exit, sent } = yield* runServices(
          [envelope(403, "PERMISSION_DENIED", { details: [detail] })],
          Effect.flatMap(CustomerDevices, (devices) => devices.get(customerId, deviceId))
        )
        const error = failureOf(exit)
        if (!(error instanceof ApiError)) return assert.fail(error.message)
        assert.deepStrictEqual(error.status.details, [
          { _tag: "TosError", latestTosAccepted: false }
        ])
        assert.strictEqual(sent[0]?.headers["x-goog-api-format-version"], "2")
      })
  )
})
