/**
 * Google's discovery document, where it is at hand: it is reference data, and not part of this
 * repository. Without it, it is empty.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../scripts/run.ts"

export interface Property {
  readonly type?: string
  readonly format?: string
  readonly $ref?: string
  readonly enum?: ReadonlyArray<string>
  readonly readOnly?: boolean
  readonly items?: Property
  readonly additionalProperties?: Property
}
export interface Method {
  /** Without the name of the API. */
  readonly id: string
  readonly httpMethod: string
  readonly flatPath: string
  readonly parameters?: Readonly<Record<string, Property & { readonly location: string }>>
  readonly request?: { readonly $ref: string }
  readonly response: { readonly $ref: string }
}
interface Resource {
  readonly methods?: Readonly<Record<string, Method>>
  readonly resources?: Readonly<Record<string, Resource>>
}
interface Document extends Resource {
  readonly parameters: Readonly<Record<string, Property>>
  readonly schemas: Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, Property>> }>
  >
}

const path = join(root, "..", "shared", "reference", "androiddeviceprovisioning-v1.json")

export const absent = !existsSync(path)
if (absent) console.log(`${path} is absent: nothing is compared with Google's document`)

export const document: Document = absent
  ? { parameters: {}, schemas: {} }
  : JSON.parse(readFileSync(path, "utf8"))

const methodsOf = (resource: Resource): ReadonlyArray<Method> => [
  ...Object.values(resource.methods ?? {}).map((method) => ({
    ...method,
    id: method.id.replace("androiddeviceprovisioning.", "")
  })),
  ...Object.values(resource.resources ?? {}).flatMap(methodsOf)
]

export const methods = methodsOf(document)
