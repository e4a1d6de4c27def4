/**
 * You are a customer's IT administrator: make a configuration, apply it to a device, change it, and
 * take it away.
 *
 *     npm run example examples/customer.ts
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  ConfigurationId,
  CustomerConfigurations,
  CustomerDevices,
  CustomerDpcs,
  CustomerId,
  Customers
} from "effect-zero-touch"
import { live } from "./support/live.ts"

const program = Effect.gen(function* () {
  const customers = yield* Customers
  const configurations = yield* CustomerConfigurations
  const devices = yield* CustomerDevices
  const dpcs = yield* CustomerDpcs

  const [account] = yield* Stream.runCollect(Stream.take(customers.list(), 1))
  const customerId = CustomerId.from(account?.companyId ?? "")
  const [dpc] = yield* Stream.runCollect(dpcs.list(customerId))

  const created = yield* configurations.create(customerId, {
    configurationName: "Sales",
    dpcResourcePath: dpc?.name ?? "",
    companyName: "Example",
    contactEmail: "it@example.com",
    contactPhone: "+1 555 0100",
    isDefault: false
  })
  const configurationId = ConfigurationId.from(created.configurationId ?? "")

  const [device] = yield* Stream.runCollect(Stream.take(devices.list(customerId), 1))
  const deviceId = device?.deviceId
  if (deviceId === undefined) return yield* Console.log("there are no devices")
  const configuration = created.name ?? ""
  yield* devices.applyConfiguration(customerId, { configuration, device: { deviceId } })
  const applied = yield* devices.get(customerId, deviceId)
  yield* Console.log(`device ${deviceId} has ${applied.configuration}`)

  // the update mask is what is given
  yield* configurations.patch(customerId, configurationId, { customMessage: "Welcome" })
  const { customMessage } = yield* configurations.get(customerId, configurationId)
  yield* Console.log(`it says ${customMessage}`)

  yield* devices.removeConfiguration(customerId, { device: { deviceId } })
  yield* configurations.delete(customerId, configurationId)
  yield* Console.log(`${yield* Stream.runCount(configurations.list(customerId))} are left`)
  yield* devices.unclaim(customerId, { device: { deviceId } })
})

program.pipe(Effect.provide(live), NodeRuntime.runMain)
