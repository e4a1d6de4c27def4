/**
 * What an HTTP status says of an answer, and what that makes of each kind of body. Written by hand
 * from the rules in docs/reliability.md.
 */
import type { Kind, NoAnswer } from "./ResponsesTable.ts"

export type Method = "GET" | "POST"

export interface Status {
  readonly httpStatus: number
  readonly says: "success" | "success, no body" | "redirect" | "error"
  /** The code's name, where an error has none of its own. */
  readonly codeName?: string
  /** Whether a GET may be sent again: "408, 429, 500, 502, 503, 504, JSON or not: in passing". */
  readonly passes?: true
  /** Whether a POST may have been done in spite of the error. */
  readonly undecided?: true
}

const all = (says: Status["says"], ...httpStatuses: ReadonlyArray<number>): ReadonlyArray<Status> =>
  httpStatuses.map((httpStatus) => ({ httpStatus, says }))

const error = (httpStatus: number, codeName: string): Status => ({
  httpStatus,
  says: "error",
  codeName
})
const passing = (httpStatus: number, codeName: string): Status => ({
  ...error(httpStatus, codeName),
  passes: true
})

/** Those that services and front ends are known to send. */
export const statuses: ReadonlyArray<Status> = [
  ...all("success", 200),
  ...all("success, no body", 204),
  ...all("redirect", 302, 304),
  error(400, "INVALID_ARGUMENT"),
  error(401, "UNAUTHENTICATED"),
  error(403, "PERMISSION_DENIED"),
  error(404, "NOT_FOUND"),
  { ...passing(408, "DEADLINE_EXCEEDED"), undecided: true },
  error(409, "ABORTED"),
  passing(429, "RESOURCE_EXHAUSTED"),
  { ...error(499, "CANCELLED"), undecided: true },
  { ...passing(500, "INTERNAL"), undecided: true },
  { ...passing(502, "UNAVAILABLE"), undecided: true },
  { ...passing(503, "UNAVAILABLE"), undecided: true },
  { ...passing(504, "DEADLINE_EXCEEDED"), undecided: true }
]

/** Those that are rare. Of 205 see ResponsesInterim.test.ts, of 407 and 421 as well. */
export const rareStatuses: ReadonlyArray<Status> = [
  ...all("success", 201, 202, 203, 206, 226, 299),
  ...all("redirect", 300, 301, 303, 305, 307, 308, 399),
  error(402, "UNKNOWN"),
  error(405, "UNKNOWN"),
  error(410, "UNKNOWN"),
  error(413, "UNKNOWN"),
  error(416, "OUT_OF_RANGE"),
  error(418, "UNKNOWN"),
  error(431, "UNKNOWN"),
  { ...error(501, "UNIMPLEMENTED"), undecided: true },
  { ...error(505, "UNKNOWN"), undecided: true },
  { ...error(599, "UNKNOWN"), undecided: true }
]

export interface Expected {
  readonly ends: "value" | "ApiError" | "InvalidResponse" | "ConnectionError"
  /** The state, the code's name, or a part of the description. */
  readonly as: string
  /** Whether the JSON is said to have broken off. */
  readonly truncated: boolean
  /** Whether it may be sent again. */
  readonly isTransient: boolean
  /** Whether it may have been done in spite of the error. */
  readonly undecided: boolean
}

const noAnswer = (as: string, method: Method, more: Partial<Expected> = {}): Expected => ({
  ends: "InvalidResponse",
  as,
  truncated: false,
  isTransient: false,
  undecided: method === "POST",
  ...more
})

/** What the rules say of a whole body under an HTTP status. */
export const expectedOf = (kind: Kind, status: Status, method: Method): Expected => {
  const isGet = method === "GET"
  const { codeName = "", httpStatus, passes = false, undecided = false } = status
  switch (status.says) {
    // "any 3xx: for good"; a redirect is not followed, nor is its body looked at
    case "redirect":
      return noAnswer("redirects are not followed", method)
    case "success, no body":
      return noAnswer("the body is empty", method)
    case "success": {
      const value = isGet ? kind.state : kind.start
      // "the error envelope under 200: transient by its code, for a POST permanent"
      if (typeof value === "object" && "codeName" in value) {
        return {
          ends: "ApiError",
          as: value.codeName,
          truncated: false,
          isTransient: isGet && value.passes === true,
          undecided: !isGet
        }
      }
      if (typeof value !== "string") {
        const truncated = value.cut === true
        return noAnswer(value.says, method, { truncated, isTransient: isGet && truncated })
      }
      return { ends: "value", as: value, truncated: false, isTransient: false, undecided: false }
    }
    case "error": {
      // "but for a 429 in the API's own envelope": another one does not say that nothing was done
      if (kind.foreign === true && httpStatus === 429 && !isGet) {
        return noAnswer("the error is not in the form of this API", method)
      }
      if (typeof kind.error !== "string") {
        const truncated = kind.error.cut === true
        return noAnswer(kind.error.says, method, {
          truncated,
          isTransient: isGet && (truncated || passes),
          undecided: !isGet && (undecided || httpStatus === 429)
        })
      }
      const as = kind.error === "by HTTP status" ? codeName : kind.error
      // "a 429 in the API's own envelope (`status` RESOURCE_EXHAUSTED or none)" was not processed
      const isQuotaSpent = httpStatus === 429 && as === "RESOURCE_EXHAUSTED"
      return {
        ends: "ApiError",
        as,
        truncated: false,
        isTransient: isGet ? passes : isQuotaSpent,
        undecided: !isGet && (undecided || (httpStatus === 429 && !isQuotaSpent))
      }
    }
  }
}

/** The same bytes, of which nothing can be read. */
const unread = ({ body, what }: Kind, answer: NoAnswer): Kind => ({
  what,
  body,
  state: answer,
  start: answer,
  error: answer
})

/** What a kind is when its last byte is missing. */
export const shortened = (kind: Kind): Kind =>
  kind.shortened === undefined ? kind : unread(kind, kind.shortened)

/** A connection that broke within the body, whatever the head said. */
export const brokenOff = (method: Method): Expected => ({
  ends: "ConnectionError",
  as: "broke off",
  truncated: false,
  isTransient: method === "GET",
  undecided: method === "POST"
})
