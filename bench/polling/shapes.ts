/**
 * How an operation's progress may look from outside. Each shape makes, from a source of numbers from 0
 * to 1, one operation: the percentage it shows when a part `x` (0 to 1) of its duration has passed.
 *
 * The numbers of the schedule were chosen by `shapes`. The `variants` are there to see what it costs
 * with shapes that they were not chosen by.
 */

/** The progress shown at `x`; `undefined` is a service that shows none. */
export type Progress = (x: number) => number | undefined

type Make = (random: () => number) => Progress

/** A whole percentage below 100, since the operation runs on. */
const percent = (progress: number): number => Math.floor(Math.min(Math.max(progress, 0), 99))

/** A number between two. */
const between = (random: () => number, from: number, to: number): number =>
  from + (to - from) * random()

/** Even progress up to `progress` (0 to 1) at `x`, and even progress from there to the end. */
const bent = (at: { readonly x: number; readonly progress: number }): Progress => {
  const rest = (1 - at.progress) / (1 - at.x)
  return (x) =>
    percent(100 * (x < at.x ? (at.progress * x) / at.x : at.progress + rest * (x - at.x)))
}

/** Begins anew at these moments; before each it has come to `reached`. */
const restarting =
  (moments: ReadonlyArray<number>, reached: number): Progress =>
  (x) => {
    const start = moments.findLast((moment) => moment <= x) ?? 0
    const end = moments.find((moment) => moment > x)
    return percent(((end === undefined ? 100 : reached) * (x - start)) / ((end ?? 1) - start))
  }

/** The work is found out in so many steps, at random moments, and progress goes back at each. */
const found =
  (steps: number): Make =>
  (random) => {
    const moments = Array.from({ length: steps }, random)
    const first = between(random, 0.3, 0.8)
    return (x) => {
      const known = moments.filter((moment) => moment <= x).length / steps
      return percent((100 * x) / Math.max(first + (1 - first) * known, x))
    }
  }

/** How long work takes that is as likely to end at one time as at the next; 1 in the mean. */
const exponential = (random: () => number): number => -Math.log(1 - random())

/** Work in steps of unequal length, shown with an error of up to so much either way. */
const noisy =
  (steps: number, error: number): Make =>
  (random) => {
    const lengths = Array.from({ length: steps }, () => exponential(random))
    const total = lengths.reduce((sum, length) => sum + length, 0)
    const errors = Array.from({ length: 1000 }, () => 2 * error * random() - error)
    return (x) => {
      let done = 0
      let left = x * total
      for (const length of lengths) {
        done += Math.min(left / length, 1)
        left -= length
        if (left <= 0) break
      }
      return percent((100 * done) / steps + (errors[Math.floor(1000 * x)] ?? 0) + 0.5)
    }
  }

/** The truth, brought up to date about so many times, at random moments. */
const jumpy =
  (updates: number): Make =>
  (random) => {
    const moments: Array<number> = []
    for (let x = exponential(random) / updates; x < 1; x += exponential(random) / updates) {
      moments.push(x)
    }
    return (x) => percent(100 * (moments.findLast((moment) => moment <= x) ?? 0))
  }

export const shapes = {
  /** A status, but never any progress. */
  absent: () => () => undefined,

  /** The part of the time that has passed. */
  linear: () => (x) => percent(100 * x),

  /** Work in 50 steps of unequal length, shown with an error of up to 3 either way. */
  noisy: noisy(50, 3),

  /** The truth, brought up to date about twelve times, at random moments. */
  jumpy: jumpy(12),

  /** In steps of 10. */
  coarse: () => (x) => 10 * Math.floor(10 * x),

  /** At 99 when 50 to 95 % of the duration have passed, and there until the end. */
  stuck: (random) => {
    const from = 0.5 + 0.45 * random()
    return (x) => percent((99 * x) / from)
  },

  /** The work is found out bit by bit: progress goes back three times. */
  "goes back": found(3),

  /** Begins anew once, when 20 to 80 % of the duration have passed, from 20 to 99. */
  resets: (random) => restarting([between(random, 0.2, 0.8)], between(random, 20, 99)),

  /** Slow, fast, slow. */
  "S-shaped": (random) => {
    const power = between(random, 1.5, 3)
    return (x) => percent((100 * x ** power) / (x ** power + (1 - x) ** power))
  },

  /** 10 to 30 when 60 to 90 % of the duration have passed. */
  "slow then fast": (random) =>
    bent({ x: between(random, 0.6, 0.9), progress: between(random, 0.1, 0.3) }),

  /** 70 to 90 when 10 to 40 % of the duration have passed. */
  "fast then slow": (random) =>
    bent({ x: between(random, 0.1, 0.4), progress: between(random, 0.7, 0.9) }),

  /** 100 when 10 to 50 % of the duration have passed, and until the end. */
  "100 early": (random) => {
    const from = between(random, 0.1, 0.5)
    return (x) => (x < from ? percent((100 * x) / from) : 100)
  },

  /** The part of the time that is left. */
  "counts down": () => (x) => 100 - percent(100 * x)
} satisfies Record<string, Make>

export type Shape = keyof typeof shapes

export const withProgress = ["linear", "noisy", "jumpy", "coarse", "stuck"] as const

export const allShapes = ["absent", ...withProgress] as const satisfies ReadonlyArray<Shape>

/** What progress could do as well. */
export const misleading = [
  "goes back",
  "resets",
  "S-shaped",
  "slow then fast",
  "fast then slow",
  "100 early",
  "counts down"
] as const satisfies ReadonlyArray<Shape>

/** Shapes that the numbers of the schedule were not chosen by. */
export const variants = {
  "slow at first, by a power of 2 to 5": (random) => {
    const power = between(random, 2, 5)
    return (x) => percent(100 * x ** power)
  },
  "fast at first, by a power of 0.2 to 0.7": (random) => {
    const power = between(random, 0.2, 0.7)
    return (x) => percent(100 * x ** power)
  },
  "fast in the last twentieth": () => bent({ x: 0.95, progress: 0.2 }),
  "slow after the first twentieth": () => bent({ x: 0.05, progress: 0.8 }),
  "bent anywhere": (random) =>
    bent({ x: between(random, 0.05, 0.95), progress: between(random, 0.05, 0.95) }),
  "an error of 10": noisy(20, 10),
  "brought up to date four times": jumpy(4),
  "steps of 25": () => (x) => 25 * Math.floor(4 * x),
  "steps of 50": () => (x) => 50 * Math.floor(2 * x),
  "begins anew three times": (random) =>
    restarting(
      [random(), random(), random()].toSorted((a, b) => a - b),
      between(random, 20, 99)
    ),
  "begins anew near the end": (random) => restarting([between(random, 0.8, 0.95)], 90),
  "goes back eight times": found(8),
  "stops on the way": (random) => {
    const at = between(random, 0.1, 0.5)
    const pause = between(random, 0.2, 0.45)
    return (x) => percent((100 * Math.min(x, Math.max(at, x - pause))) / (1 - pause))
  },
  "50 throughout": () => () => 50,
  "comes ever closer to 100": (random) => {
    const speed = between(random, 2, 6)
    return (x) => percent(100 * (1 - Math.exp(-speed * x)))
  },
  "a few parts of unequal length": (random) => {
    const lengths = Array.from({ length: 6 }, () => exponential(random))
    const total = lengths.reduce((sum, length) => sum + length, 0)
    const ends = lengths.map(
      (_, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length, 0) / total
    )
    return (x) => percent((100 * ends.filter((end) => end <= x).length) / lengths.length)
  },
  "stuck at 40 to 90": (random) => {
    const at = between(random, 0.4, 0.9)
    const from = between(random, 0.2, 0.9)
    return (x) => percent(100 * at * Math.min(x / from, 1))
  },
  "noise, and begins anew": (random) => {
    const even = restarting([between(random, 0.3, 0.9)], between(random, 30, 99))
    const noise = Array.from({ length: 1000 }, () => between(random, -5, 5))
    return (x) => percent((even(x) ?? 0) + (noise[Math.floor(1000 * x)] ?? 0))
  }
} satisfies Record<string, Make>

/** Progress that tells nothing. */
export const anyNumber: Make = (random) => {
  const numbers = Array.from({ length: 1000 }, () => percent(100 * random()))
  return (x) => numbers[Math.floor(1000 * x)]
}
