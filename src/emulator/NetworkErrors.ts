/**
 * The errors of Node's network layer, as its `fetch` has them.
 *
 * @since 0.1.0
 */
import type { ConnectionFailure } from "./Http.ts"

const nodeError = (message: string, fields: Readonly<Record<string, unknown>>): Error =>
  Object.assign(new Error(message), fields)

/** The error that Node's network layer gives, as `fetch` carries it in its `cause`. */
export const networkError = (kind: ConnectionFailure["kind"], url: URL): Error => {
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port)
  const address = "127.0.0.1"
  switch (kind) {
    case "Refused":
      return nodeError(`connect ECONNREFUSED ${address}:${port}`, {
        errno: -111,
        code: "ECONNREFUSED",
        syscall: "connect",
        address,
        port
      })
    case "DnsFailure":
      return nodeError(`getaddrinfo ENOTFOUND ${url.hostname}`, {
        errno: -3008,
        code: "ENOTFOUND",
        syscall: "getaddrinfo",
        hostname: url.hostname
      })
    case "ConnectTimeout":
      return nodeError(
        `Connect Timeout Error (attempted address: ${url.hostname}:${port}, timeout: 10000ms)`,
        { name: "ConnectTimeoutError", code: "UND_ERR_CONNECT_TIMEOUT" }
      )
    case "Reset":
      return nodeError("read ECONNRESET", { errno: -104, code: "ECONNRESET", syscall: "read" })
  }
}

/** What a body's reader gets when the connection breaks, as `fetch` has it. */
export const terminated = (): Error =>
  new TypeError("terminated", {
    cause: nodeError("other side closed", { name: "SocketError", code: "UND_ERR_SOCKET" })
  })
