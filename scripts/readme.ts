/**
 * Reads the code blocks of README.md and of documents below docs/, so that a test can hold them to
 * what they promise: every ```ts block compiles against the package, those marked ```ts run also
 * run, and the commands of README.md's ```sh blocks exist. A block is a module of its own and imports
 * what it uses.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root, run, sourceCondition } from "./run.ts"
import type { Outcome } from "./run.ts"

export interface Block {
  /** The first word after the fence: `ts`, `sh`. */
  readonly language: string
  /** The words after it, such as `run`. */
  readonly marks: ReadonlyArray<string>
  /** The line of its first line of code, counted from 1. */
  readonly line: number
  readonly code: string
}

/** The fenced blocks of a Markdown text, in order. */
export const parseBlocks = (markdown: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let open: { fence: string; info: string; start: number } | undefined
  const lines = markdown.split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    const [, fence = "", info = ""] = /^\s*(`{3,}|~{3,})\s*(.*?)\s*$/.exec(line) ?? []
    if (open === undefined) {
      if (fence !== "") open = { fence, info, start: index + 1 }
    } else if (fence.startsWith(open.fence) && info === "") {
      const [language = "", ...marks] = open.info.split(/\s+/)
      const code = lines.slice(open.start, index).join("\n")
      blocks.push({ language, marks, line: open.start + 1, code })
      open = undefined
    }
  }
  if (open !== undefined) throw new Error(`the block of line ${open.start} is never closed`)
  return blocks
}

const blocksOf = (document: string): ReadonlyArray<Block> =>
  parseBlocks(readFileSync(join(root, document), "utf8"))

export const readmeBlocks = (): ReadonlyArray<Block> => blocksOf("README.md")

/** The commands of the ```sh blocks, one a line, comments and prompts taken off. */
export const shellCommands = (blocks: ReadonlyArray<Block>): ReadonlyArray<string> =>
  blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.split("\n"))
    .map((line) =>
      line
        .replace(/^\$ /, "")
        .replace(/\s+#.*$/, "")
        .trim()
    )
    .filter((line) => line !== "" && !line.startsWith("#"))

/** A block, with the document that it is from, such as `docs/polling.md`. */
export interface DocumentBlock extends Block {
  readonly document: string
}

export interface Extracted {
  readonly typeScript: ReadonlyArray<DocumentBlock>
  /** Compiles all ```ts blocks at once. Files and lines in its output are the documents' own. */
  readonly compile: () => Outcome
  readonly execute: (block: DocumentBlock) => Outcome
  readonly remove: () => void
}

/** Writes the ```ts blocks to a folder inside the tree, where the package resolves to itself. */
export const extract = (documents: ReadonlyArray<string>): Extracted => {
  const typeScript = documents.flatMap((document) =>
    blocksOf(document)
      .filter(({ language }) => language === "ts")
      .map((block) => ({ ...block, document }))
  )
  const parent = join(root, ".readme")
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, "blocks-"))
  const path = ({ document, line }: DocumentBlock) =>
    join(folder, `${document.replaceAll("/", "-")}.${line}.ts`)
  for (const block of typeScript) {
    // As many empty lines first as there are in the document, so that line numbers agree.
    writeFileSync(path(block), `${"\n".repeat(block.line - 1)}${block.code}\n`)
  }
  const project = {
    extends: "../../tsconfig.json",
    // A block shows how a value is made; what for is the reader's.
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
    include: ["*.ts"]
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project))
  return {
    typeScript,
    compile: () => run("tsc", ["--noEmit", "--pretty", "false", "-p", folder]),
    execute: (block) => run(process.execPath, [sourceCondition, path(block)], { timeout: 30_000 }),
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
