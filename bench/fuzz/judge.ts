/**
 * What must hold of every answer, whatever its bytes: it ends as an `Operation`, an `ApiError` or an
 * `InvalidResponse`, each of which is whole, can be shown, and survives being written and read. An
 * error shows no whole secret of the request, even when the answer repeats it, nor the beginning of
 * one that the body breaks off within.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { inspect, isDeepStrictEqual } from "node:util"
import { ApiError } from "../../src/client/ApiError.ts"
import type { ApiRequest } from "../../src/client/ApiRequest.ts"
import { interpret } from "../../src/client/response.ts"
import { TransportError } from "../../src/client/TransportError.ts"
import { decodeOperation, isOperation, Operation } from "../../src/operations/Operation.ts"
import { cutIn, key, leakIn, token, wholeIn } from "../../test/support/secrets.ts"
import type { Wire } from "./mutate.ts"

export const name = "operations/asked"

export const request: ApiRequest<Operation> = {
  method: "operations.get",
  httpMethod: "GET",
  path: `v1/${name}`,
  scope: "https://www.googleapis.com/auth/androidworkprovisioning",
  operationName: name,
  decode: (json, answer) => decodeOperation(json, answer, name)
}

type Failure = ApiError | TransportError

/** The way of an answer from its bytes to its end. */
export const decodeWire = ({ bytes, headers, httpStatus }: Wire): Exit.Exit<Operation, Failure> =>
  Effect.runSyncExit(
    interpret(request, { httpStatus, headers, bytes }, secrets).pipe(
      Effect.map(({ value }) => value)
    )
  )

const secrets = [token, key].map((secret) => Redacted.make(secret))

const encodeOperation = Schema.encodeSync(Operation)
const Failures = Schema.Union([ApiError, TransportError])
const encodeFailure = Schema.encodeSync(Failures)
const decodeFailure = Schema.decodeUnknownSync(Failures)

/** What is wrong with an end; undefined when nothing is. */
const problemOf = (end: Exit.Exit<Operation, Failure>, again: boolean): string | undefined => {
  if (Exit.isSuccess(end)) return problemOfOperation(end.value, again)
  const [reason, ...others] = end.cause.reasons
  if (reason?._tag !== "Fail" || others.length > 0) return `a defect: ${String(end.cause)}`
  return problemOfFailure(reason.error, again)
}

const problemOfOperation = (operation: Operation, again: boolean): string | undefined => {
  if (!isOperation(operation) || operation.name === "") return "no operation"
  if (!again) return undefined
  const encoded = encodeOperation(operation)
  JSON.stringify(encoded)
  // the delay comes with the answer, and is not written
  const delay = operation._tag === "Running" ? operation.retryAfter : undefined
  const facts = { httpStatus: 200, retryAfter: Option.fromUndefinedOr(delay) }
  const decoded = decodeOperation(encoded, facts, name)
  if (Result.isFailure(decoded)) return `it does not decode again: ${decoded.failure}`
  return isSame(decoded.success, operation) ? undefined : "it comes back as another one"
}

/** On the wire -0 is 0. */
const isSame = (a: Operation, b: Operation): boolean =>
  isDeepStrictEqual(a, b) || isDeepStrictEqual(written(a), written(b))

const written = (operation: Operation): unknown => JSON.parse(JSON.stringify(operation))

const problemOfFailure = (error: Failure, again: boolean): string | undefined => {
  if (!(error instanceof ApiError) && !(error instanceof TransportError)) return "another error"
  if (error._tag === "TransportError" && error.reason._tag !== "InvalidResponse") {
    return `the reason ${error.reason._tag}`
  }
  const { message } = error
  if (typeof message !== "string" || message.length > longestMessage(error)) return "its message"
  if (error._tag === "TransportError" && error.reason._tag === "InvalidResponse") {
    if (error.reason.description.length > 350) return "its description is too long"
  }
  if (message.includes("[object Object]") || message.includes("[native code]")) return message
  if (!again) return undefined
  const encoded = encodeFailure(error)
  JSON.stringify(encoded)
  const decoded = decodeFailure(encoded)
  return decoded._tag === error._tag && decoded.message === message
    ? undefined
    : "it comes back as another one"
}

/** Whether an answer repeats a secret, or a part of one. */
const repeatsSecret = ({ bytes, headers }: Wire): boolean =>
  leakIn(new TextDecoder().decode(bytes)) !== undefined ||
  leakIn(Object.values(headers).join("\n")) !== undefined

const everything = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }

/** The secret that an error shows. To print it with all that is hidden takes long. */
const leakOf = (end: Exit.Exit<Operation, Failure>, printed: boolean): string | undefined => {
  if (Exit.isSuccess(end)) return undefined
  const error = Cause.squash(end.cause)
  const texts = [
    String(error),
    JSON.stringify(error),
    ...(printed ? [inspect(end, everything)] : [])
  ]
  const leak = wholeIn(texts.join("\n")) ?? cutIn(wholeBodyOf(error))
  return leak === undefined ? undefined : `it shows ${leak}`
}

/** The body of an answer, where it is short enough to be kept up to its end. */
const wholeBodyOf = (error: unknown): string => {
  const reason = error instanceof TransportError ? error.reason : undefined
  const body = reason?._tag === "InvalidResponse" ? (reason.body ?? "") : ""
  return body.length < 1024 ? body : ""
}

/** An error of the API repeats what the service said; all else is bounded. */
const longestMessage = (error: Failure): number =>
  error._tag === "ApiError" ? Number.POSITIVE_INFINITY : 2000

const plainObject = Object.getOwnPropertyNames(Object.prototype).join(" ")
const plainArray = Object.getOwnPropertyNames(Array.prototype).join(" ")

/** Whether all objects of the program are still as they were. */
export const prototypesAreClean = (): boolean =>
  Object.getOwnPropertyNames(Object.prototype).join(" ") === plainObject &&
  Object.getOwnPropertyNames(Array.prototype).join(" ") === plainArray &&
  Object.keys({}).length === 0

/**
 * Decodes and judges, whatever is thrown included. Unless told otherwise it also writes what was
 * decoded and decodes it `again`, and prints all of what shows no secret, which is half of the time.
 */
export const judge = (wire: Wire, again = true): string | undefined => {
  // stacks are half of what errors cost
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    const end = decodeWire(wire)
    return problemOf(end, again) ?? (repeatsSecret(wire) ? leakOf(end, again) : undefined)
  } catch (error) {
    return `it throws: ${String(error)}`
  } finally {
    Error.stackTraceLimit = limit
  }
}
