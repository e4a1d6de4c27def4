/**
 * Devices from a CSV file, checked row by row. Nothing is guessed: a row that is not in order is a
 * problem with its line, and its device is not claimed.
 */
import { parse } from "csv-parse/sync"
import { type CustomerId, DeviceIdentifier, type PartnerClaimInput } from "effect-zero-touch"
import { count } from "./text.ts"

export interface CsvDevice {
  readonly line: number
  readonly claim: PartnerClaimInput
}

export interface CsvProblem {
  readonly line: number
  /** The column's name, when one cell is to blame. */
  readonly column?: string
  readonly message: string
}

const identifierColumns = ["imei", "meid", "serialNumber", "manufacturer", "model"] as const

/** Reads the devices to claim for a customer, each once, and what is wrong with the other rows. */
export const readDevices = (
  text: string,
  customerId: CustomerId
): { readonly devices: ReadonlyArray<CsvDevice>; readonly problems: ReadonlyArray<CsvProblem> } => {
  const devices: Array<CsvDevice> = []
  const problems: Array<CsvProblem> = []
  /** The lines of the devices so far, by what a device has alone. */
  const lines = new Map<string, number>()
  const { header, rows, unreadableFrom } = readRows(text)
  for (const { line, cells } of rows) {
    const cell = Object.fromEntries(header.map((column, i) => [column, cells[i]]))
    const identifier: DeviceIdentifier = Object.fromEntries(
      identifierColumns.flatMap((column) => (cell[column] ? [[column, cell[column]]] : []))
    )
    const keys = keysOf(identifier)
    const checks: ReadonlyArray<ReadonlyArray<Omit<CsvProblem, "line">>> = [
      shapeProblems(header, cells),
      DeviceIdentifier.validate(identifier).map(({ field, message }) => ({
        column: field,
        message
      })),
      keys
        .filter(({ key }) => lines.has(key))
        .slice(0, 1)
        .map(({ column, key }) => ({ column, message: `is that of line ${lines.get(key)}` }))
    ]
    const found = checks.find(({ length }) => length > 0)
    if (found !== undefined) {
      problems.push(...found.map((problem) => ({ line, ...problem })))
      continue
    }
    for (const { key } of keys) lines.set(key, line)
    const ordernumber = cell["orderNumber"]
    devices.push({
      line,
      claim: {
        customerId,
        sectionType: "SECTION_TYPE_ZERO_TOUCH",
        deviceIdentifier: identifier,
        ...(ordernumber ? { deviceMetadata: { entries: { ordernumber } } } : {})
      }
    })
  }
  if (unreadableFrom !== undefined) {
    const message = "opens a quote that is never closed, so nothing is read from here on"
    problems.push({ line: unreadableFrom, message })
  }
  return { devices, problems }
}

/** The file's rows with the line on which each ends. */
const readRows = (text: string) => {
  const all: Array<{ readonly line: number; readonly cells: ReadonlyArray<string> }> = []
  let broken = false
  parse(text, {
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_record: (record, { lines }) => {
      all.push({ line: lines, cells: record.map((cell) => cell.trim()) })
      return null
    },
    on_skip: () => {
      broken = true
      return undefined
    }
  })
  const [header, ...rows] = all
  return {
    header: header?.cells ?? [],
    rows,
    unreadableFrom: broken ? (all.at(-1)?.line ?? 0) + 1 : undefined
  }
}

/** What is wrong with a row as a row, whatever its cells say. */
const shapeProblems = (
  header: ReadonlyArray<string>,
  cells: ReadonlyArray<string>
): ReadonlyArray<Omit<CsvProblem, "line">> => {
  const sizes = `the row has ${count(cells.length, "value")} for ${count(header.length, "column")}`
  if (cells.length > header.length) return [{ message: sizes }]
  return header.slice(cells.length).map((column) => ({ column, message: `is missing: ${sizes}` }))
}

/** What a device has alone, and the column that says so. */
const keysOf = ({ imei, manufacturer, meid, model, serialNumber }: DeviceIdentifier) => {
  const values = {
    imei,
    // with its check digit or without
    meid: meid?.slice(0, 14).toUpperCase(),
    // a serial number alone may be that of another model
    serialNumber:
      serialNumber && manufacturer && model
        ? JSON.stringify([serialNumber, manufacturer, model])
        : undefined
  }
  return Object.entries(values).flatMap(([column, value]) =>
    value ? [{ column, key: `${column} ${value}` }] : []
  )
}
