/**
 * A listing in its two forms: one page as the service gives it, and all items as a stream, page by
 * page as it is consumed.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { ApiError } from "./ApiError.ts"
import type { ReadOptions } from "./CallOptions.ts"
import type { ClientService } from "./Client.ts"
import { call, callUntraced, type Method, type Params } from "./method.ts"
import { streamWithSpan } from "./telemetry.ts"
import { InvalidResponse, TransportError } from "./TransportError.ts"

/** A method that lists, and where the items are on its pages. */
export interface Listing<Path extends string, Input, P, A> extends Method<Path, Input, P> {
  readonly items: (page: P) => ReadonlyArray<A> | undefined
}

/** Adds to a method where the items are on its pages. */
export const listing = <const Path extends string, Input, P, A>(
  method: Method<Path, Input, P>,
  items: (page: P) => ReadonlyArray<A> | undefined
): Listing<Path, Input, P, A> => ({ ...method, items })

interface Paged {
  readonly pageToken?: string | undefined
}

/** One page of a method that lists, under a span that says so. */
export const page = <Path extends string, Input, P>(
  client: ClientService,
  method: Method<Path, Input, P>,
  params: Params<Path>,
  input: Input,
  options?: ReadOptions
): Effect.Effect<P, ApiError | TransportError> =>
  call(client, { ...method, name: `${method.name}Page` }, params, input, options)

/** All items of a method that lists, under one span. */
export const items = <Path extends string, Input extends Paged, P extends object, A>(
  client: ClientService,
  method: Listing<Path, Input & Paged, P, A>,
  params: Params<Path>,
  input: Input,
  options?: ReadOptions
): Stream.Stream<A, ApiError | TransportError> => {
  const start = startOf(input)
  return streamWithSpan(
    pages({
      method: method.method,
      start,
      page: (pageToken) =>
        // the first page takes the input as it was given, so that all of it is checked
        callUntraced(
          client,
          method,
          params,
          pageToken === start ? input : { ...input, pageToken },
          options
        ),
      items: method.items
    }),
    method.name
  )
}

/** The first page's token, if it can be read. The check of the first page says what is wrong. */
const startOf = (input: Paged | undefined): string | undefined => {
  try {
    return input?.pageToken
  } catch {
    return undefined
  }
}

/**
 * The items of all pages. A page that fails ends the stream with its error, which has the page's
 * token; the items of the pages before have been given then. A listing that comes back to a page
 * would never end, so it fails.
 */
const pages = <P extends object, A>(options: {
  readonly method: string
  /** The token of the first page to ask for. */
  readonly start: string | undefined
  readonly page: (token: string | undefined) => Effect.Effect<P, ApiError | TransportError>
  readonly items: (page: P) => ReadonlyArray<A> | undefined
}): Stream.Stream<A, ApiError | TransportError> =>
  Stream.suspend(() => {
    const seen = new Set<string | undefined>()
    return Stream.paginate(
      options.start,
      Effect.fnUntraced(function* (token: string | undefined) {
        if (seen.has(token)) return yield* goesInCircles(options.method, token)
        seen.add(token)
        const page = yield* options.page(token)
        return [options.items(page) ?? [], nextToken(page)] as const
      })
    )
  })

/** There is none after the last page, and none where the service has no pages. */
const nextToken = (page: object): Option.Option<string> =>
  "nextPageToken" in page && Predicate.isString(page.nextPageToken) && page.nextPageToken !== ""
    ? Option.some(page.nextPageToken)
    : Option.none()

const goesInCircles = (method: string, pageToken: string | undefined) =>
  Effect.fail(
    new TransportError({
      method,
      ...(pageToken === undefined ? {} : { pageToken }),
      reason: new InvalidResponse({
        description: "the listing goes in circles, since a page's token was given before",
        httpStatus: 200
      })
    })
  )
