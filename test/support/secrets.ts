/**
 * Secrets with a mark, and a search for them.
 */

/** An access token and an API key. */
export const token = "ya29.MARKEDqwertzuiopQWERTZUIOPasdfghjklASDFGHJKLyxcvbnm"
export const key = "AIzaMARKED1234567890qwertzuiopasdfghjklyxcvbnmQWERTZUIOP"

const secrets = [token, key]

/** The request as a proxy, a debug page or a log repeats it: secrets whole, in several surroundings. */
export const echo = [
  `authorization: Bearer ${token}`,
  `x-goog-api-key: ${key}`,
  JSON.stringify({ body: JSON.stringify({ authorization: `Bearer ${token}`, keys: [key] }) }),
  `"${token}" '${key}' <b>${token}</b>${token}${key}, x${token}x`,
  ""
].join("\r\n")

const parts = secrets.flatMap((secret) => [secret.slice(0, 8), secret.slice(-8)])

/** The beginning or the end of a secret in a text: what a cut in the wrong place would leave. */
export const leakIn = (text: string): string | undefined =>
  parts.find((part) => text.includes(part))

/** A whole secret in a text. That is all that is promised where an answer changes a secret. */
export const wholeIn = (text: string): string | undefined =>
  secrets.find((secret) => text.includes(secret))

/** A secret that a text ends within, after eight characters of it or more. */
export const cutIn = (text: string): string | undefined =>
  secrets.find((secret) => {
    const at = text.lastIndexOf(secret.slice(0, 8))
    return at >= 0 && secret.startsWith(text.slice(at))
  })
