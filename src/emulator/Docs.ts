/**
 * The two pages about the emulator itself: `/docs` to read, with nothing to load from elsewhere, and
 * `/openapi.json` for tools.
 *
 * @since 0.1.0
 */
import * as Http from "./Http.ts"
import type { Kind } from "./Kinds.ts"
import { document, messagesOf, pathOf } from "./OpenApi.ts"
import type { Method } from "./Router.ts"

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`)

const typeName = (kind: Kind): string => {
  switch (kind.kind) {
    case "enum":
      return kind.values.join(" | ")
    case "list":
      return `${typeName(kind.of)}[]`
    case "message":
      return `<a href="#${kind.name}">${kind.name}</a>`
    case "strings":
      return "map of strings"
    case "any":
      return "object with @type"
    default:
      return kind.kind
  }
}

const fieldTable = (fields: Readonly<Record<string, Kind>>): string => {
  const rows = Object.entries(fields).map(([name, kind]) => {
    const readOnly = kind.output === true ? " <i>read-only</i>" : ""
    return `<tr><td><code>${name}</code></td><td>${typeName(kind)}${readOnly}</td></tr>`
  })
  return rows.length === 0 ? "<p>No fields.</p>" : `<table>${rows.join("")}</table>`
}

/** A call that can be pasted into a shell. */
const example = (method: Method): string => {
  const path = pathOf(method).replace(/\{(\w+)\}/g, "1")
  const body =
    method.body === undefined ? "" : ` \\\n  -H 'content-type: application/json' -d '{ … }'`
  return `curl -X ${method.verb} "$BASE${path}"${body}`
}

const section = (method: Method): string => {
  const query = method.query === undefined ? "" : `<h4>Query</h4>${fieldTable(method.query)}`
  const body = method.body === undefined ? "" : `<p>Body: ${typeName(method.body)}</p>`
  return (
    `<details id="${method.id}"><summary><b class="${method.verb}">${method.verb}</b> ` +
    `<code>${escape(pathOf(method))}</code> <span>${method.id}</span></summary>` +
    `<p>${escape(method.summary)}</p>${body}<p>Answer: ${typeName(method.answer)}</p>${query}` +
    `<pre>${escape(example(method))}</pre></details>`
  )
}

const style =
  "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}" +
  "summary{cursor:pointer}summary span{color:#777}details{margin:.4rem 0}" +
  "b{display:inline-block;width:4.5rem}.GET{color:#06c}.POST{color:#080}.PATCH{color:#a60}" +
  ".DELETE{color:#c00}table{border-collapse:collapse}td{border:1px solid #ccc;padding:.1rem .5rem}" +
  "pre{background:#f4f4f4;padding:.5rem;overflow:auto}:root{color-scheme:light}"

const page = (methods: ReadonlyArray<Method>): string =>
  `<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>Zero-touch emulator</title>` +
  `<style>${style}</style><h1>Android Device Provisioning Partner API, emulated</h1>` +
  `<p>The ${methods.length} methods that this emulator answers. For tools: ` +
  `<a href="/openapi.json">openapi.json</a>. <code>$BASE</code> is where you found this page.</p>` +
  `<h2>Methods</h2>${methods.map(section).join("\n")}<h2>Messages</h2>` +
  messagesOf(methods)
    .map(({ fields, name }) => `<h3 id="${name}">${name}</h3>${fieldTable(fields)}`)
    .join("\n")

/** The pages, by their paths. */
export const make =
  (methods: ReadonlyArray<Method>) =>
  (path: string): Http.Response | undefined => {
    switch (path) {
      case "/docs":
        return Http.response(200, { "content-type": "text/html; charset=UTF-8" }, page(methods))
      case "/openapi.json":
        return Http.json(200, document(methods), { pretty: true })
      default:
        return undefined
    }
  }
