/**
 * The content codings of answers. Decoded is what the request asked for by `accept-encoding`, and
 * nothing else; the header `content-encoding` stays, as it does over `fetch`.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { pipeline, Readable, type Transform } from "node:stream"
import * as zlib from "node:zlib"

interface Coding {
  readonly make: () => Transform
  readonly decode: (bytes: Uint8Array, options: zlib.ZlibOptions) => Uint8Array
}

const gzip: Coding = { make: () => zlib.createGunzip(), decode: zlib.gunzipSync }

const known: Readonly<Record<string, Coding>> = {
  gzip,
  "x-gzip": gzip,
  deflate: { make: () => zlib.createInflate(), decode: zlib.inflateSync },
  br: {
    make: () => zlib.createBrotliDecompress(),
    decode: (bytes, { maxOutputLength = Infinity }) =>
      zlib.brotliDecompressSync(bytes, { maxOutputLength })
  }
}

/** The codings to undo, the outermost first; none when one of them was not asked for. */
export const codingsOf = (
  accepted: string | undefined,
  applied: string | undefined
): ReadonlyArray<Coding> => {
  if (accepted === undefined || applied === undefined) return []
  const asked = new Set(
    names(accepted)
      .filter((name) => !/;\s*q=0(\.0*)?$/.test(name))
      .map((name) => name.replace(/\s*;.*$/, ""))
  )
  const codings: Array<Coding> = []
  for (const name of names(applied)) {
    if (name === "identity") continue
    const coding = known[name]
    if (coding === undefined || !asked.has(name.replace(/^x-/, ""))) return []
    codings.unshift(coding)
  }
  return codings
}

const names = (header: string): Array<string> =>
  header.split(",").map((name) => name.trim().toLowerCase())

/** A body up to this size is decoded at once, if it does not become larger than the second. */
const smallBody = 16 * 1024
const smallResult = 256 * 1024

/** Decodes a small body; undefined when it is not small. Throws when it is damaged. */
export const decodeSmall = (
  bytes: Uint8Array,
  codings: ReadonlyArray<Coding>
): Uint8Array | undefined => {
  if (bytes.byteLength > smallBody) return undefined
  // an answer to HEAD has the header, but no bytes
  if (bytes.byteLength === 0) return bytes
  try {
    return codings.reduce(
      (bytes, { decode }) => decode(bytes, { maxOutputLength: smallResult }),
      bytes
    )
  } catch (error) {
    if (error instanceof RangeError && Reflect.get(error, "code") === "ERR_BUFFER_TOO_LARGE") {
      return undefined
    }
    throw error
  }
}

/** Decodes a body as its reader takes it; ending early ends the given stream as well. */
export const decodeStream = <E>(
  body: Stream.Stream<Uint8Array, E>,
  codings: ReadonlyArray<Coding>,
  onError: (cause: unknown) => E
): Stream.Stream<Uint8Array, E> =>
  Stream.unwrap(
    Effect.map(Stream.toAsyncIterableEffect(body), (bytes) => {
      // the reader gets what breaks off
      const ignore = () => undefined
      const decoded = codings.reduce<Readable>(
        (source, { make }) => pipeline(source, make(), ignore),
        Readable.from(bytes)
      )
      return Stream.fromAsyncIterable<Uint8Array, E>(decoded, onError)
    })
  )
