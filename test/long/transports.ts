/** Starts each transport in a process of its own, and gives what it reports. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Group, TransportName } from "./expectations.ts"
import type { Stage } from "./faults.ts"
import type { Job, Report } from "./probe.ts"

const here = import.meta.dirname
const bin = join(here, "node_modules", ".bin")
const script = join(here, "run.ts")

/** Longer than any run takes; after it the process is ended. */
const longest = 60_000

/** The variables of this process, without those of proxies and of Node.js. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/_proxy$/i.test(name) && !/^(NODE|VITEST)/.test(name)
  )
)

const finished = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let output = ""
    const timer = setTimeout(() => child.kill("SIGKILL"), longest)
    child.stdout?.on("data", (bytes: Buffer) => (output += bytes.toString()))
    child.stderr?.on("data", (bytes: Buffer) => (output += bytes.toString()))
    child.on("error", (error) => (output += error.message))
    child.on("close", () => {
      clearTimeout(timer)
      resolve(output)
    })
  })

const reportsIn = (output: string): ReadonlyArray<Report> => {
  const line = output.trim().split("\n").at(-1) ?? ""
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`it reported nothing:\n${output.slice(0, 4000)}`)
  }
}

type Variables = Readonly<Record<string, string>>

/** Runs a program with `run.ts`. */
const start = async (
  [command, ...args]: readonly [string, ...ReadonlyArray<string>],
  variables: Variables,
  transport: string,
  jobs: ReadonlyArray<Job>,
  secret = ""
): Promise<ReadonlyArray<Report>> =>
  reportsIn(
    await finished(
      spawn(command, [...args, script, transport, JSON.stringify(jobs), secret], {
        env: { ...environment, ...variables },
        stdio: ["ignore", "pipe", "pipe"]
      })
    )
  )

const node = [process.execPath, "--no-warnings"] as const
const bun = [join(bin, "bun")] as const
export const deno = (...flags: ReadonlyArray<string>) =>
  [join(bin, "deno"), "run", "--no-check", "--no-lock", ...flags] as const

/** The runtimes whose `fetch` can use a proxy by variables. */
export const fetchers = {
  "fetch of Node.js": node,
  Deno: deno("-A"),
  "Deno, which may not read variables": deno("--allow-net", "--allow-read", "--no-prompt"),
  Bun: bun
} as const

/** Makes calls with a token over `fetch`. */
export const callWithToken = (
  runtime: keyof typeof fetchers,
  variables: Variables,
  jobs: ReadonlyArray<Job>,
  token: string
) => start(fetchers[runtime], { NODE_USE_ENV_PROXY: "1", ...variables }, "fetch", jobs, token)

const variablesOf = (group: Group, stage: Stage): Variables =>
  group === "proxied"
    ? {
        HTTPS_PROXY: stage.tunnelProxy,
        HTTP_PROXY: stage.closedProxy,
        NODE_USE_ENV_PROXY: "1"
      }
    : // the certificate of the servers is not trusted, which only HTTP/2 has to get over
      group === "http2"
      ? { NODE_TLS_REJECT_UNAUTHORIZED: "0" }
      : {}

/** Debian's name for it, and others. */
export const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0
)

/** Makes a bundle, and lets a page run it. */
const inChromium = async (
  group: Group,
  stage: Stage,
  jobs: ReadonlyArray<Job>
): Promise<ReadonlyArray<Report>> => {
  if (chromium === undefined) throw new Error("there is no Chromium here")
  const folder = mkdtempSync(join(tmpdir(), "chromium-"))
  const bundle = join(folder, "bundle.js")
  const built = spawnSync(
    join(bin, "bun"),
    ["build", join(here, "browser.ts"), "--target=browser", `--outfile=${bundle}`],
    { encoding: "utf8", timeout: longest }
  )
  if (built.status !== 0) throw new Error(built.stderr)
  let reported: ((text: string) => void) | undefined
  const reports = new Promise<string>((resolve) => (reported = resolve))
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let text = ""
      request.on("data", (bytes: Buffer) => (text += bytes.toString()))
      request.on("end", () => {
        response.end()
        reported?.(text)
      })
    } else if (request.url === "/jobs") {
      response.end(JSON.stringify(jobs))
    } else if (request.url === "/bundle.js") {
      response.setHeader("content-type", "text/javascript").end(readFileSync(bundle))
    } else {
      response
        .setHeader("content-type", "text/html")
        .end('<!DOCTYPE html><script type="module" src="/bundle.js"></script>')
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const hostOf = (url: string) => url.replace("http://", "")
  const child = spawn(
    chromium,
    [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      // the faults are on other ports, and do not speak CORS
      "--disable-web-security",
      `--user-data-dir=${join(folder, "profile")}`,
      ...(group === "http2" ? ["--ignore-certificate-errors"] : []),
      group === "proxied"
        ? `--proxy-server=https=${hostOf(stage.tunnelProxy)};http=${hostOf(stage.closedProxy)}`
        : "--no-proxy-server",
      `http://127.0.0.1:${port}/`
    ],
    { env: environment, stdio: ["ignore", "pipe", "pipe"] }
  )
  const ended = finished(child)
  try {
    return reportsIn(await Promise.race([reports, ended]))
  } finally {
    child.kill("SIGKILL")
    await ended
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

/** Lets a transport meet the faults of a group. */
export const meet = (
  transport: TransportName,
  group: Group,
  stage: Stage
): Promise<ReadonlyArray<Report>> => {
  const jobs = Object.entries(stage[group]).map(([fault, { baseUrl }]): Job => [fault, baseUrl])
  const variables = variablesOf(group, stage)
  const trusting = group === "http2" ? ["--unsafely-ignore-certificate-errors"] : []
  switch (transport) {
    case "fetch of Node.js":
      return start(node, variables, "fetch", jobs)
    case "node:http":
      return start(node, variables, transport, jobs)
    case "undici 7":
    case "undici 8":
      return start(
        node,
        variables,
        group === "http2" ? `${transport} over HTTP/2` : transport,
        jobs
      )
    case "Deno":
      return start(deno("-A", ...trusting), variables, "fetch", jobs)
    case "Bun":
      return start(bun, variables, "fetch", jobs)
    case "Chromium":
      return inChromium(group, stage, jobs)
  }
}
