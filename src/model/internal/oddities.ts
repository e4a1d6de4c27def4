/**
 * What spreadsheets, documents and scanners do to numbers, in words that follow the value as it was
 * given.
 */
import { invisibleIn } from "./printable.ts"

/** What is odd about a text that should be one number, decimal or hexadecimal. */
export const oddityOf = (text: string): string | undefined => {
  const hidden = invisibleIn(text)
  if (hidden !== undefined)
    return `contains the invisible character ${codePoint(hidden)}; remove it`
  if (text.trim() === "") return "contains only spaces"
  if (/^['`\u2018\u2019\u00b4]/.test(text)) {
    return "begins with an apostrophe, which spreadsheets use to mark text; remove it"
  }
  if (/^["\u201c\u201d].*["\u201c\u201d]$/.test(text)) return "is in quotation marks; remove them"
  if (/^\d([.,]\d+)?e\+?\d+$/i.test(text)) {
    return "is in scientific notation, in which spreadsheets write long numbers and lose digits; format the column as text and enter the number again"
  }
  if (/^\d+[.,]0+$/.test(text)) {
    return `is written as a decimal fraction, as spreadsheets and data frames do; give ${JSON.stringify(text.replace(/[.,]0+$/, ""))}`
  }
  const digit = /(?![0-9])\p{Nd}/u.exec(text)?.[0]
  return digit === undefined
    ? undefined
    : `contains ${codePoint(digit)}, a digit that is not one of 0 to 9; write plain digits`
}

/** The separators that people write into long numbers. */
const separators = /[ \-./_:\u2010-\u2015\u2212]+/g

/** A text without separators, if it has any. */
export const withoutSeparators = (text: string): string | undefined => {
  const bare = text.replaceAll(separators, "")
  return bare === text ? undefined : bare
}

/** The numbers in a text that holds several of them, each of at least 14 digits. */
export const severalIn = (text: string): number => {
  const parts = text.split(/[\s,;/|&+]+/)
  return parts.length > 20 ? 0 : parts.filter((part) => /^[\da-f]{14,18}$/i.test(part)).length
}

/** A character by its code point, with its name if it is a common one. */
export const codePoint = (character: string): string => {
  const point = character.codePointAt(0) ?? 0
  const code = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`
  const name = names[code]
  return name === undefined ? code : `${code} (${name})`
}

const names: Readonly<Record<string, string | undefined>> = {
  "U+0000": "NUL",
  "U+0009": "tab",
  "U+000A": "line feed",
  "U+000D": "carriage return",
  "U+00A0": "no-break space",
  "U+00AD": "soft hyphen",
  "U+2007": "figure space",
  "U+2009": "thin space",
  "U+200B": "zero-width space",
  "U+200C": "zero-width non-joiner",
  "U+200D": "zero-width joiner",
  "U+200E": "left-to-right mark",
  "U+200F": "right-to-left mark",
  "U+202A": "left-to-right embedding",
  "U+202C": "pop directional formatting",
  "U+202D": "left-to-right override",
  "U+202F": "narrow no-break space",
  "U+2060": "word joiner",
  "U+3000": "ideographic space",
  "U+FEFF": "byte order mark"
}
