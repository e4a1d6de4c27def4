/**
 * The canonical codes of `google.rpc.Code`: names, numbers, and how they meet HTTP's status numbers.
 *
 * @since 0.1.0
 */

/**
 * The canonical codes by name. The wire carries the number in a `Status` and the name in the error
 * envelope; both stay open, since a service may send what is not in this list.
 *
 * @category constants
 * @since 0.1.0
 */
export const Code = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16
} as const

/**
 * The name of a canonical code.
 *
 * @category models
 * @since 0.1.0
 */
export type CodeName = keyof typeof Code

const codeByName = new Map<string, number>(Object.entries(Code))
const nameByCode = new Map([...codeByName].map(([name, code]) => [code, name]))

/**
 * The name of a code, such as `"NOT_FOUND"` for 5; for a number that is none, `"CODE_"` and the
 * number.
 *
 * @category accessors
 * @since 0.1.0
 */
export const codeName = (code: number): string => nameByCode.get(code) ?? `CODE_${code}`

/**
 * The code of a name, if it is canonical.
 *
 * @category accessors
 * @since 0.1.0
 */
export const codeFromName = (name: string): number | undefined => codeByName.get(name)

const http: Readonly<Record<CodeName, number>> = {
  OK: 200,
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401
}

const httpByName = new Map<string, number>(Object.entries(http))

/**
 * The HTTP status that Google's services send for a code; 500 for a code that is not canonical.
 *
 * @category conversions
 * @since 0.1.0
 */
export const httpFromCode = (code: number): number => httpByName.get(codeName(code)) ?? 500

const codeByHttp = new Map<number, number>([
  [400, Code.INVALID_ARGUMENT],
  [401, Code.UNAUTHENTICATED],
  [403, Code.PERMISSION_DENIED],
  [404, Code.NOT_FOUND],
  [408, Code.DEADLINE_EXCEEDED],
  [409, Code.ABORTED],
  [416, Code.OUT_OF_RANGE],
  [429, Code.RESOURCE_EXHAUSTED],
  [499, Code.CANCELLED],
  [500, Code.INTERNAL],
  [501, Code.UNIMPLEMENTED],
  [503, Code.UNAVAILABLE],
  [504, Code.DEADLINE_EXCEEDED]
])

/**
 * The code that fits an HTTP status best, for errors that do not name theirs. Several codes share an
 * HTTP status, so this is a guess where there is nothing better; for a status of no code it is
 * `UNKNOWN`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const codeFromHttp = (httpStatus: number): number =>
  codeByHttp.get(httpStatus) ?? (httpStatus === 502 ? Code.UNAVAILABLE : Code.UNKNOWN)
