/**
 * The lanes of a client whose quota is shared with other processes. Who goes first is decided here,
 * for this process alone; when the next one goes is said by a store, which is asked for one place
 * after the other, by whoever is first. While the store is down, places come at an even pace.
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { LaneQueue, type Slot } from "./scheduler.ts"
import type { Lanes } from "./scheduler.ts"
import type { SharedQuota } from "./SharedQuota.ts"
import type { Timers } from "./timers.ts"

/** A store that has not answered by then is down. */
const answersWithin = "2 seconds"

/** How long a store that is down is left alone, in milliseconds. */
const leftAlone = 5000

/** The least time between two warnings, in milliseconds. */
const warnEvery = 60_000

/** `run` starts an effect on the clock of the timers. */
export const sharedLanes = (
  timers: Timers,
  { share, take, window }: SharedQuota,
  run: (effect: Effect.Effect<void>) => Fiber.Fiber<void>
): Lanes => {
  const queue = new LaneQueue()
  const windowMillis = Duration.toMillis(window)
  /** When there is the next place without the store. */
  let nextAlone = Number.NEGATIVE_INFINITY
  let downUntil = Number.NEGATIVE_INFINITY
  let warnedAt = Number.NEGATIVE_INFINITY
  let asking: Fiber.Fiber<void> | undefined
  let isAsking = false

  /** Takes a place from the store; gives the time to wait, or why the store is down. */
  const ask = Effect.map(
    Effect.exit(
      Effect.timeoutOrElse(take, {
        duration: answersWithin,
        orElse: () => Effect.fail({ message: `has not answered within ${answersWithin}` })
      })
    ),
    (exit) => {
      if (Exit.isFailure(exit)) return whyDown(exit.cause)
      const delay = Duration.toMillis(exit.value)
      return delay <= windowMillis ? delay : `asks to wait for ${Duration.format(exit.value)}`
    }
  )

  const warn = (why: string) => {
    if (timers.now() - warnedAt < warnEvery) return Effect.void
    warnedAt = timers.now()
    return Effect.logWarning(
      `the store of the shared quota ${why}; until it is back, this process sends at most ${share} requests in ${Duration.format(window)}`
    )
  }

  /** Waits until there is a place. */
  const place = Effect.gen(function* () {
    while (true) {
      if (timers.now() >= downUntil) {
        const answer = yield* ask
        if (typeof answer === "number") return yield* Effect.sleep(answer)
        downUntil = timers.now() + leftAlone
        yield* warn(answer)
      }
      const now = timers.now()
      if (now >= nextAlone) {
        nextAlone = now + windowMillis / share
        return
      }
      yield* Effect.sleep(Math.min(nextAlone, downUntil) - now)
    }
  })

  const give = () => {
    const next = queue.next(timers.now(), true)
    if (next === undefined) return
    if ("poll" in next) next.poll.start(makeSlot())
    else next.user()
  }

  /** A place that comes back goes to the next; if nobody waits, it is lost. */
  const makeSlot = (): Slot => {
    let isOpen = true
    return {
      confirm: () => {
        isOpen = false
      },
      release: () => {
        if (isOpen) give()
        isOpen = false
      }
    }
  }

  const serve = Effect.gen(function* () {
    while (!queue.isEmpty) {
      yield* place
      give()
    }
    isAsking = false
  })

  /** Adds to the queue. The result takes it back; with nobody waiting the store is not asked. */
  const wait = (leave: () => void) => {
    if (!isAsking) {
      isAsking = true
      asking = run(serve)
    }
    return () => {
      leave()
      if (!queue.isEmpty || !isAsking) return
      isAsking = false
      asking?.interruptUnsafe()
    }
  }

  return {
    take: Effect.callback<void>((resume) =>
      Effect.sync(wait(queue.addUser(() => resume(Effect.void))))
    ),
    queue: (poll) => wait(queue.addPoll(poll))
  }
}

const whyDown = (cause: Cause.Cause<{ readonly message: string }>): string => {
  const failure = cause.reasons.find(Cause.isFailReason)
  return failure === undefined ? "has a defect" : `is down: ${failure.error.message}`
}
