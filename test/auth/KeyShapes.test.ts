import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { readKey } from "../../src/auth/key.ts"
import { nowhere, serviceAccountKey } from "./googleAuthSupport.ts"

const key = serviceAccountKey(nowhere)
const text = JSON.stringify(key)
const path = "it looks like the path of a file; give the path as `keyFile`, or the JSON of the file"
const notJson = "it is text that is not JSON"

describe("what is not the JSON object of a key is named by its shape alone:", () => {
  it.each<[what: string, given: unknown, shape: string]>([
    ["nothing", "", "it is empty"],
    ["blank lines", " \n\n", "it is empty"],
    ["a byte order mark alone", "\ufeff", "it is empty"],
    ["null", null, "it is null"],
    ["a number", 5, "it is a number"],
    ["a list", [key], "it is a list"],
    ["the JSON of a list", JSON.stringify([key]), "it is a JSON list"],
    ["the JSON of a number", "5", "it is JSON, but a number"],
    ["the JSON of null", "null", "it is JSON, but null"],
    ["base64", Buffer.from(text).toString("base64"), "it is JSON in base64; decode it first"],
    [
      "base64 in lines, of JSON in lines",
      Buffer.from(JSON.stringify(key, null, 2))
        .toString("base64")
        .replaceAll(/.{76}/g, "$&\n"),
      "it is JSON in base64; decode it first"
    ],
    [
      "base64 for URLs",
      Buffer.from(text).toString("base64url"),
      "it is JSON in base64; decode it first"
    ],
    ["base64 of something else", Buffer.from("secret".repeat(99)).toString("base64"), notJson],
    [
      "JSON that was made into JSON twice",
      JSON.stringify(text),
      "it is a JSON object in quotation marks, since it was made into JSON twice; parse it once"
    ],
    [
      "single quotes around it, as in an .env file",
      `'${text}'`,
      "it is in quotation marks; remove them"
    ],
    ["double quotes around it", `"${text}"`, "it is in quotation marks; remove them"],
    ["a path", "/etc/secrets/key.json", path],
    ["a relative path", "key.json", path],
    ["a path of Windows", "C:\\secrets\\key.json", path],
    [
      "a private key alone",
      key.private_key,
      "it is PEM, such as a private key alone; give the whole JSON that holds the key"
    ],
    ["a cut key", text.slice(0, -20), "it begins like one, but breaks off"],
    [
      "a key with a comma too many",
      text.replace(/\}$/, ",}"),
      "it begins and ends like one, but has a syntax error"
    ],
    [
      "a key with real line breaks in its private key",
      text.replaceAll("\\n", "\n"),
      "it has line breaks within `private_key`, where JSON has \\n"
    ],
    [
      "a key in UTF-16",
      Buffer.from(text, "utf16le").toString("utf8"),
      "it is binary, or text in UTF-16; save it as UTF-8"
    ],
    ["a page", "<!doctype html>", "it is HTML or XML"],
    [
      "an access token",
      "ya29.a0secret",
      "it is an access token; give it to Credentials.layerAccessToken"
    ],
    ["a word", "hunter2", notJson],
    ["undefined", undefined, "it is undefined"],
    ["an apostrophe in front", "'tis no key", notJson],
    ["an apostrophe at the end", "the keys'", notJson],
    ["a quotation within a text", "the 'key' of mine", notJson],
    ["an object in base64 that is short", "eyJhIjoxfQ==", "it is JSON in base64; decode it first"],
    ["text behind base64", `${Buffer.from(text).toString("base64")}!`, notJson],
    [
      "base64 of a text with an object in it",
      Buffer.from(`key${text}`).toString("base64"),
      notJson
    ],
    ["base64 that is cut", "eyJhb", notJson],
    ["text of two lines with a slash", "a key/\nand more", notJson],
    ["a text that is too long for a path", "a/".repeat(250), notJson],
    ["a text that names a file", "my key.json is secret", notJson],
    [
      "a JSON text that begins with a space",
      JSON.stringify(` ${text}`),
      "it is a JSON object in quotation marks, since it was made into JSON twice; parse it once"
    ]
  ])("%s", (_what, given, shape) => {
    const read = readKey(given)
    assert.isTrue(Result.isFailure(read))
    assert.strictEqual(Result.isFailure(read) && read.failure, `is not a JSON object: ${shape}`)
  })
})

it.each(["", "googleapis.com"])("a key of the universe %j is read", (universe_domain) => {
  assert.isTrue(Result.isSuccess(readKey({ ...key, universe_domain })))
})

it("a key with a byte order mark in front is read", () => {
  assert.isTrue(Result.isSuccess(readKey(`\ufeff${text}`)))
})
