/** The program that a runtime starts: `run.ts TRANSPORT JOBS`; prints the reports as JSON. */
import { FetchHttpClient, type HttpClient } from "effect/http"
import type * as Layer from "effect/Layer"
import { type Job, probe } from "./probe.ts"

const [transport = "", jobs = "[]", secret = ""] = process.argv.slice(2)

/** With the variables of a proxy in the environment the transport uses it. */
const layerOf = async (name: string): Promise<Layer.Layer<HttpClient.HttpClient>> => {
  if (name === "fetch") return FetchHttpClient.layer
  const proxyEnv = process.env["HTTPS_PROXY"] === undefined ? undefined : process.env
  // what the other runtimes need not load
  if (name === "node:http") {
    const { NodeHttpClient } = await import("@effect/platform-node")
    return NodeHttpClient.layerNodeHttpOptions({
      keepAlive: true,
      ...(proxyEnv === undefined ? {} : { proxyEnv })
    })
  }
  const [version = "", allowH2] = name.split(" over ")
  const undici = await import(version.replace(" ", ""))
  const Dispatcher = proxyEnv === undefined ? undici.Agent : undici.EnvHttpProxyAgent
  const { Undici } = await import("../../src/transport/Undici.ts")
  return Undici.layerDispatcher(new Dispatcher({ allowH2: allowH2 !== undefined }))
}

const parsed: ReadonlyArray<Job> = JSON.parse(jobs)
const reports = await probe(await layerOf(transport), parsed, secret === "" ? undefined : secret)
console.log(`\n${JSON.stringify(reports)}`)
process.exit(0)
