/**
 * A world of its own for effects: one queue of what runs next, one clock that jumps to the next
 * sleeper when nothing runs, and a count of all fibers. Nothing in it is real, so each run is the
 * same as the one before, and a test can stop between any two steps.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

export interface Simulation {
  /** Starts an effect; it does its first steps when the world goes on. */
  readonly fork: <A, E, R>(
    context: Context.Context<R>,
    effect: Effect.Effect<A, E, R>
  ) => Fiber.Fiber<A, E>
  /** Goes one step: a slice of a fiber or, when none can run, the waking of the next sleeper. */
  readonly step: () => boolean
  /** Goes on until nothing is left to happen, or until a time in milliseconds. */
  readonly run: (until?: number) => void
  /** Forks, goes on until the fiber ends, and gives its exit. */
  readonly exit: <A, E, R>(
    context: Context.Context<R>,
    effect: Effect.Effect<A, E, R>
  ) => Exit.Exit<A, E>
  /** Builds a layer that lives until `close`, or as long as the world. */
  readonly build: <A, E>(layer: Layer.Layer<A, E>) => Context.Context<A>
  /** Shuts down all that was built. */
  readonly close: () => void
  readonly now: () => number
  /** How many fibers have started and not ended. */
  readonly fibers: () => number
  /** How many wait for a time to come. */
  readonly sleepers: () => number
  /**
   * How many operations a fiber runs in one step. 3 is the least: the first two resume and do what
   * was put off when the fiber yielded.
   */
  readonly setStride: (operations: number) => void
}

/**
 * `tooMany` is more steps than any test here needs: a loop without end is a failure, not a hanging
 * test.
 */
export const simulation = (tooMany = 1_000_000): Simulation => {
  const scope = Scope.makeUnsafe()
  const tasks: Array<() => void> = []
  let sleepers: Array<Sleeper> = []
  let now = 0
  let fibers = 0
  let steps = 0
  let stride = 2048

  const scheduler: Scheduler.Scheduler = {
    executionMode: "async",
    shouldYield: (fiber) => fiber.currentOpCount >= stride,
    makeDispatcher: () => ({
      scheduleTask: (task) => {
        tasks.push(task)
      },
      flush: () => undefined
    })
  }

  const nanos = () => BigInt(Math.round(now * 1_000_000))
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.callback((resume) => {
        const millis = Duration.toMillis(duration)
        if (millis === Number.POSITIVE_INFINITY) return
        const sleeper: Sleeper = {
          // whole nanoseconds, so that the wall clock and the monotonic one agree
          until: Math.round((now + Math.max(0, millis)) * 1e6) / 1e6,
          wake: () => resume(Effect.void)
        }
        // behind those of the same time, so that they wake in the order in which they lay down
        const at = sleepers.findLastIndex(({ until }) => until <= sleeper.until)
        sleepers.splice(at + 1, 0, sleeper)
        return Effect.sync(() => {
          sleepers = sleepers.filter((one) => one !== sleeper)
        })
      })
  }

  const world = Context.make(Clock.Clock, clock).pipe(
    Context.add(Scheduler.Scheduler, scheduler),
    Context.add(Metric.FiberRuntimeMetrics, {
      recordFiberStart: () => {
        fibers++
      },
      recordFiberEnd: () => {
        fibers--
      }
    })
  )

  const step = (until = Number.POSITIVE_INFINITY): boolean => {
    if (++steps > tooMany) throw new Error("the world does not come to rest")
    const task = tasks.shift()
    if (task !== undefined) {
      task()
      return true
    }
    const [sleeper] = sleepers
    if (sleeper === undefined || sleeper.until > until) return false
    sleepers.shift()
    now = sleeper.until
    sleeper.wake()
    return true
  }

  const fork: Simulation["fork"] = (context, effect) =>
    Effect.runForkWith(Context.merge(context, world))(Effect.andThen(Effect.yieldNow, effect))

  const exit: Simulation["exit"] = (context, effect) => {
    const fiber = fork(context, effect)
    for (;;) {
      const ended = fiber.pollUnsafe()
      if (ended !== undefined) return ended
      if (!step()) throw new Error("it waits for what never happens")
    }
  }

  return {
    fork,
    step: () => step(),
    run: (until) => {
      while (step(until)) {
        // all is done in the step
      }
      if (until !== undefined) now = Math.max(now, until)
    },
    exit,
    build: (layer) => {
      const built = exit(Context.empty(), Layer.buildWithScope(layer, scope))
      if (Exit.isFailure(built)) throw new Error("the layer does not build")
      return built.value
    },
    close: () => {
      exit(Context.empty(), Scope.close(scope, Exit.void))
    },
    now: () => now,
    fibers: () => fibers,
    sleepers: () => sleepers.length,
    setStride: (operations) => {
      stride = operations
    }
  }
}
