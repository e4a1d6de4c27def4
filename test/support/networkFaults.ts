/**
 * The ways in which networks break connections, for the proxy to do. They know just enough of HTTP to
 * find the end of a head.
 */
import type { Socket } from "node:net"

/** A connection that the proxy accepted. */
export interface Connection {
  readonly client: Socket
  /** Connects to the server; at most once. */
  readonly server: () => Socket
  /** Goes on when some time has passed on the clock of whoever made the proxy. */
  readonly later: (millis: number, go: () => void) => void
  /** Says that from now on nothing will happen by itself. */
  readonly stall: () => void
}

/** What becomes of a connection, as soon as it is there or when the first bytes of a request come. */
export interface Fault {
  readonly on: "connection" | "request"
  readonly run: (connection: Connection) => void
}

const onRequest = (run: Fault["run"]): Fault => ({ on: "request", run })

/** Connects to the server and passes the client's bytes to it; where the server ends, so does it. */
const passOn = ({ client, server }: Connection): Socket => {
  const upstream = server().on("end", () => client.end())
  client.pipe(upstream)
  return upstream
}

/**
 * Passes bytes both ways, and asks for the connection to be closed after the first answer, so that
 * none stays open in the pool of a transport.
 */
export const pass: Fault = onRequest((connection) => {
  const { client } = connection
  const upstream = passOn(connection)
  upstream.once("data", (first: Buffer) => {
    const text = first.toString("latin1")
    client.write(text.replace(/^connection: keep-alive\r$/im, "connection: close\r"), "latin1")
    upstream.pipe(client)
  })
})

/** Passes bytes both ways for as long as both sides like. */
export const keepAlive: Fault = onRequest((connection) => {
  passOn(connection).pipe(connection.client)
})

/** Resets the connection as soon as it is there. */
export const resetAtOnce: Fault = {
  on: "connection",
  run: ({ client }) => void client.resetAndDestroy()
}

/** Resets the connection when the request has come, which goes no further. */
export const resetOnRequest: Fault = onRequest(({ client }) => void client.resetAndDestroy())

/** Ends its own side when the request has come, and goes on listening. */
export const halfClose: Fault = onRequest(({ client }) => void client.resume().end())

/** Answers in words that are not the protocol's, and ends. */
export const answer = (bytes: string): Fault =>
  onRequest(({ client }) => void client.resume().end(bytes))

/** Gives the request back, headers and all, with something before it, and ends. */
export const repeatRequest = (head: string): Fault =>
  onRequest(({ client }) => {
    client.once("data", (request: Buffer) => {
      client.end(Buffer.concat([Buffer.from(head), request]))
    })
    client.resume()
  })

/** Takes all, and never answers. */
export const blackHole: Fault = onRequest(({ client, stall }) => {
  client.resume()
  stall()
})

/** Passes bytes both ways, until so many have come back: then it resets the connection, or ends it. */
export const breakAfter = (bytes: number, how: "reset" | "end"): Fault =>
  onRequest((connection) => {
    const { client } = connection
    let left = bytes
    passOn(connection).on("data", (reply: Buffer) => {
      if (left < 0) return
      client.write(reply.subarray(0, left))
      left -= reply.length
      if (left >= 0) return
      if (how === "end") client.end()
      else client.resetAndDestroy()
    })
  })

/** Passes the request on, and lets the reply end in the way that `end` says. */
const replyWith = (end: (reply: Buffer, connection: Connection) => void): Fault =>
  onRequest((connection) => {
    const upstream = passOn(connection)
    upstream.once("data", (reply: Buffer) => {
      // from here on the fault decides when the client's side ends
      upstream.removeAllListeners("end").resume()
      end(reply, connection)
    })
  })

/** Where the body begins. */
const headLength = (reply: Buffer): number => reply.indexOf("\r\n\r\n") + 4

/** The request is processed and its reply lost: the connection is reset before a byte of it. */
export const loseReply: Fault = replyWith((_, { client }) => client.resetAndDestroy())

/** The same, but the connection ends in order. */
export const swallowReply: Fault = replyWith((_, { client }) => client.end())

/** The request is processed, and its reply never comes. */
export const holdReply: Fault = replyWith((_, { stall }) => stall())

/** A part of the reply comes, then the connection breaks off: with a reset, or in order. */
export const cutReply = (within: "head" | "body", how: "reset" | "end"): Fault =>
  replyWith((reply, { client }) => {
    const bytes = within === "head" ? 20 : headLength(reply) + 10
    client.write(reply.subarray(0, bytes), () =>
      // after the bytes have left: a reset takes back what has not been read
      setImmediate(() => (how === "end" ? client.end() : client.resetAndDestroy()))
    )
  })

/** The reply comes byte by byte, each so many milliseconds after the last. */
export const trickle = (from: "head" | "body", millis: number): Fault =>
  replyWith((reply, { client, later, stall }) => {
    const start = from === "head" ? 0 : headLength(reply)
    client.write(reply.subarray(0, start))
    const next = (at: number): void => {
      if (client.destroyed || at >= reply.length) return
      client.write(reply.subarray(at, at + 1))
      later(millis, () => next(at + 1))
    }
    next(start)
    stall()
  })

/** The request is processed; its reply is another one, after which the connection ends or stays. */
export const replaceReply = (bytes: Uint8Array | string, then: "end" | "stay" = "end"): Fault =>
  replyWith((_, { client, stall }) => {
    if (then === "end") client.end(bytes)
    else client.write(bytes, stall)
  })

/**
 * Passes the first exchange, and keeps the connection open; it is reset when a second request comes,
 * before or after that was passed on.
 */
export const resetOnSecondRequest = (passed: "passed on" | "not passed on"): Fault =>
  onRequest(({ client, server }) => {
    const upstream = server()
    let answered = false
    client.on("data", (bytes: Buffer) => {
      if (answered && passed === "not passed on") client.resetAndDestroy()
      else upstream.write(bytes)
    })
    client.resume()
    upstream.on("data", (bytes: Buffer) => {
      if (answered) client.resetAndDestroy()
      else client.write(bytes)
      answered = true
    })
  })
