/**
 * The calls of a reseller on many devices, and the operations that they start.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { CustomerId, Operation, Operations, PartnerDevices, PartnerId } from "effect-zero-touch"
import { body, type Judge, phone, tablet, taken } from "./support.ts"

const partnerId = PartnerId.from(1)
const customerId = CustomerId.from(2)
const sectionType = "SECTION_TYPE_ZERO_TOUCH"

export const batches = Effect.fnUntraced(function* ({ google, judge, judgeError }: Judge) {
  const { operations, partners } = google
  const inBatch = (started: Operation) =>
    Effect.gen(function* () {
      const get = judge(
        "operations.get",
        () => operations.get({ name: started.name }),
        Effect.flatMap(Operations, (service) => service.get(started.name)),
        Operation
      )
      assert.strictEqual((yield* get)._tag, "Running")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* get)._tag, "Succeeded")
    })
  yield* Effect.flatMap(
    judge(
      "partners.devices.claimAsync",
      () =>
        partners.devices.claimAsync({
          partnerId: "1",
          ...body({
            claims: [phone, taken].map((deviceIdentifier) => ({
              deviceIdentifier,
              sectionType,
              customerId: "2"
            }))
          })
        }),
      Effect.flatMap(PartnerDevices, (service) =>
        service.claimAsync(partnerId, {
          claims: [phone, taken].map((deviceIdentifier) => ({
            deviceIdentifier,
            sectionType,
            customerId
          }))
        })
      ),
      Operation
    ),
    inBatch
  )
  const updates = [
    { deviceIdentifier: tablet, deviceMetadata: { entries: { ordernumber: "A-3" } } }
  ]
  yield* Effect.flatMap(
    judge(
      "partners.devices.updateMetadataAsync",
      () => partners.devices.updateMetadataAsync({ partnerId: "1", ...body({ updates }) }),
      Effect.flatMap(PartnerDevices, (service) =>
        service.updateMetadataAsync(partnerId, { updates })
      ),
      Operation
    ),
    inBatch
  )
  yield* Effect.flatMap(
    judge(
      "partners.devices.unclaimAsync",
      () =>
        partners.devices.unclaimAsync({
          partnerId: "1",
          ...body({ unclaims: [{ deviceIdentifier: phone, sectionType }] })
        }),
      Effect.flatMap(PartnerDevices, (service) =>
        service.unclaimAsync(partnerId, {
          unclaims: [{ deviceIdentifier: phone, sectionType }]
        })
      ),
      Operation
    ),
    inBatch
  )

  yield* judgeError(
    () => operations.get({ name: "operations/none/1" }),
    Effect.flatMap(Operations, (service) => service.get("operations/none/1"))
  )
})
