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
import * as Predicate from "effect/Predicate"
import { printable, printableValue } from "./printable.ts"
import { LaneQueue, type Lanes, type Slot } from "./scheduler.ts"
import type { Timers } from "./timers.ts"

/**
 * Where processes count their requests together.
 *
 * The store is down when `take` fails, does not answer within 2 seconds, or asks to wait for longer
 * than `window`. The client then sends at most `share` requests in each `window`, evenly, logs a
 * warning once a minute at most, and asks the store again after 5 seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface SharedQuotaStore {
  /**
   * Takes a place for one request, and gives the time to wait before the request is sent. A client
   * takes one place after the other, however many calls and polls wait for one.
   */
  readonly take: Effect.Effect<Duration.Duration, { readonly message: string }>
  /** How many requests this process can send in a window while the store is down. */
  readonly share: number
  readonly window: Duration.Duration
}

/** A store that has not answered by then is down. */
const answersWithin = "2 seconds"

/** How long a store that is down is left alone, in milliseconds. */
const leftAlone = 5000

/** The least time between two warnings, in milliseconds. */
const warnEvery = 60_000

/** `run` starts an effect on the clock of the timers. */
export const sharedLanes = (
  timers: Timers,
  { share, take, window }: SharedQuotaStore,
  run: (effect: Effect.Effect<void>) => Fiber.Fiber<void>
): Lanes => {
  const queue = new LaneQueue()
  const windowMillis = Duration.toMillis(window)
  /** When the place is there that the store gave and nobody has used: it is not asked for another one. */
  let readyAt: number | undefined
  /** When there is the next place without the store. */
  let nextAlone = Number.NEGATIVE_INFINITY
  let downUntil = Number.NEGATIVE_INFINITY
  let warnedAt = Number.NEGATIVE_INFINITY
  let serving: Fiber.Fiber<void> | undefined
  let isServing = false
  let isAsking = false

  /** Takes a place from the store; gives the time to wait, or why the store is down. */
  const ask = Effect.suspend(() => {
    isAsking = true
    return Effect.exit(
      Effect.timeoutOrElse(take, {
        duration: answersWithin,
        orElse: () => Effect.fail({ message: `has not answered within ${answersWithin}` })
      })
    )
  }).pipe(
    Effect.map((exit) => {
      isAsking = false
      if (Exit.isFailure(exit)) return whyDown(exit.cause)
      if (!Duration.isDuration(exit.value)) return "gives no time to wait"
      const delay = Duration.toMillis(exit.value)
      return delay <= windowMillis ? delay : `asks to wait for ${Duration.format(exit.value)}`
    })
  )

  const warn = (why: string) => {
    if (timers.now() - warnedAt < warnEvery) return Effect.void
    warnedAt = timers.now()
    const message = `the store of the shared quota ${why}; until it is back, this process sends at most ${share} requests in ${Duration.format(window)}`
    // a logger that fails must not stop the calls
    return Effect.ignoreCause(Effect.logWarning(message))
  }

  /** Waits until there is a place, unless nobody waits for one any more. */
  const place = Effect.gen(function* () {
    while (!queue.isEmpty) {
      if (readyAt !== undefined) {
        yield* Effect.sleep(Math.max(readyAt - timers.now(), 0))
        return
      }
      if (timers.now() >= downUntil) {
        const answer = yield* ask
        if (typeof answer === "number") {
          readyAt = timers.now() + answer
          continue
        }
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
    readyAt = undefined
    if ("poll" in next) next.poll.start(makeSlot())
    else next.user()
  }

  /** A place that comes back goes to the next; if nobody waits, it is kept. */
  const makeSlot = (): Slot => {
    let isOpen = true
    return {
      confirm: () => {
        isOpen = false
      },
      release: () => {
        if (!isOpen) return
        isOpen = false
        if (queue.isEmpty) readyAt ??= timers.now()
        else give()
      }
    }
  }

  const serve = Effect.gen(function* () {
    while (!queue.isEmpty) {
      yield* place
      give()
    }
  })

  const startServing = () => {
    if (isServing || queue.isEmpty) return
    isServing = true
    const fiber = run(serve)
    serving = fiber
    fiber.addObserver((exit) => {
      if (serving !== fiber) return
      stopServing()
      // what went wrong must not leave calls waiting for ever, nor be tried again at once
      if (Exit.isFailure(exit)) downUntil = timers.now() + leftAlone
      startServing()
    })
  }

  const stopServing = () => {
    serving = undefined
    isServing = false
    isAsking = false
  }

  /** Adds to the queue. The result takes it back; with nobody waiting the store is not asked. */
  const wait = (leave: () => void) => {
    startServing()
    return () => {
      leave()
      // a place that the store is giving is kept for the next
      if (!queue.isEmpty || isAsking) return
      const fiber = serving
      if (fiber === undefined) return
      stopServing()
      fiber.interruptUnsafe()
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
  if (failure === undefined) return "has a defect"
  const error: unknown = failure.error
  return `is down: ${printable(Predicate.hasProperty(error, "message") ? String(error.message) : printableValue(error), 300)}`
}
