/**
 * Makes a claim and a read at each fault, over one transport, and tells what the errors say. It runs
 * in Node.js, Deno, Bun and, bundled, in Chromium.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import {
  type ApiError,
  Client,
  Credentials,
  CustomerId,
  Operations,
  PartnerDevices,
  PartnerId,
  type TransportError
} from "../../src/index.ts"

/** What is to be tried: the name of a fault, and where it is. */
export type Job = readonly [fault: string, baseUrl: string]

/** What one call came to. */
export interface Report {
  readonly fault: string
  readonly call: "claim" | "read"
  /** The tag of the error, or of its reason; `undefined` when the call succeeded. */
  readonly error: string | undefined
  readonly isTransient: boolean
  readonly mayHaveBeenProcessed: boolean
  readonly message: string
  /** What the transport said: for whoever looks into a failed test. */
  readonly causes: ReadonlyArray<string>
}

const claim = Effect.flatMap(PartnerDevices, (devices) =>
  devices.claimAsync(PartnerId.from("10000001"), {
    claims: [
      {
        customerId: CustomerId.from("20000001"),
        sectionType: "SECTION_TYPE_ZERO_TOUCH",
        deviceIdentifier: { imei: "490154203237518", manufacturer: "Google" }
      }
    ]
  })
)
const read = Effect.flatMap(Operations, (operations) => operations.get("operations/x/1"))

const causesOf = (error: unknown): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (let link = error; typeof link === "object" && link !== null && lines.length < 8;) {
    const get = (key: string): unknown => Reflect.get(link as object, key)
    const own = Object.getOwnPropertyNames(link).filter((key) => key !== "stack")
    lines.push(
      `${String(get("name"))}: ${String(get("message"))} | code ${String(get("code"))} | syscall ${String(get("syscall"))} | ${own.join()}`
    )
    const errors: unknown = get("errors")
    link = Array.isArray(errors) && errors.length > 0 ? errors[0] : get("cause")
  }
  return lines
}

/** Runs the jobs one after the other over an `HttpClient`, with an access token if there is one. */
export const probe = (
  http: Layer.Layer<HttpClient.HttpClient>,
  jobs: ReadonlyArray<Job>,
  token?: string
): Promise<ReadonlyArray<Report>> => {
  let causes: ReadonlyArray<string> = []
  const watched = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) =>
      HttpClient.transform(client, (effect) =>
        Effect.tapError(effect, (error) =>
          Effect.sync(() => {
            causes = causesOf(error.reason.cause ?? error.reason)
          })
        )
      )
    )
  ).pipe(Layer.provideMerge(http))
  const credentials =
    token === undefined
      ? Credentials.layerAnonymous
      : Credentials.layerAccessToken(Redacted.make(token))

  const report = Effect.fnUntraced(function* <R>(
    fault: string,
    call: Report["call"],
    effect: Effect.Effect<unknown, ApiError | TransportError, R>
  ) {
    causes = []
    const exit = yield* Effect.exit(effect)
    const error = Exit.isSuccess(exit)
      ? undefined
      : Option.getOrUndefined(Exit.findErrorOption(exit))
    return {
      fault,
      call,
      error: error?._tag === "TransportError" ? error.reason._tag : error?._tag,
      isTransient: error?.isTransient === true,
      mayHaveBeenProcessed: error?.mayHaveBeenProcessed === true,
      message: error?.message ?? String(exit._tag),
      causes
    } satisfies Report
  })

  return Effect.runPromise(
    Effect.forEach(jobs, ([fault, baseUrl]) => {
      const services = Layer.merge(Operations.layer, PartnerDevices.layer).pipe(
        Layer.provide(Client.layer({ baseUrl, timeout: "2500 millis", retry: false })),
        Layer.provide(credentials)
      )
      // the read comes first, and its connection has time to go back to the pool for the claim
      return Effect.all([
        report(fault, "read", read),
        Effect.delay(report(fault, "claim", claim), "50 millis")
      ]).pipe(Effect.provide(services))
    }).pipe(
      Effect.map((reports) => reports.flat()),
      Effect.provide(Layer.orDie(watched))
    )
  )
}
