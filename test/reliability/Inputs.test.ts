import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import {
  type ApiError,
  type DeviceId,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  type PartnerId,
  RequestChecks,
  type TransportError,
  ZeroTouch
} from "effect-zero-touch"
import { clientOver, fakeHttp, json, onlyOf } from "../support/fakeHttp.ts"
import { serve, socketTransports } from "../support/loopback.ts"
import { failureOf } from "../support/outcome.ts"

// What an attacker would try, and any unit of UTF-16, halves of pairs included.
const pieces = [
  ..."operations / // .. . /../ /./ %2e%2e %2F %252e %00 \\ ? # & = + ; : @ , $".split(" "),
  ..."$.xgafv=1 &alt=media ?alt=media https://example.com //example.com [::1]".split(" "),
  ..."ü 😀 Å ﬁ ．． ／ \ud83d \u0000 \u007f \u0085 \u2028 \uFEFF".split(" "),
  "\r\n",
  "\r\nx-evil: 1",
  "\n",
  "\t",
  " "
]
const unit = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff }))
const Text = Schema.Array(Schema.Union([Schema.Literals(pieces), unit]))
const textOf = (parts: typeof Text.Type): string =>
  parts.map((part) => (typeof part === "number" ? String.fromCharCode(part) : part)).join("")

/**
 * RFC 3986, appendix B: the expression that takes any URI apart, and nothing of the parser that the
 * client uses.
 */
const takeApart = (uri: string) => {
  const [, scheme, authority, path = "", query, fragment] =
    /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(uri) ?? []
  return { scheme, authority, path, query, fragment }
}

/** Percent-decoding by bytes, as RFC 3986 has it. */
const decode = (text: string): string => {
  const bytes: Array<number> = []
  for (let i = 0; i < text.length; i++) {
    const escaped = /^%[0-9A-F]{2}$/i.test(text.slice(i, i + 3))
    bytes.push(escaped ? parseInt(text.slice(i + 1, i + 3), 16) : text.charCodeAt(i))
    if (escaped) i += 2
  }
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes))
}

const segmentsOf = (path: string) => path.split("/").slice(1).map(decode)

/** The parameters, decoded as servers do: a plus is a space. */
const parametersOf = (query: string | undefined): ReadonlyArray<ReadonlyArray<string>> =>
  (query ?? "") === ""
    ? []
    : (query ?? "")
        .split("&")
        .map((pair) => pair.split("=").map((part) => decode(part.replaceAll("+", " "))))

/** Nothing but what RFC 3986 lets stand in a path or a query. */
const assertPlain = (uri: string) => assert.match(uri, /^[\x21-\x7e]+$/)

/** What a call sends, if anything; what it does not send it refuses by name. */
const sentBy = Effect.fnUntraced(function* <A>(
  call: Effect.Effect<A, ApiError | TransportError, ZeroTouch.Services>
) {
  const http = fakeHttp(json({}))
  const exit = yield* Effect.exit(
    Effect.provide(call, ZeroTouch.layer.pipe(Layer.provide(clientOver(http, { retry: false }))))
  )
  if (http.sent.length === 0) {
    const error = failureOf(exit)
    assert.strictEqual(error._tag === "TransportError" && error.reason._tag, "InvalidRequest")
    assert.isBelow(error.message.length, 1000)
    return undefined
  }
  if (Exit.isFailure(exit)) failureOf(exit)
  const { href } = onlyOf(http.sent).url
  assertPlain(href)
  const uri = takeApart(href)
  assert.strictEqual(uri.scheme, "https")
  assert.strictEqual(uri.authority, "androiddeviceprovisioning.googleapis.com")
  assert.isUndefined(uri.fragment)
  return uri
})

const get = (name: string, options?: Parameters<Operations["Service"]["get"]>[1]) =>
  Effect.flatMap(Operations, (operations) => operations.get(name, options))

const hasHalfPair = (text: string): boolean =>
  [...text].some((char) => /^[\ud800-\udfff]$/.test(char))

/** What becomes of a text in UTF-8, which has no halves of pairs: URLs put U+FFFD for them. */
const wellFormed = (text: string): string =>
  [...text].map((char) => (hasHalfPair(char) ? "\uFFFD" : char)).join("")

/** The rule for names, once more: no check of ours, no URL parser. */
const isName = (name: string): boolean =>
  name.startsWith("operations/") &&
  !hasHalfPair(name) &&
  ![...name].some((char) => char < " " || (char >= "\u007f" && char <= "\u009f")) &&
  !name.includes("?") &&
  !name.includes("#") &&
  name.split("/").every((segment) => !["", ".", ".."].includes(segment))

const many = { arbitrary: { runs: 200 }, timeout: 60_000 }

describe("whatever it is made of,", () => {
  it.effect.prop(
    "the name of an operation is refused, or stays in its segments",
    [Text, Schema.Boolean],
    Effect.fnUntraced(function* ([parts, prefixed]) {
      const name = `${prefixed ? "operations/" : ""}${textOf(parts)}`
      const uri = yield* sentBy(get(name))
      assert.strictEqual(uri !== undefined, isName(name), JSON.stringify(name))
      if (uri === undefined) return
      assert.deepStrictEqual(segmentsOf(uri.path), ["v1", ...name.split("/")])
      assert.isUndefined(uri.query)
    }),
    many
  )

  it.effect.prop(
    "fields, quotaUser and a page token stay in their values",
    [Text, Text, Text],
    Effect.fnUntraced(function* (texts) {
      const [fields = "", quotaUser = "", pageToken = ""] = texts.map((parts) =>
        wellFormed(textOf(parts))
      )
      const operation = yield* sentBy(
        get("operations/1", { fields: textOf(texts[0]), quotaUser: textOf(texts[1]) })
      )
      assert.deepStrictEqual(segmentsOf(operation?.path ?? ""), ["v1", "operations", "1"])
      assert.sameDeepMembers(
        [...parametersOf(operation?.query)],
        [
          ...(fields === "" ? [] : [["fields", `${fields},name,done,error`]]),
          ["quotaUser", quotaUser]
        ]
      )

      const page = yield* sentBy(
        Effect.flatMap(PartnerCustomers, (service) =>
          service.listPage("1" as PartnerId, { pageSize: 10, pageToken: textOf(texts[2]) })
        )
      )
      assert.deepStrictEqual(segmentsOf(page?.path ?? ""), ["v1", "partners", "1", "customers"])
      assert.deepStrictEqual(
        parametersOf(page?.query).filter(([key]) => key !== "pageSize"),
        pageToken === "" && parametersOf(page?.query).length === 1 ? [] : [["pageToken", pageToken]]
      )
    }),
    many
  )

  it.effect.prop(
    "an id is refused, or stays in its one segment, even when ids are not checked",
    [Text],
    Effect.fnUntraced(function* ([parts]) {
      const id = textOf(parts)
      const call = Effect.flatMap(PartnerDevices, (service) =>
        service.get("1" as PartnerId, id as DeviceId)
      )
      assert.isTrue((yield* sentBy(call)) === undefined || /^[1-9]\d*$/.test(id))
      const uri = yield* sentBy(Effect.provideService(call, RequestChecks, false))
      if (uri === undefined) return
      assert.deepStrictEqual(segmentsOf(uri.path), ["v1", "partners", "1", "devices", id])
      assert.isUndefined(uri.query)
    }),
    many
  )
})

// What is known to have fooled URL parsers, or one of two that see the same URL.
const attacks = [
  "operations/%2e%2e/customers",
  "operations/%2E%2E%2Fcustomers",
  "operations/..%2fcustomers",
  "operations/..;/customers",
  "operations/..\\customers",
  "operations/\\\\example.com",
  "operations/@example.com:80",
  "operations/a%0d%0ax-evil:1",
  "operations/%00",
  "operations/．．／customers",
  "operations/\u202e1",
  "operations/a&alt=media",
  "operations/a;b=c",
  "operations/[::1]",
  "operations/a:cancel",
  "operations/ 1 "
]

for (const [transport, layer] of Object.entries(socketTransports)) {
  it.effect(`over ${transport} a server sees the path and the query that were meant`, () =>
    Effect.gen(function* () {
      const { baseUrl, requests } = yield* serve((_request, response) => response.end("{}"))
      yield* Effect.forEach(attacks, (name) =>
        get(name, { quotaUser: `${name}&fields=x#?/../\r\n` })
      ).pipe(
        Effect.provide(Operations.layer.pipe(Layer.provide(clientOver({ layer }, { baseUrl }))))
      )
      assert.lengthOf(requests, attacks.length)
      for (const [i, name] of attacks.entries()) {
        const target = requests[i]?.url ?? ""
        assertPlain(target)
        const { path, query } = takeApart(target)
        assert.deepStrictEqual(segmentsOf(path), ["v1", ...name.split("/")])
        assert.deepStrictEqual(parametersOf(query), [["quotaUser", `${name}&fields=x#?/../\r\n`]])
        assert.notProperty(requests[i]?.headers ?? {}, "x-evil")
      }
    })
  )
}
