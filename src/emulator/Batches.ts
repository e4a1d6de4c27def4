/**
 * The long-running operations that the asynchronous device methods start. Nothing runs in the
 * background: what a batch has come to is worked out from the clock whenever somebody looks, device
 * by device in the order of their due times, so that the outcome never depends on who looks when.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type { DeviceResult } from "./DeviceRules.ts"
import { compact } from "./Json.ts"
import type { JsonObject } from "./Json.ts"

/**
 * How fast batches go.
 *
 * @category options
 * @since 0.1.0
 */
export interface BatchOptions {
  /** How long a batch is pending before its first device is worked on. Default 500 ms. */
  readonly startAfter?: Duration.Input
  /** How long each device takes. Default 4 ms, so 4 s for 1,000 devices. */
  readonly perDevice?: Duration.Input
  /** How long all devices of a batch take together, whatever their number. */
  readonly duration?: Duration.Input
  /** How long a batch stays at 100 percent before it is done. Default 500 ms. */
  readonly finishAfter?: Duration.Input
  /**
   * How many finished operations are kept, default 10,000. Of more, those that finished first are
   * forgotten, and answered with 404, as the service does after a time that it does not tell.
   */
  readonly keepFinished?: number
}

/** One item of a batch. */
export interface BatchItem {
  /** The request, under the name that it has in an `OperationPerDevice`. */
  readonly echo: JsonObject
  readonly run: (now: number) => DeviceResult
}

interface Batch {
  readonly name: string
  readonly items: ReadonlyArray<BatchItem>
  readonly perDeviceStatus: Array<JsonObject>
  readonly startAt: number
  /** How long all devices take, in milliseconds. */
  readonly span: number
  readonly doneAt: number
  successCount: number
}

/** All batches. */
export interface Batches {
  readonly start: (name: string, items: ReadonlyArray<BatchItem>, now: number) => JsonObject
  /** Brings all batches to a time. To be called before anything else is read or written. */
  readonly advance: (now: number) => void
  /** The operation, as a GET answers it. */
  readonly get: (name: string, now: number) => JsonObject | undefined
  readonly has: (name: string) => boolean
  /** What there is, in short. */
  readonly describe: (now: number) => ReadonlyArray<JsonObject>
}

const typeName = (name: string) =>
  `type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation${name}`

/** No batches yet. */
export const make = (options: BatchOptions): Batches => {
  const startAfter = Duration.toMillis(options.startAfter ?? "500 millis")
  const perDevice = Duration.toMillis(options.perDevice ?? "4 millis")
  const finishAfter = Duration.toMillis(options.finishAfter ?? "500 millis")
  const fixed = options.duration === undefined ? undefined : Duration.toMillis(options.duration)

  const { keepFinished = 10_000 } = options

  const batches = new Map<string, Batch>()
  const running = new Set<Batch>()
  /** All devices are processed, and it is not done yet. */
  const finishing = new Set<Batch>()
  const finished = new Set<Batch>()

  const dueAt = (batch: Batch, index: number) =>
    batch.startAt + ((index + 1) * batch.span) / batch.items.length

  const step = (batch: Batch, now: number): void => {
    const item = batch.items[batch.perDeviceStatus.length]
    if (item === undefined) return
    const result = item.run(now)
    batch.perDeviceStatus.push({ result, ...item.echo })
    if (result.status === "SINGLE_DEVICE_STATUS_SUCCESS") batch.successCount += 1
    if (batch.perDeviceStatus.length < batch.items.length) return
    running.delete(batch)
    finishing.add(batch)
  }

  const forget = (now: number): void => {
    const done = [...finishing].filter(({ doneAt }) => doneAt <= now)
    for (const batch of done.toSorted((a, b) => a.doneAt - b.doneAt)) {
      finishing.delete(batch)
      finished.add(batch)
    }
    for (const batch of finished) {
      if (finished.size <= keepFinished) return
      finished.delete(batch)
      batches.delete(batch.name)
    }
  }

  const advance = (now: number): void => {
    const due: Array<readonly [at: number, batch: Batch]> = []
    for (const batch of running) {
      let index = batch.perDeviceStatus.length
      while (index < batch.items.length && dueAt(batch, index) <= now) {
        due.push([dueAt(batch, index), batch])
        index += 1
      }
    }
    // Batches that overlap take turns; the sort is stable, so the older one goes first.
    if (running.size > 1) due.sort(([a], [b]) => a - b)
    for (const [at, batch] of due) step(batch, at)
    forget(now)
  }

  const describe = (batch: Batch, now: number): JsonObject => {
    const processed = batch.perDeviceStatus.length
    const all = processed === batch.items.length
    const status = all ? "PROCESSED" : now >= batch.startAt ? "IN_PROGRESS" : "PENDING"
    return compact({
      name: batch.name,
      metadata: compact({
        "@type": typeName("Metadata"),
        devicesCount: batch.items.length,
        processingStatus: `BATCH_PROCESS_${status}`,
        progress: Math.floor((100 * processed) / batch.items.length)
      }),
      done: now >= batch.doneAt,
      response:
        processed === 0
          ? undefined
          : compact({
              "@type": typeName("Response"),
              perDeviceStatus: batch.perDeviceStatus,
              successCount: batch.successCount
            })
    })
  }

  return {
    start: (name, items, now) => {
      const span = fixed ?? items.length * perDevice
      const batch: Batch = {
        name,
        items,
        perDeviceStatus: [],
        startAt: now + startAfter,
        span,
        doneAt: now + startAfter + span + finishAfter,
        successCount: 0
      }
      batches.set(name, batch)
      running.add(batch)
      // Its reply comes before any work, even where the work takes no time.
      return compact({
        name,
        metadata: {
          "@type": typeName("Metadata"),
          devicesCount: items.length,
          processingStatus: "BATCH_PROCESS_PENDING"
        }
      })
    },
    advance,
    get: (name, now) => {
      const batch = batches.get(name)
      return batch && describe(batch, now)
    },
    has: (name) => batches.has(name),
    describe: (now) =>
      [...batches.values()].map((batch) =>
        compact({
          name: batch.name,
          done: now >= batch.doneAt,
          devicesCount: batch.items.length,
          processedCount: batch.perDeviceStatus.length,
          successCount: batch.successCount
        })
      )
  }
}
