import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  CustomerConfigurations,
  CustomerDevices,
  CustomerDpcs,
  Customers,
  Operations,
  PartnerCustomers,
  PartnerDevices,
  PartnerVendors
} from "effect-zero-touch"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../scripts/run.ts"
import { methodCases } from "./support/methods.ts"
import { successOf } from "./support/outcome.ts"
import { runServices } from "./support/services.ts"

const docs = join(root, "docs")
const link = /\]\(([^)]+)\)/

/** The rows of the table, with the files that they link to. */
const rows = readFileSync(join(docs, "methods.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [ours = "", googles = "", , test = "", example = ""] = line
      .split("|")
      .slice(1)
      .map((cell) => cell.trim())
    return {
      ours: ours.replaceAll("`", ""),
      googles: googles.replaceAll("`", ""),
      test: link.exec(test)?.[1],
      example: link.exec(example)?.[1]
    }
  })

/** Forms of a method beside Google's, and what is not a method of Google's. */
const isOurOwn = (name: string) => name.endsWith("Page") || /^Operations\.(await|watch)$/.test(name)

/** The names of a service's methods, those of its resources among them. */
const namesOf = (prefix: string, service: object): ReadonlyArray<string> =>
  Object.entries(service)
    .flatMap(([name, member]: [string, unknown]) =>
      typeof member === "object" && member !== null
        ? namesOf(`${prefix}.${name}`, member)
        : [`${prefix}.${name}`]
    )
    .filter((name) => !isOurOwn(name))

const resources: Readonly<Record<string, string>> = {
  Operations: "operations",
  PartnerCustomers: "partners.customers",
  PartnerDevices: "partners.devices",
  PartnerVendors: "partners.vendors",
  Customers: "customers",
  CustomerConfigurations: "customers.configurations",
  CustomerDevices: "customers.devices",
  CustomerDpcs: "customers.dpcs"
}

describe("the table of methods in docs/methods.md", () => {
  it.effect("has each method of our services, and no other", () =>
    Effect.gen(function* () {
      const { exit } = yield* runServices(
        [],
        Effect.all({
          Operations,
          PartnerCustomers,
          PartnerDevices,
          PartnerVendors,
          Customers,
          CustomerConfigurations,
          CustomerDevices,
          CustomerDpcs
        })
      )
      const names = Object.entries(successOf(exit)).flatMap(([prefix, service]) =>
        namesOf(prefix, service)
      )
      assert.sameMembers(
        rows.map(({ ours }) => ours),
        names
      )
    })
  )

  it("has Google's name for each, which follows from ours", () => {
    for (const { googles, ours } of rows) {
      const [service = "", ...method] = ours.split(".")
      assert.strictEqual(googles, [resources[service], ...method].join("."))
    }
  })

  it("has the methods whose calls are tested", () => {
    assert.deepStrictEqual(
      Object.fromEntries(rows.map(({ googles, ours }) => [googles, ours])),
      Object.fromEntries(Object.entries(methodCases).map(([googles, { ours }]) => [googles, ours]))
    )
  })

  it("names a test and an example for each, that exist and call it", () => {
    for (const { example, ours, test } of rows) {
      const method = ours.split(".").at(-1) ?? ""
      for (const file of [test ?? "no test", example ?? "no example"]) {
        assert.isTrue(existsSync(join(docs, file)), `${ours}: ${file}`)
        const text = readFileSync(join(docs, file), "utf8")
        assert.match(text, new RegExp(`\\b${method}(Page)?\\(`), `${ours}: ${file}`)
      }
    }
  })
})
