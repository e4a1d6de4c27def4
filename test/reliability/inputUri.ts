/**
 * A parser of URIs that shares nothing with the one that the client and the transports use: RFC 3986
 * by its own expression, percent-decoding by bytes, and queries as servers read forms.
 */
import { assert } from "@effect/vitest"

/** A URI taken apart, and decoded once. */
export interface Uri {
  readonly scheme: string | undefined
  readonly authority: string | undefined
  readonly segments: ReadonlyArray<string>
  /** Keys and values in their order. */
  readonly parameters: ReadonlyArray<readonly [key: string, value: string]>
  readonly fragment: string | undefined
}

/** The expression of appendix B, which takes any URI apart. */
const parts = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s

// "pchar" without the reserved ones, of which a path may only have the colon before a verb
const plainSegment = /^(?:[\w.~-]|%[0-9A-F]{2})*$/i
const verb = /:[a-zA-Z]+$/
const plainForm = /^(?:[\w.*+-]|%[0-9A-F]{2})*$/i

/**
 * Takes a URI apart. It fails for one that has a character in its path or query, raw, that means
 * something to anyone: whatever is not unreserved has to be percent-encoded.
 */
export const parseUri = (uri: string): Uri => {
  const [, scheme, authority, path = "", query, fragment] = parts.exec(uri) ?? []
  const [root, ...segments] = path.split("/")
  assert.strictEqual(root, "", uri)
  for (const segment of segments) assert.match(segment.replace(verb, ""), plainSegment, uri)
  return {
    scheme,
    authority,
    segments: segments.map(percentDecode),
    parameters: query === undefined ? [] : query.split("&").map(parseParameter),
    fragment
  }
}

const parseParameter = (pair: string): readonly [string, string] => {
  const [key = "", value = "", ...others] = pair.split("=")
  assert.isEmpty(others, pair)
  for (const part of [key, value])
    assert.match(part, /^\$\.xgafv$|^%24\.xgafv$/.test(part) ? /./ : plainForm)
  return [fromForm(key), fromForm(value)]
}

const fromForm = (text: string): string => percentDecode(text.replaceAll("+", " "))

/** Percent-decoding by bytes, which have to be UTF-8. */
const percentDecode = (text: string): string => {
  const bytes: Array<number> = []
  for (let i = 0; i < text.length; i++) {
    const escaped = text[i] === "%"
    bytes.push(escaped ? Number.parseInt(text.slice(i + 1, i + 3), 16) : text.charCodeAt(i))
    if (escaped) i += 2
  }
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes))
}
