/**
 * Takes a call's own secrets out of its error: a proxy's page or a server under development may
 * repeat the request, headers and all.
 */
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ApiError } from "../ApiError.ts"
import { InvalidResponse, TransportError } from "../TransportError.ts"

const Failure = Schema.Union([ApiError, TransportError])
type Failure = typeof Failure.Type
const encode = Schema.encodeSync(Failure)
const decode = Schema.decodeUnknownResult(Failure)

/**
 * Any piece of a secret of this length is taken out. Google's secrets are longer; what is shorter
 * might be a part of any text, and is no secret.
 */
const shortest = 16

const redacted = "<redacted>"

/** Takes the secrets, and their pieces, out of all texts of an error. */
export const conceal =
  (secrets: ReadonlyArray<Redacted.Redacted>) =>
  (error: Failure): Failure => {
    const pieces = piecesOf(secrets)
    if (pieces.size === 0) return error
    let found = false
    const bare = mapTexts(encode(error), (text) => {
      const rest = without(text, pieces)
      found ||= rest !== text
      return rest
    })
    return found ? Result.getOrElse(decode(bare), () => withheld(error)) : error
  }

const piecesOf = (secrets: ReadonlyArray<Redacted.Redacted>): ReadonlySet<string> => {
  const pieces = new Set<string>()
  for (const secret of secrets.map(Redacted.value).flatMap(formsOf)) {
    for (let at = 0; at + shortest <= secret.length; at++) {
      pieces.add(secret.slice(at, at + shortest))
    }
  }
  return pieces
}

/** As it is, and as it is in JSON that is kept as it came. */
const formsOf = (secret: string): ReadonlyArray<string> => [
  secret,
  JSON.stringify(secret).slice(1, -1)
]

/** Puts a mark in place of each run of which every part of that length is a piece. */
const without = (text: string, pieces: ReadonlySet<string>): string => {
  let rest = ""
  let from = 0
  for (let at = 0; at + shortest <= text.length; at++) {
    if (!pieces.has(text.slice(at, at + shortest))) continue
    let end = at + shortest
    while (pieces.has(text.slice(end + 1 - shortest, end + 1))) end++
    rest += text.slice(from, at) + redacted
    from = end
    at = end - 1
  }
  return rest + text.slice(from)
}

/** Maps all texts of a JSON value, the names of its fields among them. */
const mapTexts = (json: unknown, map: (text: string) => string): unknown => {
  if (Predicate.isString(json)) return map(json)
  if (Array.isArray(json)) return json.map((item) => mapTexts(item, map))
  return Predicate.isObject(json)
    ? Object.fromEntries(
        Object.entries(json).map(([name, value]) => [map(name), mapTexts(value, map)])
      )
    : json
}

/** For an error that is none without its secret, as when that is the name of something. */
const withheld = (error: Failure): TransportError => {
  const { elapsed, idempotent, tries } = error
  const httpStatus = "httpStatus" in error ? error.httpStatus : 0
  const description = "it repeats a secret of the call, and is withheld"
  const reason = new InvalidResponse({ description, httpStatus })
  return new TransportError({ reason, idempotent, tries, elapsed })
}
