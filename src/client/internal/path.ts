/**
 * Paths as they go on the wire. Values are encoded so strictly that nothing escapes its segment, and
 * what URL parsers would fold away (`.`, `..`, empty segments) is refused before.
 */
import * as Result from "effect/Result"

/** Encodes one segment: everything but RFC 3986's unreserved characters is percent-encoded. */
const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  )

/** What is wrong with a segment, if anything. */
const segmentProblem = (segment: string): string | undefined => {
  if (segment === "") return "has an empty segment"
  if (segment === "." || segment === "..") return `has a segment ${JSON.stringify(segment)}`
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f]/.test(segment)) return "has a control character"
  if (/[?#]/.test(segment)) return 'has a "?" or a "#"'
  if (/\p{Surrogate}/u.test(segment)) return "has half a surrogate pair, which no UTF-8 can hold"
  return undefined
}

/** Encodes a name of one or more segments; its slashes stay slashes. The failure says what is wrong. */
export const encodeSegments = (name: string): Result.Result<string, string> => {
  const segments = name.split("/")
  const problem = segments.map(segmentProblem).find((found) => found !== undefined)
  return problem === undefined
    ? Result.succeed(segments.map(encodeSegment).join("/"))
    : Result.fail(problem)
}
