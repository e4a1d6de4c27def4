/**
 * Devices from a CSV file, checked row by row.
 */
import { parse } from "csv-parse/sync"
import { type CustomerId, DeviceIdentifier, type PartnerClaimInput } from "effect-zero-touch"

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

/** Reads the devices to claim for a customer, and what is wrong with the rows that name none. */
export const readDevices = (
  text: string,
  customerId: CustomerId
): { readonly devices: ReadonlyArray<CsvDevice>; readonly problems: ReadonlyArray<CsvProblem> } => {
  const devices: Array<CsvDevice> = []
  const problems: Array<CsvProblem> = []
  const rows: ReadonlyArray<{
    readonly record: Readonly<Record<string, string | undefined>>
    readonly info: { readonly lines: number }
  }> = parse(text, {
    bom: true,
    columns: true,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: (error) => {
      problems.push({
        line: Number(error?.["lines"] ?? 0),
        message: error?.message ?? "is not a row of CSV"
      })
      return undefined
    }
  })
  for (const { info, record } of rows) {
    const line = info.lines
    const identifier: DeviceIdentifier = Object.fromEntries(
      identifierColumns.flatMap((column) => (record[column] ? [[column, record[column]]] : []))
    )
    const found = DeviceIdentifier.check(identifier)
    problems.push(...found.map(({ field, message }) => ({ line, column: field, message })))
    if (found.length > 0) continue
    const ordernumber = record["orderNumber"]
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
  return { devices, problems: problems.toSorted((a, b) => a.line - b.line) }
}
