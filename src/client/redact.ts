/**
 * Takes a call's own secrets out of texts from outside: a proxy's page or a server under development
 * may repeat the request, headers and all. Texts are redacted before they are cut and put into an
 * error, so that no part of a secret is left at the cut.
 */
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"

/** What is shorter is not taken for a secret, nor for the beginning of one: it can be part of any text. */
const shortest = 8

const mark = "<redacted>"

/** Replaces whole secrets in a text. */
export type Redact = (text: string) => string

/** Replaces the given secrets, as they are and as JSON escapes them. */
export const redactor = (secrets: ReadonlyArray<Redacted.Redacted>): Redact => {
  const forms = formsOf(secrets)
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, mark), text)
}

/** For a text that may have been cut off on the way: an end that begins a secret goes, too. */
export const redactorOfBodies = (secrets: ReadonlyArray<Redacted.Redacted>): Redact => {
  const forms = formsOf(secrets)
  const redact = redactor(secrets)
  return (text) => {
    const rest = redact(text)
    const cut = Math.max(0, ...forms.map((form) => sharedEnd(rest, form)))
    return cut < shortest ? rest : rest.slice(0, -cut) + mark
  }
}

/** Longest first, so that a secret which contains another one goes as a whole. */
const formsOf = (secrets: ReadonlyArray<Redacted.Redacted>): ReadonlyArray<string> =>
  [...new Set(secrets.map(Redacted.value).flatMap((s) => [s, JSON.stringify(s).slice(1, -1)]))]
    .filter((form) => form.length >= shortest)
    .toSorted((a, b) => b.length - a.length)

/** How many characters at the end of a text are the beginning of a secret. */
const sharedEnd = (text: string, secret: string): number => {
  for (let length = Math.min(text.length, secret.length - 1); length >= shortest; length--) {
    if (text.endsWith(secret.slice(0, length))) return length
  }
  return 0
}

/** Redacts all texts of a JSON value, the names of its fields included. */
export const redactJson = (json: unknown, redact: Redact, levels = mostLevels): unknown => {
  if (Predicate.isString(json)) return redact(json)
  if (!Predicate.isObjectOrArray(json)) return json
  if (levels === 0) return "(cut off: nested too deep)"
  return Array.isArray(json)
    ? json.map((item) => redactJson(item, redact, levels - 1))
    : Object.fromEntries(
        Object.entries(json).map(([name, item]) => [
          redact(name),
          redactJson(item, redact, levels - 1)
        ])
      )
}

/** Beyond it the details of an error are cut anyway (`unknownAny`), and a stack has an end. */
const mostLevels = 110
