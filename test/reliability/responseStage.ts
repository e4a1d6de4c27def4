/**
 * Calls that get one answer after the other, each told apart by its path, and what they end in.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import {
  type ApiError,
  type ClientOptions,
  CustomerId,
  type Operation,
  Operations,
  type PartnerClaimInput,
  PartnerDevices,
  PartnerId,
  type TransportError
} from "effect-zero-touch"
import { clientOver } from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"
import type { Expected, Method, Status } from "./responseRules.ts"
import type { Kind } from "./ResponsesTable.ts"

export interface Case {
  readonly kind: Kind
  readonly status: Status
  readonly method: Method
}

export const methods: ReadonlyArray<Method> = ["GET", "POST"]

/** All kinds under all statuses, read and started. */
export const cross = (
  kinds: ReadonlyArray<Kind>,
  statuses: ReadonlyArray<Status>
): ReadonlyArray<Case> =>
  kinds.flatMap((kind) =>
    statuses.flatMap((status) => methods.map((method) => ({ kind, status, method })))
  )

/**
 * All kinds under all statuses, each read or started: what is read in one turn is started in the
 * next.
 */
export const half = (
  kinds: ReadonlyArray<Kind>,
  statuses: ReadonlyArray<Status>,
  turn: number
): ReadonlyArray<Case> =>
  kinds.flatMap((kind, i) =>
    statuses.map((status, j) => ({
      kind,
      status,
      method: (i + j + turn) % 2 === 0 ? "GET" : "POST"
    }))
  )

const claim: PartnerClaimInput = {
  customerId: CustomerId.from(1),
  sectionType: "SECTION_TYPE_ZERO_TOUCH",
  deviceIdentifier: { imei: "490154203237518", manufacturer: "Google" }
}

/** A poll or a claim, whose path says which case it is. */
export const call = (
  method: Method,
  index: number
): Effect.Effect<Operation, ApiError | TransportError, Operations | PartnerDevices> =>
  method === "GET"
    ? Effect.flatMap(Operations, (operations) => operations.get(`operations/${index}/1`))
    : Effect.flatMap(PartnerDevices, (devices) =>
        devices.claimAsync(PartnerId.from(index + 1), { claims: [claim] })
      )

/** The index of the case that a path says; of any other path there is none. */
export const indexOf = (path: string): number => {
  const [, operation, partner] =
    /^\/v1\/(?:operations\/(\d+)\/1|partners\/(\d+)\/devices:claimAsync)$/.exec(path) ?? []
  return operation === undefined ? Number(partner) - 1 : Number(operation)
}

export const services = (http: Layer.Layer<HttpClient.HttpClient>, options?: ClientOptions) =>
  Layer.mergeAll(Operations.layer, PartnerDevices.layer).pipe(
    Layer.provide(clientOver({ layer: http }, { retry: false, ...options }))
  )

/** Makes all calls, some at a time, and looks at their ends. */
export const assertAll = (
  cases: ReadonlyArray<Case>,
  expected: (one: Case) => Expected,
  concurrency = 1
) =>
  Effect.forEach(
    cases,
    (one, index) =>
      Effect.map(Effect.exit(call(one.method, index)), (exit) =>
        assertEnds(exit, expected(one), one, index)
      ),
    { concurrency, discard: true }
  )

/** What a call ended in is what it was to end in. */
const assertEnds = (
  exit: Exit.Exit<Operation, ApiError | TransportError>,
  expected: Expected,
  { kind, method, status }: Case,
  index: number
) => {
  const where = `${method}, HTTP ${status.httpStatus}, ${kind.what}`
  if (Exit.isSuccess(exit)) {
    const { _tag, name } = exit.value
    assert.strictEqual(`value ${_tag}`, `${expected.ends} ${expected.as}`, where)
    // an answer without a name is about what was asked for
    const named = typeof kind.body === "string" && kind.body.includes('"name"')
    assert.strictEqual(name, named ? "operations/apibatchoperation/1" : `operations/${index}/1`)
    return
  }
  const error = failureOf(exit)
  assert.deepStrictEqual(endOf(error, expected.as), expected, where)
  if (error._tag === "ApiError") assert.strictEqual(error.httpStatus, status.httpStatus, where)
  else if (error.reason._tag === "InvalidResponse") {
    assert.strictEqual(error.reason.httpStatus, status.httpStatus, where)
  }
}

/** An error in the form of what was expected of it. */
const endOf = (error: ApiError | TransportError, as: string): unknown => {
  const { isTransient, mayHaveBeenProcessed: undecided } = error
  const facts = { isTransient, undecided, truncated: false }
  if (error._tag === "ApiError") return { ...facts, ends: error._tag, as: error.codeName }
  const { reason } = error
  switch (reason._tag) {
    case "InvalidResponse":
    case "ConnectionError": {
      const { _tag, description } = reason
      return {
        ...facts,
        ends: _tag,
        as: description.includes(as) ? as : description,
        truncated: _tag === "InvalidResponse" && reason.truncated
      }
    }
    default:
      return { ...facts, ends: reason._tag, as: reason.message }
  }
}
