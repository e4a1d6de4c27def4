import { afterAll, assert, describe, it } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { extract, parseBlocks, readmeBlocks, shellCommands } from "../scripts/readme.ts"
import { root } from "../scripts/run.ts"

/** The documents whose blocks are whole. */
const documents = [
  "README.md",
  "docs/authentication.md",
  "docs/methods.md",
  "docs/polling.md",
  "docs/tenants.md"
]

describe("the code in README.md and docs/", () => {
  const extracted = extract(documents)
  afterAll(extracted.remove)

  it("is in all of them, and in README.md to run", () => {
    const present = new Set(extracted.typeScript.map(({ document }) => document))
    assert.deepStrictEqual([...present], documents)
    assert.isTrue(
      extracted.typeScript.some(
        ({ document, marks }) => document === "README.md" && marks.includes("run")
      )
    )
  })

  it("has no marks but run", () => {
    const known = (mark: string, language: string) => language === "ts" && mark === "run"
    const unknown = [...readmeBlocks(), ...extracted.typeScript].flatMap(
      ({ language, line, marks }) =>
        marks.filter((mark) => !known(mark, language)).map((mark) => `line ${line}: ${mark}`)
    )
    assert.deepStrictEqual(unknown, [])
  })

  it("compiles", { timeout: 60_000 }, () => {
    const { ok, output } = extracted.compile()
    assert.isTrue(ok, output)
  })

  for (const block of extracted.typeScript.filter(({ marks }) => marks.includes("run"))) {
    it(`runs: the block of ${block.document}, line ${block.line}`, { timeout: 60_000 }, () => {
      assert.notInclude(block.code, "runFork", "a failed fiber would go unnoticed: use runPromise")
      const { ok, output } = extracted.execute(block)
      assert.isTrue(ok, output)
    })
  }
})

describe("the commands in README.md", () => {
  const commands = shellCommands(readmeBlocks())

  it("include the two that do everything", () => {
    assert.include(commands, "npm ci && npm start")
    assert.include(commands, "npm ci && npm test")
  })

  it("name scripts and files that exist", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8")
    )
    const missing = commands.flatMap((command) => [
      ...[...command.matchAll(/npm run ([\w:-]+)/g)]
        .map(([, name = ""]) => name)
        .filter((name) => !(name in scripts)),
      ...[...command.matchAll(/(?:examples|bench|scripts)\/[\w/.-]+\.ts/g)]
        .map(([path]) => path)
        .filter((path) => !existsSync(join(root, path)))
    ])
    assert.deepStrictEqual(missing, [])
  })
})

describe("parseBlocks", () => {
  it("gives language, marks, code and the line in the file", () => {
    const markdown = "# A\n\n```ts run\nconst a = 1\n\nconst b = 2\n```\n\n~~~sh\nnpm ci\n~~~\n"
    assert.deepStrictEqual(parseBlocks(markdown), [
      { language: "ts", marks: ["run"], line: 4, code: "const a = 1\n\nconst b = 2" },
      { language: "sh", marks: [], line: 10, code: "npm ci" }
    ])
  })

  it("refuses a block that is never closed", () => {
    assert.throws(() => parseBlocks("```ts\nconst a = 1\n"), "line 1")
  })

  it("does not end a block at a shorter fence inside it", () => {
    const [block] = parseBlocks("````md\n```ts\n```\n````")
    assert.strictEqual(block?.code, "```ts\n```")
  })
})
