/**
 * Servers on this machine that break the exchange at a known point: before anything of a request can
 * have been sent, or afterwards.
 */
import { createServer as createHttpServer } from "node:http"
import { constants, createSecureServer, type ServerHttp2Stream } from "node:http2"
import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import { createServer as createTlsServer } from "node:tls"
import { selfSigned } from "../support/selfSigned.ts"

/** A fault: where to send a request that meets it, and how many claims came there. */
export interface Fault {
  readonly baseUrl: string
  readonly claims: () => number
}

const isClaim = (request: Buffer): boolean => request.toString("latin1").startsWith("POST")

export interface Stage {
  /** Faults of HTTP/1.1, and of connections that do not come about. */
  readonly direct: Readonly<Record<string, Fault>>
  /** Faults of a proxy, by the names of what it is asked for. */
  readonly proxied: Readonly<Record<string, Fault>>
  /** Faults of HTTP/2, over TLS. */
  readonly http2: Readonly<Record<string, Fault>>
  /** The proxy that refuses tunnels, as the name that is asked for says. */
  readonly tunnelProxy: string
  /** A proxy that refuses connections. */
  readonly closedProxy: string
  readonly close: () => Promise<void>
}

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => void server.listen(0, "127.0.0.1", () => resolve(portOf(server))))

/** A port that refuses connections: it was given to us, and is closed again. */
const closedPort = async (): Promise<number> => {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => void server.close(resolve))
  return port
}

/** What a server does with the bytes of a request. */
type Break = (socket: Socket) => void

const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n"

const afterSending: Readonly<Record<string, Break>> = {
  "reset on the request": (socket) => void socket.resetAndDestroy(),
  "closed on the request": (socket) => void socket.end(),
  "reset within the head": (socket) =>
    void socket.write(head.slice(0, 20), () => setTimeout(() => socket.resetAndDestroy(), 20)),
  "closed within the head": (socket) => void socket.end(head.slice(0, 20)),
  "reset within the body": (socket) =>
    void socket.write(`${head}{"name"`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
  "closed within the body": (socket) => void socket.end(`${head}{"name"`),
  "an answer that is not HTTP": (socket) => void socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
  "no answer": () => undefined
}

/** What a proxy answers to `CONNECT NAME.invalid:443`, by the name. */
const tunnelAnswers: Readonly<Record<string, Break>> = {
  "refuse-403": (socket) => void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"),
  "refuse-407": (socket) =>
    void socket.end(
      "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=p\r\n\r\n"
    ),
  "refuse-502": (socket) => void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"),
  "refuse-503": (socket) => void socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n"),
  "refuse-504": (socket) => void socket.end("HTTP/1.1 504 Gateway Timeout\r\n\r\n"),
  "proxy-closes": (socket) => void socket.end(),
  "proxy-resets": (socket) => void socket.resetAndDestroy(),
  "proxy-garbage": (socket) => void socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
  "tunnel-closes": (socket) =>
    void socket.write("HTTP/1.1 200 OK\r\n\r\n", () => setTimeout(() => socket.end(), 20))
}

const streamFaults: Readonly<Record<string, (stream: ServerHttp2Stream) => void>> = {
  "the stream is refused": (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
  "the stream is cancelled": (stream) => stream.close(constants.NGHTTP2_CANCEL),
  "the stream ends with an internal error": (stream) =>
    stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  "the stream ends as too much": (stream) => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM),
  "the session ends before the stream": (stream) => {
    stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 0)
    setTimeout(() => stream.session?.destroy(), 20)
  },
  "the session ends with an error": (stream) => {
    stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, stream.id)
    setTimeout(() => stream.session?.destroy(), 20)
  },
  "the session breaks off": (stream) => stream.session?.destroy(),
  "the stream ends within the body": (stream) => {
    stream.respond({ ":status": 200, "content-type": "application/json" })
    stream.write('{"name"')
    setTimeout(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR), 20)
  }
}

export const makeStage = async (): Promise<Stage> => {
  const servers: Array<Server> = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on("error", () => undefined).on("close", () => sockets.delete(socket))
  }
  const start = async (server: Server): Promise<number> => {
    servers.push(server)
    server.on("connection", keep)
    return listening(server)
  }
  const at = (baseUrl: string): Fault => ({ baseUrl, claims: () => 0 })

  /** A server of plain sockets that does something with what comes. */
  const onRequest = async (name: string, act: Break): Promise<readonly [string, Fault]> => {
    let claims = 0
    const server = createServer((socket) => {
      socket.once("data", (request: Buffer) => {
        if (isClaim(request)) claims += 1
        socket.resume()
        act(socket)
      })
    })
    return [name, { baseUrl: `http://127.0.0.1:${await start(server)}`, claims: () => claims }]
  }

  const { key, cert } = selfSigned()
  const closed = await closedPort()

  let keptAliveClaims = 0
  // The first exchange on a connection is answered; on the second request the connection is closed.
  const keptAlive = createServer((socket) => {
    let first = true
    socket.on("data", (request: Buffer) => {
      if (isClaim(request)) keptAliveClaims += 1
      if (!first) return void socket.end()
      first = false
      const body = '{"name":"operations/x/1","done":true,"response":{}}'
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
      )
    })
  })

  const untrusted = createTlsServer({ key, cert }, (socket) => socket.destroy())
  untrusted.on("tlsClientError", () => undefined)
  const plain = createHttpServer((_request, response) => void response.end("{}"))
  const breaksHandshake = createServer((socket) => void socket.once("data", () => socket.end()))
  const resetsHandshake = createServer(
    (socket) => void socket.once("data", () => socket.resetAndDestroy())
  )

  const direct: Readonly<Record<string, Fault>> = {
    refused: at(`http://127.0.0.1:${closed}`),
    "refused, over TLS": at(`https://127.0.0.1:${closed}`),
    "refused at each address of a name": at(`http://localhost:${closed}`),
    "no such name": at("http://no-such-name.invalid"),
    "a certificate that is not trusted": at(`https://127.0.0.1:${await start(untrusted)}`),
    "no TLS on the other side": at(`https://127.0.0.1:${await start(plain)}`),
    "closed within the handshake": at(`https://127.0.0.1:${await start(breaksHandshake)}`),
    "reset within the handshake": at(`https://127.0.0.1:${await start(resetsHandshake)}`),
    ...Object.fromEntries(
      await Promise.all(Object.entries(afterSending).map(([name, act]) => onRequest(name, act)))
    ),
    "closed on the second request": {
      baseUrl: `http://127.0.0.1:${await start(keptAlive)}`,
      claims: () => keptAliveClaims
    }
  }

  const tunnels = createServer((socket) => {
    socket.once("data", (request) => {
      const [, name = ""] = /^CONNECT ([\w-]+)/.exec(request.toString("latin1")) ?? []
      const answer = tunnelAnswers[name]
      socket.resume()
      if (answer === undefined) socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")
      else answer(socket)
    })
  })
  const proxied = {
    ...Object.fromEntries(
      Object.keys(tunnelAnswers).map((name) => [name, at(`https://${name}.invalid`)])
    ),
    // over plain http, for which there is a proxy that refuses connections
    "no proxy": at("http://service.invalid")
  }

  const http2 = Object.fromEntries(
    await Promise.all(
      Object.entries(streamFaults).map(async ([name, act]) => {
        let claims = 0
        const server = createSecureServer({ key, cert })
        server.on("sessionError", () => undefined)
        server.on("stream", (stream, headers) => {
          if (headers[":method"] === "POST") claims += 1
          stream.on("error", () => undefined)
          stream.resume()
          act(stream)
        })
        const port = await start(server)
        return [name, { baseUrl: `https://127.0.0.1:${port}`, claims: () => claims }] as const
      })
    )
  )

  return {
    direct,
    proxied,
    http2,
    tunnelProxy: `http://127.0.0.1:${await start(tunnels)}`,
    closedProxy: `http://127.0.0.1:${closed}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all(
        servers.map((server) => new Promise((resolve) => void server.close(resolve)))
      )
    }
  }
}
