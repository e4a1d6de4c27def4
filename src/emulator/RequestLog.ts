/**
 * What was asked of the emulator, for tests to look at.
 *
 * @since 0.1.0
 */
import type { EmulatorRequest, HeaderFields } from "./Http.ts"
import type { Json } from "./Json.ts"

/**
 * A request that arrived, whatever became of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface RecordedRequest {
  readonly method: string
  /** The path as it was sent, without the query, still encoded. */
  readonly path: string
  /** The query, decoded. */
  readonly query: URLSearchParams
  /** Header fields by lower-case name. */
  readonly headers: HeaderFields
  /** The body as text, and as JSON where it is JSON. */
  readonly text: string
  readonly json: Json | undefined
  /** When it arrived, in milliseconds of the emulator's clock. */
  readonly time: number
}

/** The path and the query of a request's target, as they were sent. */
export const splitTarget = (
  target: string
): { readonly path: string; readonly query: URLSearchParams } => {
  const at = target.indexOf("?")
  return at === -1
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) }
}

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

class Recorded implements RecordedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: HeaderFields
  readonly time: number
  readonly #body: Uint8Array

  constructor(request: EmulatorRequest, time: number) {
    const { path, query } = splitTarget(request.target)
    this.method = request.method
    this.path = path
    this.query = query
    this.headers = request.headers
    this.time = time
    this.#body = request.body
  }

  get text(): string {
    return new TextDecoder().decode(this.#body)
  }

  get json(): Json | undefined {
    return parse(this.text)
  }
}

/** The log: the last ones only, so that a long run does not fill the memory. */
export interface RequestLog {
  readonly record: (request: EmulatorRequest, time: number) => RecordedRequest
  readonly all: () => ReadonlyArray<RecordedRequest>
  readonly clear: () => void
}

const maxRequests = 10_000
const maxBytes = 256 * 1024 * 1024

/** An empty log. */
export const make = (): RequestLog => {
  let entries: Array<{ readonly recorded: RecordedRequest; readonly bytes: number }> = []
  let bytes = 0
  return {
    record: (request, time) => {
      const recorded = new Recorded(request, time)
      entries.push({ recorded, bytes: request.body.length })
      bytes += request.body.length
      // A tenth at a time, so that a full log costs nothing for each request.
      if (entries.length > maxRequests * 1.1 || bytes > maxBytes) {
        let from = Math.max(0, entries.length - maxRequests)
        for (const dropped of entries.slice(0, from)) bytes -= dropped.bytes
        for (; bytes > maxBytes && from < entries.length; from += 1) {
          bytes -= entries[from]?.bytes ?? 0
        }
        entries = entries.slice(from)
      }
      return recorded
    },
    all: () => entries.slice(-maxRequests).map((_) => _.recorded),
    clear: () => {
      entries = []
      bytes = 0
    }
  }
}
