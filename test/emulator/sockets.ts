/** Bytes over a socket, for what no HTTP client sends. */
import { Effect } from "effect"
import { connect } from "node:net"
import type { Socket } from "node:net"

/** A connection to this machine. */
export const open = (port: number) =>
  Effect.callback<Socket>((resume) => {
    const client = connect(port, "127.0.0.1", () => resume(Effect.succeed(client)))
    client.on("error", () => {})
  })

/** Waits until a socket is closed. */
export const closed = (client: Socket) =>
  Effect.callback<void>((resume) => {
    if (client.closed) return resume(Effect.void)
    client.once("close", () => resume(Effect.void))
    client.resume()
  })

/** What comes on a socket until it is closed. */
export const all = (client: Socket) =>
  Effect.callback<string>((resume) => {
    let text = ""
    client.on("data", (chunk) => (text += chunk.toString()))
    client.once("close", () => resume(Effect.succeed(text)))
  })

/** What a server answers to bytes, until it closes the connection. */
export const exchange = (port: number, ...texts: ReadonlyArray<string | Uint8Array>) =>
  Effect.gen(function* () {
    const client = yield* open(port)
    for (const text of texts) client.write(text)
    return yield* all(client)
  })

/** An answer as it came, taken apart. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const read = (text: string): Answer => {
  const [head = "", ...body] = text.split("\r\n\r\n")
  const [line = "", ...fields] = head.split("\r\n")
  return {
    status: Number(line.split(" ")[1]),
    headers: Object.fromEntries(
      fields.map((field) => {
        const [name = "", ...value] = field.split(": ")
        return [name.toLowerCase(), value.join(": ")]
      })
    ),
    body: body.join("\r\n\r\n")
  }
}
