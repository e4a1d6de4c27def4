/**
 * JSON that people write by hand, in files or in requests: whatever does not fit is said with its
 * place.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { readFile } from "node:fs/promises"

/** An input that cannot be read, or that does not say what it should. */
export class InputError extends Data.TaggedError("InputError")<{ readonly message: string }> {}

const failure = (error: unknown) =>
  new InputError({ message: error instanceof Error ? error.message : String(error) })

/**
 * Decodes a text, which can begin with a byte order mark, as some editors write it. Unknown names are
 * errors: they are spelling mistakes.
 */
export const decode = <S extends Schema.ConstraintDecoder<unknown>>(text: string, schema: S) => {
  const decoded = Schema.decodeUnknownEffect(schema, { onExcessProperty: "error", errors: "all" })
  return Effect.try({
    try: (): unknown => JSON.parse(text.replace(/^\uFEFF/, "")),
    catch: failure
  }).pipe(Effect.flatMap((json) => Effect.mapError(decoded(json), failure)))
}

/** Reads a file and decodes it. */
export const read = <S extends Schema.ConstraintDecoder<unknown>>(path: string, schema: S) =>
  Effect.tryPromise({ try: () => readFile(path, "utf8"), catch: failure }).pipe(
    Effect.flatMap((text) => decode(text, schema)),
    Effect.mapError(({ message }) => new InputError({ message: `${path}: ${message}` }))
  )
