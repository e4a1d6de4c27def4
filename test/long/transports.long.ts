/**
 * Every failure of every transport that can be started here: whether it was before sending, so that a
 * claim is sent again, or possibly after it. The right answers are in expectations.ts.
 */
import { createServer } from "node:http"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { groupsOf, type Outcome, rows, type TransportName } from "./expectations.ts"
import { makeStage, type Stage } from "./faults.ts"
import type { Report } from "./probe.ts"
import { callWithToken, chromium, fetchers, meet } from "./transports.ts"

/** What reports say, in the words of the table. */
const outcomeOf = (claim: Report): Outcome | undefined => {
  const { error, isTransient, mayHaveBeenProcessed, message } = claim
  switch (error) {
    case undefined:
      return "succeeds"
    case "ConnectionError":
      if (mayHaveBeenProcessed) return isTransient ? undefined : "unknown"
      return isTransient ? "not sent" : "no use"
    case "TimeoutError":
      return mayHaveBeenProcessed && !isTransient ? "timeout" : undefined
    case "InvalidResponse":
      if (!mayHaveBeenProcessed || isTransient) return undefined
      return message.includes("the body is empty") ? "empty answer" : "broken answer"
    default:
      return undefined
  }
}

const only = <A>(list: ReadonlyArray<A>): A =>
  list.length === 1 && list[0] !== undefined ? list[0] : assert.fail(`${list.length} of them`)

let stage: Stage
beforeAll(async () => {
  stage = await makeStage()
})
afterAll(() => stage.close())

it("the table has each fault once", () => {
  const faults = (["direct", "proxied", "http2"] as const).flatMap((group) =>
    Object.keys(stage[group]).map((fault) => `${group}: ${fault}`)
  )
  assert.sameMembers(
    rows.map(({ fault, group }) => `${group}: ${fault}`),
    faults
  )
})

const names = Object.keys(groupsOf) as ReadonlyArray<TransportName>

for (const transport of names) {
  for (const group of groupsOf[transport]) {
    const isHere = transport !== "Chromium" || chromium !== undefined
    describe.skipIf(!isHere)(`over ${transport}, ${group}:`, () => {
      let reports: ReadonlyArray<Report> = []
      let claims: Readonly<Record<string, number>> = {}
      beforeAll(async () => {
        const count = () =>
          Object.entries(stage[group]).map(([fault, { claims }]) => [fault, claims()] as const)
        const before = Object.fromEntries(count())
        reports = await meet(transport, group, stage)
        claims = Object.fromEntries(count().map(([fault, n]) => [fault, n - (before[fault] ?? 0)]))
      })

      for (const row of rows.filter((row) => row.group === group)) {
        const expected = row.but?.[transport] ?? row.all
        const isSent = expected !== "not sent" && expected !== "no use"
        const reaches = group === "direct" && row.fault.includes("request")
        it(`${row.fault}: ${expected}`, () => {
          const of = (call: Report["call"]) =>
            only(reports.filter((report) => report.fault === row.fault && report.call === call))
          const claim = of("claim")
          const shown = JSON.stringify(claim, null, 2)
          assert.strictEqual(outcomeOf(claim), expected, shown)
          const read = of("read")
          assert.isFalse(read.mayHaveBeenProcessed)
          // a read can be sent again, unless that is of no use
          const isPermanent = expected === "no use" || expected === "empty answer"
          if (read.error !== undefined) assert.strictEqual(read.isTransient, !isPermanent)
          const counted = claims[row.fault] ?? 0
          const most = row.claims?.[transport]
          if (most !== undefined) assert.strictEqual(counted, most, shown)
          else if (!isSent) assert.strictEqual(counted, 0, shown)
          else if (reaches) assert.strictEqual(counted, 1, shown)
          else assert.isAtMost(counted, 1, shown)
        })
      }
    })
  }
}

describe("a token for plain http to this machine", () => {
  for (const runtime of Object.keys(fetchers) as ReadonlyArray<keyof typeof fetchers>) {
    const canRead = runtime !== "Deno, which may not read variables"
    for (const excluded of [false, true]) {
      // what may not read the variables cannot know of the proxy, and must not fail for that
      if (!canRead && !excluded) continue
      const what = excluded
        ? "goes there directly where NO_PROXY says so"
        : "does not go to a proxy"
      it(`${what}, in ${runtime}`, async () => {
        const came = { proxy: 0, service: 0 }
        const servers = (["proxy", "service"] as const).map((name) =>
          createServer((_request, response) => {
            came[name] += 1
            response.end('{"name":"operations/x/1","done":true,"response":{}}')
          }).on("connect", (_request, socket) => {
            came[name] += 1
            socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n")
          })
        )
        const ports = await Promise.all(
          servers.map(
            (server) =>
              new Promise<number>((resolve) => {
                server.listen(0, "127.0.0.1", () => {
                  const address = server.address()
                  resolve(typeof address === "object" && address !== null ? address.port : 0)
                })
              })
          )
        )
        try {
          const [proxyPort, port] = ports
          const reports = await callWithToken(
            runtime,
            {
              HTTP_PROXY: `http://user:a-password@127.0.0.1:${proxyPort}`,
              ...(excluded ? { NO_PROXY: "localhost, 127.0.0.1" } : {})
            },
            [["none", `http://127.0.0.1:${port}`]],
            "ya29.a-token-of-this-test"
          )
          assert.lengthOf(reports, 2)
          assert.deepStrictEqual(came, { proxy: 0, service: excluded ? 2 : 0 })
          for (const { error, mayHaveBeenProcessed, message } of reports) {
            assert.strictEqual(error, excluded ? undefined : "InvalidRequest", message)
            assert.isFalse(mayHaveBeenProcessed)
            if (!excluded) assert.include(message, "set NO_PROXY=127.0.0.1")
            assert.notInclude(message, "a-password")
          }
        } finally {
          for (const server of servers) {
            server.closeAllConnections()
            server.close()
          }
        }
      })
    }
  }
})
