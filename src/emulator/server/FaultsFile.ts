/**
 * Fault rules as a file says them: the replies of `Reply` and `Faults` in JSON, so that one can
 * break the service without writing a program.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { FaultRule } from "../FaultRules.ts"
import { Faults } from "../Faults.ts"
import * as Reply from "../Reply.ts"

const { operation: _operation, redirect: _redirect, ...readyMade } = Faults

/** Replies by name: all that need no value. */
const named: Readonly<Record<string, Reply.Reply>> = {
  service: Reply.Service,
  hang: Reply.Hang,
  reset: Reply.Reset,
  ...readyMade,
  tooManyRequests: Faults.tooManyRequests(),
  termsNotAccepted: Faults.termsNotAccepted()
}

/** The names that `reply` may have. */
export const replyNames: ReadonlyArray<string> = Object.keys(named)

const text = Schema.optionalKey(Schema.String)
const headers = Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
const httpStatus = Schema.Int.check(Schema.isBetween({ minimum: 200, maximum: 599 }))
const bytes = Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)))
const duration = Schema.optionalKey(Schema.DurationFromString)

const pattern = Schema.makeFilter((source: string) => {
  try {
    return new RegExp(source) instanceof RegExp
  } catch {
    return "a regular expression is expected"
  }
})

const ReplyFile = Schema.Union([
  Schema.Literals(replyNames),
  Schema.Struct({ httpStatus, json: Schema.Json, headers }),
  Schema.Struct({ httpStatus, text: Schema.String, headers }),
  Schema.Struct({
    error: Schema.Struct({
      httpStatus,
      status: Schema.String,
      message: Schema.String,
      details: Schema.optionalKey(Schema.Array(Schema.Record(Schema.String, Schema.Json))),
      headers
    })
  }),
  Schema.Struct({ tooManyRequests: Schema.Struct({ retryAfter: text, retryInfo: text }) })
])

const RuleFile = Schema.Struct({
  method: text,
  path: text,
  pathPattern: Schema.optionalKey(Schema.String.check(pattern)),
  times: Schema.optionalKey(
    Schema.Union([Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)), Schema.Literal("always")])
  ),
  probability: Schema.optionalKey(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
  ),
  reply: Schema.optionalKey(ReplyFile),
  pause: duration,
  resetAfterBytes: bytes,
  stallAfterBytes: bytes,
  late: duration,
  lost: Schema.optionalKey(Schema.Boolean),
  processed: Schema.optionalKey(Schema.Boolean)
})

const replyOf = (reply: typeof ReplyFile.Type): Reply.Reply => {
  if (typeof reply === "string") return named[reply] ?? Reply.Service
  if ("json" in reply) return Reply.Json(reply.httpStatus, reply.json, reply.headers)
  if ("text" in reply) return Reply.Raw(reply.httpStatus, reply.headers ?? {}, reply.text)
  return "error" in reply ? Reply.Error(reply.error) : Faults.tooManyRequests(reply.tooManyRequests)
}

const ruleOf = (rule: typeof RuleFile.Type): FaultRule => {
  const { late, lost, method, pathPattern, pause, probability, processed, times } = rule
  const { resetAfterBytes, stallAfterBytes } = rule
  const path = pathPattern === undefined ? rule.path : new RegExp(pathPattern)
  let reply = replyOf(rule.reply ?? "service")
  if (pause !== undefined) reply = Reply.Trickle(reply, pause)
  if (resetAfterBytes !== undefined) reply = Reply.ResetInBody(reply, resetAfterBytes)
  if (stallAfterBytes !== undefined) reply = Reply.StallInBody(reply, stallAfterBytes)
  if (processed === true) reply = Reply.Instead(reply)
  if (lost === true) reply = Reply.ThenLost(reply)
  if (late !== undefined) reply = Reply.Late(late, reply)
  return {
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    ...(times !== undefined && { times: times === "always" ? Infinity : times }),
    ...(probability !== undefined && { probability }),
    reply
  }
}

/** What `--faults` takes. */
export const FaultsFile = Schema.Array(RuleFile)

/** The rules that a file has. */
export const rules = (file: typeof FaultsFile.Type): ReadonlyArray<FaultRule> => file.map(ruleOf)
