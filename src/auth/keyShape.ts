/**
 * What is given in place of a key's JSON, said by its shape alone: a key must not be repeated in a
 * message.
 */
import * as Predicate from "effect/Predicate"

/** Describes an input that is not a JSON object, or the text of one. */
export const keyShape = (input: unknown): string => {
  if (Predicate.isString(input)) return shapeOfText(input.replace(/^\uFEFF/, "").trim())
  if (input === null || input === undefined) return `it is ${String(input)}`
  return Array.isArray(input) ? "it is a list" : `it is a ${typeof input}`
}

const shapeOfText = (text: string): string => {
  if (text === "") return "it is empty"
  const json = shapeOfJson(text)
  if (json !== undefined) return json
  if (text.includes("\u0000")) return "it is binary, or text in UTF-16; save it as UTF-8"
  if (/^['"`\u2018\u201c]/.test(text) && /['"`\u2019\u201d]$/.test(text)) {
    return "it is in quotation marks; remove them"
  }
  if (text.startsWith("{")) return brokenObject(text)
  if (text.startsWith("-----BEGIN")) {
    return "it is PEM, such as a private key alone; give the whole JSON that holds the key"
  }
  if (text.startsWith("<")) return "it is HTML or XML"
  if (/^[\w+/-]+={0,2}$/.test(text.replaceAll(/\s/g, "")) && isBase64OfObject(text)) {
    return "it is JSON in base64; decode it first"
  }
  if (text.startsWith("ya29."))
    return "it is an access token; give it to Credentials.layerAccessToken"
  if (text.length < 500 && !/[\r\n]/.test(text) && /[\\/]|\.(json|p12|pem|key)$/i.test(text)) {
    return "it looks like the path of a file; give the path as `keyFile`, or the JSON of the file"
  }
  return "it is text that is not JSON"
}

/** Of a text that is JSON, but not an object. */
const shapeOfJson = (text: string): string | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    if (Array.isArray(json)) return "it is a JSON list"
    if (!Predicate.isString(json))
      return `it is JSON, but ${json === null ? "null" : `a ${typeof json}`}`
    return json.trim().startsWith("{")
      ? "it is a JSON object in quotation marks, since it was made into JSON twice; parse it once"
      : "it is in quotation marks; give the JSON of a key"
  } catch {
    return undefined
  }
}

const brokenObject = (text: string): string => {
  if (/-----BEGIN[^"\\]*[\r\n]/.test(text)) {
    return "it has line breaks within `private_key`, where JSON has \\n"
  }
  return text.endsWith("}")
    ? "it begins and ends like one, but has a syntax error"
    : "it begins like one, but breaks off"
}

const isBase64OfObject = (text: string): boolean => {
  const start = text.replaceAll(/\s/g, "").slice(0, 16).replaceAll("-", "+").replaceAll("_", "/")
  try {
    return /^(\xef\xbb\xbf)?\s*\{/.test(atob(start))
  } catch {
    return false
  }
}
