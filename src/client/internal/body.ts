/**
 * From bytes to JSON: a cap on what is read, UTF-8, and the difference between JSON that broke off
 * and text that never was JSON.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"

/** More bytes came than the cap allows. */
export class TooLarge {
  readonly _tag = "TooLarge"
}

/** Collects a body, counting its bytes as they come; beyond the cap it stops reading. */
export const readBytes = Effect.fnUntraced(function* <E>(
  stream: Stream.Stream<Uint8Array, E>,
  maxBytes: number
): Effect.fn.Return<Uint8Array, E | TooLarge> {
  const chunks: Array<Uint8Array> = []
  let size = 0
  yield* Stream.runForEach(stream, (chunk) => {
    size += chunk.byteLength
    chunks.push(chunk)
    return size > maxBytes ? Effect.fail(new TooLarge()) : Effect.void
  })
  const [first] = chunks
  if (first !== undefined && chunks.length === 1) return first
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
})

/** What a body turned out to be. */
export type Body =
  | { readonly _tag: "Json"; readonly json: unknown; readonly text: string }
  | {
      readonly _tag: "NotJson"
      readonly why: string
      readonly truncated: boolean
      readonly text: string
    }

/** Reads bytes as JSON text. A byte order mark is skipped. */
export const parseBody = (bytes: Uint8Array): Body => {
  const text = new TextDecoder().decode(bytes)
  const notJson = (why: string, truncated = false): Body => ({
    _tag: "NotJson",
    why,
    truncated,
    text
  })
  if (text.trim() === "") return notJson("the body is empty")
  if (text.includes("\uFFFD") && !isUtf8(bytes)) return notJson("the body is not UTF-8")
  const json = Result.try((): unknown => JSON.parse(text))
  if (Result.isSuccess(json)) return { _tag: "Json", json: json.success, text }
  if (isBrokenOff(text)) return notJson("the JSON breaks off", true)
  return notJson(/^\s*</.test(text) ? "it is a page of HTML or XML" : "it is not JSON")
}

/** Whether bytes are UTF-8; they may end within a character, as they do when a connection is cut. */
const isUtf8 = (bytes: Uint8Array): boolean =>
  Result.isSuccess(
    Result.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true }))
  )

/** Whether a text begins as JSON does, and ends before its brackets and strings are closed. */
const isBrokenOff = (text: string): boolean => {
  if (!/^\s*[{[]/.test(text)) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === "\\") i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === "{" || char === "[") depth++
    else if ((char === "}" || char === "]") && --depth === 0) return false
  }
  return true
}
