/**
 * Judges the package as its users get it: builds and packs it, runs publint and attw on the tarball,
 * and installs it in an empty folder with only `effect` beside it. There every entry that needs no
 * optional peer is compiled and imported, the first example of README.md runs, an entry whose peer is
 * missing says how to install it, and a program for a web page keeps to its size.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { gzipSync } from "node:zlib"
import { readmeBlocks } from "./readme.ts"
import { root, run } from "./run.ts"

interface Manifest {
  readonly exports: Readonly<Record<string, string | object>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

const json = (...path: ReadonlyArray<string>) =>
  JSON.parse(readFileSync(join(root, ...path), "utf8"))

const manifest: Manifest = json("package.json")

/** What may be in the tarball, and of these what must. */
const wanted = ["package.json", "README.md", "CHANGELOG.md", "LICENSE"]
const allowed = [
  /^dist\/.+\.(js|d\.ts)(\.map)?$/,
  /^src\/.+\.ts$/,
  ...wanted.map((name) => new RegExp(`^${name.replace(".", "\\.")}$`))
]

const must = (command: string, args: ReadonlyArray<string>, cwd = root): string => {
  const { ok, output, stdout } = run(command, args, { cwd })
  if (!ok) throw new Error(`${[command, ...args].join(" ")}\n${output}`)
  return stdout
}

const pack = (folder: string): string => {
  must("npm", ["run", "--silent", "build"])
  must("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder])
  const [tarball] = globSync("*.tgz", { cwd: folder })
  if (tarball === undefined) throw new Error("npm pack made no tarball")
  const files = must("tar", ["-tzf", tarball], folder)
    .trim()
    .split("\n")
    .map((file) => file.replace(/^package\//, ""))
  const stray = files.filter((file) => !allowed.some((pattern) => pattern.test(file)))
  const missing = wanted.filter((file) => !files.includes(file))
  if (stray.length > 0) throw new Error(`not meant to be published: ${stray.join(", ")}`)
  if (missing.length > 0) throw new Error(`missing from the tarball: ${missing.join(", ")}`)
  return join(folder, tarball)
}

/** The entries that need an optional peer, with a use of each. Every other one needs `effect` alone. */
const needPeers: Readonly<Record<string, { readonly peer: string; readonly use: string }>> = {
  "./GoogleAuth": {
    peer: "google-auth-library",
    // Prints the message of the failure. A defect, or a token, makes the program fail.
    use: `import { Effect } from "effect"
import { Credentials, OAuthScope } from "effect-zero-touch"
import { GoogleAuth } from "effect-zero-touch/GoogleAuth"

const token = Effect.flatMap(Credentials, ({ token }) => token(OAuthScope.partner))
const error = await Effect.runPromise(Effect.flip(Effect.provide(token, GoogleAuth.layer())))
console.log(error.message)
`
  },
  "./Undici": {
    peer: "undici",
    // The message of the defect; what does not fail prints nothing that passes.
    use: `import { Effect, Layer } from "effect"
import { Undici } from "effect-zero-touch/Undici"

const building = Effect.runPromise(Effect.scoped(Layer.build(Undici.layer())))
console.log(await building.then(() => "built", (error) => error.message))
`
  }
}

/** An entry without its peer loads, and fails in use with one sentence that names the command. */
const checkMissingPeers = (folder: string): void => {
  for (const [name, { peer, use }] of Object.entries(needPeers)) {
    const file = `${basename(name)}.mjs`
    writeFileSync(join(folder, file), use)
    const { ok, output } = run(process.execPath, [file], { cwd: folder })
    const oneSentence =
      output.trim().split("\n").length === 1 && output.includes(`npm install ${peer}`)
    if (!ok || output.includes("ERR_MODULE_NOT_FOUND") || !oneSentence) {
      throw new Error(`${name} without ${peer}: one sentence is wanted, but it printed\n${output}`)
    }
  }
}

/**
 * Exports a type that the compiler infers from the package's schemas. Its declaration can be written
 * only when the entries export every type that it names.
 */
const declared = `import { Schema } from "effect"
import { Configuration, Device, DevicesResponse, Dpc, ErrorDetail, PartnerClaim } from "effect-zero-touch"

export const Record = Schema.Struct({
  configuration: Configuration,
  device: Device,
  response: DevicesResponse,
  dpc: Dpc,
  detail: ErrorDetail,
  claim: PartnerClaim
})
`

/**
 * The most bytes of a page, minified and compressed. 70,000 are wanted; 42,000 take Effect's own parts
 * for a request over `fetch`, a schema, an error, a schedule and a metric.
 */
const budget = 76_000

const page = `import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { Client, Credentials, Operations } from "effect-zero-touch"

const layer = Operations.layer.pipe(
  Layer.provide(Client.layer()),
  Layer.provide([Credentials.layerAnonymous, FetchHttpClient.layer])
)
const program = Effect.gen(function* () {
  const operations = yield* Operations
  const { _tag } = yield* operations.get("operations/1")
  const { name } = yield* operations.await("operations/1")
  return _tag + " " + name
})
console.log(await Effect.runPromise(Effect.provide(program, layer)))
`

/** Answers in place of the service: the bundle has to work, too. */
const answering = `const answer = { name: "operations/1", done: true, response: {} }
globalThis.fetch = () => Promise.resolve(Response.json(answer))
await import("./page.min.mjs")
`

/** Bundles a program that gets and awaits an operation over `fetch`; gives its size in bytes. */
const checkSize = (folder: string): number => {
  writeFileSync(join(folder, "page.mjs"), page)
  writeFileSync(join(folder, "answering.mjs"), answering)
  const options = ["--file", "page.min.mjs", "--format", "esm", "--platform", "browser", "--minify"]
  must("rolldown", ["page.mjs", ...options], folder)
  const printed = must(process.execPath, ["answering.mjs"], folder).trim()
  if (printed !== "Succeeded operations/1") throw new Error(`the bundle printed ${printed}`)
  const { length } = gzipSync(readFileSync(join(folder, "page.min.mjs")), { level: 9 })
  if (length > budget) {
    throw new Error(`get and await over fetch take ${length} bytes; ${budget} are allowed`)
  }
  return length
}

const consume = (tarball: string, folder: string): void => {
  const entries = Object.keys(manifest.exports)
    .filter((name) => name !== "./package.json" && !(name in needPeers))
    .map((name) => name.replace(/^\./, "effect-zero-touch"))
  const example = readmeBlocks().find(({ language }) => language === "ts")
  if (example === undefined) throw new Error("README.md has no ```ts block")

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write("package.json", JSON.stringify({ name: "consumer", private: true, type: "module" }))
  write("example.ts", example.code)
  write("declared.ts", declared)
  write(
    "entries.ts",
    [
      ...entries.map((name, index) => `import * as entry${index} from ${JSON.stringify(name)}`),
      `const entries = [${entries.map((_, index) => `entry${index}`).join(", ")}]`,
      `const empty = entries.some((entry) => Object.keys(entry).length === 0)`,
      `if (empty) throw new Error("an entry has no value")`
    ].join("\n")
  )
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: [],
    declaration: true,
    outDir: "out"
  }
  write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }))

  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--silent"]
  const effect = json("node_modules", "effect", "package.json")
  must("npm", ["install", ...quiet, tarball, `effect@${effect.version}`], folder)
  const peers = Object.keys(manifest.peerDependenciesMeta ?? {}).filter((peer) =>
    existsSync(join(folder, "node_modules", peer))
  )
  if (peers.length > 0) throw new Error(`optional peers were installed: ${peers.join(", ")}`)
  must("tsc", ["--pretty", "false", "-p", "."], folder)
  must(process.execPath, [join("out", "entries.js")], folder)
  must(process.execPath, [join("out", "example.js")], folder)
  checkMissingPeers(folder)
}

/** Throws with the output of what went wrong. */
export const checkPackage = (): void => {
  const folder = mkdtempSync(join(tmpdir(), "effect-zero-touch-"))
  try {
    const tarball = pack(folder)
    must("publint", ["run", "--strict", tarball])
    must("attw", ["--profile", "esm-only", "--no-emoji", "--no-color", tarball])
    const consumer = mkdtempSync(join(folder, "consumer-"))
    consume(tarball, consumer)
    const size = checkSize(consumer)
    console.log(`  ${basename(tarball)} is well; get and await over fetch take ${size} bytes`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
