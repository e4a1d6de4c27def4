/**
 * What a text or a value probably is that is not an IMEI, a MEID, an id or a time. A fault is read after
 * the name of the field.
 */
import { checkDigit, isId, isImei, isMeid, isMeidForm, meidCheckDigit } from "./names.ts"
import { codePoint, oddityOf, severalIn, withoutSeparators } from "./oddities.ts"
import { printableValue, quote } from "./printable.ts"

/** What is wrong with a text that is not an IMEI. */
export const imeiFault = (imei: string): string =>
  `is not a valid IMEI: ${quote(imei)} ${imeiCause(imei)}`

/** What is wrong with a text that is not a MEID. */
export const meidFault = (meid: string): string =>
  `is not a valid MEID: ${quote(meid)} ${meidCause(meid)}`

const imeiCause = (imei: string): string =>
  severalFault(imei, "imei") ??
  oddityOf(imei) ??
  separatorFault(imei, isImei) ??
  (/^\d+$/.test(imei) ? digitsFault(imei) : lettersFault(imei))

const severalFault = (text: string, field: string): string | undefined => {
  const count = severalIn(text)
  return count < 2
    ? undefined
    : `holds ${count} numbers; give the first as ${field} and the second as ${field}2`
}

const separatorFault = (text: string, isValid: (bare: string) => boolean): string | undefined => {
  const bare = withoutSeparators(text)
  if (bare === undefined) return undefined
  return isValid(bare)
    ? `contains spaces or punctuation; give ${quote(bare)}`
    : `contains spaces or punctuation, and is not valid without them`
}

/** Of a text of digits that is not an IMEI. */
const digitsFault = (imei: string): string => {
  const { length } = imei
  const full = `${imei.slice(0, 14)}${checkDigit(imei.slice(0, 14), 10)}`
  switch (length) {
    case 13:
    case 14: {
      const padded = imei.padStart(15, "0")
      const check = `the check digit is missing (${quote(full)} is valid)`
      const zeros = `${length === 14 ? "a leading zero is" : "leading zeros are"} missing, as spreadsheets remove them (${quote(padded)} is valid)`
      const causes = [length === 14 ? check : "", isImei(padded) ? zeros : ""].filter(Boolean)
      return `has ${length} digits instead of 15; ${
        causes.length === 0 ? "digits are missing, perhaps leading zeros" : causes.join(", or ")
      }`
    }
    case 15:
      return `has the check digit ${imei[14]}, but it should be ${full[14]}; a digit is wrong, or two are swapped`
    case 16:
      return `has 16 digits: it is an IMEISV, which ends in a software version instead of the check digit; the IMEI is ${quote(full)}`
    case 18: {
      const meid = meidOfDecimal(imei)
      if (meid === undefined) break
      return `has 18 digits: it may be the decimal form of a MEID; then give it as meid, ${quote(meid)}`
    }
    case 30:
      return "has 30 digits: it may be two IMEIs; give the first as imei and the second as imei2"
  }
  return /^89\d{17,18}$/.test(imei)
    ? `has ${length} digits and begins with 89: it is the number of a SIM card (ICCID), not of the device`
    : `has ${length} ${length === 1 ? "digit" : "digits"} instead of 15`
}

/** Of a text with other characters than digits. */
const lettersFault = (imei: string): string => {
  if (isMeidForm(imei)) return "contains letters from A to F, as a MEID does; give it as meid"
  const meant = imei.replaceAll(/o/gi, "0").replaceAll(/[il]/gi, "1")
  if (isImei(meant)) {
    return `contains the letters O, I or L in place of the digits 0 or 1; give ${quote(meant)}`
  }
  return `contains ${shownCharacter(imei, /\D/u)}; an IMEI has 15 digits and nothing else`
}

const meidCause = (meid: string): string => {
  if (isMeidForm(meid)) {
    return `has the check digit ${meid[14]}, but it should be ${meidCheckDigit(meid)}; a digit is wrong, or two are swapped`
  }
  return (
    severalFault(meid, "meid") ??
    oddityOf(meid) ??
    separatorFault(meid, isMeid) ??
    (/^[\da-f]+$/i.test(meid) ? hexFault(meid) : meidLettersFault(meid))
  )
}

/** Of hexadecimal digits that are too many or too few. */
const hexFault = (meid: string): string => {
  const { length } = meid
  const hex = meidOfDecimal(meid)
  if (hex !== undefined) {
    return `has 18 digits: it is the decimal form of a MEID; give the hexadecimal form, ${quote(hex)}`
  }
  if (/^\d{18}$/.test(meid)) {
    return "has 18 digits, as the decimal form of a MEID does, but stands for no MEID; a digit is wrong"
  }
  if (length === 8 || /^\d{11}$/.test(meid)) {
    return `has ${length} digits: it is an ESN, which is not a MEID; give the MEID or the IMEI of the device`
  }
  return `has ${length} ${length === 1 ? "digit" : "digits"} instead of 14, or 15 with the check digit`
}

const meidLettersFault = (meid: string): string => {
  const meant = meid.replaceAll(/o/gi, "0").replaceAll(/[il]/gi, "1")
  return isMeidForm(meant)
    ? `contains the letters O, I or L in place of the digits 0 or 1; give ${quote(meant)}`
    : `contains ${shownCharacter(meid, /[^\da-f]/iu)}; a MEID has 14 hexadecimal digits and may have a check digit`
}

/** The first character that a text must not have; one that is not ASCII by its code point. */
const shownCharacter = (text: string, wrong: RegExp): string => {
  const character = wrong.exec(text)?.[0] ?? ""
  return /^[ -~]$/.test(character) ? JSON.stringify(character) : codePoint(character)
}

/** The MEID that a decimal form of 18 digits stands for: 10 digits for 8, and 8 digits for 6. */
const meidOfDecimal = (text: string): string | undefined => {
  if (!/^\d{18}$/.test(text)) return undefined
  const high = Number(text.slice(0, 10))
  const low = Number(text.slice(10))
  if (high > 0xffffffff || low > 0xffffff) return undefined
  const hex = high.toString(16).padStart(8, "0") + low.toString(16).padStart(6, "0")
  return hex.toUpperCase()
}

const range = "a whole number from 1 to 2⁶³−1"

/** What is wrong with a value that is not an id. */
export const idFault = (id: unknown): string => {
  switch (typeof id) {
    case "string":
      return `is not a valid id: ${textFault(id)}`
    case "number":
    case "bigint":
      return numberFault(id)
    case "undefined":
      return `is missing; give ${range}`
    default:
      return `is not a valid id: it is ${printableValue(id)}; give a string`
  }
}

const numberFault = (id: number | bigint): string =>
  Number.isInteger(id) && !Number.isSafeInteger(id)
    ? `is not a valid id: ${id} is beyond 2⁵³−1, where numbers lose digits; give a string or a bigint`
    : `is not a valid id: ${printableValue(id)} is not ${range}`

const textFault = (text: string): string => {
  if (text === "") return `it is empty; give ${range}`
  return `${quote(text)} ${oddityOf(text) ?? shapeFault(text)}`
}

const shapeFault = (text: string): string => {
  if (/^0+[1-9]\d*$/.test(text)) return `begins with a zero; give ${quote(text.replace(/^0+/, ""))}`
  if (/^\d{19,}$/.test(text)) return "is above 2⁶³−1, the largest id"
  const last = text.slice(text.lastIndexOf("/") + 1)
  if (last !== text && isId(last) && /^[\w/-]+$/.test(text)) {
    return `is a resource name; give its last part, ${quote(last)}`
  }
  return /^ *\d[\d ,;_-]*$/.test(text) && /\D/.test(text)
    ? "contains spaces or punctuation; give the digits of one id alone"
    : `is not ${range}`
}

/** Why a text is not an RFC 3339 time. */
export const timeFault = (time: string): string => {
  const example = "2027-01-31T00:00:00Z"
  if (/^-?\d+$/.test(time)) return `is a number; give an RFC 3339 time such as ${example}`
  if (/^\d{4}-\d\d-\d\d$/.test(time)) return `has no time of day; give one such as ${example}`
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/i.test(time)) {
    return `has no time zone, or no seconds; give a time such as ${example}`
  }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i.test(time)) {
    return "has a day, an hour, a minute or a second that does not exist"
  }
  return oddityOf(time) ?? `is not written as RFC 3339 times are, such as ${example}`
}
