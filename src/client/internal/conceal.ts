/**
 * Takes a call's own secrets out of its error: a proxy's page or a server under development may
 * repeat the request, headers and all.
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ApiError } from "../ApiError.ts"
import { TransportError } from "../TransportError.ts"

const Failure = Schema.Union([ApiError, TransportError])
const encode = Schema.encodeSync(Failure)
const decode = Schema.decodeUnknownResult(Failure)

/** Google's are longer; what is shorter might be a part of any text, and is no secret. */
const shortest = 16

const redacted = "<redacted>"

/**
 * Takes a secret out of a JSON text, and the beginning of it where a text ends within the secret, as
 * pieces of bodies do.
 */
const without = (json: string, secret: string): string => {
  const [before = "", ...pieces] = json
    .replaceAll(secret, redacted)
    .split(secret.slice(0, shortest))
  return pieces.reduce((text, piece) => {
    const rest = piece.slice(0, piece.indexOf('"'))
    return secret.startsWith(rest, shortest)
      ? `${text}${redacted}${piece.slice(rest.length)}`
      : `${text}${secret.slice(0, shortest)}${piece}`
  }, before)
}

export const conceal =
  (secrets: ReadonlyArray<Redacted.Redacted>) =>
  (error: typeof Failure.Type): typeof Failure.Type => {
    if (secrets.length === 0) return error
    const text = JSON.stringify(encode(error))
    const bare = secrets
      .map((secret) => JSON.stringify(Redacted.value(secret)).slice(1, -1))
      .filter((secret) => secret.length >= shortest)
      .reduce(without, text)
    return bare === text ? error : Result.getOrElse(decode(JSON.parse(bare)), () => error)
  }
