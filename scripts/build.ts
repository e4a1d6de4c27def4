/**
 * `npm run build`: makes `dist`. Its modules are joined to few files, since the import of the main entry
 * took a third longer with one file for each of `src`. Declarations are one file for each.
 *
 * Bundlers must be able to leave out what a program does not use. So a service has a file of its own
 * for what it alone needs, and calls that make constants are marked as pure, as Effect marks its own.
 */
import { globSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { type Plugin, rolldown, RolldownMagicString } from "rolldown"
import { parseSync, Visitor } from "rolldown/utils"
import { root, run } from "./run.ts"

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
  readonly bin: Readonly<Record<string, string>>
}

const services = "{operations/Operations,partner/Partner*,customer/Customer*}.ts"

/** Where files begin, by name: `dist/auth/GoogleAuth.js` begins with `src/auth/GoogleAuth.ts`. */
const entries = (): Readonly<Record<string, string>> => {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const files = [...Object.values(manifest.exports), ...Object.values(manifest.bin)].map((entry) =>
    typeof entry === "string" ? entry : entry.default
  )
  const names = [
    ...files.flatMap((file) => /^(?:\.\/)?dist\/(.+)\.js$/.exec(file)?.[1] ?? []),
    ...globSync(services, { cwd: join(root, "src") }).map((file) => file.replace(/\.ts$/, ""))
  ]
  return Object.fromEntries(names.map((name) => [name, join(root, "src", `${name}.ts`)]))
}

/** Where calls begin that run when the module does, and whose result is kept. */
const callsOf = (code: string): ReadonlySet<number> => {
  const starts = new Set<number>()
  // how many nodes around this one are run later, or for something else than their result
  let others = 0
  const enter = () => void others++
  const leave = () => void others--
  const note = ({ start }: { readonly start: number }) => {
    if (others === 0) starts.add(start)
  }
  const visitor = new Visitor({
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": leave,
    ExpressionStatement: enter,
    "ExpressionStatement:exit": leave,
    PropertyDefinition: ({ static: isStatic }) => void (others += isStatic ? 0 : 1),
    "PropertyDefinition:exit": ({ static: isStatic }) => void (others -= isStatic ? 0 : 1),
    CallExpression: note,
    NewExpression: note
  })
  visitor.visit(parseSync("chunk.js", code).program)
  return starts
}

const markPure: Plugin = {
  name: "mark-pure",
  renderChunk: (code) => {
    const marked = new RolldownMagicString(code)
    for (const start of callsOf(code)) marked.appendLeft(start, "/*#__PURE__*/ ")
    const map = marked.generateMap({ hires: "boundary" }).toString()
    return { code: marked.toString(), map: JSON.parse(map) }
  }
}

rmSync(join(root, "dist"), { recursive: true, force: true })

const bundle = await rolldown({
  cwd: root,
  input: entries(),
  // packages and Node's own modules
  external: /^[^./]/,
  platform: "neutral",
  transform: { target: "es2023" },
  plugins: [markPure]
})
await bundle.write({
  dir: "dist",
  format: "esm",
  chunkFileNames: "shared/[name].js",
  sourcemap: true,
  // the package has `src`, where debuggers find it
  sourcemapExcludeSources: true
})

const declarations = run("tsc", ["-p", "tsconfig.build.json"])
if (!declarations.ok) throw new Error(declarations.output.trim())
