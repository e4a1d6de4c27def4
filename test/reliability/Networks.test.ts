/**
 * Broken networks, between each of the real transports and the emulator behind a socket: what comes
 * of it, how long it takes at most, that reads and waits go on when it has passed, that a claim is
 * never sent twice, that no secret is seen (the stage looks), and that no socket and no fiber is left.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { gzipSync } from "node:zlib"
import type { TransportError } from "effect-zero-touch"
import { socketTransports } from "../support/loopback.ts"
import * as Fault from "../support/networkFaults.ts"
import { successOf } from "../support/outcome.ts"
import {
  claim,
  endedOperation,
  get,
  onStage,
  timeout,
  transportError,
  wait
} from "./networkStage.ts"

const whole = JSON.stringify(endedOperation)
const half = whole.slice(0, 30)
const zipped = gzipSync(whole)

const ok = (header: string, body: string | Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${header}\r\n\r\n`),
    Buffer.from(body)
  ])
const gzipped = (body: string | Uint8Array) =>
  ok("content-encoding: gzip\r\nconnection: close", body)

interface Case {
  readonly fault: Fault.Fault
  /** The reason of the error. */
  readonly reason: TransportError["reason"]["_tag"]
  /** Whether a claim comes to the service. */
  readonly arrives: boolean
  /** What the error of such a claim says. */
  readonly says: RegExp
  /** Milliseconds until a try has failed. Default: it fails at once. */
  readonly takes?: number
  /** The transports that decode gzip by themselves, where it is about that. */
  readonly only?: ReadonlyArray<string>
}

const page = (header: string) =>
  `HTTP/1.1 502 Bad\r\ncontent-type: text/html\r\n${header}\r\n\r\n<p>`

// what a claim says that nobody knows the end of
const mayHaveReached = "\\(the request may have reached the service\\)$"
const mayHaveBeenProcessed = "\\(the request may have been processed\\)$"

const lost = {
  reason: "ConnectionError",
  arrives: true,
  says: new RegExp(`: no connection: .+ ${mayHaveReached}`)
} as const
const late = {
  reason: "TimeoutError",
  arrives: true,
  says: new RegExp(`: no complete answer within 5s ${mayHaveReached}`),
  takes: timeout
} as const
const brokenOff = {
  reason: "InvalidResponse",
  arrives: true,
  says: new RegExp(
    `: the JSON breaks off \\(HTTP 200, application/json\\); it begins: ".+" ${mayHaveBeenProcessed}`
  )
} as const

const faults: Readonly<Record<string, Case>> = {
  "that is reset when the request comes": { fault: Fault.resetOnRequest, ...lost, arrives: false },
  "that is half closed when the request comes": { fault: Fault.halfClose, ...lost, arrives: false },
  "into a black hole": { fault: Fault.blackHole, ...late, arrives: false },
  "that is reset in place of the reply": { fault: Fault.loseReply, ...lost },
  "that is closed in place of the reply": { fault: Fault.swallowReply, ...lost },
  "that is silent in place of the reply": { fault: Fault.holdReply, ...late },
  "that is reset within the head": { fault: Fault.cutReply("head", "reset"), ...lost },
  "that is closed within the head": { fault: Fault.cutReply("head", "end"), ...lost },
  "that is reset within the body": { fault: Fault.cutReply("body", "reset"), ...lost },
  "that is closed within the body": { fault: Fault.cutReply("body", "end"), ...lost },
  "of one byte a second": { fault: Fault.trickle("head", 1000), ...late },
  "of one byte a second after the head": { fault: Fault.trickle("body", 1000), ...late },
  "that ends before its content-length": {
    fault: Fault.replaceReply(ok(`content-length: ${whole.length}`, half)),
    ...lost
  },
  "that goes silent before its content-length": {
    fault: Fault.replaceReply(ok(`content-length: ${whole.length}`, half), "stay"),
    ...late
  },
  "that goes on after its content-length": {
    fault: Fault.replaceReply(ok(`content-length: ${half.length}`, whole)),
    ...brokenOff
  },
  "whose gzip breaks off": {
    fault: Fault.replaceReply(gzipped(zipped.subarray(0, 30))),
    ...brokenOff,
    only: ["fetch"]
  },
  "whose gzip is none": {
    fault: Fault.replaceReply(gzipped(whole)),
    ...lost,
    only: ["fetch", "Undici"]
  },
  "that speaks no HTTP": { fault: Fault.replaceReply("SSH-2.0-OpenSSH_9.6\r\n"), ...lost },
  "that gives the request back": { fault: Fault.repeatRequest(""), ...lost, arrives: false },
  "whose answer is a page that repeats the request": {
    fault: Fault.repeatRequest(page("connection: close")),
    reason: "InvalidResponse",
    arrives: false,
    says: new RegExp(
      `: it is a page of HTML or XML \\(HTTP 502, text/html\\); it begins: ".+" ${mayHaveBeenProcessed}`
    )
  },
  "that ends within a page that repeats the request": {
    fault: Fault.repeatRequest(page("content-length: 10000")),
    ...lost,
    arrives: false
  }
}

for (const [transportName, transport] of Object.entries(socketTransports)) {
  describe(`over ${transportName}, a connection`, () => {
    for (const [title, { arrives, fault, only, reason, says, takes = 0 }] of Object.entries(
      faults
    )) {
      if (only?.includes(transportName) === false) continue

      it.effect(title, () =>
        onStage(
          transport,
          Effect.fnUntraced(function* ({ claims, client, drive, proxy }) {
            // A read that is tried once says what it was; its time is known.
            proxy.next(fault)
            const once = yield* drive(get, client({ retry: false }))
            const error = transportError(once.exit)
            assert.strictEqual(error.reason._tag, reason)
            assert.isTrue(error.isTransient)
            assert.strictEqual(Duration.toMillis(error.elapsed), takes)

            // A read is tried again, and ends well when the fault has passed.
            proxy.next(fault)
            const again = yield* drive(get, client())
            assert.strictEqual(successOf(again.exit)._tag, "Succeeded")
            assert.isAtMost(again.passed, takes + 1000)

            // A wait rides it out.
            proxy.next(fault)
            const waited = yield* drive(wait, client())
            assert.strictEqual(successOf(waited.exit)._tag, "Succeeded")
            assert.isAtMost(waited.passed, takes + 2000)
            assert.strictEqual(proxy.used(), 5)

            // A claim is not sent again: nobody knows whether it was processed.
            proxy.next(fault)
            const claimed = yield* drive(claim, client())
            const claimError = transportError(claimed.exit)
            assert.strictEqual(claimError.reason._tag, reason)
            assert.isFalse(claimError.isTransient)
            assert.strictEqual(claimError.tries, 1)
            assert.match(claimError.message, says)
            assert.strictEqual(proxy.used(), 6)
            assert.strictEqual(yield* claims, arrives ? 1 : 0)
          })
        )
      )
    }
  })
}
