/**
 * From verb and path to a method. One line in a table is all that a method needs; whatever no line
 * matches never reaches the API and gets the front end's HTML page.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { JsonObject } from "./Json.ts"
import type { Message, MessageKind } from "./Kinds.ts"
import type { Reply } from "./Reply.ts"
import type { ServiceError } from "./ServiceError.ts"

/** A request that has been understood. */
export interface Call {
  /** The variables of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** The parameters of the method's own, in their normal form. */
  readonly query: JsonObject
  /** The body, in its normal form. */
  readonly body: JsonObject
  /** The time, in milliseconds. */
  readonly now: number
}

/** An answer: a message, or, for what a test has scripted, any reply at all. */
export type Answer =
  | { readonly _tag: "Message"; readonly message: JsonObject }
  | {
      readonly _tag: "Scripted"
      readonly reply: Reply
      readonly service: Effect.Effect<Answer, ServiceError>
    }

/** An answer that is a message. */
export const reply = (message: JsonObject): Answer => ({ _tag: "Message", message })

/** A method of the API. */
export interface Method {
  /** Google's name of it, such as `partners.devices.get`. */
  readonly id: string
  /** What it does, in a line, for the page of methods. */
  readonly summary: string
  readonly verb: "GET" | "POST" | "PATCH" | "DELETE"
  /** `{x}` is one segment, `{x=**}` is all the rest, however many. */
  readonly path: string
  /** Parameters of the query beside those that every method takes. */
  readonly query?: Message
  /** What the body is. Without it the body is ignored. */
  readonly body?: MessageKind
  readonly answer: MessageKind
  readonly handle: (call: Call) => Effect.Effect<Answer, ServiceError>
}

/** A method with the variables of the path, still encoded. */
export interface Match {
  readonly method: Method
  readonly params: Readonly<Record<string, string>>
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

const compile = (path: string): RegExp => {
  const parts = path.split(/(\{[^}]+\})/).map((part) => {
    const variable = /^\{(\w+)(=\*\*)?\}$/.exec(part)
    if (variable === null) return escape(part)
    return `(?<${variable[1] ?? ""}>${variable[2] === undefined ? "[^/]+" : ".*"})`
  })
  return new RegExp(`^${parts.join("")}$`)
}

/** A router over a table of methods. */
export const make = (
  methods: ReadonlyArray<Method>
): ((verb: string, path: string) => Match | undefined) => {
  const routes = methods.map((method) => ({ method, pattern: compile(method.path) }))
  return (verb, path) => {
    for (const { method, pattern } of routes) {
      if (method.verb !== verb) continue
      const match = pattern.exec(path)
      if (match !== null) return { method, params: { ...match.groups } }
    }
    return undefined
  }
}

/**
 * Whether a path is one that clients of the API ask for, whatever its version, also if no method has
 * it. All else is asked by browsers and health checks, or is the emulator's own.
 */
export const isApi = (path: string): boolean => /^\/+(v\d\w*|batch)(\/|$)/.test(path)

/** Decodes the variables of a path; `undefined` when a percent-encoding is malformed. */
export const decode = (
  params: Readonly<Record<string, string>>
): Readonly<Record<string, string>> | undefined => {
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)])
    )
  } catch {
    return undefined
  }
}
