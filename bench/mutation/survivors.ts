/**
 * What a report of Stryker says of the changes that no test noticed, in one line each.
 */
import * as Schema from "effect/Schema"

const Place = Schema.Struct({ line: Schema.Number, column: Schema.Number })
const Report = Schema.Struct({
  files: Schema.Record(
    Schema.String,
    Schema.Struct({
      source: Schema.String,
      mutants: Schema.Array(
        Schema.Struct({
          status: Schema.String,
          replacement: Schema.optionalKey(Schema.String),
          location: Schema.Struct({ start: Place, end: Place })
        })
      )
    })
  )
})

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").slice(0, 80)

export const survivors = (report: unknown): ReadonlyArray<string> =>
  Object.entries(Schema.decodeUnknownSync(Report)(report).files).flatMap(
    ([file, { mutants, source }]) => {
      const lines = source.split("\n")
      const killed = mutants.filter(({ status }) => status === "Killed" || status === "Timeout")
      const left = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage")
      return [
        `${file}: ${killed.length} of ${killed.length + left.length} changes were noticed`,
        ...left.map(({ location: { end, start }, replacement = "" }) => {
          const line = lines[start.line - 1] ?? ""
          const before = line.slice(
            start.column - 1,
            start.line === end.line ? end.column - 1 : undefined
          )
          return `  ${start.line}: ${inOneLine(before)} => ${inOneLine(replacement)}`
        })
      ]
    }
  )
