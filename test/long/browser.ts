/** The program of a page: gets the jobs from the server that it came from, and gives it the reports. */
import { FetchHttpClient } from "effect/http"
import { type Job, probe } from "./probe.ts"

const jobs: ReadonlyArray<Job> = await (await fetch("/jobs")).json()
const reports = await probe(FetchHttpClient.layer, jobs)
await fetch("/reports", { method: "POST", body: JSON.stringify(reports) })
