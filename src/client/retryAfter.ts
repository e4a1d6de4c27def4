/**
 * How long the service asks to wait: `Retry-After`, in each form that RFC 9110 allows, and
 * `RetryInfo`. Whatever is none of these asks for nothing.
 */
import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import { detail, type Status } from "../rpc/Status.ts"

/** No delay is believed beyond this; callers set tighter bounds of their own. */
const longest = Duration.days(366)

// IMF-fixdate, and the two obsolete forms that a recipient has to accept. All are in UTC.
const httpDates = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/
]

/** Reads an HTTP date to milliseconds since 1970. `Date.parse` alone would take `1junk` for a date. */
const parseHttpDate = (text: string): number | undefined => {
  if (!httpDates.some((form) => form.test(text))) return undefined
  const millis = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`)
  return Number.isNaN(millis) ? undefined : millis
}

/**
 * Reads a `Retry-After` header. A date is measured against the service's own `Date` header, so that
 * clocks that differ do no harm, and against `now` (milliseconds since 1970) without one. Some
 * transports join two headers with a comma: then the larger delay counts.
 */
export const parseRetryAfter = (
  header: string | undefined,
  date: string | undefined,
  now: number
): Option.Option<Duration.Duration> =>
  Arr.reduce(
    // the comma after the day of a date does not separate
    header?.match(/\s*[A-Z][a-z]{2,8}, [^,]*|[^,]+/g) ?? [],
    Option.none<Duration.Duration>(),
    (longest, one) => larger(longest, parseOne(one, date, now))
  )

const larger = (
  a: Option.Option<Duration.Duration>,
  b: Option.Option<Duration.Duration>
): Option.Option<Duration.Duration> => {
  if (Option.isNone(a)) return b
  return Option.isNone(b) ? a : Option.some(Duration.max(a.value, b.value))
}

const parseOne = (
  header: string,
  date: string | undefined,
  now: number
): Option.Option<Duration.Duration> => {
  const text = header.trim()
  if (/^\d+$/.test(text)) {
    return Option.some(Duration.min(Duration.seconds(Number(text)), longest))
  }
  const until = parseHttpDate(text)
  if (until === undefined) return Option.none()
  const from = parseHttpDate(date?.trim() ?? "") ?? now
  return Option.some(Duration.clamp(Duration.millis(until - from), bounds))
}

const bounds = { minimum: Duration.zero, maximum: longest }

/** The delay of a status's `RetryInfo`; a negative one asks for nothing. */
const retryInfoDelay = (status: Status): Option.Option<Duration.Duration> =>
  detail(status, "RetryInfo").pipe(
    Option.flatMapNullishOr(({ retryDelay }) => retryDelay),
    Option.filter((delay) => !Duration.isNegative(delay)),
    Option.map((delay) => Duration.min(delay, longest))
  )

/** The larger of the header's delay and the status's. */
export const largerDelay = (
  header: Option.Option<Duration.Duration>,
  status: Status
): Option.Option<Duration.Duration> => larger(header, retryInfoDelay(status))
