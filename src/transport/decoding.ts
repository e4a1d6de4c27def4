/**
 * The content codings of answers. Decoded is what the request asked for by `accept-encoding`, and
 * nothing else; the header `content-encoding` stays, as it does over `fetch`.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Transform } from "node:stream"
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

/** Decodes a body as its reader takes it. */
export const decodeStream = <E>(
  body: Stream.Stream<Uint8Array, E>,
  codings: ReadonlyArray<Coding>,
  onError: (cause: unknown) => E
): Stream.Stream<Uint8Array, E> =>
  codings.reduce((body, { make }) => through(body, make, onError), body)

type Bytes<E> = Pull.Pull<Arr.NonEmptyReadonlyArray<Uint8Array>, E>

/**
 * Sends bytes through a transform of Node.js. It is fed when it has nothing more to give. (Its async
 * iterator could not be left while the next bytes are awaited.)
 */
const through = <E>(
  body: Stream.Stream<Uint8Array, E>,
  make: Coding["make"],
  onError: (cause: unknown) => E
): Stream.Stream<Uint8Array, E> =>
  Stream.transformPull(body, (input: Bytes<E>, scope) => {
    const transform = make()
    let isFed = false
    let isBusy = false
    let isEnded = false
    let failure: { readonly cause: unknown } | undefined
    let changes = 0
    let onChange = (): void => undefined
    const changed = () => {
      changes++
      onChange()
    }
    transform.on("readable", changed)
    transform.once("end", () => {
      isEnded = true
      changed()
    })
    transform.once("error", (cause) => {
      failure = { cause }
      changed()
    })

    const fed = (chunks: ReadonlyArray<Uint8Array>): Bytes<E> => {
      isFed = true
      isBusy = true
      transform.write(Buffer.concat(chunks), () => {
        isBusy = false
        changed()
      })
      return output
    }
    const finished = (): Bytes<E> => {
      // no bytes are no end of a body, but an empty one
      if (!isFed) return Cause.done()
      isBusy = true
      transform.end()
      return output
    }
    const output: Bytes<E> = Effect.suspend(() => {
      // the fiber can yield before it waits, and the last change comes once
      const seen = changes
      const chunk: unknown = transform.read()
      if (chunk instanceof Uint8Array) return Effect.succeed(Arr.of(chunk))
      if (failure !== undefined) return Effect.fail(onError(failure.cause))
      if (isEnded) return Cause.done()
      return isBusy
        ? Effect.callback((resume) => {
            if (changes !== seen) resume(output)
            else onChange = () => resume(output)
          })
        : Pull.matchEffect(input, {
            onSuccess: fed,
            onFailure: Effect.failCause,
            onDone: finished
          })
    })
    return Effect.as(
      Scope.addFinalizer(
        scope,
        Effect.sync(() => transform.destroy())
      ),
      output
    )
  })
