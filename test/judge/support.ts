/**
 * Google's own client, unmodified, and ours before two emulators that are alike.
 */
import { androiddeviceprovisioning } from "@googleapis/androiddeviceprovisioning"
import { assert } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { FetchHttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import {
  type ApiError,
  Client,
  Credentials,
  type TransportError,
  ZeroTouch
} from "effect-zero-touch"
import { Emulator } from "effect-zero-touch/Emulator"
import { EmulatorServer, type EmulatorServerOptions } from "effect-zero-touch/EmulatorServer"

export const phone = { imei: "490154203237518", manufacturer: "Google", model: "Pixel 9" }
/** Another reseller's. */
export const taken = { imei: "356938035643809" }
export const tablet = { serialNumber: "T-1", manufacturer: "Google", model: "Pixel Tablet" }
const world: EmulatorServerOptions = {
  randomSeed: 7,
  seed: {
    partners: ["1", "9"],
    vendors: [
      { vendorId: "40", companyName: "Corner shop" },
      { vendorId: "41", partnerId: "1" }
    ],
    customers: [
      { customerId: "2", companyName: "Example", adminEmails: ["a@example.com"] },
      { customerId: "3", partnerId: "1", googleWorkspaceCustomerId: "C3" },
      { customerId: "5", partnerId: "1", vendorId: "40" }
    ],
    devices: [
      { identifier: taken, customerId: "3", partnerId: "9" },
      { identifier: tablet, customerId: "2", metadata: { ordernumber: "A-1" } },
      {
        identifier: { meid: "AF0123450ABCDE" },
        customerId: "2",
        sectionType: "SECTION_TYPE_SIM_LOCK"
      }
    ]
  }
}

/** An emulator as a server, with all that it was asked. */
const server = Effect.gen(function* () {
  const context = yield* Layer.build(Layer.fresh(EmulatorServer.layer(world)))
  const emulator = Context.get(context, Emulator)
  return {
    baseUrl: Context.get(context, EmulatorServer).baseUrl,
    asked: Effect.map(emulator.requests, (requests) =>
      requests.map(({ json, method, path, query }) => ({
        json,
        method,
        path,
        query: Object.fromEntries(query)
      }))
    )
  }
})

/** Both clients, each before its own emulator, and the judge. */
export const makeJudge = Effect.gen(function* () {
  const [theirServer, ourServer] = [yield* server, yield* server]
  const services = yield* Layer.build(
    ZeroTouch.layer.pipe(
      Layer.provide(Client.layer({ baseUrl: ourServer.baseUrl, quota: false })),
      Layer.provide([FetchHttpClient.layer, Credentials.layerAnonymous])
    )
  )
  const judged = new Set<string>()
  type Ours<A> = Effect.Effect<A, ApiError | TransportError, ZeroTouch.Services>

  /** Makes one call by both, in Google's name for it; gives what ours makes of the answer. */
  const judge = Effect.fnUntraced(function* <A, I>(
    method: string,
    theirs: () => Promise<{ readonly data: unknown }>,
    ours: Ours<A>,
    schema: Schema.Codec<A, I>
  ) {
    const { data } = yield* Effect.promise(theirs)
    const value = yield* Effect.provideContext(ours, services)
    const wire = yield* Schema.encodeEffect(schema)(value)
    assert.deepStrictEqual<unknown>(JSON.parse(JSON.stringify(wire)), data, method)
    judged.add(method)
    return value
  })

  /** The same, of a method that answers with `Empty`. */
  const judgeEmpty = Effect.fnUntraced(function* (
    method: string,
    theirs: () => Promise<{ readonly data: unknown }>,
    ours: Ours<void>
  ) {
    const { data } = yield* Effect.promise(theirs)
    assert.isUndefined(yield* Effect.provideContext(ours, services))
    assert.deepStrictEqual(data, {}, method)
    judged.add(method)
  })

  /** The same, of a call that the service refuses. */
  const judgeError = Effect.fnUntraced(function* <A>(
    theirs: () => Promise<unknown>,
    ours: Ours<A>
  ) {
    const theirError = yield* Effect.promise(() => theirs().catch((error: unknown) => error))
    const error = yield* Effect.flip(Effect.provideContext(ours, services))
    if (error._tag !== "ApiError") return assert.fail(error.message)
    const { response } = theirError as {
      readonly response: { readonly status: number; readonly data: { readonly error: object } }
    }
    const { code, details, message, status } = response.data.error as Readonly<
      Record<string, unknown>
    >
    assert.strictEqual(error.httpStatus, response.status)
    assert.strictEqual(error.httpStatus, code)
    assert.strictEqual(error.codeName, status)
    assert.strictEqual(error.status.message, message)
    assert.strictEqual(error.status.details.length, Array.isArray(details) ? details.length : 0)
  })

  return {
    google: androiddeviceprovisioning({ version: "v1", rootUrl: `${theirServer.baseUrl}/` }),
    judge,
    judgeEmpty,
    judgeError,
    judged,
    asked: Effect.all({ theirs: theirServer.asked, ours: ourServer.asked })
  }
})

export type Judge = Effect.Success<typeof makeJudge>

/** The body of a request, as Google's client takes it. */
export const body = <A>(requestBody: A) => ({ requestBody })
