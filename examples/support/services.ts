/**
 * Where the example's calls go: to an emulator that it starts by itself, or to a service elsewhere.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Client, Credentials, Operations, PartnerDevices } from "effect-zero-touch"
import { EmulatorServer } from "effect-zero-touch/EmulatorServer"
import { GoogleAuth } from "effect-zero-touch/GoogleAuth"
import { Undici } from "effect-zero-touch/Undici"
import { UsageError } from "./usage.ts"

/** Devices of the example's file that another customer has already. */
const claimedBefore = [
  "001023342863389",
  "001094965464003",
  "001038512911933",
  "001092289220036",
  "001004245881728"
]

const emulator = EmulatorServer.layer({
  seed: {
    devices: claimedBefore.map((imei) => ({ identifier: { imei }, customerId: "999" }))
  }
})

/** The emulator, behind real HTTP on a free port of this machine. */
const emulatedClient = Layer.unwrap(
  Effect.map(EmulatorServer, ({ baseUrl }) => Client.layer({ baseUrl }))
).pipe(Layer.provide(emulator))

export interface Target {
  /** Google's service, with Application Default Credentials unless a token is named. */
  readonly live: boolean
  readonly baseUrl: string | undefined
  readonly tokenEnv: string | undefined
}

const credentialsFrom = (variable: string) =>
  Config.Redacted(variable).pipe(
    Effect.filterOrFail((token) => Redacted.value(token) !== ""),
    Effect.mapError(
      () => new UsageError({ message: `the environment variable ${variable} is not set` })
    ),
    Effect.map(Credentials.layerAccessToken),
    Layer.unwrap
  )

const credentials = ({ live, tokenEnv }: Target) => {
  if (tokenEnv !== undefined) return credentialsFrom(tokenEnv)
  return live ? GoogleAuth.layerConfig() : Credentials.layerAnonymous
}

const client = ({ baseUrl, live }: Target) =>
  live || baseUrl !== undefined ? Client.layer({ baseUrl }) : emulatedClient

export const services = (target: Target) =>
  Layer.mergeAll(Operations.layer, PartnerDevices.layer).pipe(
    Layer.provide(client(target)),
    Layer.provide([credentials(target), Undici.layer()])
  )
