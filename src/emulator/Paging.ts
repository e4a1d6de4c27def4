/**
 * Lists page by page. A token says where the last page ended, by id, so that nothing is shown twice
 * or left out when items come and go in between; and for which list it was made, since it is worth
 * nothing for another.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Hash from "effect/Hash"
import * as Result from "effect/Result"
import { number, text } from "./Json.ts"
import type { Json, JsonObject } from "./Json.ts"
import { invalidField } from "./ServiceError.ts"
import type { ServiceError } from "./ServiceError.ts"

/** A page of a list. */
export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly nextPageToken: string | undefined
  /** The number of items on all pages. */
  readonly totalSize: number
}

/** Which page, of which list. */
export interface PageRequest {
  /** Names the list and all that narrows it, but for the page. */
  readonly list: Json
  /** Items per page; `undefined` for all at once. */
  readonly size: number | undefined
  readonly token: string | undefined
}

const write = (list: number, last: string) => Base64Url.encode(`${list} ${last}`)

const read = (list: number, token: string): string | undefined => {
  const decoded = Base64Url.decodeString(token)
  const [of, last] = Result.isSuccess(decoded) ? decoded.success.split(" ") : []
  return of === String(list) && last !== undefined && /^-?\d+$/.test(last) ? last : undefined
}

/** Takes one page, in the order of the ids. */
export const page = <A>(
  items: ReadonlyArray<A>,
  id: (item: A) => string,
  request: PageRequest
): Effect.Effect<Page<A>, ServiceError> => {
  const list = Hash.hash(request.list)
  const after = request.token === undefined ? undefined : read(list, request.token)
  if (request.token !== undefined && after === undefined) {
    return Effect.fail(
      invalidField("INVALID_PAGE_TOKEN", "page_token", "The page token is not one of this list")
    )
  }
  const sorted = items
    .map((item) => [BigInt(id(item)), item] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const rest = after === undefined ? sorted : sorted.filter(([key]) => key > BigInt(after))
  const taken = request.size === undefined ? rest : rest.slice(0, request.size)
  const last = taken.length < rest.length ? taken.at(-1) : undefined
  return Effect.succeed({
    items: taken.map(([, item]) => item),
    nextPageToken: last && write(list, String(last[0])),
    totalSize: items.length
  })
}

/** How large a page may be. */
export interface SizeRule {
  /** The parameter's name. */
  readonly name: string
  /** Below it is refused; 0 where the parameter may be absent, which is the same as 0. */
  readonly min: 0 | 1
  /** Above it is refused. */
  readonly max?: number
  /** Above it is taken as it. */
  readonly cap?: number
  /** What 0 means. Default: all. */
  readonly fallback?: number
}

/** The size of a page that a request asks for. */
export const size = (
  request: JsonObject,
  { name, min, max = Infinity, cap = Infinity, fallback }: SizeRule
): Effect.Effect<number | undefined, ServiceError> => {
  const given = number(request, name) ?? Number(text(request, name) ?? 0)
  if (given >= min && given <= max) {
    return Effect.succeed(given === 0 ? fallback : Math.min(given, cap))
  }
  const range = max === Infinity ? `${min} or more` : `a number between ${min} and ${max}`
  return Effect.fail(
    invalidField(
      "INVALID_PARAMETER",
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      // Absent and 0 are the same to protocol buffers.
      given === 0 ? `${name} is required: ${range}` : `${name} must be ${range}, not ${given}`
    )
  )
}
