/**
 * How good a schedule can be that knows nothing but the time: the best moments to poll when the
 * duration is log-uniform from a second to an hour and no delay may exceed a minute. Found backwards
 * from the hour over a fine grid of moments, for a price per poll; each price gives one point of the
 * frontier.
 */
export interface Point {
  readonly polls: number
  readonly lag: number
}

const cells = 2000
const span = Math.log(3600)
const longestDelay = 60

/** Seconds: from 1 to 3,600, evenly spaced in their logarithm. */
const moments = Float64Array.from({ length: cells + 1 }, (_, i) => Math.exp((span * i) / cells))

/** The least cost, `lag + price * polls`, and what it is made of. */
export const optimum = (price: number): Point => {
  const at = (values: Float64Array, i: number) => values[i] ?? 0
  const cost = new Float64Array(cells + 1)
  const polls = new Float64Array(cells + 1)
  const lag = new Float64Array(cells + 1)
  for (let i = cells - 1; i >= 0; i--) {
    const a = at(moments, i)
    // A poll is sent by those that still run at `a`. Those that end before it at `b` wait for `b`:
    // the integral of (b - d) / d over the density of d.
    const alive = 1 - i / cells
    let best = Infinity
    for (let j = i + 1; j <= cells; j++) {
      const b = at(moments, j)
      // No poll comes before the first second, so the first delay is not bound from there.
      if (i > 0 && b - a > longestDelay) break
      const late = (b / a - 1 - Math.log(b / a)) / span
      const total = late + price * alive + at(cost, j)
      if (total < best) {
        best = total
        cost[i] = total
        polls[i] = alive + at(polls, j)
        lag[i] = late + at(lag, j)
      }
    }
  }
  return { polls: at(polls, 0), lag: at(lag, 0) }
}
