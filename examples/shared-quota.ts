/**
 * Several processes use one service account, and Google counts all their requests together. They
 * share a quota that is counted in Redis; while Redis is down, each goes on with a part of its own.
 *
 *     REDIS_URL=redis://localhost:6379 npm run example examples/shared-quota.ts
 */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { RateLimiter } from "effect/persistence"
import * as Stream from "effect/Stream"
import { ClientConfig, PartnerCustomers, PartnerId, SharedQuota } from "effect-zero-touch"
import { GoogleAuth } from "effect-zero-touch/GoogleAuth"
import { Undici } from "effect-zero-touch/Undici"

/** Effect's rate limiter over Redis. `layerStoreMemory` in place of the store is for tests. */
const limiter = RateLimiter.layer.pipe(
  Layer.provide(RateLimiter.layerStoreRedis({ prefix: "zero-touch:" })),
  Layer.provide(NodeRedis.layerConfig({ url: Config.String("REDIS_URL") }))
)

/** The client of each of the processes. */
const client = Layer.unwrap(
  Effect.map(
    SharedQuota.fromRateLimiter({
      // Half of what Google allows: a bucket of tokens lets a burst through and its refill after it.
      limit: 500,
      window: "100 seconds",
      // one for each service account
      key: "service-account-1",
      // What a process can send while Redis is down. All processes together stay below Google's 1,000.
      share: 50
    }),
    (quota) => ClientConfig.layer({}, { quota })
  )
).pipe(Layer.provide(limiter))

const program = Effect.gen(function* () {
  const customers = yield* PartnerCustomers
  const count = yield* Stream.runCount(customers.list(PartnerId.from(process.argv[2] ?? "1")))
  yield* Console.log(`${count} customers`)
})

program.pipe(
  Effect.provide(
    PartnerCustomers.layer.pipe(
      Layer.provide(client),
      Layer.provide([Undici.layer(), GoogleAuth.layer()])
    )
  ),
  NodeRuntime.runMain
)
