/**
 * A TCP proxy on loopback that breaks connections as it is told; see networkFaults.ts for how.
 */
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import { connect, createServer, type Server, type Socket } from "node:net"
import { type Fault, pass } from "./networkFaults.ts"

export interface FaultProxy {
  readonly port: number
  readonly baseUrl: string
  /** What becomes of the next connections; those after them pass. */
  readonly next: (...faults: ReadonlyArray<Fault>) => void
  /** What becomes of all connections from now on. */
  readonly always: (fault: () => Fault) => void
  /** How many connections had their fault, or carried a request: a pool may open some to spare. */
  readonly used: () => number
  /** How many sockets are open, on both sides of the proxy. */
  readonly open: () => number
  /** How many connections wait for nothing but time. */
  readonly stalled: () => number
  /** Ends the connections that are kept open, as a server does in time. */
  readonly hangUp: () => void
  /** Refuses connections until the effect ends. */
  readonly refusing: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const listen = (server: Server, port: number): Effect.Effect<void, Error> =>
  Effect.callback((resume) => {
    const refused = (error: Error) => resume(Effect.fail(error))
    server.once("error", refused)
    server.listen(port, "127.0.0.1", () => {
      server.off("error", refused)
      resume(Effect.void)
    })
  })

/**
 * Listens on a port below those that systems give away by themselves, so that nobody else takes it
 * while it is closed.
 */
const listenSomewhere = (server: Server): Effect.Effect<number> =>
  Effect.suspend(() => {
    const port = 20_000 + Math.floor(10_000 * Math.random())
    return Effect.as(listen(server, port), port)
  }).pipe(Effect.retry({ times: 20 }), Effect.orDie)

/** A proxy before a port of this machine, until the scope closes. */
export const faultProxy = Effect.fnUntraced(function* (upstreamPort: number) {
  const fork = yield* FiberSet.makeRuntime()
  const sockets = new Set<Socket>()
  const stalled = new Set<Socket>()
  const faults: Array<Fault> = []
  let usual = () => pass
  let used = 0

  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on("close", () => sockets.delete(socket))
  }
  const accept = (client: Socket): void => {
    keep(client)
    let upstream: Socket | undefined
    client.on("error", () => undefined)
    client.on("close", () => {
      stalled.delete(client)
      upstream?.destroy()
    })
    const run = ({ run }: Fault) => {
      used++
      run({
        client,
        server: () =>
          (upstream ??= keep(connect(upstreamPort, "127.0.0.1")).on("error", () =>
            client.resetAndDestroy()
          )),
        later: (millis, go) => void fork(Effect.andThen(Effect.sleep(millis), Effect.sync(go))),
        stall: () => void stalled.add(client)
      })
    }
    if (faults[0]?.on === "connection") return run(faults.shift() ?? pass)
    const otherwise = faults.length > 0 ? pass : usual()
    if (otherwise.on === "connection") return run(otherwise)
    // a connection that carries no request takes no fault away from one that does
    client.once("data", (first: Buffer) => {
      client.pause()
      client.unshift(first)
      run(faults.shift() ?? otherwise)
    })
  }
  const server = createServer(accept)
  const close: Effect.Effect<void> = Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of sockets) socket.destroy()
  })
  const port = yield* Effect.acquireRelease(listenSomewhere(server), () => close)

  return {
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    next: (...next) => void faults.splice(0, faults.length, ...next),
    always: (fault) => {
      usual = fault
    },
    used: () => used,
    open: () => sockets.size,
    stalled: () => stalled.size,
    hangUp: () => {
      for (const socket of sockets) socket.end()
    },
    refusing: (effect) =>
      Effect.acquireUseRelease(
        close,
        () => effect,
        () => Effect.orDie(listen(server, port))
      )
  } satisfies FaultProxy
})
