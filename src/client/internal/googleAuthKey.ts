/**
 * The JSON that Google's tools write for credentials: service-account keys, what `gcloud` leaves
 * after a sign-in, and the configurations of workload identity. What is wrong with one is said by
 * the names of fields, never by their values.
 */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parseBaseUrl } from "./request.ts"

const Text = Schema.NonEmptyString

/** Where secrets are sent: over TLS, or to this machine. */
const TokenUrl = Schema.String.check(
  Schema.makeFilter((text) => {
    const base = parseBaseUrl(text)
    return Result.isSuccess(base) && base.success.mayCarrySecrets
  })
)

const common = { quota_project_id: Schema.optionalKey(Schema.String) }
const user = { ...common, client_id: Text, client_secret: Text, refresh_token: Text }

const kinds = {
  service_account: Schema.Struct({
    ...common,
    type: Schema.Literal("service_account"),
    client_email: Text,
    private_key: Text,
    token_uri: Schema.optionalKey(TokenUrl)
  }),
  authorized_user: Schema.Struct({
    ...user,
    type: Schema.Literal("authorized_user"),
    token_uri: Schema.optionalKey(TokenUrl)
  }),
  external_account: Schema.Struct({
    ...common,
    type: Schema.Literal("external_account"),
    audience: Text,
    subject_token_type: Text,
    token_url: Schema.optionalKey(TokenUrl),
    service_account_impersonation_url: Schema.optionalKey(TokenUrl),
    credential_source: Schema.Record(Schema.String, Schema.Unknown)
  }),
  external_account_authorized_user: Schema.Struct({
    ...user,
    type: Schema.Literal("external_account_authorized_user"),
    audience: Text,
    token_url: Schema.optionalKey(TokenUrl),
    token_info_url: Text
  }),
  impersonated_service_account: Schema.Struct({
    ...common,
    type: Schema.Literal("impersonated_service_account"),
    service_account_impersonation_url: TokenUrl,
    delegates: Schema.optionalKey(Schema.Array(Schema.String)),
    source_credentials: Schema.Record(Schema.String, Schema.Unknown)
  })
}

const Kind = Schema.Union(Object.values(kinds))
const decode = Schema.decodeUnknownOption(Kind)

/** What Google's JSON says, checked, with the whole of it for those who read more. */
export type Key = typeof Kind.Type & { readonly json: object }

/** A key that gives a token by itself. */
export type SourceKey = Exclude<Key, { readonly type: "impersonated_service_account" }>

/** Reads JSON or its text; the failure goes on after the name of the source. */
export const parseKey = (input: unknown): Result.Result<Key, string> => {
  const json = Predicate.isString(input) ? parseJson(input) : input
  if (!Predicate.isObject(json)) return Result.fail("is not a JSON object")
  const key = decode(json)
  return Option.isSome(key) ? Result.succeed({ ...key.value, json }) : Result.fail(problemOf(json))
}

const parseJson = (text: string): unknown => {
  try {
    // some editors put a byte-order mark in front
    return JSON.parse(text.replace(/^\uFEFF/, ""))
  } catch {
    return undefined
  }
}

const problemOf = (json: object): string => {
  const type: unknown = Reflect.get(json, "type")
  if ("installed" in json || "web" in json) {
    return "is an OAuth client, which is no credential by itself; create a key for a service account"
  }
  const schema = Object.entries(kinds).find(([kind]) => kind === type)?.[1]
  if (schema === undefined) {
    return `has no \`type\` that is known here; there are ${Object.keys(kinds).join(", ")}`
  }
  const wrong = Object.entries(schema.fields).flatMap(([name, field]) =>
    Schema.is(Schema.Struct({ [name]: field }))(json) ? [] : [name]
  )
  return `lacks a usable ${wrong.map((name) => `\`${name}\``).join(", ")}`
}
