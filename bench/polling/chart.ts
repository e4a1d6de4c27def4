/**
 * The frontier of polls against lag as an SVG: both axes logarithmic, readable on a light and on a
 * dark page.
 */
export interface Point {
  readonly polls: number
  readonly lag: number
}

export interface Line {
  readonly kind: "progress" | "absent" | "optimum"
  readonly label: ReadonlyArray<string>
  /** Where the label goes. */
  readonly labelAt: Point
  readonly points: ReadonlyArray<Point>
}

export interface Dot extends Point {
  readonly kind: "progress" | "absent" | "peer"
  readonly label: string
  readonly side: "left" | "right"
}

const width = 760
const height = 460
const left = 64
const right = 20
const top = 48
const bottom = 56

const polls = { from: 8, to: 256, ticks: [8, 16, 32, 64, 128, 256] }
const lag = { from: 0.01, to: 0.64, ticks: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64] }

const part = (value: number, { from, to }: { readonly from: number; readonly to: number }) =>
  Math.log(value / from) / Math.log(to / from)
const x = (value: number) => (left + part(value, polls) * (width - left - right)).toFixed(1)
const y = (value: number) =>
  (height - bottom - part(value, lag) * (height - top - bottom)).toFixed(1)

const text = (at: { x: string; y: string }, content: string, attributes = "") =>
  `<text x="${at.x}" y="${at.y}" ${attributes}>${content}</text>`

const style = `
    svg { font: 13px system-ui, sans-serif }
    text { fill: #1f2328 }
    .page { fill: #ffffff }
    .axis { fill: #59636e }
    .grid { stroke: #d8dee4 }
    path { fill: none; stroke-width: 2 }
    path.progress { stroke: #0969da }
    path.absent { stroke: #8250df }
    path.optimum { stroke: #6e7781; stroke-width: 1.5; stroke-dasharray: 4 4 }
    text.progress, circle.progress { fill: #0969da }
    text.absent, circle.absent { fill: #8250df }
    text.optimum { fill: #59636e }
    text.peer, circle.peer { fill: #bc4c00 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .page { fill: #0d1117 }
      .axis { fill: #9198a1 }
      .grid { stroke: #30363d }
      path.progress { stroke: #4493f8 }
      path.absent { stroke: #ab7df8 }
      path.optimum { stroke: #9198a1 }
      text.progress, circle.progress { fill: #4493f8 }
      text.absent, circle.absent { fill: #ab7df8 }
      text.optimum { fill: #9198a1 }
      text.peer, circle.peer { fill: #f0883e }
    }`

const grid = (): ReadonlyArray<string> => [
  ...polls.ticks.flatMap((tick) => [
    `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${top}" y2="${height - bottom}"/>`,
    text(
      { x: x(tick), y: String(height - bottom + 20) },
      String(tick),
      `class="axis" text-anchor="middle"`
    )
  ]),
  ...lag.ticks.flatMap((tick) => [
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}"/>`,
    text(
      { x: String(left - 8), y: (Number(y(tick)) + 4).toFixed(1) },
      `${Math.round(100 * tick)} %`,
      `class="axis" text-anchor="end"`
    )
  ])
]

const drawLine = ({ kind, label, labelAt, points }: Line): ReadonlyArray<string> => [
  `<path class="${kind}" d="M${points.map((p) => `${x(p.polls)} ${y(p.lag)}`).join("L")}"/>`,
  ...label.map((row, i) =>
    text(
      { x: x(labelAt.polls), y: String(Number(y(labelAt.lag)) + 17 * i) },
      row,
      `class="${kind}"`
    )
  )
]

const drawDot = ({ kind, label, side, ...point }: Dot): ReadonlyArray<string> => {
  const [shift, anchor] = side === "left" ? [-9, "end"] : [9, "start"]
  return [
    `<circle class="${kind}" cx="${x(point.polls)}" cy="${y(point.lag)}" r="4.5"/>`,
    text(
      { x: (Number(x(point.polls)) + shift).toFixed(1), y: (Number(y(point.lag)) + 4).toFixed(1) },
      label,
      `class="${kind}" text-anchor="${anchor}"`
    )
  ]
}

/** The chart of these lines and dots. */
export const chart = (
  description: string,
  lines: ReadonlyArray<Line>,
  dots: ReadonlyArray<Dot>
): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">Polls against lag</title>`,
    `<desc id="description">${description}</desc>`,
    `<style>${style}\n</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="6"/>`,
    text({ x: String(left), y: "28" }, "Lag, as a part of the operation’s duration (mean)"),
    text(
      { x: String(width - right), y: String(height - 14) },
      "Polls for one operation (mean)",
      `text-anchor="end"`
    ),
    ...grid(),
    ...lines.flatMap(drawLine),
    ...dots.flatMap(drawDot),
    "</svg>",
    ""
  ].join("\n")
