/**
 * What is said of a value that a check refuses: the value as it was given, what is wrong with it, and
 * what probably happened to it.
 */
import { assert, describe, it } from "@effect/vitest"
import { CustomerId, DeviceIdentifier } from "effect-zero-touch"

const spreadsheet =
  "is in scientific notation, in which spreadsheets write long numbers and lose digits; format the column as text and enter the number again"

const digits18 = "293608736500703710"

/** The message after "is not a valid IMEI: ", for the text that is given. */
const imeis: ReadonlyArray<readonly [what: string, imei: string, shown: string, fault: string]> = [
  [
    "a zero-width space at its end",
    "490154203237518\u200b",
    String.raw`"490154203237518\u200b"`,
    "contains the invisible character U+200B (zero-width space); remove it"
  ],
  [
    "a byte order mark in front",
    "\ufeff490154203237518",
    String.raw`"\ufeff490154203237518"`,
    "contains the invisible character U+FEFF (byte order mark); remove it"
  ],
  [
    "a no-break space",
    "490154 203237518".replace(" ", "\u00a0"),
    String.raw`"490154\u00a0203237518"`,
    "contains the invisible character U+00A0 (no-break space); remove it"
  ],
  [
    "a line break at its end",
    "490154203237518\n",
    String.raw`"490154203237518\n"`,
    "contains the invisible character U+000A (line feed); remove it"
  ],
  [
    "an order to a terminal",
    "49015420323751\u001b[2J",
    String.raw`"49015420323751\u001b[2J"`,
    "contains the invisible character U+001B; remove it"
  ],
  ["scientific notation", "4.90154E+14", '"4.90154E+14"', spreadsheet],
  ["scientific notation of a German spreadsheet", "4,90154E+14", '"4,90154E+14"', spreadsheet],
  [
    "a decimal fraction",
    "490154203237518.0",
    '"490154203237518.0"',
    'is written as a decimal fraction, as spreadsheets and data frames do; give "490154203237518"'
  ],
  [
    "an apostrophe in front",
    "'490154203237518",
    `"'490154203237518"`,
    "begins with an apostrophe, which spreadsheets use to mark text; remove it"
  ],
  [
    "quotation marks around it",
    '"490154203237518"',
    String.raw`"\"490154203237518\""`,
    "is in quotation marks; remove them"
  ],
  [
    "another one in the same cell",
    "490154203237518, 356938035643809",
    '"490154203237518, 356938035643809"',
    "holds 2 numbers; give the first as imei and the second as imei2"
  ],
  [
    "another one on the next line of the cell",
    "490154203237518\n356938035643809",
    String.raw`"490154203237518\n356938035643809"`,
    "holds 2 numbers; give the first as imei and the second as imei2"
  ],
  [
    "another one without a space between",
    "490154203237518356938035643809",
    '"490154203237518356938035643809"',
    "has 30 digits: it may be two IMEIs; give the first as imei and the second as imei2"
  ],
  [
    "dashes",
    "49-015420-323751-8",
    '"49-015420-323751-8"',
    'contains spaces or punctuation; give "490154203237518"'
  ],
  [
    "a space in front",
    " 490154203237518",
    '" 490154203237518"',
    'contains spaces or punctuation; give "490154203237518"'
  ],
  [
    "spaces and a digit too few",
    "49 015420 323751",
    '"49 015420 323751"',
    "contains spaces or punctuation, and is not valid without them"
  ],
  ["nothing but spaces", "   ", '"   "', "contains only spaces"],
  [
    "no check digit",
    "35693803564380",
    '"35693803564380"',
    'has 14 digits instead of 15; the check digit is missing ("356938035643809" is valid)'
  ],
  [
    "no check digit, or no leading zero",
    "49015420323751",
    '"49015420323751"',
    'has 14 digits instead of 15; the check digit is missing ("490154203237518" is valid), or a leading zero is missing, as spreadsheets remove them ("049015420323751" is valid)'
  ],
  [
    "two leading zeros too few",
    "1234567890128",
    '"1234567890128"',
    'has 13 digits instead of 15; leading zeros are missing, as spreadsheets remove them ("001234567890128" is valid)'
  ],
  [
    "13 digits that no zeros complete",
    "1234567890123",
    '"1234567890123"',
    "has 13 digits instead of 15; digits are missing, perhaps leading zeros"
  ],
  [
    "a software version, as an IMEISV has",
    "4901542032375101",
    '"4901542032375101"',
    'has 16 digits: it is an IMEISV, which ends in a software version instead of the check digit; the IMEI is "490154203237518"'
  ],
  [
    "18 digits, as the decimal form of a MEID has",
    digits18,
    `"${digits18}"`,
    'has 18 digits: it may be the decimal form of a MEID; then give it as meid, "AF0123450ABCDE"'
  ],
  [
    "the number of a SIM card",
    "8949123456789012345",
    '"8949123456789012345"',
    "has 19 digits and begins with 89: it is the number of a SIM card (ICCID), not of the device"
  ],
  ["one digit", "1", '"1"', "has 1 digit instead of 15"],
  [
    "a MEID in its place",
    "AF0123450ABCDE",
    '"AF0123450ABCDE"',
    "contains letters from A to F, as a MEID does; give it as meid"
  ],
  [
    "the letter I for the digit 1",
    "4901542032375I8",
    '"4901542032375I8"',
    'contains the letters O, I or L in place of the digits 0 or 1; give "490154203237518"'
  ],
  [
    "another letter",
    "49015420323751X",
    '"49015420323751X"',
    'contains "X"; an IMEI has 15 digits and nothing else'
  ],
  [
    "a letter that is not ASCII",
    "49015420323751é",
    '"49015420323751é"',
    "contains U+00E9; an IMEI has 15 digits and nothing else"
  ],
  [
    "digits of another script",
    "４９０１５４２０３２３７５１８",
    '"４９０１５４２０３２３７５１８"',
    "contains U+FF14, a digit that is not one of 0 to 9; write plain digits"
  ],
  [
    "a wrong check digit",
    "490154203237519",
    '"490154203237519"',
    "has the check digit 9, but it should be 8; a digit is wrong, or two are swapped"
  ],
  [
    "a thousand digits",
    "9".repeat(1000),
    `"${"9".repeat(100)}… (900 more characters)"`,
    "has 1000 digits instead of 15"
  ]
]

/** The message after "is not a valid MEID: ". */
const meids: ReadonlyArray<readonly [what: string, meid: string, shown: string, fault: string]> = [
  [
    "the decimal form of 18 digits",
    digits18,
    `"${digits18}"`,
    'has 18 digits: it is the decimal form of a MEID; give the hexadecimal form, "AF0123450ABCDE"'
  ],
  [
    "18 digits that stand for no MEID",
    "999999999999999999",
    '"999999999999999999"',
    "has 18 digits, as the decimal form of a MEID does, but stands for no MEID; a digit is wrong"
  ],
  [
    "an ESN in its place",
    "80AB12CD",
    '"80AB12CD"',
    "has 8 digits: it is an ESN, which is not a MEID; give the MEID or the IMEI of the device"
  ],
  [
    "a zero-width space",
    "af0123450abcde\u200b",
    String.raw`"af0123450abcde\u200b"`,
    "contains the invisible character U+200B (zero-width space); remove it"
  ],
  ["scientific notation", "9.90003E+13", '"9.90003E+13"', spreadsheet],
  [
    "an apostrophe in front",
    "'AF0123450ABCDE",
    `"'AF0123450ABCDE"`,
    "begins with an apostrophe, which spreadsheets use to mark text; remove it"
  ],
  [
    "another one in the same cell",
    "AF0123450ABCDE/A0000012345678",
    '"AF0123450ABCDE/A0000012345678"',
    "holds 2 numbers; give the first as meid and the second as meid2"
  ],
  [
    "dashes",
    "AF-012345-0ABCDE",
    '"AF-012345-0ABCDE"',
    'contains spaces or punctuation; give "AF0123450ABCDE"'
  ],
  [
    "the letter O for the digit 0",
    "AFO123450ABCDE",
    '"AFO123450ABCDE"',
    'contains the letters O, I or L in place of the digits 0 or 1; give "AF0123450ABCDE"'
  ],
  [
    "a letter after F",
    "GF0123450ABCDE",
    '"GF0123450ABCDE"',
    'contains "G"; a MEID has 14 hexadecimal digits and may have a check digit'
  ],
  [
    "13 digits",
    "AF0123450ABCD",
    '"AF0123450ABCD"',
    "has 13 digits instead of 14, or 15 with the check digit"
  ],
  [
    "a wrong check digit",
    "AF0123450ABCDE1",
    '"AF0123450ABCDE1"',
    "has the check digit 1, but it should be c; a digit is wrong, or two are swapped"
  ]
]

for (const [field, kind, rows] of [
  ["imei", "IMEI", imeis],
  ["imei2", "IMEI", imeis],
  ["meid", "MEID", meids],
  ["meid2", "MEID", meids]
] as const) {
  describe(`the message about an ${field} names the value and the likely cause:`, () => {
    it.each(rows)("%s", (_what, text, shown, fault) => {
      const rest = field.endsWith("2") ? { imei: "490154203237518" } : {}
      assert.deepStrictEqual(DeviceIdentifier.validate({ ...rest, [field]: text }), [
        { field, message: `is not a valid ${kind}: ${shown} ${fault}` }
      ])
    })
  })
}

/** The message after "the CustomerId ". */
const ids: ReadonlyArray<readonly [what: string, id: unknown, message: string]> = [
  ["nothing", "", "is not a valid id: it is empty; give a whole number from 1 to 2⁶³−1"],
  ["a name", "abc", 'is not a valid id: "abc" is not a whole number from 1 to 2⁶³−1'],
  ["zero", "0", 'is not a valid id: "0" is not a whole number from 1 to 2⁶³−1'],
  ["a negative number", -1, "is not a valid id: -1 is not a whole number from 1 to 2⁶³−1"],
  ["a leading zero", "007", 'is not a valid id: "007" begins with a zero; give "7"'],
  [
    "a resource name",
    "customers/1/configurations/5",
    'is not a valid id: "customers/1/configurations/5" is a resource name; give its last part, "5"'
  ],
  [
    "two ids",
    "1,2",
    'is not a valid id: "1,2" contains spaces or punctuation; give the digits of one id alone'
  ],
  [
    "a space",
    " 1",
    'is not a valid id: " 1" contains spaces or punctuation; give the digits of one id alone'
  ],
  [
    "a zero-width space",
    "12\u200b",
    String.raw`is not a valid id: "12\u200b" contains the invisible character U+200B (zero-width space); remove it`
  ],
  ["scientific notation", "1.23E+18", `is not a valid id: "1.23E+18" ${spreadsheet}`],
  [
    "an apostrophe in front",
    "'12",
    `is not a valid id: "'12" begins with an apostrophe, which spreadsheets use to mark text; remove it`
  ],
  [
    "a number above all",
    "9223372036854775808",
    'is not a valid id: "9223372036854775808" is above 2⁶³−1, the largest id'
  ],
  [
    "a number that lost digits",
    2 ** 60,
    "is not a valid id: 1152921504606847000 is beyond 2⁵³−1, where numbers lose digits; give a string or a bigint"
  ],
  ["undefined", undefined, "is missing; give a whole number from 1 to 2⁶³−1"],
  ["null", null, "is not a valid id: it is null; give a string"],
  ["a list", [5], "is not a valid id: it is a list; give a string"],
  [
    "an object without a prototype",
    Object.create(null),
    "is not a valid id: it is an object; give a string"
  ],
  ["a symbol", Symbol("5"), "is not a valid id: it is a symbol; give a string"],
  ["a Map", new Map(), "is not a valid id: it is a Map; give a string"]
]

const thrownBy = (make: () => unknown): unknown => {
  try {
    return make()
  } catch (error) {
    return error
  }
}

describe("the message about an id names the value and the likely cause:", () => {
  it.each(ids)("%s", (_what, id, message) => {
    const error = thrownBy(() => CustomerId.from(id as string))
    assert.instanceOf(error, RangeError)
    assert.strictEqual(error.message, `the CustomerId ${message}`)
  })
})
