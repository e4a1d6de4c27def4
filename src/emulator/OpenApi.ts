/**
 * The API as an OpenAPI document, written from the emulator's own table of methods: what is in it is
 * what the emulator does.
 *
 * @since 0.1.0
 */
import { scopeOf } from "./Authentication.ts"
import type { Json, JsonObject } from "./Json.ts"
import type { Kind, Message, MessageKind } from "./Kinds.ts"
import type { Method } from "./Router.ts"
import { insideOperations } from "./wire/operations.ts"

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

const typeOf = (kind: Kind): JsonObject => {
  switch (kind.kind) {
    case "string":
      return { type: "string" }
    case "bool":
      return { type: "boolean" }
    case "int32":
      return { type: "integer", format: "int32" }
    case "int64":
      return { type: "string", format: "int64" }
    case "timestamp":
      return { type: "string", format: "date-time" }
    case "duration":
      return { type: "string", format: "google-duration" }
    case "strings":
      return { type: "object", additionalProperties: { type: "string" } }
    case "any":
      return { type: "object", additionalProperties: true }
    case "enum":
      return { type: "string", enum: kind.values }
    case "list":
      return { type: "array", items: typeOf(kind.of) }
    case "message":
      return reference(kind.name)
  }
}

const schemaOf = (kind: Kind): JsonObject => ({
  ...typeOf(kind),
  ...(kind.output === true && { readOnly: true })
})

const properties = (fields: Message): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, schemaOf(kind)]))

/** All messages that the methods know, by their names. */
export const messagesOf = (methods: ReadonlyArray<Method>): ReadonlyArray<MessageKind> => {
  const found = new Map<string, MessageKind>()
  const visit = (kind: Kind): void => {
    if (kind.kind === "list") return visit(kind.of)
    if (kind.kind !== "message" || found.has(kind.name)) return
    found.set(kind.name, kind)
    for (const field of Object.values(kind.fields)) visit(field)
  }
  for (const { answer, body } of methods) {
    if (body !== undefined) visit(body)
    visit(answer)
  }
  for (const message of insideOperations) visit(message)
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

const errorEnvelope: JsonObject = {
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        code: { type: "integer", format: "int32" },
        message: { type: "string" },
        status: { type: "string" },
        details: { type: "array", items: { type: "object", additionalProperties: true } },
        errors: { type: "array", items: { type: "object", additionalProperties: true } }
      }
    }
  }
}

const inQuery = (name: string, schema: JsonObject, description: string): JsonObject => ({
  name,
  in: "query",
  schema,
  description
})

/** The parameters that every method takes. */
const common: Readonly<Record<string, JsonObject>> = {
  xgafv: inQuery(
    "$.xgafv",
    { type: "string", enum: ["1", "2"] },
    "Errors with the legacy list `errors`, or without."
  ),
  alt: inQuery("alt", { type: "string", enum: ["json"] }, "The format of the answer."),
  fields: inQuery("fields", { type: "string" }, "The part of the answer to send."),
  prettyPrint: inQuery("prettyPrint", { type: "boolean" }, "Whether to indent. Default true."),
  quotaUser: inQuery("quotaUser", { type: "string" }, "On whose quota the call goes.")
}

const json = (schema: JsonObject): JsonObject => ({ "application/json": { schema } })

/** The path of a method without the emulator's own marks. */
export const pathOf = (method: Method): string => method.path.replace("=**}", "}")

const operationOf = (method: Method): JsonObject => ({
  operationId: method.id,
  summary: method.summary,
  tags: [method.id.split(".").slice(0, -1).join(".")],
  security: [{ oauth2: [scopeOf(method.id)] }],
  parameters: [
    ...[...method.path.matchAll(/\{(\w+)/g)].map(([, name = ""]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" }
    })),
    ...Object.entries(method.query ?? {}).map(([name, kind]) => ({
      name,
      in: "query",
      schema: schemaOf(kind)
    })),
    ...Object.keys(common).map((name) => ({ $ref: `#/components/parameters/${name}` }))
  ],
  ...(method.body !== undefined && {
    requestBody: { required: true, content: json(reference(method.body.name)) }
  }),
  responses: {
    "200": { description: "Success", content: json(reference(method.answer.name)) },
    default: { description: "Failure", content: json(reference("ErrorEnvelope")) }
  }
})

/** The document. */
export const document = (methods: ReadonlyArray<Method>): JsonObject => {
  const paths: Record<string, Record<string, Json>> = {}
  for (const method of methods) {
    const path = (paths[pathOf(method)] ??= {})
    path[method.verb.toLowerCase()] = operationOf(method)
  }
  const scopes = [...new Set(methods.map((method) => scopeOf(method.id)))]
  return {
    openapi: "3.1.0",
    info: {
      title: "Android Device Provisioning Partner API, emulated",
      version: "v1",
      description:
        "Zero-touch enrollment as this emulator answers. It is not Google's own document."
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      parameters: common,
      schemas: {
        ErrorEnvelope: errorEnvelope,
        ...Object.fromEntries(
          messagesOf(methods).map(({ fields, name }) => [
            name,
            { type: "object", properties: properties(fields) }
          ])
        )
      },
      securitySchemes: {
        oauth2: {
          type: "oauth2",
          description: "Asked for only where the emulator was given tokens.",
          flows: {
            clientCredentials: {
              tokenUrl: "https://oauth2.googleapis.com/token",
              scopes: Object.fromEntries(scopes.map((scope) => [scope, ""]))
            }
          }
        }
      }
    }
  }
}
