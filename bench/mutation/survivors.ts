/**
 * What a report of Stryker says of the changes that no test noticed.
 */
import * as Schema from "effect/Schema"

const Place = Schema.Struct({ line: Schema.Number, column: Schema.Number })
const Mutant = Schema.Struct({
  status: Schema.String,
  mutatorName: Schema.String,
  replacement: Schema.optionalKey(Schema.String),
  location: Schema.Struct({ start: Place, end: Place })
})
type Mutant = typeof Mutant.Type
const Report = Schema.Struct({
  files: Schema.Record(
    Schema.String,
    Schema.Struct({ source: Schema.String, mutants: Schema.Array(Mutant) })
  )
})

/** The changes of each file, and what became of them. */
export type Outcomes = (typeof Report.Type)["files"]

export const read = (report: unknown): Outcomes => Schema.decodeUnknownSync(Report)(report).files

const isNoticed = ({ status }: Mutant): boolean => status === "Killed" || status === "Timeout"
const isLeft = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage"

const keyOf = ({ location: { end, start }, mutatorName, replacement }: Mutant): string =>
  JSON.stringify([start, end, mutatorName, replacement])

/** The places of the changes that were not noticed, as Stryker's `mutate` takes them. */
export const rangesOf = (outcomes: Outcomes): ReadonlyArray<string> => [
  ...new Set(
    Object.entries(outcomes).flatMap(([file, { mutants }]) =>
      mutants.filter(isLeft).map(({ location: { end, start } }) => {
        return `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`
      })
    )
  )
]

/** Of two runs: what was noticed in the second was noticed. */
export const together = (first: Outcomes, second: Outcomes): Outcomes =>
  Object.fromEntries(
    Object.entries(first).map(([file, { mutants, source }]) => {
      const noticed = new Set((second[file]?.mutants ?? []).filter(isNoticed).map(keyOf))
      const both = mutants.map((mutant) =>
        isLeft(mutant) && noticed.has(keyOf(mutant)) ? { ...mutant, status: "Killed" } : mutant
      )
      return [file, { source, mutants: both }]
    })
  )

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").slice(0, 80)

export const shown = (outcomes: Outcomes): ReadonlyArray<string> =>
  Object.entries(outcomes).flatMap(([file, { mutants, source }]) => {
    const lines = source.split("\n")
    const killed = mutants.filter(isNoticed)
    const left = mutants.filter(isLeft)
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
  })
