/**
 * How an operation's progress may look from outside: six shapes. Each makes, from a source of
 * numbers from 0 to 1, one operation: the percentage it shows when a part `x` (0 to 1) of its
 * duration has passed.
 */

/** The progress shown at `x`; `undefined` is a service that shows none. */
export type Progress = (x: number) => number | undefined

const steps = 50
const updates = 12

/** A whole percentage below 100, since the operation runs on. */
const percent = (progress: number): number => Math.floor(Math.min(Math.max(progress, 0), 99))

/** How long work takes that is as likely to end at one time as at the next; 1 in the mean. */
const exponential = (random: () => number): number => -Math.log(1 - random())

export const shapes = {
  /** A status, but never any progress. */
  absent: () => () => undefined,

  /** The part of the time that has passed. */
  linear: () => (x) => percent(100 * x),

  /** Work in 50 steps of unequal length, shown with an error of up to 3 either way. */
  noisy: (random) => {
    const lengths = Array.from({ length: steps }, () => exponential(random))
    const total = lengths.reduce((sum, length) => sum + length, 0)
    const errors = Array.from({ length: 1000 }, () => 6 * random() - 3)
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
  },

  /** The truth, brought up to date about twelve times, at random moments. */
  jumpy: (random) => {
    const moments: Array<number> = []
    for (let x = exponential(random) / updates; x < 1; x += exponential(random) / updates) {
      moments.push(x)
    }
    return (x) => percent(100 * (moments.findLast((moment) => moment <= x) ?? 0))
  },

  /** In steps of 10. */
  coarse: () => (x) => 10 * Math.floor(10 * x),

  /** At 99 when 50 to 95 % of the duration have passed, and there until the end. */
  stuck: (random) => {
    const from = 0.5 + 0.45 * random()
    return (x) => percent((99 * x) / from)
  }
} satisfies Record<string, (random: () => number) => Progress>

export type Shape = keyof typeof shapes

export const withProgress = ["linear", "noisy", "jumpy", "coarse", "stuck"] as const

export const allShapes = ["absent", ...withProgress] as const satisfies ReadonlyArray<Shape>
