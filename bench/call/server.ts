/**
 * The service of the measurements, in a process of its own: it answers at once. Prints its port.
 */
import { createServer } from "node:http"
import { bodies } from "./operations.ts"

const server = createServer((request, answer) => {
  const body = bodies[request.url ?? ""] ?? Buffer.from("{}")
  answer.writeHead(200, {
    "content-type": "application/json; charset=UTF-8",
    "content-length": body.length
  })
  answer.end(body)
})
server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object") console.log(address?.port)
})
