/**
 * ProtoJSON, the JSON form of protocol buffers, as Google's services speak it: the scalar types
 * that need care, and a decoder that reads the plain form first and, only when that fails, the
 * odd forms that the specification also allows. Nothing here knows zero-touch enrollment.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration_ from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { type Kind, kindKey } from "./normalize.ts"

/**
 * A 32-bit integer. {@link decoder} also accepts the string forms `"1"`, `"1.0"` and `"1e2"`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Int32 = Schema.Number.check(Schema.isInt32()).annotate({
  [kindKey]: "int32" satisfies Kind
})

/**
 * A 64-bit integer as the wire has it: a string of decimal digits. It is not parsed, so no digit is
 * lost. {@link decoder} refuses what is not such an integer. It also accepts a JSON number, as long as
 * it is a safe integer, and strings such as `"1.0"` and `"1e2"`, and gives their digits.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Int64 = Schema.String.annotate({ [kindKey]: "int64" satisfies Kind })

/**
 * An enum that stays open: the known names complete in the editor, an unknown one survives decoding
 * and encoding. {@link decoder} keeps an enum that arrives as a number as its decimal digits, since
 * the numbers of this API's enums are not published and a guess could turn a failure into a success.
 *
 * @category schemas
 * @since 0.1.0
 */
export const openEnum = <const Names extends ReadonlyArray<string>>(
  names: Names
): OpenEnum<Names> =>
  // At run time it is a string, whichever: a union of literals would be slower and no stricter.
  Schema.make<OpenEnum<Names>>(Schema.String.annotate({ [kindKey]: "enum" satisfies Kind }).ast, {
    names
  })

/**
 * The schema of an open enum, with the names that are known.
 *
 * @category schemas
 * @since 0.1.0
 */
export interface OpenEnum<Names extends ReadonlyArray<string>> extends Schema.Codec<
  Names[number] | Schema.StringForLiteralAutocomplete["Type"],
  string
> {
  readonly names: Names
}

const durationPattern = /^(-)?(\d{1,12})(?:\.(\d{1,9}))?s$/
const maximumSeconds = 315_576_000_000n
const maximumNanos = maximumSeconds * 1_000_000_000n + 999_999_999n

/**
 * Reads `google.protobuf.Duration` in its JSON form, `"1.5s"`: the `s` is required, at most nine
 * digits follow the point, and there are at most 315,576,000,000 whole seconds, in both directions.
 * `None` for anything else.
 *
 * @category durations
 * @since 0.1.0
 */
export const parseDuration = (text: string): Option.Option<Duration_.Duration> => {
  const match = durationPattern.exec(text)
  if (match === null) return Option.none()
  const [, sign, digits = "", fraction = ""] = match
  const seconds = BigInt(digits)
  if (seconds > maximumSeconds) return Option.none()
  const total = seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"))
  return Option.some(Duration_.nanos(sign === undefined ? total : -total))
}

/**
 * Writes a duration in the JSON form of `google.protobuf.Duration`, with as many digits after the
 * point as it needs. A duration beyond the type's span is cut to it.
 *
 * @category durations
 * @since 0.1.0
 */
export const formatDuration = (duration: Duration_.Duration): string => {
  const total = Option.getOrElse(Duration_.toNanos(duration), () =>
    Duration_.isNegative(duration) ? -maximumNanos : maximumNanos
  )
  const size = total < 0n ? -total : total
  const bounded = size > maximumNanos ? maximumNanos : size
  const fraction = (bounded % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "")
  const seconds = (bounded / 1_000_000_000n).toString()
  return `${total < 0n ? "-" : ""}${seconds}${fraction === "" ? "" : `.${fraction}`}s`
}

/**
 * `google.protobuf.Duration`: `"53.016342224s"` on the wire, Effect's `Duration` in the program, to
 * the nanosecond.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Duration = Schema.String.pipe(
  Schema.decodeTo(
    Schema.Duration,
    SchemaTransformation.transformEffect({
      decode: (text, options) =>
        Effect.fromOption(parseDuration(text)).pipe(
          Effect.mapError(
            () =>
              new SchemaIssue.InvalidValue({ expected: 'a duration such as "1.5s"' }, text, options)
          )
        ),
      encode: (duration) => Effect.succeed(formatDuration(duration))
    })
  )
)

const timestampPattern =
  /^(\d{4}-\d\d-(\d\d))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * Reads `google.protobuf.Timestamp` in its JSON form, an RFC 3339 time such as
 * `"2027-01-31T00:00:00Z"`: `T` and `Z` are capitals, at most nine digits follow the point, and the time
 * in UTC is in the years 1 to 9999. `None` for anything else. Of the digits after the point three are
 * kept, as `DateTime` has milliseconds.
 *
 * @category timestamps
 * @since 0.1.0
 */
export const parseTimestamp = (text: string): Option.Option<DateTime.Utc> => {
  const [, date, day] = timestampPattern.exec(text) ?? []
  if (date === undefined) return Option.none()
  // JavaScript takes the 30th of February for the 2nd of March
  return DateTime.make(date).pipe(
    Option.filter((midnight) => DateTime.getPartUtc(midnight, "day") === Number(day)),
    Option.flatMap(() => DateTime.make(text)),
    Option.map(DateTime.toUtc),
    Option.filter((time) => DateTime.between(time, span))
  )
}

const span = {
  minimum: DateTime.makeUnsafe("0001-01-01T00:00:00Z"),
  maximum: DateTime.makeUnsafe("9999-12-31T23:59:59.999Z")
}

/**
 * `google.protobuf.FieldMask`: `"companyName,contactPhone"` on the wire, the paths in the program.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FieldMask = Schema.String.pipe(
  Schema.decodeTo(
    Schema.Array(Schema.String),
    SchemaTransformation.transform({
      decode: (text): ReadonlyArray<string> => (text === "" ? [] : text.split(",")),
      encode: (paths) => paths.join(",")
    })
  )
)

export { decoder } from "./decoder.ts"
