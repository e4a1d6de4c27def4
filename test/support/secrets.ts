/**
 * Secrets with a mark, and a search for them.
 */

/** An access token and an API key. No piece of them that would be found is in any other text. */
export const token = "ya29.MARKEDqwertzuiopQWERTZUIOPasdfghjklASDFGHJKLyxcvbnm"
export const key = "AIzaMARKED1234567890qwertzuiopasdfghjklyxcvbnmQWERTZUIOP"

/** The request as a proxy, a debug page or a log would repeat it: whole, in pieces, folded. */
export const echo = [
  `authorization: Bearer ${token}`,
  `x-goog-api-key: ${key}`,
  `${token.slice(0, 30)}…, ${key.slice(20, 45)}, …${token.slice(20)}`,
  `${key.slice(0, 28)}\r\n ${key.slice(28)}, ${token.slice(0, 25)}<wbr>${token.slice(25)}`,
  ""
].join("\r\n")

/** Shorter pieces of a secret are of no use, and may be parts of any text. */
export const shortestPiece = 16

/** Every piece of a secret that may not be seen; longer ones hold one of them. */
export const piecesOf = (secret: string): ReadonlyArray<string> =>
  Array.from({ length: Math.max(0, secret.length - shortestPiece + 1) }, (_, i) =>
    secret.slice(i, i + shortestPiece)
  )

const pieces = [token, key].flatMap(piecesOf)

// Each piece holds one of these whole, which are soon looked for.
const blocks = [token, key].flatMap((secret) => secret.match(/.{8}/g) ?? [])

const found = (text: string): string | undefined => pieces.find((piece) => text.includes(piece))

// Where text is printed, `\x1A` may stand before a short piece and look like a letter of it.
const escapes = /\\+(x[\da-f]{2}|u[\da-f]{4}|.)/gi

/** A piece of a secret that a text shows, if it does. */
export const leakIn = (text: string): string | undefined =>
  blocks.some((block) => text.includes(block)) && found(text) !== undefined
    ? found(text.replaceAll(escapes, "\\"))
    : undefined
