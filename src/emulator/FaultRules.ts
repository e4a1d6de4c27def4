/**
 * Rules by which a test gives some requests another answer than the service's own.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Reply } from "./Reply.ts"
import type { RecordedRequest } from "./RequestLog.ts"

/**
 * A rule for requests of the API, which are those below `/v1/` (or another version, or `/batch`),
 * whether or not a method has the path. The first rule that matches answers, in the order in which
 * they were added.
 *
 * @category models
 * @since 0.1.0
 */
export interface FaultRule {
  /** The verb, such as `GET`. Default: any. */
  readonly method?: string
  /** What the path (without the query) begins with, or what it matches. Default: any. */
  readonly path?: string | RegExp
  /** How many requests it answers before it is used up. Default 1; `Infinity` is allowed. */
  readonly times?: number
  /** The part of the matching requests, drawn from `Random`, that it answers. Default 1: all. */
  readonly probability?: number
  readonly reply: Reply | ((request: RecordedRequest) => Reply)
}

/** The rules in force. */
export interface FaultRules {
  readonly add: (rule: FaultRule) => void
  readonly clear: () => void
  /** The answer that a rule has for a request, if one has. */
  readonly answer: (request: RecordedRequest) => Effect.Effect<Reply | undefined>
}

const matches = (rule: FaultRule, request: RecordedRequest): boolean =>
  (rule.method === undefined || rule.method.toUpperCase() === request.method) &&
  (rule.path === undefined ||
    (typeof rule.path === "string"
      ? request.path.startsWith(rule.path)
      : request.path.search(rule.path) !== -1))

/** Some rules to begin with. */
export const make = (initial: ReadonlyArray<FaultRule>): FaultRules => {
  let rules: Array<{ readonly rule: FaultRule; left: number }> = []
  const add = (rule: FaultRule) => {
    rules.push({ rule, left: rule.times ?? 1 })
  }
  for (const rule of initial) add(rule)

  return {
    add,
    clear: () => {
      rules = []
    },
    answer: Effect.fnUntraced(function* (request) {
      for (const entry of rules) {
        if (entry.left <= 0 || !matches(entry.rule, request)) continue
        const { probability = 1, reply } = entry.rule
        if (probability < 1 && (yield* Random.next) >= probability) continue
        entry.left -= 1
        if (entry.left <= 0) rules = rules.filter((one) => one !== entry)
        return typeof reply === "function" ? reply(request) : reply
      }
      return undefined
    })
  }
}
