/**
 * Makes texts and values from outside fit for a message: in one line, not too long, and with a visible
 * sign for each character that cannot be seen.
 */

/** A message is cut after this many characters; the fields of an error have all. */
const longest = 2000

/** Control characters, line separators, and those that turn the direction of writing. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** In one line, and not too long. */
export const printable = (text: string, most = longest): string => {
  const rest = text.length - most
  const line = text.slice(0, most).replaceAll(unprintable, escape)
  return rest > 0 ? `${line}… (${rest} more characters)` : line
}

const escape = (character: string): string => {
  const json = JSON.stringify(character).slice(1, -1)
  return json === character ? hexEscape(character) : json
}

const hexEscape = (character: string): string =>
  [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
    .join("")

/** All that shows nothing, or not what it is: the only space that stays is the plain one. */
const unseen = /(?! )(?:[\p{C}\p{Z}\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}|\u034f)/u
const allUnseen = new RegExp(unseen, "gu")

/** The first character of a text that cannot be seen. */
export const invisibleIn = (text: string): string | undefined => unseen.exec(text)?.[0]

/** A text in quotes, shortened, for a message that says what is wrong with it. */
export const quote = (text: string, most = 100): string => {
  const rest = text.length - most
  const quoted = JSON.stringify(text.slice(0, most)).replaceAll(allUnseen, hexEscape)
  return rest > 0 ? `${quoted.slice(0, -1)}… (${rest} more characters)"` : quoted
}

/** A value as it was given, shortened, for a message that says what is wrong with it. */
export const printableValue = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return quote(value)
    case "number":
    case "boolean":
    case "undefined":
      return String(value)
    case "bigint":
      return quote(`${value}n`).slice(1, -1)
    case "symbol":
      return "a symbol"
    case "function":
      return "a function"
    case "object":
      return value === null ? "null" : printableObject(value)
  }
}

const printableObject = (value: object): string => {
  try {
    if (Array.isArray(value)) return "a list"
    const name = classOf(value)
    if (name === undefined) return "an object"
    return `${/^[AEIOU]/i.test(name) ? "an" : "a"} ${name}`
  } catch {
    return "an object that cannot be read"
  }
}

/** The name of an object's class; a plain object, with or without a prototype, has none. */
const classOf = (value: object): string | undefined => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== "object" || prototype === null) return undefined
  if (Object.getPrototypeOf(prototype) === null) return undefined
  const make: unknown = Reflect.get(prototype, "constructor")
  const name = typeof make === "function" ? make.name : ""
  return /^[\w$]{1,50}$/.test(name) && name !== "Object" ? name : undefined
}
