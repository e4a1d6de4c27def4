/**
 * Reads the JSON that Google's tools write for credentials. The fields are for Google's library; what
 * is checked here is what it does not check: that a token does not go where it must not, and that
 * what is missing has a name. A message names fields, never their values.
 */
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { parseBaseUrl } from "../client/baseUrl.ts"
import { keyShape } from "./keyShape.ts"

/** What a key of each type cannot be without. */
const required = {
  service_account: ["client_email", "private_key"],
  authorized_user: ["client_id", "client_secret", "refresh_token"],
  external_account: ["audience", "subject_token_type", "credential_source"],
  external_account_authorized_user: ["client_id", "client_secret", "refresh_token"],
  impersonated_service_account: ["service_account_impersonation_url", "source_credentials"]
} satisfies Record<string, ReadonlyArray<string>>

/** A service account to act as: where to ask for its token, and how. */
export interface Account {
  readonly url: string
  readonly delegates: ReadonlyArray<string>
  readonly lifetime: Duration.Duration
}

/** What gives a token by itself. */
export interface Key {
  readonly type: Exclude<keyof typeof required, "impersonated_service_account">
  /** Its fields that are texts. */
  readonly texts: Readonly<Record<string, string>>
  /** Of workload identity: where the workload gets its own token. */
  readonly credentialSource: unknown
  /** The accounts to act as, one after the other. */
  readonly accounts: ReadonlyArray<Account>
  /** The project that pays for calls. */
  readonly quotaProject: string | undefined
}

/** A field of what came from outside. */
export const fieldOf = (value: unknown, name: string): unknown =>
  Predicate.isObject(value) ? Reflect.get(value, name) : undefined

/**
 * Reads JSON or its text; the failure continues the name of the source. A key of another universe than
 * this API's is refused, unless `anyUniverse` is true.
 */
export const readKey = (
  input: unknown,
  anyUniverse = false,
  isInner = false
): Result.Result<Key, string> => {
  const json = Predicate.isString(input) ? parseJson(input) : input
  if (!Predicate.isObject(json)) return Result.fail(`is not a JSON object: ${keyShape(input)}`)
  const type: unknown = Reflect.get(json, "type")
  if ("installed" in json || "web" in json) {
    return Result.fail(
      "is an OAuth client, which is no credential by itself; create a key for a service account"
    )
  }
  if (!isType(type)) {
    const types = Object.keys(required).join(", ")
    return Result.fail(`has no \`type\` that is known here; there are ${types}`)
  }
  if (isInner && type === "impersonated_service_account") {
    return Result.fail("cannot be an impersonation again")
  }
  const missing = required[type].filter((name) => !isUsable(name, Reflect.get(json, name)))
  if (missing.length > 0) return Result.fail(`lacks a usable ${quoted(missing)}`)
  const fields = Object.entries(json)
  const insecure = fields.filter(([name, url]) => isTokenUrl.test(name) && !mayCarrySecrets(url))
  if (insecure.length > 0) {
    const names = quoted(insecure.map(([name]) => name))
    return Result.fail(`has a ${names} that is not https, over which no secret is sent`)
  }
  const universe: unknown = Reflect.get(json, "universe_domain")
  const isOurs = universe === undefined || universe === "" || universe === "googleapis.com"
  if (!isOurs && !anyUniverse) {
    return Result.fail("is for another `universe_domain` than googleapis.com, where this API is")
  }
  const texts = Object.fromEntries(
    fields.filter((field): field is [string, string] => Predicate.isString(field[1]))
  )
  const accounts = accountsOf(json, texts["service_account_impersonation_url"])
  const quotaProject = texts["quota_project_id"]
  if (type !== "impersonated_service_account") {
    const credentialSource = fieldOf(json, "credential_source")
    return Result.succeed({
      type,
      texts,
      credentialSource,
      accounts: type === "external_account" ? accounts : [],
      quotaProject
    })
  }
  return Result.mapBoth(readKey(fieldOf(json, "source_credentials"), anyUniverse, true), {
    onSuccess: (key) => ({ ...key, accounts: [...key.accounts, ...accounts], quotaProject }),
    onFailure: (problem) => `has \`source_credentials\` of which the JSON ${problem}`
  })
}

const accountsOf = (json: object, url: string | undefined): ReadonlyArray<Account> => {
  if (url === undefined) return []
  const delegates = fieldOf(json, "delegates")
  const seconds = fieldOf(fieldOf(json, "service_account_impersonation"), "token_lifetime_seconds")
  return [
    {
      url,
      delegates: Array.isArray(delegates) ? delegates.filter(Predicate.isString) : [],
      lifetime: Duration.seconds(Predicate.isNumber(seconds) ? seconds : 3600)
    }
  ]
}

const parseJson = (text: string): unknown => {
  try {
    // some editors put a byte-order mark in front
    return JSON.parse(text.replace(/^\uFEFF/, ""))
  } catch {
    return undefined
  }
}

const isType = (type: unknown): type is keyof typeof required =>
  Predicate.isString(type) && Object.hasOwn(required, type)

const isUsable = (name: string, value: unknown): boolean =>
  name === "credential_source" || name === "source_credentials"
    ? Predicate.isObject(value)
    : Predicate.isString(value) && value !== ""

const isTokenUrl = /^(token|service_account_impersonation)\w*_ur[il]$/

/** Over TLS, or to this machine. */
const mayCarrySecrets = (url: unknown): boolean => {
  const base = parseBaseUrl(String(url))
  return Result.isSuccess(base) && base.success.mayCarrySecrets
}

const quoted = (names: ReadonlyArray<string>): string =>
  names.map((name) => `\`${name}\``).join(", ")
