/**
 * One request and its answer over Node's HTTP server.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { EmulatorResponse, HeaderFields, Response } from "../Http.ts"

/**
 * The body, unless it has more bytes than the limit. Where the client goes away in its middle, the
 * fiber is interrupted from outside.
 */
export const readBody = (
  incoming: IncomingMessage,
  maxBytes: number
): Effect.Effect<Uint8Array | undefined> =>
  Effect.callback((resume) => {
    if (Number(incoming.headers["content-length"]) > maxBytes) return resume(Effect.undefined)
    let chunks: Array<Uint8Array> = []
    let size = 0
    incoming.on("data", (chunk: Uint8Array) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else {
        chunks = []
        resume(Effect.undefined)
      }
    })
    incoming.once("end", () => resume(Effect.succeed(new Uint8Array(Buffer.concat(chunks)))))
  })

/** Header fields, each as one text. */
export const headersOf = (incoming: IncomingMessage): HeaderFields =>
  Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? "")
    ])
  )

/** Sends an answer. */
export const write = Effect.fnUntraced(function* (
  reply: EmulatorResponse,
  outgoing: ServerResponse
) {
  // The clock of the machine has no business here.
  outgoing.sendDate = false
  outgoing.writeHead(reply.status, reply.headers)
  const { body } = reply
  if (body instanceof Uint8Array) {
    return yield* Effect.callback<void>((resume) => {
      outgoing.end(body, () => resume(Effect.void))
    })
  }
  outgoing.flushHeaders()
  yield* body.pipe(
    Stream.runForEach((chunk) =>
      // Each chunk is on its way before the next: what comes after may break the connection.
      Effect.callback<void>((resume) => {
        outgoing.write(chunk, () => resume(Effect.void))
      })
    ),
    Effect.matchEffect({
      onSuccess: () =>
        Effect.callback<void>((resume) => {
          outgoing.end(() => resume(Effect.void))
        }),
      // Ended, not reset: a reset would take back bytes that the client has not read yet.
      onFailure: () => Effect.sync(() => outgoing.socket?.destroySoon())
    })
  )
})

/**
 * Sends an answer at once, and drops what comes of the request's body. The connection is closed only
 * when all of that has come, since closing it before could take the answer back.
 */
export const writeUnread = (
  { status, headers, bytes }: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse
): Effect.Effect<void> =>
  Effect.callback((resume) => {
    outgoing.sendDate = false
    outgoing.writeHead(status, { ...headers, connection: "close" })
    outgoing.write(bytes)
    const end = () => outgoing.end(() => resume(Effect.void))
    if (incoming.readableEnded) end()
    else incoming.once("end", end).resume()
  })
