import { assert, describe, it } from "@effect/vitest"
import { CustomerId } from "effect-zero-touch"
import { readDevices } from "../../examples/support/csv.ts"

const read = (...lines: ReadonlyArray<string>) => {
  const { devices, problems } = readDevices(lines.join("\n"), CustomerId.from(42))
  return {
    claimed: devices.map(({ line }) => line),
    problems: problems.map(({ column, line, message }) => [line, column, message] as const)
  }
}

describe("a file of devices", () => {
  it("may be empty, or no more than a header", () => {
    assert.deepStrictEqual(read(""), { claimed: [], problems: [] })
    assert.deepStrictEqual(read("imei,manufacturer"), { claimed: [], problems: [] })
  })

  it("names a device once: by IMEI, by MEID with or without its check digit", () => {
    const { claimed, problems } = read(
      "imei,meid",
      "001017000000011,",
      ",A0000000002329",
      "001017000000011,A1000000002329",
      ",a00000000023299",
      "001017000000011,"
    )
    assert.deepStrictEqual(claimed, [2, 3])
    assert.deepStrictEqual(problems, [
      [4, "imei", "is that of line 2"],
      [5, "meid", "is that of line 3"],
      [6, "imei", "is that of line 2"]
    ])
  })

  it("may repeat a serial number for another model, but not for the same", () => {
    const { claimed, problems } = read(
      "serialNumber,manufacturer,model",
      "ZX1,Zebra,ET40",
      "ZX1,Zebra,ET45",
      "ZX1, Zebra ,ET40"
    )
    assert.deepStrictEqual(claimed, [2, 3])
    assert.deepStrictEqual(problems, [[4, "serialNumber", "is that of line 2"]])
  })

  it("does not count a row that is not claimed as the first", () => {
    const { claimed, problems } = read(
      "imei,manufacturer,orderNumber",
      "001017000000011",
      "001017000000011,Google,PO-1"
    )
    assert.deepStrictEqual(claimed, [3])
    const message = "is missing: the row has 1 value for 3 columns"
    assert.deepStrictEqual(problems, [
      [2, "manufacturer", message],
      [2, "orderNumber", message]
    ])
  })

  it("may have quotes within values, and what a quote swallows is said", () => {
    const { claimed, problems } = read(
      "imei,model",
      '001017000000011,"Tab 10, large"',
      '001017000000029,Tab 10" large',
      '001017000000037,"Tab',
      "001017000000045,Tab"
    )
    assert.deepStrictEqual(claimed, [2, 3])
    const message = "opens a quote that is never closed, so nothing is read from here on"
    assert.deepStrictEqual(problems, [[4, undefined, message]])
  })
})
