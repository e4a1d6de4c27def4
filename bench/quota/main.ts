/**
 * `npm run bench:quota`: 10,000 running operations over a quota of 10 requests a second, with a start
 * every 2 seconds; takes some minutes.
 * A number in front makes all of it smaller: `npm run bench:quota -- 0.1`.
 */
import { withProgress } from "../polling/shapes.ts"
import { fleetOf, mean, type Options, quantile, simulate } from "./simulate.ts"

const scale = Number(process.argv[2] ?? 1)

const fleet = fleetOf(scale)

const progress: Readonly<Record<string, Options["shapes"]>> = {
  "progress in step with time": ["linear"],
  "five shapes of progress": withProgress,
  "no progress": ["absent"]
}

const seconds = (number: number) => `${number.toFixed(1)} s`

for (const [what, shapes] of Object.entries(progress)) {
  console.log(`\n${what}`)
  for (const order of ["lanes", "first come"] as const) {
    const { lags, notFound, refused, requests, starts } = simulate({ ...fleet, shapes, order })
    console.log(
      [
        order.padEnd(10),
        `starts: median ${seconds(quantile(starts, 0.5))}, 95 % ${seconds(quantile(starts, 0.95))}`,
        `lag: mean ${seconds(mean(lags))}, median ${seconds(quantile(lags, 0.5))}, 95 % ${seconds(quantile(lags, 0.95))}`,
        `longest ${seconds(quantile(lags, 1))}`,
        `${lags.length} ended, ${notFound} of them not found yet`,
        `${requests} requests, ${refused} with 429`
      ].join("; ")
    )
  }
}
